"""Summary of a batch as a workbook: the outcome of each dossier, and charts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from packetgen.batch.journal import Entry
from packetgen.model.fields import FieldKind
from packetgen.model.finding import Severity
from packetgen.text import count
from packetgen.workbook.reports.table import LOOKS, Column, Table, Tables
from packetgen.workbook.write.values import CellContent

MEGABYTE = Decimal(1_000_000)
TENTH = Decimal("0.1")


def to_workbook(entries: Sequence[Entry], created: date) -> bytes:
    """Return the summary of a batch as .xlsx bytes."""
    tables = Tables("Récapitulatif de la fabrication")
    states = Counter(entry.outcome.state for entry in entries)
    counted = ", ".join(f"{number} {state}" for state, number in states.most_common())
    subtitle = f"{count(len(entries), 'dossier')} : {counted}"
    tables.add("Dossiers", subtitle, _dossiers(entries))
    levels = [
        (level.value, sum(each.outcome.counts.get(level, 0) for each in entries))
        for level in Severity
    ]
    tables.add("Par état", "", _counted("État", states.most_common()), bars=1)
    tables.add("Par niveau", "", _counted("Niveau des constats", levels), bars=1)
    return tables.to_bytes(created)


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
