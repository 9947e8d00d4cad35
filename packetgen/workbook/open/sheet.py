"""Read one sheet's XML in a bounded stream into openpyxl's, only what holds a value.

openpyxl's own reader builds an object per styled cell and per cell of a merge: a million empty
cells or one merge of the whole sheet hang it for minutes.
"""

from dataclasses import dataclass
from typing import IO

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.numbers import FORMAT_GENERAL
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.open.stored import Shared, StoredValue, parse, value_of

MAX_ELEMENTS = 2_500_000
MAX_CELLS = 100_000
MAX_MERGED_CELLS = 100_000

_PARTS = ("v", "t", "f")
_TRUE = ("1", "true")


class ComputedCell(Cell):
    """A cell whose value is the result of a formula: nobody typed it."""

    __slots__ = ()


@dataclass
class Allowance:
    """How much may still be read of a workbook: XML elements, filled cells, merged cells."""

    file: str
    elements: int = MAX_ELEMENTS
    cells: int = MAX_CELLS
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
        self.merges: list[CellRange] = []
        self.row, self.place, self.is_hidden = 0, "", False
        self.cell: dict[str, str] | None = None
        self.parts: dict[str, list[str]] = {}
        self.text: list[str] | None = None
        self.is_phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.allowance.elements -= 1
        if self.allowance.elements < 0:
            raise self.refused("contient des millions de cellules mises en forme")
        local = name.rpartition(":")[2]
        if self.cell is not None:
            if local == "rPh":
                self.is_phonetic = True
            elif local in _PARTS and not self.is_phonetic:
                self.text = self.parts.setdefault(local, [])
        elif local == "c":
            self.place = attributes.get("r") or self.next_place()
            self.cell, self.parts = attributes, {}
        elif local == "row":
            self.row, self.place = int(attributes.get("r") or self.row + 1), ""
            self.is_hidden = attributes.get("hidden") in _TRUE
        elif local == "col" and attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            columns = self.sheet.column_dimensions[get_column_letter(first)]
            columns.min, columns.max, columns.hidden = first, last, True
        elif local == "mergeCell":
            self.start_merge(attributes["ref"])

    def next_place(self) -> str:
        """Where a cell without a reference stands: right of the last one of its row."""
        column = coordinate_to_tuple(self.place)[1] if self.place else 0
        return f"{get_column_letter(column + 1)}{self.row}"

    def start_merge(self, reference: str) -> None:
        merge = CellRange(reference)
        size = merge.size
        self.allowance.merged -= size["rows"] * size["columns"]
        if self.allowance.merged < 0:
            raise self.refused(f"contient une fusion démesurée ({reference})")
        self.merges.append(merge)

    def characters(self, content: str) -> None:
        if self.text is not None:
            self.text.append(content)

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in _PARTS:
            self.text = None
        elif local == "rPh":
            self.is_phonetic = False
        elif local == "c" and self.cell is not None:
            value, self.cell = value_of(self.cell, self.parts, self.shared), None
            if value is not None:
                self.put(value)

    def put(self, value: StoredValue) -> None:
        place = coordinate_to_tuple(self.place)
        if place in self.sheet._cells:
            raise WorkbookUnreadable(
                f"« {self.allowance.file} » › feuille « {self.sheet.title} » : la cellule"
                f" {self.place} est écrite deux fois, le fichier est abîmé. Ouvrez-le dans Excel,"
                " laissez-le réparer, enregistrez, puis relancez."
            )
        self.allowance.cells -= 1
        if self.allowance.cells < 0:
            raise self.refused("contient plus de cent mille cellules remplies")
        kind = ComputedCell if "f" in self.parts else Cell
        cell = self.sheet._cells[place] = kind(self.sheet, *place)
        if value.format != FORMAT_GENERAL:
            cell.number_format = value.format
        # what is stored, as it is: `value` would guess types anew and cut long texts
        cell._value, cell.data_type = value.content, value.type  # type: ignore[attr-defined]
        if self.is_hidden:
            self.sheet.row_dimensions[self.row].hidden = True

    def merge(self) -> None:
        """Make the cells that each merge covers part of its first one."""
        for merge in self.merges:
            _first, *covered = merge.cells
            for row, column in covered:
                self.sheet._cells[row, column] = MergedCell(self.sheet, row, column)
        self.sheet.merged_cells = MultiCellRange(self.merges)

    def refused(self, excess: str) -> WorkbookUnreadable:
        return WorkbookUnreadable(
            f"« {self.allowance.file} » › feuille « {self.sheet.title} » : elle {excess}. Supprimez"
            " cette feuille, ou recopiez vos réponses dans un classeur neuf (packetgen nouveau)."
        )
