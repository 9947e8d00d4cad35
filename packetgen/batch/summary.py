"""Summary of a batch as a workbook: the outcome of each dossier, and charts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Row

from packetgen.batch.journal import Entry
from packetgen.model.finding import Severity
from packetgen.text import count
from packetgen.workbook.reports.live import LiveTables

MEGABYTE = Decimal(1_000_000)
TENTH = Decimal("0.1")


def to_workbook(entries: Sequence[Entry], created: date) -> bytes:
    """Return the summary of a batch as .xlsx bytes."""
    tables = LiveTables("Récapitulatif de la fabrication", "recapitulatif.toml")
    states = Counter(entry.outcome.state for entry in entries).most_common()
    counted = ", ".join(f"{number} {state}" for state, number in states)
    levels = {level.value.capitalize(): level for level in Severity}
    rows = [
        Row(
            dossier=each.name,
            porteur=it.porteur,
            actions="\n".join(it.actions),
            montant=sum(map(Decimal, it.amounts), Decimal(0)),
            etat=it.state,
            constats={head: it.counts.get(level) for head, level in levels.items()},
            probleme=it.problem,
            pages=it.pages,
            poids=(it.size / MEGABYTE).quantize(TENTH),
            duree=Decimal(it.seconds).quantize(TENTH),
            classeur=each.workbook,
        )
        for each in entries
        for it in (each.outcome,)
    ]
    told = f"{count(len(entries), 'dossier')} : {counted}"
    tables.put("Dossiers", rows, each_of=[*levels], told=told)
    tables.put("Par état", _counted(states))
    by_level = {each: sum(it.outcome.counts.get(each, 0) for it in entries) for each in Severity}
    tables.put("Par niveau", _counted(by_level.items()))
    return tables.to_bytes(created)


def _counted(figures: Iterable[tuple[str, int]]) -> list[Row]:
    return [Row(nom=str(name), nombre=number) for name, number in figures]
