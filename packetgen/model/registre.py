"""The register of the bundles received for a call, each dossier counted once.

Pure: nothing is read here. Amounts are in euros, hours in hours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from packetgen.model.action import Action
from packetgen.model.porteur import Porteur

SANS = "Non précisé"
COUNTED_ONCE = "Chaque dossier compte une fois."
COUNTED_WHOLE = "Un dossier qui en vise plusieurs compte entier dans chacun."
WORDS = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq"}
SIREN = 9


@dataclass(frozen=True)
class DossierRecu:
    """A proved bundle, as its own data describes it.

    `fichier` is its path as given, `sha256` the digest of the file, `sceau` the seal that it
    prints, `remarques` what its proof says of the file, `etabli` the date printed on it, `pages`
    their number, `pour` the bundle that it is: all in one, or one funder's. `montant_call` is
    asked of who leads, `financements` of each other funder, by its name; `produits` is the total of
    the products without accounts 86 and 87. `a_demander` says in French what is wanting or wrong; a
    `brouillon` was made before the deposit.
    """

    fichier: str
    sha256: str
    sceau: str
    remarques: tuple[str, ...]
    annee: int
    etabli: date
    pages: int
    pour: str
    porteur: Porteur
    action: Action
    montant_call: Decimal
    financements: Mapping[str, Decimal]
    produits: Decimal
    a_demander: tuple[str, ...]
    brouillon: bool = False

    def is_resealed(self, other: DossierRecu) -> bool:
        """Whether another copy of the same bundle bears another seal."""
        return self.pour == other.pour and self.sceau != other.sceau

    @property
    def communes(self) -> tuple[str, ...]:
        """The communes that the action names, each once."""
        return tuple(dict.fromkeys(line.commune for line in self.action.communes if line.commune))

    @property
    def etat(self) -> str:
        """Its state, as the register tells it."""
        return "Brouillon" if self.brouillon else "Complet" if self.est_complet else "À compléter"

    @property
    def est_complet(self) -> bool:
        """Whether nothing is to be asked of the porteur."""
        return not self.a_demander


@dataclass(frozen=True)
class Ecarte:
    """A file that is not counted, and the reason, in French."""

    fichier: str
    raisons: tuple[str, ...]


@dataclass(frozen=True)
class Doute:
    """A resemblance between dossiers counted apart, in French."""

    constat: str
    dossiers: tuple[DossierRecu, ...]


@dataclass(frozen=True)
class Registre:
    """The received dossiers, each counted once; `remplaces` pairs an earlier copy with the
    one that is counted; `modifies` are bundles altered since they were made; `etrangers` are
    files that packetgen did not make; `doutes` are what dossiers counted apart share.
    """

    dossiers: tuple[DossierRecu, ...]
    remplaces: tuple[tuple[DossierRecu, DossierRecu], ...]
    modifies: tuple[Ecarte, ...]
    etrangers: tuple[Ecarte, ...]
    doutes: tuple[Doute, ...] = ()


@dataclass(frozen=True)
class Cumul:
    """Totals of several dossiers under one label."""

    libelle: str
    dossiers: int
    montant_call: Decimal
    personnes: int


def registre(
    received: Iterable[DossierRecu],
    modifies: Iterable[Ecarte],
    etrangers: Iterable[Ecarte],
    same: Callable[[str], str],
) -> Registre:
    """Count each dossier once, the newest copy of those sent twice; `same` folds a name."""
    found = ((_identity(each, same), each) for each in received)
    groups = _grouped(found, lambda one, group: any(one.is_of(other) for other, _ in group))
    counted, replaced = [], []
    for group in groups:
        copies = [each for _, each in group]
        place = max(range(len(copies)), key=lambda place: rank(copies[place], copies))
        counted.append(group[place])
        replaced += [(each, copies[place]) for each in copies if each is not copies[place]]
    return Registre(
        tuple(each for _, each in counted),
        tuple(replaced),
        tuple(modifies),
        tuple(etrangers),
        tuple(_doubts(counted)),
    )


def rank(each: DossierRecu, group: list[DossierRecu]) -> tuple[object, ...]:
    """Return what makes a copy the one that counts: newest, complete, with most pages, last."""
    return each.etabli, each.est_complet, each.pages, group.index(each)


@dataclass(frozen=True)
class _Identity:
    """Folded identifiers of a dossier; the SIREN stays when a structure moves."""

    annee: int
    siren: str
    nom: str
    titre: str
    numero: str
    description: str

    def is_of_structure(self, other: _Identity) -> bool:
        """Whether both are of one structure: by SIREN, by name where one has none."""
        if self.siren and other.siren:
            return self.siren == other.siren
        return bool(self.nom) and self.nom == other.nom

    def is_of(self, other: _Identity) -> bool:
        """Whether both are copies of one dossier.

        The title tells it, or the Dauphin number; where these two disagree, only the same
        description tells that one of them was corrected.
        """
        if self.annee != other.annee or not self.is_of_structure(other):
            return False
        described = bool(self.description) and self.description == other.description
        if self.titre and self.titre == other.titre:
            return described or not (self.numero and other.numero) or self.numero == other.numero
        return described and bool(self.numero) and self.numero == other.numero


_Found: TypeAlias = tuple[_Identity, DossierRecu]


def _identity(each: DossierRecu, same: Callable[[str], str]) -> _Identity:
    porteur, action = each.porteur, each.action
    digits = re.sub(r"\D", "", porteur.siret)
    return _Identity(
        each.annee,
        digits[:SIREN] if len(digits) > SIREN else "",
        same(porteur.denomination).removeprefix("association"),
        same(action.intitule),
        same(action.numero_dauphin).removeprefix("da"),
        same(action.description),
    )


def _doubts(counted: Iterable[_Found]) -> Iterator[Doute]:
    """Yield what dossiers share, counted apart: a Dauphin number, or a title of one structure."""
    by_number: dict[tuple[int, str], list[_Found]] = {}
    by_title: dict[tuple[int, str], list[_Found]] = {}
    for identity, each in counted:
        by_number.setdefault((identity.annee, identity.numero), []).append((identity, each))
        by_title.setdefault((identity.annee, identity.titre), []).append((identity, each))
    for (_, number), found in by_number.items():
        if number and len(found) > 1:
            structures = len(_structures(found))
            many, what = (structures, "structures") if structures > 1 else (len(found), "actions")
            shared = found[0][1].action.numero_dauphin
            constat = f"même numéro Dauphin pour {_in_words(many)} {what} ({shared})"
            yield Doute(constat, tuple(each for _, each in found))
    for found in by_title.values():
        for alike in _structures(found):
            if len(alike) > 1:
                constat = f"même intitulé sous {_in_words(len(alike))} numéros Dauphin"
                yield Doute(constat, tuple(each for _, each in alike))


def _in_words(many: int) -> str:
    return WORDS.get(many, str(many))


def _structures(found: Iterable[_Found]) -> list[list[_Found]]:
    """Return dossiers by structure, that of the first of each group."""
    return _grouped(found, lambda one, group: group[0][0].is_of_structure(one))


def _grouped(
    found: Iterable[_Found], belongs: Callable[[_Identity, list[_Found]], bool]
) -> list[list[_Found]]:
    """Return dossiers by group: each in the first that it belongs to, else in one of its own."""
    groups: list[list[_Found]] = []
    for one in found:
        known = (group for group in groups if belongs(one[0], group))
        group = next(known, None)
        if group is None:
            groups.append(group := [])
        group.append(one)
    return groups


def cumuls(
    dossiers: Iterable[DossierRecu], labels: Callable[[DossierRecu], Iterable[str]]
) -> tuple[Cumul, ...]:
    """Return the totals of each label, the largest amount first.

    A dossier of several labels counts whole under each.
    """
    found: dict[str, list[DossierRecu]] = {}
    for each in dossiers:
        for label in dict.fromkeys(labels(each)) or {SANS: None}:
            found.setdefault(label or SANS, []).append(each)
    rows = [
        Cumul(
            label,
            len(group),
            sum((each.montant_call for each in group), Decimal(0)),
            sum(each.action.public_nombre or 0 for each in group),
        )
        for label, group in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.montant_call, row.libelle)))


@dataclass(frozen=True)
class Total:
    """A way to add dossiers up: its title, the labels of a dossier, the share of each."""

    titre: str
    labels: Callable[[DossierRecu], Iterable[str]]
    compte: str


TOTAUX = {
    "piliers": Total("Par pilier", lambda each: [each.action.pilier], COUNTED_ONCE),
    "themes": Total("Par thématique", lambda each: [each.action.theme], COUNTED_ONCE),
    "quartiers": Total("Par quartier", lambda each: each.action.quartiers, COUNTED_WHOLE),
    "communes": Total("Par commune", lambda each: each.communes, COUNTED_WHOLE),
}


def heures_par_metier(dossiers: Iterable[DossierRecu]) -> dict[str, dict[str, Decimal]]:
    """Return the forecast hours of the Département by service, then by métier."""
    return heures(dossiers, lambda _, metier: [metier])


def heures(
    dossiers: Iterable[DossierRecu], columns: Callable[[DossierRecu, str], Iterable[str]]
) -> dict[str, dict[str, Decimal]]:
    """Return the forecast hours of the Département by service, then by column.

    `columns` gives those of an intervention, from its dossier and its métier; hours of an action of
    several columns count whole in each.
    """
    found: dict[str, dict[str, Decimal]] = {}
    for each in dossiers:
        for line in each.action.interventions:
            row = found.setdefault(line.service or SANS, {})
            for column in dict.fromkeys(columns(each, line.metier)) or {SANS: None}:
                place = column or SANS
                row[place] = row.get(place, Decimal(0)) + (line.heures_calculees or Decimal(0))
    return dict(sorted(found.items()))
