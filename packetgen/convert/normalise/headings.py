"""Headings joined to long text, space and indents around text, which dxpdf handles unlike Word."""

from copy import deepcopy
from itertools import pairwise

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.normalise.sections import breaks_page, by_section
from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN, RUN_PROPERTIES, TEXT, VAL, W, is_on, twips, w
from packetgen.convert.word.styles import PARAGRAPH_PROPERTIES, Said, StyleSheet, said

PARAGRAPH, SPACING, CELL, LIST = w("p", "spacing", "tc", "numPr")
LEVEL, CLOSE_TO_LIKE = w("outlineLvl", "contextualSpacing")
INDENT, HANGING, FIRST_LINE = w("ind", "hanging", "firstLine")
BEFORE, AFTER, LINE, RULE = w("before", "after", "line", "lineRule")
WEB, POINT = "280", 20  # twips
NO_BORDER = (None, "none", "nil")
AUTOMATIC = {BEFORE: f"{BEFORE}Autospacing", AFTER: f"{AFTER}Autospacing"}
# Twips, twips by half-point of the size of letters, half-points
SINGLE, SOLID, USUAL_SIZE = 240, 12, 20
LONG, CLOSE = 400, 60  # characters, some four lines; twips
MARKS = frozenset(w("bookmarkStart", "bookmarkEnd"))
# With no more than this, both look the same on lines of one paragraph
PLAIN_TEXT = frozenset(w("pStyle", "rPr", "spacing", "widowControl", "jc"))
PLAIN_HEADING = {*w(*"pStyle rPr spacing widowControl keepNext keepLines outlineLvl".split())}
# Says on the break between a heading and the text that it was joined to which level it has
JOINED = "{urn:packetgen}level"
# With one of these, what is above a paragraph and what is below the one before are not the same
SET_APART = frozenset(w("framePr", "pBdr", "contextualSpacing", "pageBreakBefore"))
UNSEEN = 120  # twips, half a line


def move_space_up(story: _Element, sheet: StyleSheet) -> None:
    """Set the space above a paragraph below the one before: dxpdf keeps it at the top of a page."""
    for above, text in pairwise(story.findall(f"{W}body/*")):
        is_text = above.tag == text.tag == PARAGRAPH
        height = twips(sheet.spacing(text).get(BEFORE)) if is_text else 0
        if height <= UNSEEN or breaks_page(above) or breaks_page(text):
            continue
        if _is_spaced(above, sheet) and _is_spaced(text, sheet):
            after = max(height, twips(sheet.spacing(above).get(AFTER)))
            _own_spacing(above).set(AFTER, str(after))
            _own_spacing(text).set(BEFORE, "0")


def _is_spaced(paragraph: _Element, sheet: StyleSheet) -> bool:
    """Whether a paragraph has space of its own above and below, told in twips."""
    apart = [each for tag, each in sheet.paragraph(paragraph).items() if tag in SET_APART]
    by_lines = any(name.endswith("Lines") for name in sheet.spacing(paragraph))
    return not by_lines and not any(is_on(each.get(VAL, "on")) for each in apart)


def leave_room_for_borders(story: _Element, sheet: StyleSheet) -> None:
    """Add the border above a paragraph to the space there, where dxpdf gives it no room."""
    if not sheet.may_say(["pBdr"], story):
        return
    for paragraph in story.iter(PARAGRAPH):
        above, border = paragraph.getprevious(), _top_border(paragraph, sheet)
        if border and border.get(VAL) not in NO_BORDER and _top_border(above, sheet) != border:
            room = twips(border.get(f"{W}space")) * POINT + twips(border.get(f"{W}sz")) * POINT // 8
            after = 0 if above is None else twips(sheet.spacing(above).get(AFTER))
            space = max(twips(sheet.spacing(paragraph).get(BEFORE)), after) + room
            _own_spacing(paragraph).set(BEFORE, str(space))


