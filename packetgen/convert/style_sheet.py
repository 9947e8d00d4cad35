"""What the styles of a Word document say, each with those that it is based on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from packetgen.convert.ooxml import RUN_PROPERTIES, VAL, W, child_value, is_on

if TYPE_CHECKING:
    from lxml.etree import _Element

STYLE, STYLE_ID, STYLE_TYPE = f"{W}style", f"{W}styleId", f"{W}type"
PARAGRAPH_PROPERTIES, KEPT = f"{W}pPr", f"{W}keepNext"
Said = dict[str, "_Element"]  # a property by its tag


class Look(NamedTuple):
    """What a style says of paragraphs, and of runs."""

    paragraph: Said
    run: Said


class StyleSheet:
    """The styles by their name."""

    def __init__(self, sheet: _Element | None) -> None:
        every = [] if sheet is None else list(sheet.iter(STYLE))
        self._by_id = {style.get(STYLE_ID): style for style in every}
        self._default = next(
            (s.get(STYLE_ID) for s in every if s.get(STYLE_TYPE) == "paragraph" and is_default(s)),
            None,
        )
        self._looks: dict[str | None, Look] = {}

    def look(self, name: str | None) -> Look:
        """Return what the style `name` says, or those that it is based on where it says nothing."""
        if name not in self._looks:
            chain: list[_Element] = []
            style = self._by_id.get(name)
            while style is not None and style not in chain:
                chain.append(style)
                style = self._by_id.get(child_value(style, "basedOn"))
            look = Look({}, {})
            for style in reversed(chain):
                look.paragraph.update(said(style.find(PARAGRAPH_PROPERTIES)))
                look.run.update(said(style.find(RUN_PROPERTIES)))
            self._looks[name] = look
        return self._looks[name]

    def look_of(self, paragraph: _Element | None) -> Look:
        """Return what the style of a paragraph says, or the default one where it names none."""
        return self._look_of(None if paragraph is None else paragraph.find(PARAGRAPH_PROPERTIES))

    def _look_of(self, properties: _Element | None) -> Look:
        name = child_value(properties, "pStyle")
        return self.look(name if name in self._by_id else self._default)

    def is_kept_with_next(self, paragraph: _Element) -> bool:
        """Whether a paragraph, by itself or by its style, stands on the page of the next."""
        properties = paragraph.find(PARAGRAPH_PROPERTIES)
        kept = None if properties is None else properties.find(KEPT)
        if kept is None:
            kept = self._look_of(properties).paragraph.get(KEPT)
        return kept is not None and is_on(kept.get(VAL, "on"))

    def paragraph(self, paragraph: _Element) -> Said:
        """Return what holds for a paragraph: its own properties, those of its style."""
        return self.look_of(paragraph).paragraph | said(paragraph.find(PARAGRAPH_PROPERTIES))


def said(properties: _Element | None) -> Said:
    """Return properties by their tag, the last of those said twice."""
    return {} if properties is None else {str(each.tag): each for each in properties}


def is_default(style: _Element) -> bool:
    """Whether a style is the default one of its type."""
    return is_on(style.get(f"{W}default"))
