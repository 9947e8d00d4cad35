"""Summary of a batch as a workbook: the outcome of each dossier, and charts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Row

from packetgen.model.finding import Severity
from packetgen.text import count
from packetgen.workbook.reports.live import LiveTables
from packetgen.workbook.reports.sheets import put

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
    ]
    told = f"{count(len(lignes), 'dossier')} : {counted}"
    put(tables, "Dossiers", rows, each_of=[*levels], told=told)
    put(tables, "Par état", _counted(states))
    by_level = [(each, sum(one.constats.get(each, 0) for one in lignes)) for each in Severity]
    put(tables, "Par niveau", _counted(by_level))
    return tables.to_bytes(created)


def _counted(figures: Iterable[tuple[str, int]]) -> list[Row]:
    return [Row(nom=str(name), nombre=number) for name, number in figures]