def name_usual_style(story: _Element, sheet: StyleSheet) -> None:
    """Name the style of those that name none: dxpdf sets no space between those of one name."""
    told = next(story.iter(CLOSE_TO_LIKE), None) is not None
    if sheet.usual and (told or CLOSE_TO_LIKE in sheet.look(sheet.usual).paragraph):
        for paragraph in story.iter(PARAGRAPH):
            properties = ooxml.head_of(paragraph, PARAGRAPH_PROPERTIES)
            if ooxml.child(properties, f"{W}pStyle") is None:
                ooxml.head_of(properties, f"{W}pStyle").set(VAL, sheet.usual)


def _top_border(paragraph: _Element | None, sheet: StyleSheet) -> dict[str, str]:
    if paragraph is None or paragraph.tag != PARAGRAPH:
        return {}
    border = ooxml.child(sheet.paragraph(paragraph).get(f"{W}pBdr"), f"{W}top")
    return {} if border is None else {str(name): str(value) for name, value in border.items()}


def say_web_spacing(story: _Element, sheet: StyleSheet) -> None:
    """Say in twips the automatic space of the web: none in a list, or at the edges of a cell."""
    spacings = sheet.every([SPACING], story)
    if not any(each.get(name) for each in spacings for name in AUTOMATIC.values()):
        return
    for paragraph in story.iter(PARAGRAPH):
        spacing = sheet.spacing(paragraph)
        beside = {BEFORE: paragraph.getprevious(), AFTER: paragraph.getnext()}
        for side, automatic in AUTOMATIC.items():
            if is_on(spacing.get(automatic)):
                space = "0" if _is_joined(paragraph, beside[side], sheet) else WEB
                _own_spacing(paragraph).attrib.update({side: space, automatic: "0"})


def _is_joined(paragraph: _Element, other: _Element | None, sheet: StyleSheet) -> bool:
    """Whether a paragraph is at the edge of a cell, or in the list of the other."""
    if other is None or other.tag == f"{CELL}Pr":
        return next(paragraph.iterancestors()).tag == CELL
    numbers = [sheet.paragraph(each).get(LIST) for each in (paragraph, other)]
    lists = [ooxml.child_value(each, "numId") for each in numbers]
    return lists[0] is not None and lists[0] == lists[1]


