"""The register of the bundles received for a call, each dossier counted once.

Pure: nothing is read here. Amounts are in euros, hours in hours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import ROUND_DOWN, Decimal
from typing import TypeAlias

from msgspec import Struct, field

from packetgen.model.reception import DossierRecu, Doute, Ecarte, Identity, identity_of

SANS = "Non précisé"
COUNTED_ONCE = "Chaque dossier compte une fois."
COUNTED_IN_PARTS = "Les euros d’un dossier qui en vise plusieurs sont répartis à parts égales."
WORDS = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq"}
CENT = Decimal("0.01")
COLON = "\u00a0: "


class Demande(Struct, frozen=True):
    """What one association is asked: `points` are a key, the title of an action, words for it."""

    association: str
    personne: str
    courriel: str
    telephone: str
    charge: str
    points: tuple[tuple[str, str, str], ...]


class Registre(Struct, frozen=True):
    """The received dossiers, each counted once; `remplaces` pairs another copy with the one that
    is counted; `modifies` are bundles altered since they were made; `etrangers` are files that
    packetgen did not make; `doutes` are what dossiers counted apart share.

    `versions` gives, by the seal of a counted dossier, all that was received of it, itself last;
    `a_choisir`, the versions of one day among which people choose: none of them enters a total.
    """

    dossiers: tuple[DossierRecu, ...]
    remplaces: tuple[tuple[DossierRecu, DossierRecu], ...]
    modifies: tuple[Ecarte, ...]
    etrangers: tuple[Ecarte, ...]
    doutes: tuple[Doute, ...] = ()
    versions: Mapping[str, tuple[DossierRecu, ...]] = field(default_factory=dict)
    a_choisir: Mapping[str, tuple[DossierRecu, ...]] = field(default_factory=dict)

    @property
    def comptes(self) -> tuple[DossierRecu, ...]:
        """The dossiers that totals add up."""
        return tuple(each for each in self.dossiers if each.sceau not in self.a_choisir)

    @property
    def renommes(self) -> dict[str, str]:
        """The seal that counts now, by that of the version that it replaces."""
        pairs = ((each.sceau, kept.sceau) for each, kept in self.remplaces)
        return {former: kept for former, kept in pairs if former != kept}

    def etat_of(self, each: DossierRecu) -> str:
        """Return the state of a dossier, as the register tells it."""
        return "À choisir" if each.sceau in self.a_choisir else each.etat

    def demandes(self) -> Iterator[Demande]:
        """Yield what each association is asked, for all its dossiers; then for files altered."""
        found = ((identity_of(each, str.casefold), each) for each in self.dossiers)
        for group in _structures(found):
            dossiers = [each for _, each in group]
            points = tuple(
                (f"{each.sceau} {text.partition(COLON)[0]}", each.action.intitule, text)
                for each in dossiers
                for text in (*self._choice(each), *each.a_demander, *self.doubts_of(each))
            )
            if points:
                one = dossiers[-1]
                by = one.porteur
                phone = by.telephone_contact or by.telephone
                person = by.nom_contact or f"{by.prenom_representant} {by.nom_representant}".strip()
                yield Demande(by.denomination, person, one.contact, phone, one.charge, points)
        good = {(each.porteur.denomination, each.action.intitule) for each in self.dossiers}
        for each in self.modifies:
            if each.contact and (each.association, each.action) not in good:
                name = re.split(r"[/\\]", each.fichier)[-1]
                text = f"{name}{COLON}renvoyez le fichier d’origine, {each.raisons[0]}."
                point = (each.fichier, each.action, text)
                yield Demande(each.association, "", each.contact, "", "", (point,))

    def _choice(self, one: DossierRecu) -> Iterator[str]:
        if versions := self.a_choisir.get(one.sceau):
            files = " ou ".join(re.split(r"[/\\]", each.fichier)[-1] for each in versions)
            yield f"Des versions du même jour se contredisent{COLON}dites laquelle compte, {files}."

    def doubts_of(self, one: DossierRecu) -> Iterator[str]:
        """Yield what a dossier shares with others; whose they are is not for its porteur."""
        for doubt in self.doutes:
            if any(each is one for each in doubt.dossiers):
                yield f"À vérifier{COLON}{doubt.constat}"


class Cumul(Struct, frozen=True):
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
    retenus: Collection[str] = (),
) -> Registre:
    """Count each dossier once, the newest copy of those sent twice; `same` folds a name.

    `retenus` are the seals that people chose among versions of one day.
    """
    found = ((identity_of(each, same), each) for each in received)
    groups = _grouped(found, lambda one, group: any(one.is_of(other) for other, _ in group))
    counted, replaced, versions, open_choices = [], [], {}, {}
    for group in groups:
        # of two alike, the last received
        group.sort(
            key=lambda it: (it[1].rang, it[1].sceau in retenus, it[1].est_complet, it[1].pages)
        )
        copies, kept = tuple(each for _, each in group), group[-1][1]
        counted.append(group[-1])
        replaced += [(each, kept) for each in copies[:-1]]
        versions[kept.sceau] = copies
        equals = [one for one in copies if one.rang == kept.rang and one.pour == kept.pour]
        distinct = {each.sceau: each for each in equals}
        if len(distinct) > 1 and not distinct.keys() & {*retenus}:
            open_choices[kept.sceau] = tuple(distinct.values())
    dossiers, apart = tuple(each for _, each in counted), (tuple(modifies), tuple(etrangers))
    doubts = tuple(_doubts(counted))
    return Registre(dossiers, tuple(replaced), *apart, doubts, versions, open_choices)


_Found: TypeAlias = tuple[Identity, DossierRecu]


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
            constat = f"même numéro Dauphin pour {WORDS.get(many, many)} {what} ({shared})"
            yield Doute(constat, tuple(each for _, each in found))
    for found in by_title.values():
        for alike in _structures(found):
            if len(alike) > 1:
                constat = f"même intitulé sous {WORDS.get(len(alike), len(alike))} numéros Dauphin"
                yield Doute(constat, tuple(each for _, each in alike))


def _structures(found: Iterable[_Found]) -> list[list[_Found]]:
    """Return dossiers by structure, that of the first of each group."""
    return _grouped(found, lambda one, group: group[0][0].is_of_structure(one))


def _grouped(
    found: Iterable[_Found], belongs: Callable[[Identity, list[_Found]], bool]
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

    The amount of a dossier of several labels is shared out equally, to the cent; the dossier and
    its persons count under each.
    """
    found: dict[str, list[tuple[DossierRecu, Decimal]]] = {}
    for each in dossiers:
        own = labels_of(each, labels)
        share = (each.montant_call / len(own)).quantize(CENT, ROUND_DOWN)
        for place, label in enumerate(own):
            last = place == len(own) - 1
            amount = each.montant_call - share * place if last else share
            found.setdefault(label, []).append((each, amount))
    rows = []
    for label, group in found.items():
        whole = sum((amount for _, amount in group), Decimal(0))
        persons = sum(each.action.public_nombre or 0 for each, _ in group)
        rows.append(Cumul(label, len(group), whole, persons))
    return tuple(sorted(rows, key=lambda row: (-row.montant_call, row.libelle)))


