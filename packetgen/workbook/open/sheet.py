"""Read one sheet's XML in a bounded stream, only what holds a value.

openpyxl's own reader builds an object per styled cell and per cell of a merge: a million empty
cells or one merge of the whole sheet hang it for minutes.
"""

from io import BytesIO
from itertools import product
from xml.etree.ElementTree import Element, iterparse

from msgspec import Struct

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.open.grid import Cell, Merge, Sheet, merge_of, reference_of, row_and_column
from packetgen.workbook.open.parts import MAIN, STRICT, unreadable
from packetgen.workbook.open.stored import Shared, Text, both, index, text_of, value_of

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


class _Blocks(BytesIO):
    """Bytes read by large blocks, at each of which expat scans a long token anew."""

    def read(self, _size: int | None = None) -> bytes:
        return super().read(1_000_000)


class Allowance(Struct):
    """How much may still be read of a workbook: elements, cells and their characters, merges."""

    file: str
    elements: int = MAX_ELEMENTS
    cells: int = MAX_CELLS
    characters: int = MAX_CHARACTERS
    merged: int = MAX_MERGED_CELLS


def fill_sheet(sheet: Sheet, xml: bytes, shared: Shared, allowance: Allowance) -> None:
    """Put in `sheet` the filled cells, hidden rows and columns, and merges that `xml` says.

    Raises WorkbookUnreadable when `allowance` runs out or when a cell stands there twice.
    """
    filling = _Filling(sheet, shared, allowance)
    filling.read(xml)
    filling.merge()


class _Filling:
    def __init__(self, sheet: Sheet, shared: Shared, allowance: Allowance) -> None:
        self.sheet, self.shared, self.allowance = sheet, shared, allowance
        self.merges: list[Merge] = []
        # of the row and the cell being read, 0 outside
        self.row, self.column = 0, 0
        self.height = _LOWEST

    def read(self, xml: bytes) -> None:
        """Read the sheet row by row: none stays in memory."""
        above, met, left = list[Element](), set[str](), self.allowance.elements
        for event, element in iterparse(_Blocks(xml), ("start", "end")):  # noqa: S314 - no DTD
            if event == "start":
                above.append(element)
                left -= 1
                if left < 0:
                    raise self.refused("contient des millions de cellules mises en forme")
                continue
            above.pop()
            if len(above) > 2:
                continue
            parents = [_NAMES.get(each.tag) for each in above]
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
        self.allowance.elements = left

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
            is_hidden = element.get("zeroHeight") in _TRUE
            self.height = 0 if is_hidden else float(element.get("defaultRowHeight") or _LOWEST)
        for each in element:
            if (local, _NAMES.get(each.tag)) == ("mergeCells", "mergeCell"):
                merge = merge_of(each.attrib["ref"])
                size = (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)
                self.allowance.merged -= size
                if self.allowance.merged < 0:
                    raise self.refused(f"contient une fusion démesurée ({each.get('ref')})")
                self.merges.append(merge)
            elif (local, _NAMES.get(each.tag)) == ("cols", "col") and (
                each.get("hidden") in _TRUE or float(each.get("width") or _NARROWEST) < _NARROWEST
            ):
                self.sheet.hidden_columns.append((int(each.attrib["min"]), int(each.attrib["max"])))

    def fill_row(self, line: Element) -> None:
        row = int(line.get("r") or self.row + 1)
        if not self.row < row <= _LAST_ROW:
            raise self.odd(f"est suivie de la ligne {row}, qui n’est pas à sa place")
        self.row = row
        is_hidden = line.get("hidden") in _TRUE or float(line.get("ht") or self.height) < _LOWEST
        filled = [self.fill_cell(cell) for cell in line if self.allows("row", cell)]
        if is_hidden and any(filled):
            self.sheet.hidden_rows.add(row)

    def fill_cell(self, element: Element) -> bool:
        """Fill a cell, if it holds something; without a reference, it stands right of the last."""
        row, last, self.column = self.row, self.column, self.column + 1
        if reference := element.get("r"):
            row, self.column = row_and_column(reference)
        if row != self.row or self.column > _LAST_COLUMN:
            raise self.odd(f"se dit en {reference}")
        if self.column <= last:
            twice = self.column == last
            raise self.odd("est écrite deux fois" if twice else "n’est pas à sa place")
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
        self.count(value.value)
        look = both(format_.look, value.look)
        self.sheet.cells[row, self.column] = Cell(*value[:3], look, "f" in parts)
        return True

    def count(self, content: object) -> None:
        length = len(content) if isinstance(content, str) else 0
        self.allowance.cells -= 1
        self.allowance.characters -= length
        if self.allowance.cells < 0:
            raise self.refused("contient plus de cent mille cellules remplies")
        if length > MAX_TEXT or self.allowance.characters < 0:
            place = reference_of(self.row, self.column)
            raise self.refused(f"contient un texte démesuré ({place})")

    def merge(self) -> None:
        """Make the cells that each merge covers part of its first one."""
        sheet = self.sheet
        for merge in self.merges:
            rows, columns = range(merge.top, merge.bottom + 1), range(merge.left, merge.right + 1)
            places = list(product(rows, columns))
            if any(sheet.holder(*place) != place for place in places):
                where = f"{reference_of(*merge[:2])}:{reference_of(*merge[2:])}"
                raise self.odd(f"a une fusion qui en recouvre une autre ({where})")
            sheet.merges |= dict.fromkeys(places, merge)
            for place in places[1:]:
                sheet.cells.pop(place, None)

    def odd(self, what: str) -> WorkbookUnreadable:
        """The refusal of what Excel would not read alike, at its cell, its row or its sheet."""
        words = {"file": self.allowance.file, "sheet": self.sheet.title, "what": what}
        if self.column:
            cell = reference_of(self.row, self.column)
            # LibreOffice writes again some values that it shows as errors
            return unreadable("odd_cell", cell=cell, **words)
        place = f"la ligne {self.row}" if self.row else "la feuille"
        return unreadable("odd", place=place, **words)

    def refused(self, excess: str) -> WorkbookUnreadable:
        return unreadable("excess", file=self.allowance.file, sheet=self.sheet.title, excess=excess)
