"""Sections and their pages, where dxpdf begins too many or too few."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise, takewhile

from lxml.etree import _Element

from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN, VAL, W, child_value, is_on, twips, w
from packetgen.convert.word.styles import PARAGRAPH_PROPERTIES

PARAGRAPH, SECTION, PAGE, MARGINS = w("p", "sectPr", "pgSz", "pgMar")
NOT_EMPTY = w("numPr", "pageBreakBefore", "hyperlink", "fldSimple")
ON_THE_PAGE = w("top", "bottom", "header", "footer")
SHOWN = w("t", "drawing", "pict", "sym", "fldChar", "fldSimple", "sectPr")
BREAK, *_ = BREAKS = w("br", "pageBreakBefore", "sectPr")
BOOKMARK, OWN_SIZE = f"{W}bookmarkStart", f"{W}pPr/{W}rPr/{W}sz"
HEADERS = w("hdr", "ftr")
FIRST_PAGE = f"{W}titlePg"
BESIDE, UNSEEN = w("left", "right"), 60  # twips
NO_BREAK_SPACE = "\u00a0"


def stay_on_the_page(story: _Element) -> None:
    """Give a continuous section the page of the one before: dxpdf would begin another page."""
    pairs = pairwise(story.iter(SECTION))
    for before, section in [each for each in pairs if child_value(each[1], "type") == "continuous"]:
        page, own_page = before.find(PAGE), section.find(PAGE)
        if page is None or own_page is None or page.items() != own_page.items():
            continue
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


def by_section(story: _Element) -> Iterator[tuple[_Element, list[_Element]]]:
    """Yield the sections of the body, each with its paragraphs and tables."""
    blocks = []
    for block in story.findall(f"{W}body/*"):
        blocks.append(block)
        if (section := next(block.iter(SECTION), None)) is not None:
            yield section, blocks
            blocks = []


def breaks_page(block: _Element) -> bool:
    """Whether a paragraph or a table holds a page break, or ends a section."""
    return any(
        mark.get(f"{W}type") == "page" if mark.tag == BREAK else is_on(mark.get(VAL, "on"))
        for mark in block.iter(*BREAKS)
    )


def join_sections_to_text(story: _Element) -> None:
    """End a section with its last text: dxpdf draws a paragraph that only ends it, on a page."""
    for section in list(story.iter(SECTION)):
        paragraph = next(section.iterancestors(PARAGRAPH), None)
        before = None if paragraph is None else paragraph.getprevious()
        if paragraph is None or before is None or before.tag != PARAGRAPH:
            continue
        if next(paragraph.iter(RUN, *NOT_EMPTY), None) is None and not breaks_page(before):
            ooxml.head_of(before, PARAGRAPH_PROPERTIES).append(section)
            before.extend([each for each in paragraph if each.tag != PARAGRAPH_PROPERTIES])
            ooxml.remove(paragraph)


def keep_last_page(story: _Element) -> None:
    """Write a no-break space below a page break that only empty paragraphs follow.

    dxpdf drops that page.
    """
    blocks = story.findall(f"{W}body/*")[:-1]
    empty = list(takewhile(_is_empty, reversed(blocks)))
    before = blocks[: len(blocks) - len(empty)]
    if empty and before and breaks_page(before[-1]):
        _fill(empty[0])


def fill_marked_paragraphs(story: _Element) -> None:
    """Write a no-break space in an empty paragraph with a bookmark, or low in a header.

    dxpdf gives the former two lines, and the latter the height of its style.
    """
    is_header = story.tag in HEADERS
    for paragraph in story.iter(PARAGRAPH):
        is_low = is_header and paragraph.find(OWN_SIZE) is not None
        if (is_low or ooxml.child(paragraph, BOOKMARK) is not None) and _is_empty(paragraph):
            _fill(paragraph)


def fill_last_lines(story: _Element) -> None:
    """Write a no-break space after a line break that ends a paragraph: dxpdf drops that line."""
    for line in [each for each in story.iter(BREAK) if each.get(f"{W}type") is None]:
        after = (*line.itersiblings(), *next(line.iterancestors()).itersiblings(RUN, *NOT_EMPTY))
        if not any(len(each) or each.tag != RUN for each in after):
            line.addnext(ooxml.new_text(NO_BREAK_SPACE))


def _fill(paragraph: _Element) -> None:
    mark = paragraph.find(PARAGRAPH_PROPERTIES)
    paragraph.append(ooxml.new_run(mark, ooxml.new_text(NO_BREAK_SPACE)))


def _is_empty(block: _Element) -> bool:
    is_shown = block.tag != PARAGRAPH or next(block.iter(*SHOWN), None) is not None
    return not is_shown and not breaks_page(block)
