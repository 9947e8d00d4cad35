"""One bundle, planned and made: its parts, their pages, and the state of each input."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import astuple

# What every page bears that is made of a call not declared ready, or before the deposit
PROJET, BROUILLON = "PROJET", "BROUILLON"
MARKS = (PROJET, BROUILLON, f"{PROJET} – {BROUILLON}")
COUVERTURE = "couverture"
CHANGEMENTS = "changements"
SOMMAIRE = "sommaire"
BORDEREAU = "bordereau"
# Of pages, pieces or versions: no true one comes near
Number = Annotated[int, Meta(ge=0, le=20_000)]


class State(StrEnum):
    """The one state each piece ends in."""

    INTEGREE = "intégrée"
    RESERVE = "intégrée, à vérifier"
    ABSENTE = "absente"
    REFUSEE = "refusée"

    @property
    def is_included(self) -> bool:
        """Whether the bundle holds the piece itself, not a page in its place."""
        return self in (State.INTEGREE, State.RESERVE)


class Part(Struct, frozen=True):
    """A run of pages of the bundle.

    `numero` is the piece's number, the same in all bundles of the year, so that some are not
    there; 0 for the cover and the sommaire, which are not pieces. `pages` counts its pages; an
    absent or refused piece has the one page that says so. `key` is the key of an annex's row in
    the workbook.
    """

    code: str
    titre: str
    pages: Number
    numero: Number = 0
    state: State = State.INTEGREE
    fichier: str = ""
    notes: tuple[str, ...] = ()
    key: str = ""


class PlacedPart(Struct, frozen=True):
    """A part and its place: `first` is its first page in the bundle, from 1."""

    part: Part
    first: int

    @property
    def last(self) -> int:
        """Its last page in the bundle."""
        return self.first + self.part.pages - 1


class Plan(Struct, frozen=True):
    """The bundle's pages from first to last, one placed part after the other."""

    parts: tuple[PlacedPart, ...]

    @property
    def pages(self) -> int:
        """Number of pages of the whole bundle."""
        return self.parts[-1].last

    @property
    def pieces(self) -> tuple[PlacedPart, ...]:
        """The numbered pieces, as the sommaire lists them."""
        return tuple(placed for placed in self.parts if placed.part.numero)

    def stamps(self) -> tuple[str, ...]:
        """The stamp of each page: « Pièce 3 · p. 2/5 — 17/48 »; empty before the pieces."""
        return tuple(
            f"Pièce {placed.part.numero} · p. {page}/{placed.part.pages}"
            f" — {placed.first + page - 1}/{self.pages}"
            if placed.part.numero
            else ""
            for placed in self.parts
            for page in range(1, placed.part.pages + 1)
        )


class SourceFile(Struct, frozen=True):
    """A source file: its name, its kind (« PDF »), the SHA-256 of its bytes, its pages.

    `pages` is 0 for a file that no page of the bundle shows: the workbook, a signature.
    """

    fichier: str
    nature: str
    sha256: str
    pages: Number = 0


class Replaced(Struct, frozen=True):
    """The bundle that an amended one replaces: its version (from 1), its seal, the day it bears."""

    version: Number
    seal: str
    day: date


class Ledger(Struct, frozen=True):
    """Content of a bundle: its parts in order, and the files they come from.

    `sources` are by number of piece; a piece that nobody gave has none. `attachments` gives the
    SHA-256 of each file that travels in the bundle, by its name. `version` is packetgen's.
    `projet` says that the call was not declared ready, `brouillon` that the dossier is not
    deposited yet. `edition` numbers the versions of one bundle, from 1; a later one says which it
    `replaces`.
    """

    version: str
    plan: Plan
    sources: Mapping[int, SourceFile]
    others: tuple[SourceFile, ...]
    attachments: Mapping[str, str]
    projet: bool = False
    brouillon: bool = False
    edition: int = 1
    replaces: Replaced | None = None

    def stamps(self) -> tuple[tuple[str, ...], ...]:
        """What is stamped on each page: its mark on all, the number of a piece's page."""
        mark = mark_of(projet=self.projet, brouillon=self.brouillon)
        return tuple(tuple(filter(None, (mark, number))) for number in self.plan.stamps())


