"""Read one sheet's XML in a bounded stream into openpyxl's, only what holds a value.

openpyxl's own reader builds an object per styled cell and per cell of a merge: a million empty
cells or one merge of the whole sheet hang it for minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.numbers import FORMAT_GENERAL
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.open.look import Look, both, look_of
from packetgen.workbook.open.parts import MAIN, STRICT, unreadable
from packetgen.workbook.open.stored import Shared, index, parse, value_of

MAX_ELEMENTS = 2_500_000
MAX_CELLS = 100_000
MAX_TEXT, MAX_CHARACTERS = 100_000, 5_000_000
MAX_MERGED_CELLS = 100_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LOWEST, _NARROWEST = 2.0, 0.3  # points and characters under which nothing shows

_TRUE = ("1", "true")
# The elements that are read, each in its place alone: by its parent
_ELEMENTS = {
    "": ("worksheet",),
    "worksheet": ("sheetFormatPr", "cols", "sheetData", "mergeCells"),
    "cols": ("col",),
    "mergeCells": ("mergeCell",),
    "sheetData": ("row",),
    "row": ("c",),
    "c": ("v", "f", "is"),
    "is": ("t", "r"),
    "r": ("t", "rPr"),
    "rPr": ("strike", "sz", "color"),
}
_READ = {
    (parent, f"{namespace} {name}"): name
    for namespace in (MAIN, STRICT)
    for parent, names in _ELEMENTS.items()
    for name in names
}
# Where nothing else may stand but these, so that no reader takes it for the content
_CLOSED = {"sheetData", "row", "c", "v", "f", "is", "r", "t"}
_BESIDE = {
    f"{namespace} {name}"
    for namespace in (MAIN, STRICT)
    for name in ("extLst", "rPh", "phoneticPr")
}
_ONCE = {"sheetData", "mergeCells"}


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


def fill_sheet(sheet: Worksheet, xml: IO[bytes], shared: Shared, allowance: Allowance) -> None:
    """Put in `sheet` the filled cells, hidden rows and columns, and merges that `xml` says.

    Raises WorkbookUnreadable when `allowance` runs out or when a cell stands there twice.
    """
    filling = _Filling(sheet, shared, allowance)
    parse(xml, filling.start, filling.end, filling.characters)
    filling.merge()
    # as openpyxl leaves it: it walks no row of a sheet that it takes for empty
    sheet._current_row = sheet.max_row  # type: ignore[attr-defined]


class _Filling:
    def __init__(self, sheet: Worksheet, shared: Shared, allowance: Allowance) -> None:
        self.sheet, self.shared, self.allowance = sheet, shared, allowance
        self.path, self.met = [""], set[str]()
        self.merges: list[CellRange] = []
        self.row, self.column, self.last = 0, 0, (0, 0)
        self.height, self.is_hidden = _LOWEST, False
        self.cell: Mapping[str, str] = {}
        self.parts: dict[str, list[str]] = {}
        # properties of a piece of text, and how many texts there are before it
        self.run: dict[str, Mapping[str, str]] = {}
        self.before = 0
        self.look = Look()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.allowance.elements -= 1
        if self.allowance.elements < 0:
            raise self.refused("contient des millions de cellules mises en forme")
        parent = self.path[-1]
        local = _READ.get((parent, name), "?")
        self.path.append(local)
        if local == "c":
            self.start_cell(attributes)
        elif parent == "c" and local != "?":
            if local in self.parts:
                raise self.odd(f"a deux contenus ({local})")
            self.parts[local] = []
        elif local == "t":
            self.parts.setdefault("t", [])
        elif local == "row":
            self.start_row(attributes)
        elif local == "?":
            if parent in _CLOSED and name not in _BESIDE:
                raise self.odd(f"contient un élément étranger ({name.rpartition(' ')[2]})")
        elif local == "r":
            self.run, self.before = {}, len(self.parts.get("t", ()))
        elif parent == "rPr":
            self.run[local] = attributes
        else:
            self.start_layout(local, attributes)

    def start_row(self, attributes: Mapping[str, str]) -> None:
        row = int(attributes.get("r") or self.row + 1)
        if not self.row < row <= _LAST_ROW:
            raise self.odd(f"est suivie de la ligne {row}, qui n’est pas à sa place")
        self.row, self.column = row, 0
        height = float(attributes.get("ht") or self.height)
        self.is_hidden = attributes.get("hidden") in _TRUE or height < _LOWEST

    def start_cell(self, attributes: Mapping[str, str]) -> None:
        """Begin a cell; one without a reference stands right of the last one of its row."""
        row, column = self.row, self.column + 1
        if reference := attributes.get("r"):
            row, column = coordinate_to_tuple(reference)
        self.column, self.cell = column, attributes
        if row != self.row or column > _LAST_COLUMN:
            raise self.odd(f"se dit en {reference}")
        self.parts, self.look = {}, Look()

    def start_layout(self, local: str, attributes: Mapping[str, str]) -> None:
        if local in _ONCE:
            if local in self.met:
                raise self.odd(f"a deux contenus ({local})")
            self.met.add(local)
        elif local == "mergeCell":
            self.start_merge(attributes["ref"])
        elif local == "sheetFormatPr":
            self.height = float(attributes.get("defaultRowHeight") or _LOWEST)
        elif local == "col" and (
            attributes.get("hidden") in _TRUE
            or float(attributes.get("width") or _NARROWEST) < _NARROWEST
        ):
            first, last = int(attributes["min"]), int(attributes["max"])
            columns = self.sheet.column_dimensions[get_column_letter(first)]
            columns.min, columns.max, columns.hidden = first, last, True

    def start_merge(self, reference: str) -> None:
        merge = CellRange(reference)
        size = merge.size
        self.allowance.merged -= size["rows"] * size["columns"]
        if self.allowance.merged < 0:
            raise self.refused(f"contient une fusion démesurée ({reference})")
        self.merges.append(merge)

    def characters(self, content: str) -> None:
        if self.path[-1] in ("v", "f", "t"):
            self.parts[self.path[-1]].append(content)

    def end(self, _name: str) -> None:
        local = self.path[-1]
        if local == "r":
            if self.run and "".join(self.parts.get("t", ())[self.before :]).strip():
                self.look = both(self.look, look_of(self.run))
        elif local == "c" and self.parts:
            self.put()
        self.path.pop()

    def put(self) -> None:
        place = self.row, self.column
        try:
            format_ = self.shared.formats[index(self.cell.get("s") or "0")]
            value = value_of(self.cell, self.parts, format_, self.shared)
        except (LookupError, ValueError) as error:
            raise self.odd("contient une valeur qu’Excel ne lit pas") from error
        if value is None:
            return
        if place <= self.last:
            twice = place in self.sheet._cells
            raise self.odd("est écrite deux fois" if twice else "n’est pas à sa place")
        self.last = place
        self.allowance.cells -= 1
        length = len(value.content) if isinstance(value.content, str) else 0
        self.allowance.characters -= length
        if self.allowance.cells < 0:
            raise self.refused("contient plus de cent mille cellules remplies")
        if length > MAX_TEXT or self.allowance.characters < 0:
            raise self.refused(
                f"contient un texte démesuré ({get_column_letter(place[1])}{place[0]})"
            )
        cell = self.sheet._cells[place] = FilledCell(self.sheet, *place)
        cell.is_computed, cell.merge = "f" in self.parts, None
        cell.look = both(format_.look, both(value.look, self.look))
        if value.format != FORMAT_GENERAL:
            cell.number_format = value.format
        # what is stored, as it is: `value` would guess types anew and cut long texts
        cell._value, cell.data_type = value.content, value.type  # type: ignore[attr-defined]
        if self.is_hidden:
            self.sheet.row_dimensions[self.row].hidden = True

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
        if "c" in self.path:
            cell = f"{get_column_letter(self.column)}{self.row}"
            # LibreOffice writes again some values that it shows as errors
            return unreadable("odd_cell", cell=cell, **words)
        place = f"la ligne {self.row}" if "row" in self.path else "la feuille"
        return unreadable("odd", place=place, **words)

    def refused(self, excess: str) -> WorkbookUnreadable:
        return unreadable("excess", file=self.allowance.file, sheet=self.sheet.title, excess=excess)
