"""How high paragraphs, rows and tables are at most, before an engine draws them. In twips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packetgen.convert.ooxml import TEXT, VAL, W, twips, w
from packetgen.convert.style_sheet import StyleSheet

if TYPE_CHECKING:
    from lxml.etree import _Element

PARAGRAPH, TABLE, ROW, CELL, SPACING, SIZE = w("p", "tbl", "tr", "tc", "spacing", "sz")
TOLD, SIDES = (TEXT, SIZE, SPACING, *w("br", "cr")), w("before", "after")
ABOVE_AND_BELOW = w("top", "bottom")
OF_UNKNOWN_HEIGHT = w("drawing", "pict", "tbl", "sectPr")
# Twips by half-point of the size of letters: text set solid, a letter of average width
LINE, LETTER = 13, 5
USUAL_SIZE, SINGLE = 22, 240
NARROWEST = 600


def text_area(section: _Element) -> tuple[int, int]:
    """Return the width and height of the text of a page, 0 where it is not said, or in columns."""
    page, sides, columns = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "cols"))
    if page is None or sides is None or (columns is not None and twips(columns.get(f"{W}num")) > 1):
        return 0, 0
    width, height, left, right, top, bottom = (
        twips(element.get(f"{W}{name}"))
        for element, names in ((page, ("w", "h")), (sides, ("left", "right", "top", "bottom")))
        for name in names
    )
    return max(width - left - right, 0), max(height - top - bottom, 0)


class Measure:
    """The heights of what stands in a text of a given width."""

    def __init__(self, sheet: StyleSheet, width: int) -> None:
        self._sheet, self._width = sheet, width
        self._known: dict[_Element, float] = {}

    def height(self, block: _Element) -> float:
        """Return the height of a paragraph, a row or a table; infinite where it cannot be told."""
        if block.tag == TABLE:
            return sum(map(self.height, block.findall(ROW)))
        if block not in self._known:
            unknown = next(block.iter(*OF_UNKNOWN_HEIGHT), None) is not None
            self._known[block] = float("inf") if unknown else self._height(block)
        return self._known[block]

    def _height(self, block: _Element) -> float:
        if block.tag == PARAGRAPH:
            return self._paragraph(block, self._width)
        least = block.find(f"{W}trPr/{W}trHeight")
        cells = (
            sum(self._paragraph(each, _width(cell)) for each in cell.iter(PARAGRAPH))
            for cell in block.findall(CELL)
        )
        table = block.getparent()
        margins = [] if table is None else table.findall(f"{W}tblPr/{W}tblCellMar/*")
        around = sum(twips(each.get(f"{W}w")) for each in margins if each.tag in ABOVE_AND_BELOW)
        return max(0 if least is None else twips(least.get(VAL)), *cells, 0) + around

    def _paragraph(self, paragraph: _Element, width: int) -> float:
        look = self._sheet.look_of(paragraph)
        usual, spacing = look.run.get(SIZE), look.paragraph.get(SPACING)
        size = USUAL_SIZE if usual is None else twips(usual.get(VAL))
        letters = breaks = 0
        for each in paragraph.iter(*TOLD):
            if each.tag == TEXT:
                letters += len(each.text or "")
            elif each.tag == SIZE:
                size = max(size, twips(each.get(VAL)))
            elif each.tag == SPACING:  # between lines, or between letters
                spacing = each if each.get(VAL) is None else spacing
            else:
                breaks += 1
        lines = 1 + breaks + letters * size * LETTER // max(width, NARROWEST)
        if spacing is None:
            return lines * size * LINE
        around = sum(twips(spacing.get(side)) for side in SIDES)
        said, rule = twips(spacing.get(f"{W}line")), spacing.get(f"{W}lineRule", "auto")
        line = size * LINE * said / SINGLE if rule == "auto" else said
        return around + lines * max(line, size * LINE)


def _width(cell: _Element) -> int:
    """Return the width that a cell says, 0 for none."""
    width = cell.find(f"{W}tcPr/{W}tcW")
    return 0 if width is None or width.get(f"{W}type") != "dxa" else twips(width.get(f"{W}w"))
