"""Sheets as a table in TOML describes them: columns, values, formulas."""

import re
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from packetgen.text import NBSP
from packetgen.workbook.reports.live import Formula, LiveTables, Sheet
from packetgen.workbook.reports.table import LOOKS, Column

_REPEATED = re.compile(r"\[[^\[\]]*\*[^\[\]]*\]")


def put(
    tables: LiveTables,
    title: str,
    rows: Iterable[Any],
    *,
    each_of: Sequence[str] = (),
    told: str = "",
) -> Sheet:
    """Draw a sheet that `tables` describes, or bring it up to date, with a row for each object.

    A column of « * » is repeated for `each_of`. `told` says what its pale band does.
    """
    sheet = tables.sheets[title]
    columns, sources = [], []
    short, choices_of = (tables.sheets.get(name, {}) for name in ("abréviations", "choix"))
    for head, width, path, *said in sheet["colonnes"]:
        formula = _spaced(next((each for each in said if each.startswith("=")), "")[1:])
        for word, meant in short.items():
            formula = formula.replace(word, meant)
        formula = _REPEATED.sub(
            lambda one: ",".join(named for _, named in _named(one[0], each_of)), formula
        )
        for name, named in _named(_spaced(head), each_of):
            kind = next((each for each in said if each in LOOKS), "texte")
            choices = next((choices_of[each] for each in said if each in choices_of), ())
            typed, summed = "saisie" in said, "somme" in said
            columns.append(Column(named, width, kind, summed, typed, choices))
            sources.append((path, name, formula))
    cells = [[_value(row, *source) for source in sources] for row in rows]
    return tables.put(title, _spaced(told or sheet["dit"]), columns, cells)


def _named(head: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return a head for each name, or itself for none."""
    return [(name, head.replace("*", name)) for name in names] if "*" in head else [("", head)]


def _spaced(text: str) -> str:
    return text.replace(" :", f"{NBSP}:").replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")


def _value(row: Any, path: str, name: str, formula: str) -> Any:  # noqa: ANN401
    value: Any = attrgetter(path)(row) if path else None
    if name and path:
        value = value.get(name)
    if formula:
        return Formula(formula.replace("{nom}", getattr(row, "nom", "")), value)
    return "\n".join(value) if isinstance(value, tuple | list) else value
