"""Names and toggles of WordprocessingML, as ECMA-376 writes them."""

from collections.abc import Iterable
from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
VML = "{urn:schemas-microsoft-com:vml}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

RUN, TEXT, RUN_PROPERTIES, RUN_FONTS = f"{W}r", f"{W}t", f"{W}rPr", f"{W}rFonts"
VAL = f"{W}val"


def w(*names: str) -> list[str]:
    """Return the qualified tags of WordprocessingML `names`."""
    return [f"{W}{name}" for name in names]


def child(parent: _Element | None, tag: str) -> _Element | None:
    """Return the first child `tag`: twice as fast as `find`, which reads paths."""
    return None if parent is None else next(parent.iterchildren(tag), None)


def child_value(parent: _Element | None, name: str) -> str | None:
    """Return `w:val` of the child `name`, None where the child or its value is missing."""
    found = child(parent, f"{W}{name}")
    return None if found is None else found.get(VAL)


def toggle(parent: _Element | None, name: str) -> bool | None:
    """Return the state of an on/off property (§17.17.4), None where it is not said."""
    found = child(parent, f"{W}{name}")
    return None if found is None else is_on(found.get(VAL, "on"))


def is_on(value: str | None) -> bool:
    """Read the value of an on/off property."""
    return value not in (None, "0", "false", "off")


def twips(value: str | None, unsaid: int = 0) -> int:
    """Read a length of twips; `unsaid` where there is none, or one in other words."""
    return int(value) if value and value.isdecimal() else unsaid


def head_of(element: _Element, tag: str) -> _Element:
    """Return the properties `tag` of an element, which come first in it, made where it has none."""
    properties = child(element, tag)
    if properties is None:
        properties = etree.Element(tag)
        element.insert(0, properties)
    return properties


def remove(*elements: _Element) -> None:
    """Take `elements` out of their parents."""
    for element in elements:
        if (parent := element.getparent()) is not None:
            parent.remove(element)


def replace(element: _Element, children: Iterable[_Element]) -> None:
    """Put `children` where `element` stood."""
    parent = element.getparent()
    if parent is not None:
        position = parent.index(element)
        parent[position : position + 1] = list(children)


def new_run(like: _Element | None, *children: _Element) -> _Element:
    """Return a run with the formatting of the run `like`, holding `children`."""
    run = etree.Element(RUN)
    properties = None if like is None else like.find(RUN_PROPERTIES)
    if properties is not None:
        run.append(deepcopy(properties))
    run.extend(children)
    return run


def raised_run(text: str, kind: str) -> _Element:
    """Return a run of « superscript » or « subscript », on the line where `kind` is empty."""
    run = new_run(None, new_text(text))
    if kind:
        head_of(head_of(run, RUN_PROPERTIES), f"{W}vertAlign").set(VAL, kind)
    return run


def new_text(text: str) -> _Element:
    """Return a `w:t` that keeps the spaces of `text`."""
    element = etree.Element(TEXT, {XML_SPACE: "preserve"})
    element.text = text
    return element


def text_of(element: _Element) -> str:
    """Return the text of an element's runs, end to end."""
    return "".join(text.text or "" for text in element.iter(TEXT))


def content(run: _Element) -> list[_Element]:
    """Return what a run holds besides its formatting."""
    return [each for each in run if each.tag != RUN_PROPERTIES]


def split_run(run: _Element) -> list[_Element]:
    """Replace a run by one run for each thing it holds; return them."""
    pieces = content(run)
    if len(pieces) < 2:
        return [run]
    runs = [new_run(run, piece) for piece in pieces]
    replace(run, runs)
    return runs


def alone(thing: _Element) -> _Element | None:
    """Return the run of a thing, what else it held being set in runs of their own."""
    run = thing.getparent()
    return None if run is None else next(each for each in split_run(run) if thing in each)