def snap_to_grid(story: _Element, sheet: StyleSheet) -> None:
    """Give the lines of East Asian documents the height of those of their grid, or of several."""
    for section, blocks in by_section(story):
        grid = section.find(f"{W}docGrid[@{W}linePitch]")
        if grid is None or not grid.get(f"{W}type", "").startswith("lines"):
            continue
        pitch = twips(grid.get(f"{W}linePitch"))
        for paragraph in [each for block in blocks for each in block.iter(PARAGRAPH)]:
            if ooxml.toggle(paragraph.find(PARAGRAPH_PROPERTIES), "snapToGrid") is not False:
                lines = [_line(run, sheet) for run in paragraph.iter(RUN)]
                solid, more = max(lines, default=(pitch, 0))
                height = str(-(-solid // pitch) * pitch + more)
                _own_spacing(paragraph).attrib.update({LINE: height, RULE: "atLeast"})


def _line(run: _Element, sheet: StyleSheet) -> tuple[int, int]:
    """Return the height of a line of a text, and of the space below it, in twips."""
    solid = twips(sheet.value(run, "sz"), unsaid=USUAL_SIZE) * SOLID
    spacing = sheet.spacing(next(run.iterancestors(PARAGRAPH)))
    more = 0 if spacing.get(RULE, "auto") != "auto" else twips(spacing.get(LINE)) - SINGLE
    return solid, solid * max(more, 0) // SINGLE


def join_headings_to_long_text(story: _Element, sheet: StyleSheet) -> None:
    """Set a heading on a line above the long text that it is kept with, in the same paragraph.

    Only where nobody sees it: no frame, no number, no indent, and no space between the two.
    """
    for text in list(story.iter(PARAGRAPH)):
        heading = text.getprevious()
        if heading is None or heading.tag != PARAGRAPH or len(ooxml.text_of(text)) < LONG:
            continue
        if not sheet.is_kept_with_next(heading):
            continue
        above, below = sheet.paragraph(heading), sheet.paragraph(text)
        look = sheet.look_of(heading).run
        alike = sheet.look_of(text).run.keys() <= look.keys()
        if alike and _is_plain_heading(heading, above) and _is_plain_text(below):
            level = above[LEVEL].get(VAL, "") if LEVEL in above else ""
            _join(heading, text, look, before=above[SPACING].get(BEFORE, "0"), level=level)


def _is_plain_heading(paragraph: _Element, properties: Said) -> bool:
    """Whether a paragraph is close to the next, and holds words and nothing else."""
    spacing = properties.get(SPACING)
    if spacing is None or not properties.keys() <= PLAIN_HEADING:
        return False
    held = [child for child in paragraph if child.tag not in {PARAGRAPH_PROPERTIES, *MARKS}]
    in_runs = {each.tag for run in held for each in ooxml.content(run)}
    is_text = {run.tag for run in held} <= {RUN} and in_runs <= {TEXT}
    is_close = twips(spacing.get(AFTER), unsaid=CLOSE + 1) <= CLOSE
    return is_text and is_close and _is_fixed(spacing) and bool(ooxml.text_of(paragraph).strip())


def _is_plain_text(properties: Said) -> bool:
    """Whether a paragraph stands at the margin, with lines that grow with their letters."""
    spacing = properties.get(SPACING)
    grows = spacing is None or (_is_fixed(spacing) and spacing.get(RULE) != "exact")
    return grows and properties.keys() <= PLAIN_TEXT


def _is_fixed(spacing: _Element) -> bool:
    """Whether the space around a paragraph is said, and not left to the program as on the web."""
    return not any(name.endswith("Autospacing") for name in map(str, spacing.attrib))


def _join(heading: _Element, text: _Element, look: Said, *, before: str, level: str) -> None:
    _own_spacing(text).set(BEFORE, before)
    for run in heading.findall(RUN):
        own = ooxml.head_of(run, RUN_PROPERTIES)
        own[:] = [deepcopy(each) for each in (look | said(own)).values()]
    moved = [child for child in heading if child.tag != PARAGRAPH_PROPERTIES]
    moved.append(ooxml.new_run(None, etree.Element(f"{W}br", {JOINED: level})))
    text[1:1] = moved
    ooxml.remove(heading)


def _own_spacing(paragraph: _Element) -> _Element:
    return ooxml.head_of(ooxml.head_of(paragraph, PARAGRAPH_PROPERTIES), SPACING)


def indent_levels(story: _Element, sheet: StyleSheet, numbering: _Element) -> None:
    """Say in a numbered paragraph the indents of its level: those of its style give way to them."""
    numbers = list(story.iter(LIST))
    levels = _levels(numbering) if numbers else {}
    for number in numbers:
        place = ooxml.child_value(number, "numId"), ooxml.child_value(number, "ilvl") or "0"
        properties, paragraph, *_ = number.iterancestors()
        if place in levels and INDENT in sheet.look_of(paragraph).paragraph:
            own = ooxml.head_of(properties, INDENT)
            for name, value in levels[place].items():
                if own.get(name) is None and (name != HANGING or own.get(FIRST_LINE) is None):
                    own.set(name, value)


def _levels(numbering: _Element) -> dict[tuple[str | None, str | None], _Element]:
    lists = {each.get(f"{W}abstractNumId"): each for each in numbering.iter(f"{W}abstractNum")}
    return {
        (each.get(f"{W}numId"), level.get(f"{W}ilvl")): indent
        for each in numbering.iter(f"{W}num")
        for holder in (lists.get(ooxml.child_value(each, "abstractNumId")), each)
        for level in (() if holder is None else holder.iter(f"{W}lvl"))
        for indent in level.iterfind(f"{W}pPr/{INDENT}")
    }
