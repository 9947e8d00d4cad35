"""Emulate Word's « keep with next » in tables and across them: dxpdf ignores it there."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import takewhile

from lxml import etree
from lxml.etree import _Element

from packetgen import resources
from packetgen.convert.normalise.sections import breaks_page, by_section
from packetgen.convert.word.ooxml import TEXT, VAL, W, child, child_value, remove, toggle, twips, w
from packetgen.convert.word.styles import StyleSheet

PARAGRAPH, TABLE, ROW, CELL, SECTION = w("p", "tbl", "tr", "tc", "sectPr")
CELL_PROPERTIES = f"{W}tcPr"
SPACING, SIZE = w("spacing", "sz")
MEASURED, SIDES = (TEXT, SIZE, SPACING, *w("br", "cr")), w("before", "after")
ABOVE_AND_BELOW = w("top", "bottom")
OF_UNKNOWN_HEIGHT = w("drawing", "pict", "tbl", "sectPr")
# Twips by half-point of the size of letters: text set solid, a letter of average width
LINE, LETTER = 13, 5
USUAL_SIZE, SINGLE = 22, 240
NARROWEST = 600
# Of the height of the text on a page. What dxpdf keeps together and finds no page for is lost
ROOM = 0.7
PLACED_OTHERWISE = w("gridBefore", "gridAfter", "vMerge", "bidiVisual", "tblpPr")
# The width of a cell that is not seen
THIN = "1"
XML = resources.table(__file__, "keep_with_next.toml")
FIRST, NEXT = (
    etree.fromstring(XML["tie"].format(thin=THIN, merge=merge))
    for merge in ('<w:vMerge w:val="restart"/>', "<w:vMerge/>")
)


def text_area(section: _Element) -> tuple[int, int]:
    """Return the width and height of the text of a page, 0 where it is not said, or in columns."""
    page, sides, columns = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "cols"))
    if page is None or sides is None or (columns is not None and twips(columns.get(f"{W}num")) > 1):
        return 0, 0
    said = {str(name): twips(str(n)) for each in (page, sides) for name, n in each.items()}
    around = w("left", "right", "top", "bottom", "w", "h")
    left, right, top, bottom, width, height = (said.get(name, 0) for name in around)
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
            for cell in block.iterchildren(CELL)
        )
        margins = block.findall(f"../{W}tblPr/{W}tblCellMar/*")
        around = sum(twips(each.get(f"{W}w")) for each in margins if each.tag in ABOVE_AND_BELOW)
        return max(0 if least is None else twips(least.get(VAL)), *cells, 0) + around

    def _paragraph(self, paragraph: _Element, width: int) -> float:
        look = self._sheet.look_of(paragraph)
        usual, spacing = look.run.get(SIZE), look.paragraph.get(SPACING)
        size = USUAL_SIZE if usual is None else twips(usual.get(VAL))
        letters = breaks = 0
        for each in paragraph.iter(*MEASURED):
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
    width = child(child(cell, CELL_PROPERTIES), f"{W}tcW")
    return 0 if width is None or width.get(f"{W}type") != "dxa" else twips(width.get(f"{W}w"))


def keep_together(story: _Element, sheet: StyleSheet) -> None:
    """Tie the head of a table to its first row, a row to the next, a signature to an account.

    As Word does, where paragraphs are kept with the next; heads always.
    """
    for section, blocks in by_section(story):
        width, height = text_area(section)
        measure = Measure(sheet, width)
        for chain in _chains(blocks, sheet):
            if tied := _ending(chain, measure, ROOM * height):
                box = etree.fromstring(XML["box"].format(width=width))
                tied[0].addprevious(box)
                next(box.iter(CELL))[1:1] = tied
        for table in [table for block in blocks for table in block.iter(TABLE)]:
            _stand_in_text(table, width)
            _keep_low_rows_whole(table, measure)
            if next(table.iter(*PLACED_OTHERWISE), None) is None:
                _tie(table, _groups(table.findall(ROW), sheet, measure, ROOM * height))


def _stand_in_text(table: _Element, width: int) -> None:
    """Place a floating table as wide as the text where it stands, as LibreOffice does."""
    columns = sum(twips(each.get(f"{W}w")) for each in table.iterfind(f"{TABLE}Grid/*"))
    places = table.findall(f"{TABLE}Pr/{W}tblpPr") if columns >= width > 0 else ()
    remove(*(place for place in places if place.get(f"{W}horzAnchor") != "page"))


def _keep_low_rows_whole(table: _Element, measure: Measure) -> None:
    """Split no row that is higher than its text: LibreOffice moves it to the next page."""
    for least in table.findall(f"{ROW}/{ROW}Pr/{ROW}Height"):
        row = next(least.iterancestors(ROW))
        is_low = measure.height(row) < twips(least.get(VAL)) + USUAL_SIZE * LINE
        if is_low and least.find(f"../{W}cantSplit") is None:
            least.addnext(etree.Element(f"{W}cantSplit"))


def _chains(blocks: list[_Element], sheet: StyleSheet) -> Iterator[list[_Element]]:
    """Yield the blocks that are kept with the next, several together, with what ends them."""
    chain = []
    for block in blocks:
        chain.append(block)
        if not _is_kept(block, sheet):
            yield chain
            chain = []


def _ending(chain: list[_Element], measure: Measure, room: float) -> list[_Element]:
    """Return the longest end of a chain that has room on a page and begins with a table.

    None of one with a page break: it would be lost in a table.
    """
    if any(breaks_page(block) for block in chain):
        return []
    for first, block in enumerate(chain[:-1]):
        if block.tag == TABLE and sum(map(measure.height, chain[first:])) <= room:
            return chain[first:]
    return []


def _groups(
    rows: list[_Element], sheet: StyleSheet, measure: Measure, room: float
) -> Iterator[list[_Element]]:
    """Yield the rows to be tied: a whole chain where it has room, else the head and its row."""
    while len(rows) > 1:
        head = 1 + sum(1 for _ in takewhile(is_head_row, rows))
        chain = 1 + sum(
            1 for _ in takewhile(lambda row: is_head_row(row) or _is_kept(row, sheet), rows)
        )
        for tied in (rows[:chain], rows[:head]):
            if len(tied) > 1 and sum(map(measure.height, tied)) <= room:
                yield tied
                break
        rows = rows[chain:]


def _tie(table: _Element, groups: Iterable[list[_Element]]) -> None:
    """Add to the rows of each group, where they are as wide as the table, a cell merged down."""
    columns = table.findall(f"{W}tblGrid/{W}gridCol")
    whole = [g for g in groups if columns and all(_columns(row) == len(columns) for row in g)]
    for place, row in [found for group in whole for found in enumerate(group)]:
        row.append(deepcopy(NEXT if place else FIRST))
    if whole:
        column = deepcopy(columns[-1])
        column.set(f"{W}w", THIN)
        columns[-1].addnext(column)


def _columns(row: _Element) -> int:
    cells = row.iterchildren(CELL)
    spans = (child_value(child(cell, CELL_PROPERTIES), "gridSpan") for cell in cells)
    return sum(twips(span, unsaid=1) for span in spans)


def is_head_row(row: _Element) -> bool:
    """Whether a row heads the columns of a table."""
    return bool(toggle(child(row, f"{W}trPr"), "tblHeader"))


def _is_kept(block: _Element, sheet: StyleSheet) -> bool:
    """Whether the first paragraph of a row, or of the last row of a table, is kept with the next.

    So does Word read it; a paragraph speaks for itself.
    """
    if block.tag == TABLE:
        return any(_is_kept(row, sheet) for row in block.findall(ROW)[-1:])
    paragraph = block if block.tag == PARAGRAPH else block.find(f"{CELL}/{PARAGRAPH}")
    return paragraph is not None and sheet.is_kept_with_next(paragraph)
