"""What Word keeps with the next, in tables and across them: dxpdf parts it, between two pages."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from lxml import etree

from packetgen.convert.ooxml import TEXT, VAL, W, toggle, twips, w
from packetgen.convert.style_sheet import StyleSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

PARAGRAPH, TABLE, ROW, CELL, SECTION = w("p", "tbl", "tr", "tc", "sectPr")
ROW_PROPERTIES = f"{W}trPr"
# Twips. What dxpdf keeps together and finds no page for is lost: half a page is never too much.
ROOM, LINE, LETTER, NARROWEST, COLUMN = 7_000, 300, 110, 600, 8_000
OF_UNKNOWN_HEIGHT = w("drawing", "pict", "sectPr")
PLACED_OTHERWISE = w("gridBefore", "gridAfter", "vMerge", "bidiVisual", "tblpPr")
NO_SIDES = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right"))
NO_MARGINS = '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
EMPTY = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
)
# A cell that is not seen, merged down the rows: dxpdf does not part those.
TIE = (
    f'<w:tc xmlns:w="{W[1:-1]}"><w:tcPr><w:tcW w:w="1" w:type="dxa"/>{{merge}}<w:tcBorders>'
    f"{NO_SIDES}</w:tcBorders><w:tcMar>{NO_MARGINS}</w:tcMar></w:tcPr>{EMPTY}</w:tc>"
)
FIRST, NEXT = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
# A table that is not seen, of one row that is not parted
BOX = (
    f'<w:tbl xmlns:w="{W[1:-1]}"><w:tblPr><w:tblW w:w="{{width}}" w:type="dxa"/><w:tblBorders>'
    f'{NO_SIDES}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
    '<w:gridCol w:w="{width}"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>'
    f'<w:tcW w:w="{{width}}" w:type="dxa"/><w:tcMar>{NO_MARGINS}</w:tcMar></w:tcPr>{EMPTY}</w:tc>'
    "</w:tr></w:tbl>"
)


def keep_blocks_together(story: _Element, styles: _Element | None) -> None:
    """Box a table with what its last row is kept with, as the signature under an account."""
    sheet, chain, boxed = StyleSheet(styles), list["_Element"](), list[list["_Element"]]()
    for block in story.findall(f"{W}body/*"):
        chain.append(block)
        if not _is_kept(block, sheet):
            boxed.append(_ending(chain))
            chain = []
        for section in block.iter(SECTION):
            for blocks in boxed:
                _box(blocks, _text_width(section))
            boxed = []


def _box(blocks: list[_Element], width: int) -> None:
    """Put several blocks in a box as wide as the text of their section."""
    if blocks and width:
        box = etree.fromstring(BOX.format(width=width))
        blocks[0].addprevious(box)
        next(box.iter(CELL))[1:1] = blocks


def keep_rows_together(story: _Element, styles: _Element | None) -> None:
    """Tie the head of a table, and the rows kept with the next, to the row that they announce."""
    sheet = StyleSheet(styles)
    for table in list(story.iter(TABLE)):
        if next(table.iter(*PLACED_OTHERWISE), None) is not None:
            continue
        groups = list(_groups(table.findall(ROW), sheet))
        for row, merge in [(row, NEXT if n else FIRST) for g in groups for n, row in enumerate(g)]:
            row.append(etree.fromstring(TIE.format(merge=merge)))
        grid = table.find(f"{W}tblGrid")
        if groups and grid is not None:
            etree.SubElement(grid, f"{W}gridCol").set(f"{W}w", "1")


def _ending(chain: list[_Element]) -> list[_Element]:
    """Return the last two blocks of a chain or more that have room on a page, from a table on."""
    for first, block in enumerate(chain[:-1]):
        if block.tag == TABLE and sum(map(_height, chain[first:])) <= ROOM:
            return chain[first:]
    return []


def _text_width(section: _Element) -> int:
    """Return the width of the text of a section, in twips; 0 where it has columns, or says none."""
    page, sides, columns = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "cols"))
    if page is None or sides is None or (columns is not None and twips(columns.get(f"{W}num")) > 1):
        return 0
    margins = sum(twips(sides.get(side)) for side in w("left", "right"))
    return max(twips(page.get(f"{W}w")) - margins, 0)


def _groups(rows: list[_Element], sheet: StyleSheet) -> Iterator[list[_Element]]:
    """Yield the rows to be tied: a whole chain where it has room, else the head and its row."""
    while len(rows) > 1:
        head = 1 + sum(1 for _ in takewhile(_is_head, rows))
        chain = 1 + sum(
            1 for _ in takewhile(lambda row: _is_head(row) or _is_kept(row, sheet), rows)
        )
        for tied in (rows[:chain], rows[:head]):
            if len(tied) > 1 and sum(map(_height, tied)) <= ROOM:
                yield tied
                break
        rows = rows[chain:]


def _is_head(row: _Element) -> bool:
    return bool(toggle(row.find(ROW_PROPERTIES), "tblHeader"))


def _is_kept(block: _Element, sheet: StyleSheet) -> bool:
    """Whether the first paragraph of a row, or of the last row of a table, is kept with the next.

    So does Word read it; a paragraph speaks for itself.
    """
    rows = block.findall(ROW) if block.tag == TABLE else [block]
    cells = rows[-1].findall(CELL) if rows and rows[-1].tag == ROW else rows
    paragraph = next((found for each in cells[:1] for found in each.iter(PARAGRAPH)), None)
    return paragraph is not None and sheet.is_kept_with_next(paragraph)


def _height(block: _Element) -> float:
    """Return the height of a row, a table or a paragraph at most, in twips."""
    if next(block.iter(*OF_UNKNOWN_HEIGHT), None) is not None:
        return float("inf")
    if block.tag == PARAGRAPH:
        return LINE * _lines([block], COLUMN)
    if block.tag == TABLE:
        return sum(map(_height, block.findall(ROW)))
    least = block.find(f"{ROW_PROPERTIES}/{W}trHeight")
    lines = [_lines(cell.iter(PARAGRAPH), _width(cell)) for cell in block.findall(CELL)]
    return max(0 if least is None else twips(least.get(VAL)), LINE * max(lines, default=0))


def _lines(paragraphs: Iterable[_Element], width: int) -> int:
    """Return how many lines paragraphs take at most."""
    texts = ("".join(text.text or "" for text in each.iter(TEXT)) for each in paragraphs)
    return sum(1 + len(text) * LETTER // width for text in texts)


def _width(cell: _Element) -> int:
    """Return the width of a cell, in twips, at least the narrowest that one can read."""
    width = cell.find(f"{W}tcPr/{W}tcW")
    said = 0 if width is None or width.get(f"{W}type") != "dxa" else twips(width.get(f"{W}w"))
    return max(said, NARROWEST)
