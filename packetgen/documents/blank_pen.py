"""Blanks for a pen: dotted lines, boxes to tick, ruled space for long answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from packetgen.documents.blank_controls import EMPTY, element, within
from packetgen.documents.blank_runs import marked_runs, remove, split
from packetgen.documents.lint import text_of
from packetgen.model.fields import Kind
from packetgen.text import NBSP

if TYPE_CHECKING:
    from lxml.etree import _Element

    from packetgen.documents.blank_fields import Blanks, Control

DOTS = {
    Kind.EUROS: 14,
    Kind.INTEGER: 10,
    Kind.HOURS: 10,
    Kind.POSTAL_CODE: 12,
    Kind.DAUPHIN: 24,
    Kind.PHONE: 26,
    Kind.SIRET: 34,
    Kind.RNA: 26,
    Kind.LONG_TEXT: 60,
}
USUAL_DOTS = 32
DATE = f"......{NBSP}/{NBSP}......{NBSP}/{NBSP}............"
# Twentieths of a point: 6.5 mm between lines of dots, 8 mm between ruled lines
HAND, LINES, LINE_HEIGHT = 370, 4, 454
# Choices that stand on a line or two, as boxes
MOST_BOXES, MOST_LETTERS = 6, 130


def put_lines(body: _Element, blanks: Blanks) -> None:
    """Put in place of each mark what a pen fills."""
    for run in marked_runs(body, blanks):
        paragraph = next(run.iterancestors(qn("w:p")))
        alone = len(text_of(paragraph)) == 1
        pieces = list(split(run, blanks))
        control = pieces[0][1]
        if control and alone and _is_open(control) and _has_room(paragraph, control):
            _open_space(paragraph, control)
            continue
        for piece, control in pieces:
            if control:
                within(piece, "t").text = shape_of(control)
                _loosen(paragraph)
            run.addprevious(piece)
        remove(run)


def _loosen(paragraph: _Element) -> None:
    """Space the lines of a paragraph as handwriting needs."""
    properties = paragraph.get_or_add_pPr()  # type: ignore[attr-defined]
    spacing = properties.get_or_add_spacing()
    spacing.set(qn("w:line"), str(HAND))
    spacing.set(qn("w:lineRule"), "atLeast")


def shape_of(control: Control) -> str:
    """Return a blank within a line: a box, boxes, a date to complete, dots."""
    if control.box:
        return EMPTY
    if control.kind is Kind.DATE:
        return DATE
    if _has_boxes(control):
        return f"{NBSP}{NBSP} ".join(f"{EMPTY}{NBSP}{choice}" for choice in control.choices)
    return "." * DOTS.get(control.kind, USUAL_DOTS)


def _has_boxes(control: Control) -> bool:
    few = 0 < len(control.choices) <= MOST_BOXES and not control.open_list
    return few and sum(map(len, control.choices)) <= MOST_LETTERS


def _is_open(control: Control) -> bool:
    return not (control.box or control.kind is Kind.DATE or _has_boxes(control))


def _has_room(paragraph: _Element, control: Control) -> bool:
    """Whether a paragraph is a cell of its own, or a long answer that may take its place."""
    cell = next(paragraph.iterancestors(qn("w:tc")), None)
    if cell is None:
        return control.kind is Kind.LONG_TEXT
    return len(cell.findall(qn("w:p"))) == 1


def _open_space(paragraph: _Element, control: Control) -> None:
    """Leave a cell empty and high enough for a hand, or rule the page."""
    row = next(paragraph.iterancestors(qn("w:tr")), None)
    for run in paragraph.findall(qn("w:r")):
        paragraph.remove(run)
    long = control.kind is Kind.LONG_TEXT
    if row is None:
        paragraph.addprevious(_ruled())
    else:
        _raise(row, LINE_HEIGHT * (3 if long else 1))


def _raise(row: _Element, height: int) -> None:
    properties = row.find(qn("w:trPr"))
    if properties is None:
        properties = element("trPr")
        row.insert(0, properties)
    found = properties.find(qn("w:trHeight"))
    if found is None:
        found = within(properties, "trHeight", hRule="atLeast")
    found.set(qn("w:val"), str(max(height, int(found.get(qn("w:val"), "0")))))


def _ruled() -> _Element:
    """Return a table of dotted lines, across the text."""
    table = element("tbl")
    properties = within(table, "tblPr")
    within(properties, "tblW", w="5000", type="pct")
    within(within(table, "tblGrid"), "gridCol", w="9638")
    for _ in range(LINES):
        row = within(table, "tr")
        _raise(row, LINE_HEIGHT)
        cell = within(row, "tc")
        look = within(cell, "tcPr")
        within(look, "tcW", w="9638", type="dxa")
        within(within(look, "tcBorders"), "bottom", val="dotted", sz="6", space="0", color="5A6572")
        within(cell, "p")
    return table