class Fingerprint(Struct, frozen=True, eq=False):
    """Digests of a page: its frame, its drawing, its images, its annotations.

    They are those of what the page holds, never of how the file stores it. `links` are the pages
    that its annotations lead to, from 1, 0 for a page that is not there: these change when pages
    move, so that they do not tell whether two pages are the same.
    """

    frame: str
    drawing: str
    images: str
    annotations: str
    links: tuple[Number, ...] = ()

    def __eq__(self, other: object) -> bool:
        """Whether two pages are the same."""
        return isinstance(other, Fingerprint) and astuple(self)[:-1] == astuple(other)[:-1]

    def __ne__(self, other: object) -> bool:
        """Whether two pages differ: Struct has a comparison of its own."""
        return not self == other

    def __hash__(self) -> int:
        """The same for pages that are."""
        return hash(astuple(self)[:-1])


class Fingerprints(Struct, frozen=True):
    """Digests of each page, and the `properties` of the file by their key, its title for one.

    The ledgers of former versions have no properties (None), and a seal that binds no page.
    """

    pages: tuple[Fingerprint, ...]
    properties: Mapping[str, str] | None = None


class Difference(Struct, frozen=True):
    """A difference between a bundle and its ledger, in French; `numero` is the piece's, or 0."""

    text: str
    numero: int = 0


class Examination(Struct, frozen=True):
    """What was found in a file: a ledger and what differs from it, or the `problem` with it.

    A file with a problem is no bundle at all. `notes` say what of a proved one is not as it was
    made, though all that it shows is, and what its seal does not bind. `text` is that of the first
    pages of another, to say what it is.
    """

    ledger: Ledger | None = None
    seal: str = ""
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    text: str = ""

    @property
    def is_proved(self) -> bool:
        """Whether the file is, page by page, the bundle that packetgen made."""
        return not self.differences and not self.problem


class Cover(Struct, frozen=True):
    """Lines of the cover, as printed; an empty line is left out.

    `demande` says of whom the `montant` is asked, `part` of the cost; `autres` what the other
    funders are asked; `axe` and `heures` are for the Département. `manquants` names what is
    wanting, one entry a line; where there is none, the foot says `complet`. `version` says which
    bundle an amended one replaces; `several` is whether `quartiers` are many, or all.
    """

    appel: str
    destinataire: str
    association: str
    intitule: str
    demande: str
    montant: str
    dauphin: str
    pilier: str
    theme: str
    quartiers: tuple[str, ...]
    dates: str
    contenu: str
    date: str
    cout: str = ""
    part: str = ""
    nature: str = ""
    autres: str = ""
    contact: str = ""
    brouillon: bool = False
    axe: str = ""
    heures: str = ""
    complet: str = "Dossier complet"
    manquants: tuple[str, ...] = ()
    version: str = ""
    several: bool = False


def mark_of(*, projet: bool, brouillon: bool) -> str:
    """Return the one of MARKS that the pages of a bundle bear, or nothing."""
    return " – ".join([PROJET] * projet + [BROUILLON] * brouillon)


def plan(parts: Sequence[Part]) -> Plan:
    """Place `parts` one after the other from page 1, in the order given.

    Raises ValueError when there is no part, when one has no page, or when the numbers of pieces
    do not rise: callers build the parts, users cannot cause it.
    """
    if not parts or any(part.pages < 1 for part in parts):
        raise ValueError("a bundle is made of parts, and each has at least one page")
    numeros = [part.numero for part in parts if part.numero]
    if any(one >= other for one, other in pairwise(numeros)):
        raise ValueError(f"pieces must be numbered in their order, not {numeros}")
    firsts = accumulate((part.pages for part in parts), initial=1)
    return Plan(tuple(PlacedPart(part, first) for part, first in zip(parts, firsts, strict=False)))


def outline_title(part: Part) -> str:
    """Return the part's entry in the outline: « Pièce 3 – Statuts (absente) »."""
    if not part.numero:
        return part.titre
    state = "" if part.state.is_included else f" ({part.state})"
    return f"Pièce {part.numero} – {part.titre}{state}"
