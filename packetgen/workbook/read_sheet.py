"""Copy one sheet's XML in a bounded stream, keeping only what holds a value.

openpyxl builds an object per styled cell and per cell of a merge: a million empty cells or
one merge of the whole sheet hang it for minutes. The copy drops them before openpyxl looks.
A formula that has a stored result becomes that result; a formula without one stays a
formula: one single load then tells both apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from packetgen.errors import WorkbookUnreadable

MAX_ELEMENTS = 2_500_000
MAX_CELLS = 100_000
MAX_MERGED_CELLS = 100_000

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)


@dataclass
class Allowance:
    """What is left to read of a workbook: XML elements, filled cells, merged cells."""

    file: str
    elements: int = MAX_ELEMENTS
    cells: int = MAX_CELLS
    merged: int = MAX_MERGED_CELLS


def copy_sheet(xml: IO[bytes], title: str, allowance: Allowance) -> bytes:
    """Return the sheet `title` with its filled cells, hidden rows and columns, and merges.

    Raises WorkbookUnreadable when `allowance` runs out or when a cell stands there twice.
    """
    copy = _SheetCopy(title, allowance)
    defusedxml.sax.parse(xml, copy, forbid_dtd=True)
    return copy.xml().encode()


@dataclass
class _Cell:
    """A cell being read: its attributes, then its texts as they come."""

    place: str
    style: str
    type: str
    value: list[str] | None = None
    inline: list[str] = field(default_factory=list)
    formula: list[str] | None = None

    def xml(self) -> str:
        """The cell as copied, empty when it holds nothing."""
        head = f'<c r="{self.place}" s={quoteattr(self.style)}'
        inline = "".join(self.inline)
        if inline:
            return f'{head} t="inlineStr"><is><t>{escape(inline)}</t></is></c>'
        value = "".join(self.value or ())
        if value:
            return f"{head} t={quoteattr(self.type)}><v>{escape(value)}</v></c>"
        # an empty stored text (`<v></v>` of type str) is a result: `=""` holds nothing
        stored = self.type == "str" and self.value is not None
        if self.formula is None or stored:
            return ""
        return f"{head}><f>{escape(''.join(self.formula))}</f></c>"


class _SheetCopy(ContentHandler):
    def __init__(self, title: str, allowance: Allowance) -> None:
        self.title, self.allowance = title, allowance
        self.rows: list[str] = []
        self.columns: list[str] = []
        self.merges: list[str] = []
        self.seen: set[str] = set()
        self.row, self.place, self.hidden = 0, "", ""
        self.filled: list[str] = []
        self.cell: _Cell | None = None
        self.text: list[str] | None = None
        self.phonetic = False
        self.starts: dict[str, Callable[[AttributesImpl], None]] = {
            "row": self.start_row,
            "c": self.start_cell,
            "col": self.start_column,
            "mergeCell": self.start_merge,
        }

    def xml(self) -> str:
        columns = f"<cols>{''.join(self.columns)}</cols>" if self.columns else ""
        merges = f"<mergeCells>{''.join(self.merges)}</mergeCells>" if self.merges else ""
        return f"{_HEAD}{columns}<sheetData>{''.join(self.rows)}</sheetData>{merges}</worksheet>"

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self.allowance.elements -= 1
        if self.allowance.elements < 0:
            raise self.refused("contient des millions de cellules mises en forme")
        local = name.rpartition(":")[2]
        if self.cell is not None:
            self.start_content(local, self.cell)
        elif local in self.starts:
            self.starts[local](attrs)

    def start_row(self, attrs: AttributesImpl) -> None:
        self.row, self.place = int(attrs.get("r") or self.row + 1), ""
        self.hidden = ' hidden="1"' if attrs.get("hidden") in ("1", "true") else ""

    def start_cell(self, attrs: AttributesImpl) -> None:
        self.place = attrs.get("r") or self.next_place()
        self.cell = _Cell(self.place, attrs.get("s") or "0", attrs.get("t") or "n")

    def next_place(self) -> str:
        """Where a cell without a reference stands: right of the last one of its row."""
        column = coordinate_to_tuple(self.place)[1] if self.place else 0
        return f"{get_column_letter(column + 1)}{self.row}"

    def start_column(self, attrs: AttributesImpl) -> None:
        if attrs.get("hidden") in ("1", "true"):
            first, last = int(attrs["min"]), int(attrs["max"])
            self.columns.append(f'<col min="{first}" max="{last}" hidden="1"/>')

    def start_merge(self, attrs: AttributesImpl) -> None:
        size = CellRange(attrs["ref"]).size
        self.allowance.merged -= size["rows"] * size["columns"]
        if self.allowance.merged < 0:
            raise self.refused(f"contient une fusion démesurée ({attrs['ref']})")
        self.merges.append(f"<mergeCell ref={quoteattr(attrs['ref'])}/>")

    def start_content(self, local: str, cell: _Cell) -> None:
        if local == "v":
            self.text = cell.value = []
        elif local == "f":
            self.text = cell.formula = []
        elif local == "t" and not self.phonetic:
            self.text = cell.inline
        elif local == "rPh":
            self.phonetic = True

    def characters(self, content: str) -> None:
        if self.text is not None:
            self.text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local in ("v", "f", "t"):
            self.text = None
        elif local == "rPh":
            self.phonetic = False
        elif local == "c" and self.cell is not None:
            self.end_cell(self.cell)
        elif local == "row" and self.filled:
            self.rows.append(f'<row r="{self.row}"{self.hidden}>{"".join(self.filled)}</row>')
            self.filled = []

    def end_cell(self, cell: _Cell) -> None:
        self.cell = None
        xml = cell.xml()
        if not xml:
            return
        if cell.place in self.seen:
            raise WorkbookUnreadable(
                f"« {self.allowance.file} » › feuille « {self.title} » : la cellule {cell.place}"
                " est écrite deux fois, le fichier est abîmé. Ouvrez-le dans Excel, laissez-le"
                " réparer, enregistrez, puis relancez."
            )
        self.seen.add(cell.place)
        self.allowance.cells -= 1
        if self.allowance.cells < 0:
            raise self.refused("contient plus de cent mille cellules remplies")
        self.filled.append(xml)

    def refused(self, excess: str) -> WorkbookUnreadable:
        return WorkbookUnreadable(
            f"« {self.allowance.file} » › feuille « {self.title} » : elle {excess}. Supprimez cette"
            " feuille, ou recopiez vos réponses dans un classeur neuf (packetgen nouveau)."
        )
