"""The XML of one sheet, where a cell is given another value and all others stay."""

import re
from collections.abc import Mapping

from lxml import etree
from lxml.etree import _Element
from openpyxl.formula.translate import Translator
from openpyxl.utils import coordinate_to_tuple

from packetgen.workbook.write.formulas import At

_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# What a cell says of its value, and of none other
_OF_VALUE = ("t", "cm", "vm", "ph")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Sheet:
    """A sheet, its cells and its formulas by place."""

    def __init__(self, title: str, part: str, root: _Element) -> None:
        self.part, self.root, self.is_changed = part, root, False
        self.rows: dict[int, _Element] = {}
        self.cells: dict[At, _Element] = {}
        self.formulas: dict[At, _Element] = {}
        row = 0
        for line in root.iterfind("{*}sheetData/{*}row"):
            row, column = int(line.get("r") or row + 1), 0
            self.rows[row] = line
            for cell in line.iterfind("{*}c"):
                reference = cell.get("r")
                column = coordinate_to_tuple(reference)[1] if reference else column + 1
                at = At(title, row, column)
                self.cells[at] = cell
                if (formula := cell.find("{*}f")) is not None:
                    self.formulas[at] = formula

    def formula(self, at: At) -> str:
        """The formula of a cell, in full where another has it."""
        formula = self.formulas[at]
        for other, master in self.formulas.items() if formula.get("t") == "shared" else ():
            if master.get("si") == formula.get("si") and master.text:
                moved = Translator(f"={master.text}", other.reference)
                return str(moved.translate_formula(at.reference))[1:]
        return formula.text or ""

    def style(self, at: At) -> int:
        """The number of the style of a cell, that of its row or its column where it is not."""
        if at in self.cells:
            return int(self.cells[at].get("s") or 0)
        row = self.rows.get(at.row)
        if row is not None and row.get("customFormat") in ("1", "true"):
            return int(row.get("s") or 0)
        for each in self.root.iterfind("{*}cols/{*}col"):
            if int(each.get("min", 0)) <= at.column <= int(each.get("max", 0)):
                return int(each.get("style") or 0)
        return 0

    def put(self, at: At, kind: str, value: str) -> None:
        """Give a cell a value, in the place of its formula if it has one; it keeps its style."""
        if at not in self.cells:
            if not value:
                return
            self._make(at)
        self.is_changed = True
        cell, formula = self.cells[at], self.formulas.get(at)
        if formula is not None:
            self._unshare(formula)
            del self.formulas[at]
        for name in _OF_VALUE:
            cell.attrib.pop(name, "")
        del cell[:]
        cell.text = None
        if kind == "n":
            added(cell, "v").text = value
        elif value:
            cell.set("t", kind)
            text = added(added(cell, "is"), "t")
            text.set(_SPACE, "preserve")
            text.text = _ESCAPED.sub("_x005F_", value)

    def _make(self, at: At) -> None:
        style = self.style(at)
        if at.row not in self.rows:
            data = next(self.root.iterfind("{*}sheetData"))
            self.rows[at.row] = added(data, "row", after=_before(self.rows, at.row))
            self.rows[at.row].set("r", str(at.row))
        known = {each.column: cell for each, cell in self.cells.items() if each.row == at.row}
        cell = added(self.rows[at.row], "c", after=_before(known, at.column))
        self.cells[at] = cell
        cell.set("r", at.reference)
        if style:
            cell.set("s", str(style))

    def _unshare(self, master: _Element) -> None:
        """Write in full the formulas that share one which goes."""
        if master.get("t") == "shared" and master.text:
            for at, formula in self.formulas.items():
                if formula.get("si") == master.get("si") and formula is not master:
                    formula.text = self.formula(at)
                    del formula.attrib["t"], formula.attrib["si"]

    def forget(self, at: At) -> None:
        """Take away the stored result of a formula."""
        if (result := self.cells[at].find("{*}v")) is not None:
            self.cells[at].remove(result)
            self.is_changed = True


def _before(siblings: Mapping[int, _Element], number: int) -> _Element | None:
    last = max((each for each in siblings if each < number), default=None)
    return None if last is None else siblings[last]


def added(parent: _Element, local: str, after: _Element | None = None) -> _Element:
    """Add an element to `parent`, in its namespace: first, or after one of its children."""
    element = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{local}")
    if after is None:
        parent.insert(0, element)
    else:
        after.addnext(element)
    return element


def written(root: _Element) -> bytes:
    """Return the part that a root is of."""
    return etree.tostring(
        root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True
    )
