"""Read one sheet's XML in a bounded stream into openpyxl's, only what holds a value.

openpyxl's own reader builds an object per styled cell and per cell of a merge: a million empty
cells or one merge of the whole sheet hang it for minutes.
"""

from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, iterparse

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.numbers import FORMAT_GENERAL
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.open.parts import MAIN, STRICT, unreadable
from packetgen.workbook.open.stored import (
    Content,
    Look,
    Shared,
    Text,
    both,
    index,
    text_of,
    value_of,
)

MAX_ELEMENTS = 2_500_000
MAX_CELLS = 100_000
MAX_TEXT, MAX_CHARACTERS = 100_000, 5_000_000
MAX_MERGED_CELLS = 100_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LOWEST, _NARROWEST = 2.0, 0.3  # points and characters under which nothing shows

_TRUE = ("1", "true")
# What is read in an element that holds answers: nothing else may be taken for one
_WITHIN: dict[str, tuple[str, ...]] = {
    "sheetData": ("row",),
    "row": ("c",),
    "c": ("v", "f", "is"),
    "is": ("t", "r"),
    "r": ("t", "rPr"),
    **dict.fromkeys(("v", "f", "t"), ()),
}
_BESIDE = ("extLst", "rPh", "phoneticPr")
_ONCE = {"sheetData", "mergeCells"}
_OTHERS = ("worksheet", "sheetFormatPr", "cols", "col", "mergeCell", "rPr", *_ONCE, *_BESIDE)
_NAMES = {f"{{{uri}}}{name}": name for uri in (MAIN, STRICT) for name in (*_WITHIN, *_OTHERS)}


class FilledCell(Cell):
    """A cell as it was filled: how it looks, and whether its value is the result of a formula."""

    __slots__ = ("is_computed", "look", "merge")

    is_computed: bool
    look: Look
    merge: CellRange | None


class CoveredCell(MergedCell):
    """A cell that a merge covers."""

    __slots__ = ("merge",)

    merge: CellRange


def is_computed(cell: object) -> bool:
    """Whether the value of a cell is the result of a formula: nobody typed it."""
    return isinstance(cell, FilledCell) and cell.is_computed


@dataclass
class Allowance:
    """How much may still be read of a workbook: elements, cells and their characters, merges."""

    file: str
    elements: int = MAX_ELEMENTS
    cells: int = MAX_CELLS
    characters: int = MAX_CHARACTERS
    merged: int = MAX_MERGED_CELLS


def fill_sheet(sheet: Worksheet, xml: bytes, shared: Shared, allowance: Allowance) -> None:
    """Put in `sheet` the filled cells, hidden rows and columns, and merges that `xml` says.

    Raises WorkbookUnreadable when `allowance` runs out or when a cell stands there twice.
    """
    filling = _Filling(sheet, shared, allowance)
    filling.read(xml)
    filling.merge()
    # as openpyxl leaves it: it walks no row of a sheet that it takes for empty
    sheet._current_row = sheet.max_row  # type: ignore[attr-defined]


