"""Summary of a batch as a workbook: the outcome of each dossier, and charts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Row

<<<<<<< HEAD:packetgen/batch/summary.py
from packetgen.batch.journal import Entry
from packetgen.model.fields import FieldKind
=======
>>>>>>> h-wbread:packetgen/workbook/reports/batch_summary.py
from packetgen.model.finding import Severity
from packetgen.text import count
from packetgen.workbook.reports.live import LiveTables
from packetgen.workbook.reports.sheets import put

MEGABYTE = Decimal(1_000_000)
TENTH = Decimal("0.1")


def to_workbook(entries: Sequence[Entry], created: date) -> bytes:
    """Return the summary of a batch as .xlsx bytes."""
<<<<<<< HEAD:packetgen/batch/summary.py
    tables = Tables("Récapitulatif de la fabrication")
    states = Counter(entry.outcome.state for entry in entries)
    counted = ", ".join(f"{number} {state}" for state, number in states.most_common())
    subtitle = f"{count(len(entries), 'dossier')} : {counted}"
    tables.add("Dossiers", subtitle, _dossiers(entries))
    levels = [
        (level.value, sum(each.outcome.counts.get(level, 0) for each in entries))
        for level in Severity
=======
    tables = LiveTables("Récapitulatif de la fabrication", "recapitulatif.toml")
    states = Counter(ligne.etat for ligne in lignes).most_common()
    counted = ", ".join(f"{number} {state}" for state, number in states)
    levels = {level.value.capitalize(): level for level in Severity}
    rows = [
        Row(
            **vars(each) | {"constats": {head: each.constats.get(levels[head]) for head in levels}},
            poids=(each.taille / MEGABYTE).quantize(TENTH),
            duree=Decimal(each.secondes).quantize(TENTH),
        )
        for each in lignes
>>>>>>> h-wbread:packetgen/workbook/reports/batch_summary.py
    ]
    told = f"{count(len(entries), 'dossier')} : {counted}"
    put(tables, "Dossiers", rows, each_of=[*levels], told=told)
    put(tables, "Par état", _counted(states))
    by_level = [(each, sum(one.outcome.counts.get(each, 0) for one in entries)) for each in Severity]
    put(tables, "Par niveau", _counted(by_level))
    return tables.to_bytes(created)


<<<<<<< HEAD:packetgen/batch/summary.py
def _dossiers(entries: Iterable[Entry]) -> Table:
    columns = (
        Column("Dossier", 34), Column("Porteur", 32), Column("Actions", 44),
        Column("Montant demandé", 14, FieldKind.EUROS, summed=True),
        Column("État", 14),
        *(
            Column(level.value.capitalize(), 12, FieldKind.INTEGER, summed=True)
            for level in Severity
        ),
        Column("Premier problème", 60),
        Column("Pages", 9, FieldKind.INTEGER, summed=True),
        Column("Poids (Mo)", 11, look=LOOKS[FieldKind.HOURS], summed=True),
        Column("Durée (s)", 11, look=LOOKS[FieldKind.HOURS]),
        Column("Classeur", 60),
    )  # fmt: skip
    rows: list[tuple[CellContent, ...]] = [
        (
            each.name, it.porteur, "\n".join(it.actions), sum(map(Decimal, it.amounts), Decimal(0)),
            it.state, *(it.counts.get(level) for level in Severity), it.problem, it.pages,
            (it.size / MEGABYTE).quantize(TENTH), Decimal(it.seconds).quantize(TENTH),
            each.workbook,
        )
        for each in entries
        for it in (each.outcome,)
    ]  # fmt: skip
    return columns, rows


def _counted(head: str, figures: Iterable[tuple[str, int]]) -> Table:
    columns = (Column(head, 30), Column("Nombre", 12, FieldKind.INTEGER))
    return columns, [(label, number) for label, number in figures]
=======
def _counted(figures: Iterable[tuple[str, int]]) -> list[Row]:
    return [Row(nom=str(name), nombre=number) for name, number in figures]
>>>>>>> h-wbread:packetgen/workbook/reports/batch_summary.py
