"""Find cells in a workbook that people have moved, merged, renamed or rebuilt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from packetgen.text import fold
from packetgen.workbook.open.grid import Cell, Content, Sheet, Workbook, merge_of, reference_of

# Labels are looked for in this corner of a sheet; a far stray cell must cost nothing
_LABEL_ROWS, _LABEL_COLUMNS = 1_000, 40
_REFERENCE = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<title>[^'!]+))!(?P<cells>[$A-Z\d:]+)")
_COPY = re.compile(r"(.+) \(\d+\)")


class Place(NamedTuple):
    """One cell of a sheet."""

    sheet: Sheet
    row: int
    column: int

    @property
    def cell(self) -> Cell:
        """What it holds, and how."""
        return self.sheet.cell(self.row, self.column)

    @property
    def value(self) -> Content | None:
        """What it holds."""
        return self.cell.value

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
        hidden = any(first <= self.column <= last for first, last in self.sheet.hidden_columns)
        hidden |= not self.sheet.is_visible or self.row in self.sheet.hidden_rows
        return hidden or self.cell.look.is_unseen

    @property
    def holder(self) -> Place:
        """The cell that holds its value: itself, or the first cell of its merge."""
        return Place(self.sheet, *self.sheet.holder(self.row, self.column))

    @property
    def right_edge(self) -> Place:
        """The last cell, on the same row, of the merge that it begins."""
        merge = self.sheet.merges.get((self.row, self.column))
        return Place(self.sheet, self.row, merge.right) if merge and self == self.holder else self

    @property
    def text_on_left(self) -> str:
        """What is written on its left: the code of an account, beside its label."""
        return str(self.moved(right=-1).value or "").strip()

    @property
    def coordinate(self) -> str:
        """Its reference: `C12`."""
        return reference_of(self.row, self.column)

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
        self._texts: dict[str, dict[str, list[Place]]] = {}
        self.areas = {key: area for key, text in names.items() if (area := self._area(text))}

    def _area(self, text: str) -> Area | None:
        """The cells of a name; None when it names no cells, or more than one run of them."""
        reference = _REFERENCE.fullmatch(text)
        if not reference:
            return None
        title = reference["title"] or reference["quoted"].replace("''", "'")
        try:
            top, left, bottom, _ = merge_of(reference["cells"])
        except ValueError:
            return None
        sheet = self.workbook.sheets.get(title)
        return Area(Place(sheet, top, left), bottom) if sheet else None

    def sheet(self, title: str) -> Sheet | None:
        """The sheet of that title, whatever its case, accents and spaces; no « title (2) »."""
        for same, titles in ((_plain, self.workbook.sheets), (fold, self.titles())):
            for each in titles:
                if same(each) == same(title):
                    return self.workbook.sheets[each]
        return None

    def titles(self) -> list[str]:
        """The titles of the sheets, less those of copies: « Action (2) » is no « Action 2 »."""
        return [title for title in self.workbook.sheets if not _COPY.fullmatch(title)]

    def copies(self, used: set[str]) -> Iterator[Sheet]:
        """Yield the sheets, not `used`, that Excel made by copying one that is."""
        for sheet in self.workbook.sheets.values():
            copy = _COPY.fullmatch(sheet.title)
            repeats = (copy and copy[1] in used) or sheet.names & self.areas.keys()
            if repeats and sheet.title not in used:
                yield sheet

    def below_label(self, sheet: Sheet, label: str, after: str, beside: str = "") -> Place | None:
        """The printed cell `label`: below the heading `after`, right of `beside` if one is."""
        texts = self.texts(sheet)
        headings = texts.get(fold(after), [])
        start = headings[0].row if headings else 0
        found = [place for place in texts.get(fold(label), ()) if place.row > start]
        neighbours = [place for place in found if place.text_on_left == beside]
        return next(iter(neighbours or found), None)

    def texts(self, sheet: Sheet) -> dict[str, list[Place]]:
        """The texts of a sheet, folded, and the cells that hold them, from the top."""
        if sheet.title not in self._texts:
            found: dict[str, list[Place]] = {}
            for (row, column), cell in sorted(sheet.cells.items()):
                value = cell.value
                if row <= _LABEL_ROWS and column <= _LABEL_COLUMNS and isinstance(value, str):
                    found.setdefault(fold(value), []).append(Place(sheet, row, column))
            self._texts[sheet.title] = found
        return self._texts[sheet.title]


def _plain(title: str) -> str:
    return unicodedata.normalize("NFC", title).strip().casefold()
