"""Find cells in a workbook that people have moved, merged, renamed or rebuilt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.text import fold
from packetgen.workbook.open.sheet import CoveredCell, FilledCell
from packetgen.workbook.open.stored import Look

# Labels are looked for in this corner of a sheet; a far stray cell must cost nothing
_LABEL_ROWS, _LABEL_COLUMNS = 1_000, 40
# openpyxl's own `destinations` raises on the broken names that workbooks gather over years
_REFERENCE = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<title>[^'!]+))!(?P<cells>[$A-Z\d:]+)")
_COPY = re.compile(r"(.+) \(\d+\)")


class Place(NamedTuple):
    """One cell of a sheet."""

    sheet: Worksheet
    row: int
    column: int

    @property
    def cell(self) -> Cell | MergedCell:
        """The cell itself, made where there is none."""
        return self.sheet.cell(self.row, self.column)

    @property
    def value(self) -> object:
        """What the cell holds, as openpyxl has it; unlike `cell`, makes none."""
        cell = self.sheet._cells.get((self.row, self.column))
        return cell.value if cell is not None else None

    @property
    def text(self) -> str:
        """What the cell shows, folded; empty for nothing."""
        return fold(str(self.value or ""))

    @property
    def is_filled(self) -> bool:
        """Whether there is something to see in it."""
        return self.value is not None and bool(str(self.value).strip())

    @property
    def is_hidden(self) -> bool:
        """Whether a person does not see it: its sheet, row or column is hidden, its ink too."""
        rows, columns = self.sheet.row_dimensions, self.sheet.column_dimensions.values()
        return (
            self.look.is_unseen
            or self.sheet.sheet_state != "visible"
            # asking for a row that the sheet says nothing of would make one
            or (self.row in rows and rows[self.row].hidden)
            or any(
                each.hidden and each.min <= self.column <= each.max
                for each in columns
                if each.min and each.max
            )
        )

    @property
    def look(self) -> Look:
        """How its content is seen."""
        cell = self.cell
        return cell.look if isinstance(cell, FilledCell) else Look()

    @property
    def holder(self) -> Place:
        """The cell that holds its value: itself, or the first cell of its merge."""
        cell = self.cell
        if isinstance(cell, CoveredCell):
            return Place(self.sheet, cell.merge.min_row, cell.merge.min_col)
        return self

    @property
    def right_edge(self) -> Place:
        """The last cell, on the same row, of the merge that it begins."""
        cell = self.cell
        if isinstance(cell, FilledCell) and cell.merge:
            return Place(self.sheet, self.row, cell.merge.max_col)
        return self

    @property
    def text_on_left(self) -> str:
        """What is written on its left: the code of an account, beside its label."""
        return str(self.moved(right=-1).value or "").strip()

    @property
    def coordinate(self) -> str:
        """Its reference: `C12`."""
        return f"{get_column_letter(self.column)}{self.row}"

    def moved(self, *, down: int = 0, right: int = 0) -> Place:
        """The cell so many rows beneath and columns to the right."""
        return Place(self.sheet, self.row + down, self.column + right)


class Area(NamedTuple):
    """A run of cells that a defined name covers."""

    first: Place
    last_row: int


class Places:
    """The sheets, names, merges and labels of one workbook."""

    def __init__(self, workbook: Workbook, names: Mapping[str, str]) -> None:
        self.workbook, self.names = workbook, names.keys()
        self._sheets = {sheet.title: sheet for sheet in workbook.worksheets}
        self._texts: dict[str, dict[str, list[Place]]] = {}
        self.areas = {
            key: area for key, text in names.items() if (area := self._area(text)) is not None
        }

    def _area(self, text: str) -> Area | None:
        """The cells of a name; None when it names no cells, or more than one run of them."""
        reference = _REFERENCE.fullmatch(text)
        if not reference:
            return None
        title = reference["title"] or reference["quoted"].replace("''", "'")
        try:
            left, top, right, bottom = range_boundaries(reference["cells"])
        except ValueError:
            return None
        if not (left and top and right and bottom) or title not in self._sheets:
            return None
        return Area(Place(self._sheets[title], top, left), bottom)

    def sheet(self, title: str) -> Worksheet | None:
        """The sheet of that title, whatever its case, accents and spaces; no « title (2) »."""
        for same, titles in ((_plain, self.workbook.sheetnames), (fold, self.titles())):
            for each in titles:
                if same(each) == same(title):
                    return self.workbook[each]
        return None

    def titles(self) -> list[str]:
        """The titles of the sheets, less those of copies: « Action (2) » is no « Action 2 »."""
        return [title for title in self.workbook.sheetnames if not _COPY.fullmatch(title)]

    def copies(self, used: set[str]) -> Iterator[Worksheet]:
        """Yield the sheets, not `used`, that Excel made by copying one that is."""
        for sheet in self.workbook.worksheets:
            copy = _COPY.fullmatch(sheet.title)
            repeats = (copy and copy[1] in used) or sheet.defined_names.keys() & self.areas.keys()
            if repeats and sheet.title not in used:
                yield sheet

    def below_label(
        self, sheet: Worksheet, label: str, after: str, beside: str = ""
    ) -> Place | None:
        """The printed cell `label`: below the heading `after`, right of `beside` if one is."""
        texts = self.texts(sheet)
        headings = texts.get(fold(after), [])
        start = headings[0].row if headings else 0
        found = [place for place in texts.get(fold(label), ()) if place.row > start]
        neighbours = [place for place in found if place.text_on_left == beside]
        return next(iter(neighbours or found), None)

    def texts(self, sheet: Worksheet) -> dict[str, list[Place]]:
        """The texts of a sheet, folded, and the cells that hold them, from the top."""
        if sheet.title not in self._texts:
            found: dict[str, list[Place]] = {}
            for row, column in sorted(sheet._cells):
                value = sheet._cells[row, column].value
                if row <= _LABEL_ROWS and column <= _LABEL_COLUMNS and isinstance(value, str):
                    found.setdefault(fold(value), []).append(Place(sheet, row, column))
            self._texts[sheet.title] = found
        return self._texts[sheet.title]


def _plain(title: str) -> str:
    return unicodedata.normalize("NFC", title).strip().casefold()
