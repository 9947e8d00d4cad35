"""Join headings to long paragraphs: dxpdf moves both to the next page instead of splitting."""

from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN, RUN_PROPERTIES, TEXT, W, w
from packetgen.convert.word.styles import PARAGRAPH_PROPERTIES, Said, StyleSheet, said

PARAGRAPH, SPACING = w("p", "spacing")
BEFORE, AFTER, RULE = w("before", "after", "lineRule")
LONG, CLOSE = 400, 60  # characters, some four lines; twips
MARKS = frozenset(w("bookmarkStart", "bookmarkEnd"))
# With no more than this, both look the same on lines of one paragraph
PLAIN_TEXT = frozenset(w("pStyle", "rPr", "spacing", "widowControl", "jc"))
PLAIN_HEADING = frozenset(
    w("pStyle", "rPr", "spacing", "widowControl", "keepNext", "keepLines", "outlineLvl")
)


def join_headings_to_long_text(story: _Element, sheet: StyleSheet) -> None:
    """Set a heading on a line above the long text that it is kept with, in the same paragraph.

    Only where nobody sees it: no frame, no number, no indent, and no space between the two.
    """
    for text in list(story.iter(PARAGRAPH)):
        heading = text.getprevious()
        if heading is None or heading.tag != PARAGRAPH or len(_words(text)) < LONG:
            continue
        if not sheet.is_kept_with_next(heading):
            continue
        above, below = sheet.paragraph(heading), sheet.paragraph(text)
        look = sheet.look_of(heading).run
        alike = sheet.look_of(text).run.keys() <= look.keys()
        if alike and _is_plain_heading(heading, above) and _is_plain_text(below):
            _join(heading, text, look, before=above[SPACING].get(BEFORE, "0"))


def _words(paragraph: _Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(TEXT))


def _is_plain_heading(paragraph: _Element, properties: Said) -> bool:
    """Whether a paragraph is close to the next, and holds words and nothing else."""
    spacing = properties.get(SPACING)
    if spacing is None or not properties.keys() <= PLAIN_HEADING:
        return False
    held = [child for child in paragraph if child.tag not in {PARAGRAPH_PROPERTIES, *MARKS}]
    return (
        _is_fixed(spacing)
        and ooxml.twips(spacing.get(AFTER), unsaid=CLOSE + 1) <= CLOSE
        and all(
            run.tag == RUN and {each.tag for each in ooxml.content(run)} <= {TEXT} for run in held
        )
        and bool(_words(paragraph).strip())
    )


def _is_plain_text(properties: Said) -> bool:
    """Whether a paragraph stands at the margin, with lines that grow with their letters."""
    spacing = properties.get(SPACING)
    grows = spacing is None or (_is_fixed(spacing) and spacing.get(RULE) != "exact")
    return grows and properties.keys() <= PLAIN_TEXT


def _is_fixed(spacing: _Element) -> bool:
    """Whether the space around a paragraph is said, and not left to the program as on the web."""
    return not any(name.endswith("Autospacing") for name in map(str, spacing.attrib))


def _join(heading: _Element, text: _Element, look: Said, *, before: str) -> None:
    properties = ooxml.head_of(text, PARAGRAPH_PROPERTIES)
    spacing = properties.find(SPACING)
    if spacing is None:
        spacing = etree.SubElement(properties, SPACING)
    spacing.set(BEFORE, before)
    for run in heading.findall(RUN):
        own = ooxml.head_of(run, RUN_PROPERTIES)
        own[:] = [deepcopy(each) for each in (look | said(own)).values()]
    moved = [child for child in heading if child.tag != PARAGRAPH_PROPERTIES]
    moved.append(ooxml.new_run(None, etree.Element(f"{W}br")))
    place = text.index(properties) + 1
    text[place:place] = moved
    ooxml.remove(heading)
