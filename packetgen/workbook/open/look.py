"""What people see of a cell's content: its number format, its letters, struck out or invisible."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Self, TypeVar
from xml.etree.ElementTree import Element

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import (
    BUILTIN_FORMATS,
    FORMAT_GENERAL,
    is_date_format,
    is_timedelta_format,
)

Item = TypeVar("Item")

_LONGEST_FORMAT = 255  # Excel opens no longer one
# Points under which nobody reads; the difference, of 255, under which a colour is the background's
_SMALLEST, _CLOSEST = 4, 24
_FALSE = ("0", "false")
_WHITE, _BLACK = "FFFFFF", "000000"
_THEME = {"0": _WHITE, "1": _BLACK}
# The dollars of the formats without a code are the currency of Excel's country
_BUILTIN = {number: code.replace("$", "€") for number, code in BUILTIN_FORMATS.items()}


class Look(NamedTuple):
    """Whether some of a cell's content is struck out, or cannot be seen."""

    is_struck: bool = False
    is_unseen: bool = False


class Ink(NamedTuple):
    """How letters are drawn; a colour is six hexadecimal figures, or the name of another one."""

    is_struck: bool = False
    is_tiny: bool = False
    color: str = _BLACK


class Text(NamedTuple):
    """A shared text, and the inks of those of its pieces that have their own."""

    content: str
    inks: Sequence[Ink] = ()


class Format(NamedTuple):
    """How a style writes: the code for numbers, whether they are dates or lengths of time, ink."""

    code: str = FORMAT_GENERAL
    is_date: bool = False
    is_timedelta: bool = False
    ink: Ink = Ink()
    background: str = _WHITE

    @classmethod
    def of(cls, code: str, ink: Ink = Ink(), background: str = _WHITE) -> Self:  # noqa: B008 - it never changes
        """Return the format that a code means."""
        return cls(code, *_meaning(code), ink, background)

    def look(self, kind: str, inks: Sequence[Ink]) -> Look:
        """Return how a content of a type is seen, with the inks of its pieces or the style's."""
        inks = inks or (self.ink,)
        shown, *others = self.code.split(";")
        hides = bool(others) and not shown.strip('" ') and (kind in "nd" or not others[-1])
        return Look(
            any(ink.is_struck for ink in inks),
            hides or any(ink.is_tiny or _alike(ink.color, self.background) for ink in inks),
        )


@lru_cache(maxsize=4096)
def _meaning(code: str) -> tuple[bool, bool]:
    return is_date_format(code), is_timedelta_format(code)


def ink_of(properties: Mapping[str, Mapping[str, str]]) -> Ink:
    """Return the ink that the properties of a font, or of a piece of text, describe."""
    strike, size = properties.get("strike"), properties.get("sz", {}).get("val")
    return Ink(
        strike is not None and strike.get("val") not in _FALSE,
        size is not None and float(size) < _SMALLEST,
        _color(properties.get("color", {})) or _BLACK,
    )


def properties_of(element: Element | None) -> dict[str, Mapping[str, str]]:
    """Return the attributes of the children of `element` by their local names."""
    return {each.tag.rpartition("}")[2]: each.attrib for each in element or ()}


def formats_of(
    styles: Element, namespaces: dict[str, str], refuse: Callable[[str], Exception]
) -> list[Format]:
    """Return the formats of a table of styles, in the order in which cells count them."""
    codes = dict(_BUILTIN)
    for each in styles.iterfind("numFmts/numFmt", namespaces):
        number, code = int(each.get("numFmtId", "")), each.get("formatCode", "")
        if len(code) > _LONGEST_FORMAT:
            raise refuse(f"le format de nombre {number} y est trop long pour Excel")
        codes[number] = code
    inks = [ink_of(properties_of(each)) for each in styles.iterfind("fonts/font", namespaces)]
    fills = [_background(each, namespaces) for each in styles.iterfind("fills/fill", namespaces)]
    return [
        Format.of(
            codes.get(int(each.get("numFmtId", "0")), FORMAT_GENERAL),
            _at(inks, each.get("fontId"), Ink()),
            _at(fills, each.get("fillId"), _WHITE),
        )
        for each in styles.iterfind("cellXfs/xf", namespaces)
    ]


def text_of(element: Element, namespaces: dict[str, str]) -> Text:
    """Return the text of an element that holds one, less how it is pronounced."""
    runs = element.findall("r", namespaces)
    texts: Iterable[Element] = (
        *element.iterfind("t", namespaces),
        *(text for run in runs for text in run.iterfind("t", namespaces)),
    )
    inks = {
        ink_of(properties_of(properties))
        for run in runs
        if (properties := run.find("rPr", namespaces)) is not None
        and (run.findtext("t", "", namespaces) or "").strip()
    }
    # how Excel escapes an underscore of its own
    return Text("".join(each.text or "" for each in texts).replace("x005F_", ""), tuple(inks))


def _at(items: Sequence[Item], number: str | None, default: Item) -> Item:
    return items[int(number)] if number and int(number) < len(items) else default


def _background(fill: Element, namespaces: dict[str, str]) -> str:
    """Return the colour of a fill, empty when it is no plain one."""
    pattern = fill.find("patternFill", namespaces)
    kind = pattern.get("patternType", "none") if pattern is not None else "gradient"
    if kind == "none":
        return _WHITE
    return _color(properties_of(pattern).get("fgColor", {})) if kind == "solid" else ""


def _color(attributes: Mapping[str, str]) -> str:
    """Return a colour, empty when it is none that is known."""
    if rgb := attributes.get("rgb"):
        return rgb[-6:].upper()
    if number := attributes.get("indexed"):
        return COLOR_INDEX[int(number)][-6:] if int(number) < len(COLOR_INDEX) else ""
    if theme := attributes.get("theme"):
        tint = float(attributes.get("tint") or 0)
        return _THEME.get(theme if not tint else "", f"theme {theme} {tint}")
    return ""


def _alike(ink: str, background: str) -> bool:
    if len(ink) != len(_WHITE) or len(background) != len(_WHITE):
        return ink == background
    pairs = zip(bytes.fromhex(ink), bytes.fromhex(background), strict=True)
    return all(abs(one - other) < _CLOSEST for one, other in pairs)
