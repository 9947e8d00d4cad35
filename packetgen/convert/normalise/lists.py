"""Lists, whose levels dxpdf indents as the style of their paragraphs says."""

from lxml.etree import _Element

from packetgen.convert.word.ooxml import W, child_value, head_of, w
from packetgen.convert.word.styles import StyleSheet

NUMBER, INDENT = w("numPr", "ind")
HANGING, FIRST_LINE = w("hanging", "firstLine")


def indent_levels(story: _Element, sheet: StyleSheet, numbering: _Element | None) -> None:
    """Say in a numbered paragraph the indents of its level: those of its style give way to them."""
    numbers = list(story.iter(NUMBER))
    levels = _levels(numbering) if numbering is not None and numbers else {}
    for number in numbers:
        place = child_value(number, "numId"), child_value(number, "ilvl") or "0"
        properties, paragraph, *_ = number.iterancestors()
        if place in levels and INDENT in sheet.look_of(paragraph).paragraph:
            own = head_of(properties, INDENT)
            for name, value in levels[place].items():
                if own.get(name) is None and (name != HANGING or own.get(FIRST_LINE) is None):
                    own.set(name, value)


def _levels(numbering: _Element) -> dict[tuple[str | None, str | None], _Element]:
    """Return the indents of each level of each list."""
    lists = {each.get(f"{W}abstractNumId"): each for each in numbering.iter(f"{W}abstractNum")}
    return {
        (each.get(f"{W}numId"), level.get(f"{W}ilvl")): indent
        for each in numbering.iter(f"{W}num")
        for holder in (lists.get(child_value(each, "abstractNumId")), each)
        for level in (() if holder is None else holder.iter(f"{W}lvl"))
        for indent in level.iterfind(f"{W}pPr/{INDENT}")
    }
