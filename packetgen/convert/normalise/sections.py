"""Sections and their pages, where dxpdf begins too many or too few."""

from copy import deepcopy
from itertools import takewhile

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import W, child_value, twips, w

PARAGRAPH, SECTION, PAGE, MARGINS = w("p", "sectPr", "pgSz", "pgMar")
ON_THE_PAGE = w("top", "bottom", "header", "footer")
SHOWN = w("t", "drawing", "pict", "sym", "fldChar", "fldSimple", "sectPr")
BREAKS = PAGE_BREAK, _ = w("pageBreakBefore", "br")
FIRST_PAGE = f"{W}titlePg"
BESIDE, UNSEEN = w("left", "right"), 60  # twips
NO_BREAK_SPACE = "\u00a0"


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
        mark.tag == PAGE_BREAK or mark.get(f"{W}type") == "page" for mark in block.iter(*BREAKS)
    )


def keep_last_page(story: _Element) -> None:
    """Write a no-break space below a page break that only empty paragraphs follow.

    dxpdf drops that page.
    """
    blocks = story.findall(f"{W}body/*")[:-1]
    empty = list(takewhile(_is_empty, reversed(blocks)))
    before = blocks[: len(blocks) - len(empty)]
    if empty and before and breaks_page(before[-1]):
        empty[0].append(ooxml.new_run(None, ooxml.new_text(NO_BREAK_SPACE)))


def _is_empty(block: _Element) -> bool:
    is_shown = block.tag != PARAGRAPH or next(block.iter(*SHOWN), None) is not None
    return not is_shown and not breaks_page(block)
