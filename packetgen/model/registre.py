"""The register of the bundles received for a call: each dossier once, and what sets others apart.

Pure: nothing is read here. Amounts are in euros, hours in hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from packetgen.model.action import Action
from packetgen.model.porteur import Porteur

SANS = "Non précisé"
COUNTED_ONCE = "Chaque dossier compte une fois."
COUNTED_WHOLE = "Un dossier qui en vise plusieurs compte entier dans chacun."


@dataclass(frozen=True)
class DossierRecu:
    """A proved bundle as its own data tells it.

    `fichier` is its path as given, `sha256` the digest of the file, `etabli` the date printed on
    it, `pages` their number, `pour` the bundle that it is: all in one, or one funder's.
    `financements` gives what is asked of each funder beside the CALL, by
    its name; `produits` is the total of the products without accounts 86 and 87.
    `a_demander` says in French what is wanting or wrong.
    """

    fichier: str
    sha256: str
    annee: int
    etabli: date
    pages: int
    pour: str
    porteur: Porteur
    action: Action
    financements: Mapping[str, Decimal]
    produits: Decimal
    a_demander: tuple[str, ...]

    @property
    def montant_call(self) -> Decimal:
        """What is asked of the CALL, 0 when nothing is."""
        return self.action.montant_call or Decimal(0)

    @property
    def communes(self) -> tuple[str, ...]:
        """The communes that the action names, each once."""
        return tuple(dict.fromkeys(line.commune for line in self.action.communes if line.commune))

    @property
    def est_complet(self) -> bool:
        """Whether nothing is to be asked of the porteur."""
        return not self.a_demander


@dataclass(frozen=True)
class Ecarte:
    """A file that is not counted, and why, in French."""

    fichier: str
    raisons: tuple[str, ...]


@dataclass(frozen=True)
class Registre:
    """What was received: dossiers counted once each; `remplaces` pairs an earlier copy with the
    one that is counted; `modifies` are bundles altered since they were made; `etrangers` are
    files that packetgen did not make.
    """

    dossiers: tuple[DossierRecu, ...]
    remplaces: tuple[tuple[DossierRecu, DossierRecu], ...]
    modifies: tuple[Ecarte, ...]
    etrangers: tuple[Ecarte, ...]


@dataclass(frozen=True)
class Cumul:
    """What several dossiers add up to under one label."""

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
    """Count each dossier once, the newest copy of those sent twice; `same` folds a name.

    Two bundles are of one dossier when the same porteur sends the same title, or when they bear
    the same Dauphin number, in one year.
    """
    groups: list[list[DossierRecu]] = []
    places: dict[tuple[object, ...], int] = {}
    for each in received:
        keys = list(_keys(each, same))
        place = next((places[key] for key in keys if key in places), len(groups))
        if place == len(groups):
            groups.append([])
        groups[place].append(each)
        places |= {key: places.get(key, place) for key in keys}
    counted, replaced = [], []
    for group in groups:
        kept = max(group, key=lambda each: rank(each, group))
        counted.append(kept)
        replaced += [(each, kept) for each in group if each is not kept]
    return Registre(tuple(counted), tuple(replaced), tuple(modifies), tuple(etrangers))


def rank(each: DossierRecu, group: list[DossierRecu]) -> tuple[object, ...]:
    """Return what makes a copy the one that counts: newest, complete, with most pages, last."""
    return each.etabli, each.est_complet, each.pages, group.index(each)


def _keys(each: DossierRecu, same: Callable[[str], str]) -> Iterable[tuple[object, ...]]:
    porteur, action = each.porteur, each.action
    who = same(porteur.siret) or same(porteur.denomination)
    if title := same(action.intitule):
        yield each.annee, "titre", who, title
    if number := same(action.numero_dauphin):
        yield each.annee, "dauphin", number


def cumuls(
    dossiers: Iterable[DossierRecu], labels: Callable[[DossierRecu], Iterable[str]]
) -> tuple[Cumul, ...]:
    """Return what the dossiers of each label add up to, the largest amount first.

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
    """A way of adding dossiers up: its title, the labels of a dossier, how each one counts."""

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
