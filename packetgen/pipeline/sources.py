"""What a bundle is made of, and the bundle as it is planned."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from packetgen.amendment.former import Former, find_formers
from packetgen.bundle.process.client import AssemblyClient
from packetgen.convert.protocol import Conversion
from packetgen.model.action import Action
from packetgen.model.bundle import Plan, SourceFile
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.campagne_parts import Paquet
from packetgen.model.comparison import Amendment
from packetgen.model.dossier import Dossier
from packetgen.pipeline.outcome import Outcome, pieces_of
from packetgen.pipeline.verify import Verification
from packetgen.text import readable, slug


class RunContext(Struct, frozen=True):
    """What the bundles of one run share: the date that they bear, the folder where they are made,
    the engine that draws their documents, the process that assembles them. With `in_process`, this
    process may die of a document, and draws it itself. `formers` are the bundles that those of the
    actions replace, by number of action, `conversions` the PDFs drawn, by the stem of their source.
    """

    today: date
    work: Path
    engine: str
    client: AssemblyClient
    in_process: bool = False
    formers: Mapping[int, Former] = field(default_factory=dict)
    conversions: dict[str, Conversion] = field(default_factory=dict)


class BundleSource(Struct, frozen=True):
    """Input of one bundle: an action of a verified dossier, its outcome, the `former` replaced."""

    verification: Verification
    action: Action
    outcome: Outcome
    former: Former | None = None

    @property
    def dossier(self) -> Dossier:
        """The dossier of the action."""
        return self.verification.dossier

    @property
    def campagne(self) -> Campagne:
        """The year's call."""
        return self.verification.campagne

    @property
    def paquet(self) -> Paquet:
        """The kind of bundle."""
        return self.verification.paquet

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces that the year asks for in this bundle, in order."""
        return pieces_of(self.verification, self.action)

    @property
    def others(self) -> tuple[SourceFile, ...]:
        """The source files without a page of their own: the workbook, a signature."""
        signature = self.verification.signature
        if signature is None:
            return (self.verification.workbook,)
        name = readable(signature.name)
        image = SourceFile(name, "Image de la signature", signature.sha256)
        return (self.verification.workbook, image)

    def document(self, code: str) -> str:
        """File stem of a document of this action: `lettre-1`."""
        return f"{code}-{self.action.numero}"


class Draft(Struct, frozen=True):
    """A planned bundle and the paths of its Word documents; page counts may still be guesses.

    `amendment` tells what it changes from the bundle that it replaces.
    """

    sources: BundleSource
    plan: Plan
    documents: tuple[Path, ...]
    amendment: Amendment | None = None


def family_stem(verified: Verification) -> str:
    """Return how the names of all the bundles of a structure begin: `AAP2031_CAX_les-jardins`."""
    name = slug(verified.dossier.porteur.denomination, 40) or "porteur"
    return "_".join((f"AAP{verified.campagne.annee}", verified.paquet.fichier, name))


def bundle_stem(verified: Verification, action: Action) -> str:
    """Return the file name without suffix: `AAP2031_CAX_les-jardins_grandir-au-jardin`.

    The action's part is numbered where two begin alike.
    """
    names = [slug(each.intitule, 50) for each in verified.dossier.actions]
    name = slug(action.intitule, 50)
    if not name or names.count(name) > 1:
        name = f"{name}-action-{action.numero}".removeprefix("-")
    return f"{family_stem(verified)}_{name}"


def formers_of(verified: Verification, output: Path, given: Sequence[Path]) -> dict[int, Former]:
    """Return, by number of action, the bundle that each next one replaces: given, or in `output`.

    Raises UsageError, WorkbookUnreadable, BundleAltered.
    """
    stems = {each.numero: bundle_stem(verified, each) for each in verified.dossier.actions}
    family = [p for p in sorted(output.glob(f"{family_stem(verified)}_*.pdf")) if p.is_file()]
    return find_formers(verified.dossier, verified.paquet.code, stems, family, list(given))
