"""What the committee decides: asked, proposed, voted, by funder, pilier, theme, quartier, commune.

Formulas follow what people type; what they give today is computed here and written with them. A
euro or an hour of an action of several places is shared out between these, and counts once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import SimpleNamespace as Row
from typing import Any

from packetgen.model.registre import SANS, TOTAUX, Registre, labels_of
from packetgen.text import NBSP
from packetgen.workbook.reports.former import amount
from packetgen.workbook.reports.live import LiveTables
from packetgen.workbook.reports.sheets import put

PRO_RATA, EQUAL = "au prorata des personnes", "à parts égales"
FIGURES = ("demande", "propose", "vote", "heures")
ZERO = Decimal(0)


def write_programmation(tables: LiveTables, found: Registre, voted: Mapping[str, Decimal]) -> None:
    """Bring the sheets of the committee up to date."""
    asked_of = (name for each in found.dossiers for name in each.demandes)
    funders = [name for name in dict.fromkeys(asked_of) if name]
    given = {
        (what, name): tables.typed("Programmation", f"{what}{NBSP}: {name}")
        for name in funders
        for what in ("Proposé", "Voté")
    }
    envelopes = tables.typed("Par financeur", "Enveloppe")
    dossiers = list(_dossiers(found, funders, given, _sum(envelopes.values())))
    for row in dossiers:
        row.precedent = voted.get(row.recu.sceau)
    put(tables, "Programmation", dossiers, each_of=funders)
    put(tables, "Par financeur", _funders(found, funders, given, envelopes))
    parts = list(_parts(dossiers, tables.typed("Répartition", "Personnes du lieu")))
    put(tables, "Répartition", parts)
    for title, label in (("Par pilier", "pilier"), ("Par thématique", "theme")):
        put(tables, title, _totals(dossiers, label))
    for nature in ("Quartier", "Commune"):
        own = [part for part in parts if part.nature == nature]
        put(tables, f"Par {nature.lower()}", _totals(own, "lieu"))
    quartiers = [part for part in parts if part.nature == "Quartier"]
    put(tables, "Heures par quartier", _totals(quartiers, "lieu"))


def _sum(values: Iterable[object]) -> Decimal:
    return sum((amount(value) or ZERO for value in values), ZERO)


def _dossiers(
    found: Registre,
    funders: Sequence[str],
    given: Mapping[tuple[str, str], Mapping[str, Any]],
    envelope: Decimal,
) -> Iterator[Row]:
    for each in found.dossiers:
        counts = each.sceau not in found.a_choisir
        proposed, voted = (
            _sum(given[what, name].get(each.sceau) for name in funders)
            for what in ("Proposé", "Voté")
        )
        yield Row(
            recu=each,
            situation=found.etat_of(each),
            pilier=each.action.pilier or SANS,
            theme=each.action.theme or SANS,
            montants=each.demandes if counts else {},
            demande=_sum(each.demandes.values()) if counts else ZERO,
            propose=proposed,
            vote=voted,
            part=(voted or proposed) / envelope if envelope else ZERO,
            heures=each.action.heures_departement if counts else ZERO,
            dossiers=int(counts),
            personnes=(counts and each.action.public_nombre) or 0,
        )


def _funders(
    found: Registre,
    funders: Sequence[str],
    given: Mapping[tuple[str, str], Mapping[str, Any]],
    envelopes: Mapping[str, Any],
) -> Iterator[Row]:
    for name in funders:
        envelope, voted = amount(envelopes.get(name)) or ZERO, _sum(given["Voté", name].values())
        yield Row(
            nom=name,
            demande=_sum(each.demandes.get(name) for each in found.comptes),
            propose=_sum(given["Proposé", name].values()),
            vote=voted,
            reste=envelope - voted,
            part=voted / envelope if envelope else ZERO,
        )


def _parts(dossiers: Iterable[Row], told: Mapping[str, Any]) -> Iterator[Row]:
    for one in dossiers:
        for nature, total in (("Quartier", "quartiers"), ("Commune", "communes")):
            places = labels_of(one.recu, TOTAUX[total].labels)
            keys = [f"{one.recu.sceau} {nature} {place}" for place in places]
            persons = [told.get(key) for key in keys]
            whole = _sum(persons)
            pro_rata = whole > 0 and all(isinstance(one, int | float | Decimal) for one in persons)
            for place, key, own in zip(places, keys, persons, strict=True):
                share = (amount(own) or ZERO) / whole if pro_rata else Decimal(1) / len(places)
                figures = {what: share * getattr(one, what) for what in FIGURES}
                rule = PRO_RATA if pro_rata else EQUAL
                place_of = {"nature": nature, "lieu": place, "repere": key}
                yield Row(recu=one.recu, part=share, partage=rule, **place_of, **figures)


def _totals(rows: Iterable[Row], label: str) -> list[Row]:
    """Return the sums of rows by label, the largest amount first."""
    found: dict[str, Row] = {}
    for row in rows:
        name = getattr(row, label)
        total = found.setdefault(name, Row(nom=name, dossiers=0, personnes=0))
        for what in FIGURES:
            setattr(total, what, getattr(total, what, ZERO) + getattr(row, what))
        total.dossiers += getattr(row, "dossiers", 0)
        total.personnes += getattr(row, "personnes", 0)
    return sorted(found.values(), key=lambda total: (-total.demande, total.nom))
