"""Styles of a Word document: what they set, what a run inherits, which of them are used."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import chain
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN, RUN_PROPERTIES, TEXT, VAL, W, w
from packetgen.convert.word.package import Package

STYLE, STYLE_ID, STYLE_TYPE = f"{W}style", f"{W}styleId", f"{W}type"
PARAGRAPH_PROPERTIES, NAMED, KEPT = w("pPr", "pStyle", "keepNext")
CAPITALS = ("caps", "smallCaps")
STYLE_USES = w("pStyle", "rStyle", "tblStyle", "styleLink", "numStyleLink")
FILL = f"{W}fill"
GROUNDS = {f"{W}p": f"{W}pPr/{W}shd", f"{W}tc": f"{W}tcPr/{W}shd"}
DEFAULT_RUN = f"{W}docDefaults/{W}rPrDefault/{RUN_PROPERTIES}"
SPACING = f"{PARAGRAPH_PROPERTIES}/{W}spacing"
USUAL_SPACING = f"{W}docDefaults/{W}pPrDefault/{SPACING}"
Said = dict[str, "_Element"]  # a property by its tag


class ParagraphFormat(NamedTuple):
    """What a style says of paragraphs, and of runs."""

    paragraph: Said
    run: Said


class StyleSheet:
    """The styles by their name, and what paragraphs and runs have of them."""

    def __init__(self, sheet: _Element) -> None:
        self._root, every = sheet, list(sheet.iter(STYLE))
        self._by_id = {style.get(STYLE_ID): style for style in every}
        usual = [s for s in every if s.get(STYLE_TYPE) == "paragraph" and is_default(s)]
        self.usual = usual[0].get(STYLE_ID) if usual else None
        self._looks: dict[str | None, ParagraphFormat] = {}
        self._usual_spacing = sheet.find(USUAL_SPACING)
        self._usual_run = said(sheet.find(DEFAULT_RUN))

    def look(self, name: str | None) -> ParagraphFormat:
        """Return what the style `name` says, or those that it is based on where it says nothing."""
        if name not in self._looks:
            look = self._looks[name] = ParagraphFormat({}, {})
            for style in self._chain(name):
                look.paragraph.update(said(style.find(PARAGRAPH_PROPERTIES)))
                look.run.update(said(style.find(RUN_PROPERTIES)))
        return self._looks[name]

    def _chain(self, name: str | None) -> list[_Element]:
        chain: list[_Element] = []
        style = self._by_id.get(name)
        while style is not None and style not in chain:
            chain.insert(0, style)
            style = self._by_id.get(ooxml.child_value(style, "basedOn"))
        return chain

    def _name(self, own: Said) -> str | None:
        name = own[NAMED].get(VAL) if NAMED in own else None
        return name if name in self._by_id else self.usual

    def name(self, own: Said) -> str | None:
        """Return what Word calls the style of a paragraph, in English where it is its own."""
        return ooxml.child_value(self._by_id.get(self._name(own)), "name")

    def look_of(self, paragraph: _Element | None) -> ParagraphFormat:
        """Return what the style of a paragraph says, or the default one where it names none."""
        return self.look(self._name(own_of(paragraph)))

    def spacing(self, paragraph: _Element) -> dict[str, str]:
        """Return the spacing of a paragraph, where each attribute is inherited by itself."""
        chain = self._chain(self._name(own_of(paragraph)))
        said_by = [self._usual_spacing, *(each.find(SPACING) for each in (*chain, paragraph))]
        each_said = [each.items() for each in said_by if each is not None]
        return {str(name): str(value) for items in each_said for name, value in items}

    def is_kept_with_next(self, paragraph: _Element) -> bool:
        """Whether a paragraph, by itself or by its style, stands on the page of the next."""
        kept = self.paragraph(paragraph).get(KEPT)
        return kept is not None and ooxml.is_on(kept.get(VAL, "on"))

    def paragraph(self, paragraph: _Element) -> Said:
        """Return what holds for a paragraph: its own properties, those of its style."""
        return self.with_style(own_of(paragraph))

    def with_style(self, own: Said) -> Said:
        """Return what holds for a paragraph that has these properties of its own."""
        return self.look(self._name(own)).paragraph | own

    def may_say(self, names: Iterable[str], story: _Element) -> bool:
        """Whether one of the properties stands anywhere in a story or in the styles."""
        return next(self.every(w(*names), story), None) is not None

    def every(self, tags: Iterable[str], story: _Element) -> Iterator[_Element]:
        """Yield what has one of the tags in a story or in the styles."""
        return chain(story.iter(*tags), self._root.iter(*tags))

    def says(self, run: _Element, name: str) -> bool:
        """Whether the on/off property `name` holds for `run`."""
        return ooxml.is_on(self.value(run, name))

    def value(self, run: _Element, name: str) -> str | None:
        """Return `w:val` of the property `name` for `run` (« on » where it has none), else None."""
        found = (look.get(f"{W}{name}") for look in self._run_looks(run))
        nearest = next((each for each in found if each is not None), None)
        return None if nearest is None else nearest.get(VAL, "on")

    def _run_looks(self, run: _Element) -> Iterator[Said]:
        """Yield the properties of a run, its own and those that it inherits, the nearest first."""
        own = ooxml.child(run, RUN_PROPERTIES)
        yield said(own)
        yield self.look(ooxml.child_value(own, "rStyle")).run
        yield self.look_of(next(run.iterancestors(f"{W}p"), None)).run
        yield self._usual_run


def own_of(paragraph: _Element | None) -> Said:
    """Return the properties of a paragraph itself."""
    return said(ooxml.child(paragraph, PARAGRAPH_PROPERTIES))


def said(properties: _Element | None) -> Said:
    """Return properties by their tag, the last of those said twice."""
    return {} if properties is None else {str(each.tag): each for each in properties}


def is_default(style: _Element) -> bool:
    """Whether a style is the default one of its type."""
    return ooxml.is_on(style.get(f"{W}default"))


def drop_unused_styles(package: Package) -> None:
    """Keep the styles that the text and the lists name, and theirs: engines read every one."""
    parts = package.related(package.main, "styles")
    if not parts:
        return
    styles = package.tree(parts[0])
    by_id = {style.get(STYLE_ID): style for style in styles.iter(STYLE)}
    waiting = [style.get(STYLE_ID) for style in by_id.values() if is_default(style)]
    for user in (*package.stories(), package.of_kind("numbering")):
        waiting += [name.get(VAL) for name in user.iter(*STYLE_USES)]
    kept: set[str | None] = set()
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept.add(name)
            waiting.append(ooxml.child_value(by_id.get(name), "basedOn"))
    # Moving the few into a new sheet is ten times faster than removing the many.
    sheet = etree.Element(styles.tag)
    sheet.extend([e for e in styles if e.tag != STYLE or e.get(STYLE_ID) in kept])
    package.set_tree(parts[0], sheet)


def write_capitals(story: _Element, sheet: StyleSheet) -> None:
    """Write in capitals what a run or its styles set in capitals: dxpdf draws it as typed."""
    if not sheet.may_say(CAPITALS, story):
        return
    for run in story.iter(RUN):
        if any(sheet.says(run, name) for name in CAPITALS):
            for text in run.findall(TEXT):
                text.text = (text.text or "").upper()


def move_default_size(styles: _Element) -> None:
    """Move the default size to the root paragraph styles: in tables dxpdf lets it win over them."""
    defaults = styles.find(DEFAULT_RUN)
    paragraphs = [style for style in styles.iter(STYLE) if style.get(STYLE_TYPE) == "paragraph"]
    roots = [style for style in paragraphs if style.find(f"{W}basedOn") is None]
    if defaults is None or not any(is_default(style) for style in roots):
        return
    for size in defaults.findall(f"{W}sz") + defaults.findall(f"{W}szCs"):
        for style in roots:
            properties = ooxml.head_of(style, RUN_PROPERTIES)
            if properties.find(size.tag) is None:
                properties.append(deepcopy(size))
        ooxml.remove(size)


def whiten_on_dark(story: _Element, sheet: StyleSheet) -> None:
    """Write in white the text of automatic colour on a dark ground, as Word draws it."""
    if not any(_is_dark(shading.get(FILL)) for shading in story.iter(f"{W}shd")):
        return
    for run in story.iter(RUN):
        if _is_dark(_ground(run)) and sheet.value(run, "color") in (None, "auto"):
            color = ooxml.head_of(ooxml.head_of(run, RUN_PROPERTIES), f"{W}color")
            color.attrib.clear()
            color.set(VAL, "FFFFFF")


def _ground(run: _Element) -> str | None:
    shadings = (each.find(GROUNDS[str(each.tag)]) for each in run.iterancestors(*GROUNDS))
    fills = (each.get(FILL) for each in shadings if each is not None)
    return next((fill for fill in fills if fill not in (None, "auto")), None)


def _is_dark(fill: str | None) -> bool:
    """Tell whether automatic text turns white on `fill` (RRGGBB): LibreOffice's threshold."""
    if fill is None or not re.fullmatch("[0-9A-Fa-f]{6}", fill):
        return False
    red, green, blue = bytes.fromhex(fill)
    return (76 * red + 151 * green + 29 * blue) >> 8 <= 62