class _Filling:
    def __init__(self, sheet: Worksheet, shared: Shared, allowance: Allowance) -> None:
        self.sheet, self.shared, self.allowance = sheet, shared, allowance
        self.merges: list[CellRange] = []
        # of the row and the cell being read, 0 outside
        self.row, self.column = 0, 0
        self.last, self.height = (0, 0), _LOWEST

    def read(self, xml: bytes) -> None:
        """Read the sheet row by row: none stays in memory."""
        above, met = list[Element](), set[str]()
        for event, element in iterparse(BytesIO(xml), ("start", "end")):  # noqa: S314 - no DTD
            if event == "start":
                above.append(element)
                self.allowance.elements -= 1
                if self.allowance.elements < 0:
                    raise self.refused("contient des millions de cellules mises en forme")
                continue
            above.pop()
            parents = [_NAMES.get(each.tag) for each in above] if len(above) < 3 else []
            if parents == ["worksheet", "sheetData"]:
                self.column = 0
                if self.allows("sheetData", element):
                    self.fill_row(element)
                element.clear()
            elif parents == ["worksheet"]:
                self.row, self.column = 0, 0
                local = _NAMES.get(element.tag, "")
                if local in met:
                    raise self.odd(f"a deux contenus ({local})")
                met |= {local} & _ONCE
                self.lay_out(local, element)

    def allows(self, parent: str, element: Element) -> bool:
        """Whether an element is read in `parent`, less what is refused where it stands."""
        local = _NAMES.get(element.tag)
        if local in _WITHIN[parent]:
            return True
        if local not in _BESIDE:
            name = element.tag.rpartition("}")[2]
            raise self.odd(f"contient un élément étranger ({name})")
        return False

    def check(self, element: Element) -> None:
        """Refuse what stands among the pieces of a content."""
        parent = _NAMES[element.tag]
        for each in element if parent in _WITHIN else ():
            if self.allows(parent, each):
                self.check(each)

    def lay_out(self, local: str, element: Element) -> None:
        if local == "sheetFormatPr":
            self.height = float(element.get("defaultRowHeight") or _LOWEST)
        for each in element:
            if (local, _NAMES.get(each.tag)) == ("mergeCells", "mergeCell"):
                merge = CellRange(each.attrib["ref"])
                self.allowance.merged -= merge.size["rows"] * merge.size["columns"]
                if self.allowance.merged < 0:
                    raise self.refused(f"contient une fusion démesurée ({merge.coord})")
                self.merges.append(merge)
            elif (local, _NAMES.get(each.tag)) == ("cols", "col") and (
                each.get("hidden") in _TRUE or float(each.get("width") or _NARROWEST) < _NARROWEST
            ):
                first, last = int(each.attrib["min"]), int(each.attrib["max"])
                columns = self.sheet.column_dimensions[get_column_letter(first)]
                columns.min, columns.max, columns.hidden = first, last, True

    def fill_row(self, line: Element) -> None:
        row = int(line.get("r") or self.row + 1)
        if not self.row < row <= _LAST_ROW:
            raise self.odd(f"est suivie de la ligne {row}, qui n’est pas à sa place")
        self.row = row
        is_hidden = line.get("hidden") in _TRUE or float(line.get("ht") or self.height) < _LOWEST
        filled = [self.fill_cell(cell) for cell in line if self.allows("row", cell)]
        if is_hidden and any(filled):
            self.sheet.row_dimensions[row].hidden = True

    def fill_cell(self, element: Element) -> bool:
        """Fill a cell, if it holds something; without a reference, it stands right of the last."""
        row, self.column = self.row, self.column + 1
        if reference := element.get("r"):
            row, self.column = coordinate_to_tuple(reference)
        if row != self.row or self.column > _LAST_COLUMN:
            raise self.odd(f"se dit en {reference}")
        parts: dict[str, Text] = {}
        for each in element:
            if self.allows("c", each):
                local = _NAMES[each.tag]
                if local in parts:
                    raise self.odd(f"a deux contenus ({local})")
                self.check(each)
                parts[local] = text_of(each) if local == "is" else Text(each.text or "")
        if not parts:
            return False
        try:
            format_ = self.shared.formats[index(element.get("s") or "0")]
            value = value_of(element.get("t") or "n", parts, format_, self.shared)
        except (LookupError, ValueError) as error:
            raise self.odd("contient une valeur qu’Excel ne lit pas") from error
        if value is None:
            return False
        place = row, self.column
        if place <= self.last:
            twice = place in self.sheet._cells
            raise self.odd("est écrite deux fois" if twice else "n’est pas à sa place")
        self.last = place
        self.count(value.content)
        cell = self.sheet._cells[place] = FilledCell(self.sheet, *place)
        cell.is_computed, cell.merge = "f" in parts, None
        cell.look = both(format_.look, value.look)
        if value.format != FORMAT_GENERAL:
            cell.number_format = value.format
        # what is stored, as it is: `value` would guess types anew and cut long texts
        cell._value, cell.data_type = value.content, value.type  # type: ignore[attr-defined]
        return True

    def count(self, content: Content) -> None:
        length = len(content) if isinstance(content, str) else 0
        self.allowance.cells -= 1
        self.allowance.characters -= length
        if self.allowance.cells < 0:
            raise self.refused("contient plus de cent mille cellules remplies")
        if length > MAX_TEXT or self.allowance.characters < 0:
            place = f"{get_column_letter(self.column)}{self.row}"
            raise self.refused(f"contient un texte démesuré ({place})")

    def merge(self) -> None:
        """Make the cells that each merge covers part of its first one."""
        cells = self.sheet._cells
        for merge in self.merges:
            first, *covered = merge.cells
            if any(isinstance(cells.get(place), CoveredCell) for place in (first, *covered)):
                raise self.odd(f"a une fusion qui en recouvre une autre ({merge.coord})")
            if isinstance(holder := cells.get(first), FilledCell):
                holder.merge = merge
            for row, column in covered:
                cell = cells[row, column] = CoveredCell(self.sheet, row, column)
                cell.merge = merge
        self.sheet.merged_cells = MultiCellRange(self.merges)

    def odd(self, what: str) -> WorkbookUnreadable:
        """The refusal of what Excel would not read alike, at its cell, its row or its sheet."""
        words = {"file": self.allowance.file, "sheet": self.sheet.title, "what": what}
        if self.column:
            cell = f"{get_column_letter(self.column)}{self.row}"
            # LibreOffice writes again some values that it shows as errors
            return unreadable("odd_cell", cell=cell, **words)
        place = f"la ligne {self.row}" if self.row else "la feuille"
        return unreadable("odd", place=place, **words)

    def refused(self, excess: str) -> WorkbookUnreadable:
        return unreadable("excess", file=self.allowance.file, sheet=self.sheet.title, excess=excess)
