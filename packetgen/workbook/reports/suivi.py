"""What people typed in a register of each dossier, as its sheet and its letters need it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from packetgen.model.finding import Severity
from packetgen.model.reception.recu import DossierRecu
from packetgen.model.reception.suivi import LIMITE, MOTIF, VOTE, Suivi
from packetgen.model.registre import Registre
from packetgen.text import NBSP, upper_first
from packetgen.workbook.read.dates import parse_date
from packetgen.workbook.reports.live import LiveTables

INFORMATION = Severity.INFORMATION.value
BEFORE, UNTIL = "Voté l’année précédente", "Avant le"


def read_suivis(tables: LiveTables, found: Registre) -> dict[str, Suivi]:
    """Return what is known of each dossier of a register, by its seal."""
    renamed = found.renommes
    typed = partial(tables.typed, "Programmation", "Sceau", renamed=renamed)
    names = dict.fromkeys(name for each in found.dossiers for name in each.demandes)
    columns = {
        (what, name): typed(f"{what}{NBSP}: {name}")
        for name in names
        for what in ("Proposé", "Voté", "Avis")
    }
    reasons, formers = typed("Motif"), typed(BEFORE)
    limits, answered = (
        tables.typed("À demander", "Repère", head, renamed) for head in (UNTIL, "Répondu le")
    )
    asked = [point for one in found.demandes() for point in one.points]
    told: dict[str, Suivi] = {}
    for each in found.dossiers:
        seal, leads = each.sceau, each.chef_de_file
        owed = {key: text for key, _, text in asked if key.startswith(f"{seal} ")}
        open_points = {key: text for key, text in owed.items() if key not in answered}
        days = [limits.get(key) for key in open_points]
        cell = partial(tables.cell, "Programmation", "Sceau", seal, renamed=renamed)
        cells = {VOTE: cell(f"Voté{NBSP}: {leads}"), MOTIF: cell("Motif")}
        first = next(iter(open_points), "")
        cells[LIMITE] = tables.cell("À demander", "Repère", first, UNTIL, renamed)
        vote = columns["Voté", leads].get(seal)
        unread = {VOTE: str(vote)} if vote is not None and _amount(vote) is None else {}
        if wrong := [day for day in days if day is not None and _day(day) is None]:
            unread[LIMITE] = str(wrong[0])
        told[seal] = Suivi(
            each.demandes,
            each.recu,
            found.etat_of(each),
            each.delai,
            each.charge,
            tuple(_constats(found, each)),
            tuple(open_points.values()),
            min(filter(None, map(_day, days)), default=None),
            proposes=_amounts(each, columns, "Proposé"),
            votes=_amounts(each, columns, "Voté"),
            avis={
                name: str(value)
                for name in each.demandes
                if (value := columns["Avis", name].get(seal)) is not None
            },
            motif=str(reasons.get(seal, "")),
            precedent=_amount(formers.get(seal)),
            cellules=cells,
            illisibles=unread,
        )
    return told


def _constats(found: Registre, each: DossierRecu) -> Iterator[str]:
    """Yield what the checks found, for who instructs; what only informs is not."""
    if each.a_la_main:
        yield f"Ce dossier n’est pas fait par packetgen{NBSP}: rien n’en a été contrôlé."
    if each.tardif:
        yield "Cette version est établie après la date limite."
    yield from map(upper_first, found.doubts_of(each))
    yield from (upper_first(one) for one in each.constats if not one.startswith(INFORMATION))


def _amounts(
    each: DossierRecu, columns: Mapping[tuple[str, str], Mapping[str, Any]], what: str
) -> dict[str, Decimal]:
    values = ((name, _amount(columns[what, name].get(each.sceau))) for name in each.demandes)
    return {name: amount for name, amount in values if amount is not None}


def _amount(value: object) -> Decimal | None:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else parse_date(str(value or ""))