def labels_of(each: DossierRecu, labels: Callable[[DossierRecu], Iterable[str]]) -> tuple[str, ...]:
    """Return the labels of a dossier, each once; SANS when it has none."""
    return tuple(dict.fromkeys(label or SANS for label in labels(each))) or (SANS,)


class Total(Struct, frozen=True):
    """A way to add dossiers up: its title, the labels of a dossier, the share of each."""

    titre: str
    labels: Callable[[DossierRecu], Iterable[str]]
    compte: str


TOTAUX = {
    "piliers": Total("Par pilier", lambda each: [each.action.pilier], COUNTED_ONCE),
    "themes": Total("Par thématique", lambda each: [each.action.theme], COUNTED_ONCE),
    "quartiers": Total("Par quartier", lambda each: each.action.quartiers, COUNTED_IN_PARTS),
    "communes": Total("Par commune", lambda each: each.communes, COUNTED_IN_PARTS),
}


def heures_par_metier(dossiers: Iterable[DossierRecu]) -> dict[str, dict[str, Decimal]]:
    """Return the forecast hours of the Département by service, then by métier."""
    found: dict[str, dict[str, Decimal]] = {}
    for each in dossiers:
        for line in each.action.interventions:
            row, metier = found.setdefault(line.service or SANS, {}), line.metier or SANS
            row[metier] = row.get(metier, Decimal(0)) + (line.heures_calculees or Decimal(0))
    return dict(sorted(found.items()))
