"""What people typed in a register of each dossier, as its sheet and its letters need it."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from packetgen.model.finding import Severity
from packetgen.model.reception import LIMITE, MOTIF, VOTE, DossierRecu, Suivi
from packetgen.model.registre import Registre
from packetgen.text import NBSP, upper_first
from packetgen.workbook.read.dates import parse_date
from packetgen.workbook.reports.former import amount
from packetgen.workbook.reports.live import LiveTables

ASKED = "À demander"


def read_suivis(tables: LiveTables, found: Registre) -> dict[str, Suivi]:
    """Return what is known of each dossier of a register, by its seal."""
    tables.renamed = found.renommes
    typed = partial(tables.typed, "Programmation")
    names = dict.fromkeys(name for each in found.dossiers for name in each.demandes)
    proposed, voted, opinions = (
        {name: typed(f"{what}{NBSP}: {name}") for name in names}
        for what in ("Proposé", "Voté", "Avis")
    )
    reasons, formers = typed("Motif"), typed("Voté l’année précédente")
    limits, answers = (tables.typed(ASKED, head) for head in ("Avant le", "Répondu le"))
    asked = [point for one in found.demandes() for point in one.points if point[0] not in answers]
    told: dict[str, Suivi] = {}
    for each in found.dossiers:
        seal, leads = each.sceau, each.chef_de_file
        owed = {key: text for key, _, text in asked if key.startswith(f"{seal} ")}
        days = [day for key in owed if (day := _day(limits.get(key)))]
        unread = [key for key in owed if key in limits and not _day(limits[key])]
        cell = partial(tables.cell, "Programmation", seal)
        limit = tables.cell(ASKED, next(iter((*unread, *owed)), ""), "Avant le")
        cells = {VOTE: cell(f"Voté{NBSP}: {leads}"), MOTIF: cell("Motif"), LIMITE: limit}
        wrong = {LIMITE: str(limits[unread[0]])} if unread else {}
        if (vote := voted[leads].get(seal)) is not None and amount(vote) is None:
            wrong[VOTE] = str(vote)
        proposals, votes = (
            {name: value for name in names if (value := amount(of[name].get(seal))) is not None}
            for of in (proposed, voted)
        )
        said = {name: str(opinions[name][seal]) for name in names if seal in opinions[name]}
        decided = proposals, votes, said, str(reasons.get(seal, "")), amount(formers.get(seal))
        known = each.demandes, each.recu, found.etat_of(each), each.delai, each.charge
        points = tuple(_constats(found, each)), tuple(owed.values()), min(days, default=None)
        facts = (*known, *points, *decided, cells, wrong)
        told[seal] = Suivi(*facts)
    return told


def _constats(found: Registre, each: DossierRecu) -> Iterator[str]:
    """Yield what the checks found, for who instructs; what only informs is not."""
    if each.a_la_main:
        yield f"Ce dossier n’est pas fait par packetgen{NBSP}: rien n’en a été contrôlé."
    if each.tardif:
        yield "Cette version est établie après la date limite."
    for said in (*found.doubts_of(each), *each.constats):
        if not said.startswith(Severity.INFORMATION.value):
            yield upper_first(said)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else parse_date(str(value or ""))
