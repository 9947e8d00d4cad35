"""Tables that people go on writing in: each arrival changes our cells, and not one of theirs.

A column is found by the name that Excel keeps for its head, wherever people moved it; a row by its
key, wherever they sorted it. What they typed, added, coloured or hid stays as it is.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from msgspec import Struct
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from packetgen import __version__, resources
from packetgen.text import NBSP
from packetgen.workbook import styles
from packetgen.workbook.reports import table
from packetgen.workbook.reports.former import amount, open_kept, results_of, take_kept
from packetgen.workbook.reports.table import HEAD_ROW, Column
from packetgen.workbook.write.save import Result, to_bytes
from packetgen.workbook.write.sheet import empty_workbook, grow, keep

LAST_ROW = 2_000
# Where a version that another replaces keeps its row
VERSIONS = "Versions"
_PLACE = re.compile(r"\[(?:([^\[\]!]+)!)?([^\[\]!]+)\]")


class Formula(Struct, frozen=True):
    """A formula by the heads of its cells, `[Voté]` of its row or `[Programmation!Voté]` of all,
    and what it gives today."""

    pattern: str
    result: Result


Value = Any
Sheet = Any
"""As openpyxl gives it back; its stubs name four kinds."""


class LiveTables:
    """A workbook of tables, new or that people already wrote in; `kept` is what it remembers.

    `sheets` describes them, by title; `renamed` gives the seals with which keys now begin.
    """

    def __init__(self, title: str, sheets: str, former: Path | None = None) -> None:
        self.title, self.workbook = title, empty_workbook()
        self.sheets = resources.table(__file__, sheets)
        self.results: dict[str, dict[str, Result]] = {}
        self.kept: list[dict[str, Any]] = []
        self.formulas: list[tuple[Cell, str, str]] = []
        self.renamed: Mapping[str, str] = {}
        if former:
            self.workbook = open_kept(former)
            self.results = results_of(self.workbook, former.read_bytes())
            self.kept = take_kept(self.workbook)

    def head(self, title: str, head: str) -> Any:  # noqa: ANN401 - as Sheet
        """Return the cell that heads a column, by its name, wherever it is now."""
        named = self.workbook.defined_names.get(_name(title, head))
        for sheet, place in named.destinations if named else ():
            if sheet in self.workbook.sheetnames and "#" not in place:
                return self.workbook[sheet][place.replace("$", "")]
        return None

    def typed(self, title: str, head: str) -> dict[str, Any]:
        """Return what people wrote in a column, by the key of its row; nothing of empty cells."""
        cell = self.head(title, head)
        if cell is None:
            return {}
        given = self.results.get(cell.parent.title, {})
        found = {one: cell.parent.cell(row, cell.column) for one, row in self._rows(title).items()}
        values = {one: given.get(each.coordinate, each.value) for one, each in found.items()}
        return {one: value for one, value in values.items() if value not in (None, "")}

    def cell(self, title: str, one: str, head: str) -> str:
        """Return where people type in a column, for the row of a key: « Modifiés », cellule H7."""
        row, top = self._rows(title).get(one), self.head(title, head)
        known = top is not None and row
        place = f"cellule {top.column_letter}{row}" if known else f"colonne «{NBSP}{head}{NBSP}»"
        return f"«{NBSP}{top.parent.title if known else title}{NBSP}», {place}"

    def _rows(self, title: str) -> dict[str, int]:
        """Return the rows of a table by their keys, which begin with the seals that count now."""
        head = self.head(title, self.sheets[title]["clef"])
        rows: dict[str, int] = {}
        if head is not None:
            for row in range(head.row + 1, head.parent.max_row + 1):
                value = head.parent.cell(row, head.column).value
                if value and value != table.NONE:
                    rows.setdefault(str(value), row)
        for old in list(rows) if title != VERSIONS else ():
            seal, space, rest = old.partition(" ")
            new = f"{self.renamed.get(seal, seal)}{space}{rest}"
            if new not in rows:
                rows[new] = rows.pop(old)
        return rows

    def put(
        self, title: str, rows: Iterable[Any], *, each_of: Sequence[str] = (), told: str = ""
    ) -> Sheet:
        """Draw a table, or bring it up to date, with a row for each object.

        A column of « * » is repeated for `each_of`; `told` says what its pale band does. Its `clef`
        heads the column that tells its rows. What has no row any more is emptied of what is ours,
        unless it `reste`. Its `barres` head the columns drawn beside.
        """
        said = self.sheets[title]
        key, subtitle = said["clef"], table.spaced(told or said["dit"])
        sources = table.described(self.sheets, title, each_of)
        columns = [column for column, *_ in sources]
        lines = [[_value(row, *source) for _, *source in sources] for row in rows]
        known = self.head(title, key)
        sheet: Sheet = known.parent if known is not None else None
        headline = f"{self.title} – {title}"
        if sheet is None:
            sheet = table.draw_heads(self.workbook, headline, title, subtitle, columns).worksheet
        top = known.row if known is not None else HEAD_ROW
        sheet.cell(top - 2, 2).value = subtitle
        places = {column.head: self._place(title, column, sheet, top) for column in columns}
        ours = {places[column.head]: column for column in columns}
        others = {*range(2, sheet.max_column + 1)} - ours.keys()
        found = self._rows(title)
        last = max((top, *found.values()))
        at = [column.head for column in columns].index(key)
        for values in lines:
            one = str(values[at])
            if is_new := one not in found:
                last += 1
                found[one] = last
                _dress(sheet, last, ours, others)
            for column, value in zip(columns, values, strict=True):
                cell = sheet.cell(found[one], places[column.head])
                if not column.typed or (value is not None and (is_new or cell.value is None)):
                    self._write(cell, value, title)
            height = sheet.row_dimensions[found[one]].height or 0
            grow(sheet, found[one], max(height, 18))
        for one in () if "reste" in said else found.keys() - {str(values[at]) for values in lines}:
            for column in columns:
                if not column.typed and column.head != key:
                    self._write(sheet.cell(found[one], places[column.head]), None, title)
        self._finish(sheet, ours, top, max(last, top + 1))
        sheet._charts = [each for each in sheet._charts if _title_of(each) != title]
        if lines and (bars := said.get("barres")):
            numbers = [places[head] for head in bars]
            table.draw_bars(sheet, title, places[columns[0].head], numbers, (top, last))
        return sheet

    def note_gone(self, title: str, present: set[str], head: str, day: date) -> None:
        """Write a day in a column of the rows that are no more, where people wrote nothing."""
        place = self.head(title, head)
        for one, row in self._rows(title).items() if place is not None else ():
            cell = place.parent.cell(row, place.column)
            if one not in present and cell.value is None:
                keep(cell, day)

    def _place(self, title: str, column: Column, sheet: Sheet, top: int) -> int:
        """Return where a column stands; one that is not there yet comes after all others."""
        if cell := self.head(title, column.head):
            return int(cell.column)
        heads = {str(each.value): each.column for each in sheet[top] if each.value}
        place = heads.get(column.head, max(heads.values(), default=1) + 1)
        letter = get_column_letter(place)
        if column.head not in heads:
            sheet.column_dimensions[letter].width = column.width
            styles.dress(sheet.cell(top, place), styles.HEAD)
            keep(sheet.cell(top, place), column.head)
        if not column.width:
            sheet.column_dimensions[letter].hidden = True
        name, where = _name(title, column.head), f"{quote_sheetname(sheet.title)}!${letter}${top}"
        self.workbook.defined_names[name] = DefinedName(name, attr_text=where)
        if column.choices:
            listed = DataValidation("list", formula1=f'"{",".join(column.choices)}"')
            listed.showErrorMessage = False
            listed.add(f"{letter}{top + 1}:{letter}{LAST_ROW}")
            sheet.add_data_validation(listed)
        return int(place)

    def _write(self, cell: Any, value: Value, title: str) -> None:  # noqa: ANN401
        results = self.results.setdefault(cell.parent.title, {})
        results.pop(cell.coordinate, None)
        if isinstance(cell, MergedCell):
            return
        if isinstance(value, Formula):
            self.formulas.append((cell, value.pattern, title))
            results[cell.coordinate] = value.result
        else:
            keep(cell, value)

    def to_bytes(self, created: date) -> bytes:
        """Return the .xlsx, the same for the same tables and day."""
        # once all columns have their places
        for cell, pattern, title in self.formulas:
            cell.value = f"={_PLACE.sub(partial(self._refer, title, cell), pattern)}"
        properties = self.workbook.properties
        properties.title, properties.creator = self.title, f"packetgen {__version__}"
        day = datetime(created.year, created.month, created.day)  # noqa: DTZ001 - as the format
        return to_bytes(self.workbook, self.results, day)

    def _refer(self, title: str, cell: Cell, found: re.Match[str]) -> str:
        of, head = found[1], found[2]
        top = self.head(of or title, head)
        if top is None:
            raise KeyError(found[0])
        letter = top.column_letter
        if not of:
            return f"{letter}{cell.row}"
        cells = f"${letter}${top.row + 1}:${letter}${LAST_ROW}"
        return f"{quote_sheetname(top.parent.title)}!{cells}"

    def _finish(self, sheet: Sheet, ours: Mapping[int, Column], top: int, last: int) -> None:
        """Sum above the heads, and filter as far as the rows and the columns of people go."""
        for place, column in ours.items():
            if column.summed:
                letter = get_column_letter(place)
                cell = sheet.cell(top - (HEAD_ROW - table.SUM_ROW), place)
                given = self.results.setdefault(sheet.title, {})
                shown = (sheet.cell(row, place) for row in range(top + 1, last + 1))
                values = (given.get(each.coordinate, each.value) for each in shown)
                # of the rows that the filter shows
                cell.value = f"=SUBTOTAL(109,{letter}{top + 1}:{letter}{max(LAST_ROW, last)})"
                look = styles.figure(styles.TOTAL, table.LOOKS[column.kind].number_format)
                styles.dress(cell, look)
                total = sum((amount(value) or Decimal(0) for value in values), Decimal(0))
                given[cell.coordinate] = total
        heads = [cell.column for cell in sheet[top] if cell.value]
        first, end = get_column_letter(min(heads)), get_column_letter(max(heads))
        sheet.auto_filter.ref = f"{first}{top}:{end}{last}"


def _value(row: Any, path: str, name: str, formula: str) -> Value:  # noqa: ANN401
    value: Any = attrgetter(path)(row) if path else None
    if name and path:
        value = value.get(name)
    if formula:
        return Formula(formula.replace("{nom}", getattr(row, "nom", "")), value)
    return "\n".join(value) if isinstance(value, tuple | list) else value


def _dress(sheet: Sheet, row: int, ours: Mapping[int, Column], others: Collection[int]) -> None:
    """Dress a new row: our columns as we do, those of people as the row above."""
    for place in others if row - 1 > HEAD_ROW else ():
        sheet.cell(row, place)._style = copy(sheet.cell(row - 1, place)._style)
    for place, column in ours.items():
        styles.dress(sheet.cell(row, place), table.LOOKS[column.kind])
        if column.typed:
            sheet.cell(row, place).fill = table.TYPED


def _name(title: str, head: str) -> str:
    return ".".join(("registre", *(re.sub(r"\W+", "_", part) for part in (title, head))))


def _title_of(chart: Any) -> str:  # noqa: ANN401 - openpyxl has many kinds of chart
    runs = chart.title.tx.rich.p if chart.title and chart.title.tx and chart.title.tx.rich else []
    return "".join(run.t for line in runs for run in line.r or [])
