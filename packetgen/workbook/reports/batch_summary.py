"""Summary of a batch as a workbook: the outcome of each dossier, and charts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from packetgen.model.fields import FieldKind
from packetgen.model.finding import Severity
from packetgen.text import count
from packetgen.workbook.reports.table import LOOKS, Column, Table, Tables
from packetgen.workbook.write.values import CellContent

MEGABYTE = Decimal(1_000_000)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Ligne:
    """A dossier: `taille` in bytes, `secondes` to make it, `constats` counted by level."""

    dossier: str
    porteur: str
    actions: tuple[str, ...]
    montant: Decimal
    etat: str
    constats: Mapping[str, int]
    probleme: str
    pages: int
    taille: int
    secondes: float
    classeur: str


def to_workbook(lignes: Sequence[Ligne], created: date) -> bytes:
    """Return the summary of a batch as .xlsx bytes."""
    tables = Tables("Récapitulatif de la fabrication")
    states = Counter(ligne.etat for ligne in lignes)
    counted = ", ".join(f"{number} {state}" for state, number in states.most_common())
    subtitle = f"{count(len(lignes), 'dossier')} : {counted}"
    tables.add("Dossiers", subtitle, _dossiers(lignes))
    levels = [
        (level.value, sum(each.constats.get(level, 0) for each in lignes)) for level in Severity
    ]
    tables.add("Par état", "", _counted("État", states.most_common()), bars=1)
    tables.add("Par niveau", "", _counted("Niveau des constats", levels), bars=1)
    return tables.to_bytes(created)


def _dossiers(lignes: Iterable[Ligne]) -> Table:
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
            each.dossier, each.porteur, "\n".join(each.actions), each.montant, each.etat,
            *(each.constats.get(level) for level in Severity),
            each.probleme, each.pages,
            (each.taille / MEGABYTE).quantize(TENTH), Decimal(each.secondes).quantize(TENTH),
            each.classeur,
        )
        for each in lignes
    ]  # fmt: skip
    return columns, rows


def _counted(head: str, figures: Iterable[tuple[str, int]]) -> Table:
    columns = (Column(head, 30), Column("Nombre", 12, FieldKind.INTEGER))
    return columns, [(label, number) for label, number in figures]
