"""Sections and their pages, where dxpdf begins too many or too few."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import takewhile

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN, VAL, W, child_value, is_on, twips, w
from packetgen.convert.word.styles import PARAGRAPH_PROPERTIES

PARAGRAPH, TABLE, SECTION, PAGE, MARGINS = w("p", "tbl", "sectPr", "pgSz", "pgMar")
NOT_EMPTY = w("numPr", "pageBreakBefore", "hyperlink", "fldSimple")
GUTTER, TOP, HEADER = w("gutter", "top", "header")
ON_THE_PAGE = w("top", "bottom", "header", "footer")
SHOWN = w("t", "drawing", "pict", "sym", "fldChar", "fldSimple", "sectPr")
BREAKS = PAGE_BREAK, BREAK = w("pageBreakBefore", "br")
BOOKMARK = f"{W}bookmarkStart"
FIRST_PAGE = f"{W}titlePg"
BESIDE, UNSEEN = w("left", "right"), 60  # twips
NO_BREAK_SPACE = "\u00a0"


def of_sections(story: _Element) -> Iterator[tuple[_Element, list[_Element]]]:
    """Yield the properties of each section with its blocks."""
    blocks = []
    for block in story.findall(f"{W}body/*"):
        blocks.append(block)
        if (section := next(block.iter(SECTION), None)) is not None:
            yield section, blocks
            blocks = []


def set_gutter_on_top(story: _Element) -> None:
    """Add the gutter to the margin and to the header above: dxpdf has it on the left alone."""
    for margins in story.iter(MARGINS):
        gutter = twips(margins.get(GUTTER))
        for side in (TOP, HEADER):
            margins.set(side, str(twips(margins.get(side)) + gutter))
        margins.set(GUTTER, "0")


def stay_on_the_page(story: _Element) -> None:
    """Give a continuous section the page of the one before: dxpdf would begin another page."""
    before: _Element | None = None
    for section in story.iter(SECTION):
        if before is not None and child_value(section, "type") == "continuous":
            _copy_page(before, section)
        before = section


def _copy_page(before: _Element, section: _Element) -> None:
    page, own_page = before.find(PAGE), section.find(PAGE)
    if page is None or own_page is None or etree.tostring(page) != etree.tostring(own_page):
        return
    title = before.find(FIRST_PAGE)
    if title is not None and section.find(FIRST_PAGE) is None:
        section.append(deepcopy(title))
    margins, own = before.find(MARGINS), section.find(MARGINS)
    if own is not None and margins is None:
        page.addnext(deepcopy(own))
    elif own is not None and margins is not None:
        for side in (*ON_THE_PAGE, *BESIDE):
            value = margins.get(side, "0")
            if side in ON_THE_PAGE or abs(twips(value) - twips(own.get(side))) <= UNSEEN:
                own.set(side, value)


def breaks_page(block: _Element) -> bool:
    """Whether a paragraph or a table holds a page break."""
    return any(
        is_on(mark.get(VAL, "on")) if mark.tag == PAGE_BREAK else mark.get(f"{W}type") == "page"
        for mark in block.iter(*BREAKS)
    )


def begin_pages_above(story: _Element) -> None:
    """Write a page break that begins a text above it: dxpdf leaves its line on the page before."""
    for paragraph in story.findall(f"{W}body/{PARAGRAPH}"):
        first, *others = [*paragraph.iter(*SHOWN, BREAK), None]
        before = paragraph.getprevious()
        if before is None or next(before.iter(SECTION), None) is not None or others in ([], [None]):
            continue
        if first is not None and first.tag == BREAK and first.get(f"{W}type") == "page":
            ooxml.remove(first)
            ooxml.head_of(paragraph, PARAGRAPH_PROPERTIES).append(etree.Element(PAGE_BREAK))


def join_sections_to_text(story: _Element) -> None:
    """End a section with its last text: dxpdf draws a paragraph that only ends it, on a page."""
    for section in list(story.iter(SECTION)):
        paragraph = next(section.iterancestors(PARAGRAPH), None)
        before = None if paragraph is None else paragraph.getprevious()
        if paragraph is None or before is None or before.tag != PARAGRAPH:
            continue
        if next(paragraph.iter(RUN, *NOT_EMPTY), None) is None and not _is_kept(before):
            ooxml.head_of(before, PARAGRAPH_PROPERTIES).append(section)
            before.extend([each for each in paragraph if each.tag != PARAGRAPH_PROPERTIES])
            ooxml.remove(paragraph)


def keep_last_page(story: _Element) -> None:
    """Write a no-break space in the last of the empty paragraphs below a page break or a table.

    dxpdf drops a page that holds nothing else.
    """
    blocks = story.findall(f"{W}body/*")[:-1]
    empty = list(takewhile(_is_empty, reversed(blocks)))
    before = blocks[: len(blocks) - len(empty)]
    if empty and before and (before[-1].tag == TABLE or breaks_page(before[-1])):
        _fill(empty[0])


def fill_marked_paragraphs(story: _Element) -> None:
    """Write a no-break space in an empty paragraph with a bookmark: dxpdf gives it two lines."""
    for paragraph in story.iter(PARAGRAPH):
        if paragraph.find(BOOKMARK) is not None and _is_empty(paragraph):
            _fill(paragraph)


def _fill(paragraph: _Element) -> None:
    mark = paragraph.find(PARAGRAPH_PROPERTIES)
    paragraph.append(ooxml.new_run(mark, ooxml.new_text(NO_BREAK_SPACE)))


def _is_kept(paragraph: _Element) -> bool:
    """Whether a paragraph ends its own section, or a page."""
    return next(paragraph.iter(SECTION), None) is not None or breaks_page(paragraph)


def _is_empty(block: _Element) -> bool:
    is_shown = block.tag != PARAGRAPH or next(block.iter(*SHOWN), None) is not None
    return not is_shown and not breaks_page(block)
