"""What a cell stores: its value, its type, its number format, and how it looks."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from math import isinf
from typing import NamedTuple, Self
from xml.etree.ElementTree import Element

from msgspec import Struct

from packetgen.resources import table
from packetgen.workbook.open.grid import GENERAL, Cell, Look, moment

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DIGITS = 15  # that a double keeps

_LONGEST_FORMAT = 255  # Excel opens no longer one
_SMALLEST = 4  # points under which nobody reads
_WHITE_INDEXES = ("1", "9", "65")
_HIDING = '";@ '  # of which a number format shows nothing
# What a number format says of no date: quoted texts, colours, conditions, countries
_BESIDE = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_ELAPSED = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)

Properties = Mapping[str, Mapping[str, str]]


class Text(NamedTuple):
    """A shared text, and how the pieces with a font of their own look."""

    content: str = ""
    look: Look = Look()


class Format(NamedTuple):
    """How a style writes: the code for numbers, whether they are dates or lengths of time, look."""

    code: str = GENERAL
    is_date: bool = False
    is_elapsed: bool = False
    look: Look = Look()

    @classmethod
    def of(cls, code: str, font: Properties, background: Mapping[str, str]) -> Self:
        """Return the format of a code, a font, and the colour behind it: none for no plain one."""
        color, look = font.get("color", {}), look_of(font)
        unseen = look.is_unseen or (";" in code and not code.strip(_HIDING))
        if color and (color == background or (_is_white(color) and _is_white(background))):
            unseen = True
        return cls(code, *_meaning(code), Look(look.is_struck, unseen))


@lru_cache(maxsize=4096)
def _meaning(code: str) -> tuple[bool, bool]:
    shown = code.split(";")[0]
    return bool(_DATE.search(_BESIDE.sub("", shown))), bool(_ELAPSED.search(shown))


def _is_white(color: Mapping[str, str]) -> bool:
    if rgb := color.get("rgb"):
        return all(figure in "EF" for figure in rgb[-6::2].upper())
    theme, tint = color.get("theme"), float(color.get("tint") or 0)
    return color.get("indexed") in _WHITE_INDEXES or (theme == "0" and not tint)


def both(one: Look, other: Look) -> Look:
    """Return the look of what has two."""
    return Look(one.is_struck or other.is_struck, one.is_unseen or other.is_unseen)


def look_of(font: Properties) -> Look:
    """Return the look of letters in a font, by the names of its properties."""
    strike, size = font.get("strike"), font.get("sz", {}).get("val")
    is_struck = strike is not None and strike.get("val") not in ("0", "false")
    return Look(is_struck, size is not None and float(size) < _SMALLEST)


def formats_of(
    styles: Element, namespaces: dict[str, str], refuse: Callable[[str], Exception]
) -> list[Format]:
    """Return the formats of a table of styles, in the order in which cells count them."""
    codes = {int(number): code for number, code in table(__file__, "formats.toml").items()}
    for each in styles.iterfind("numFmts/numFmt", namespaces):
        number, code = int(each.get("numFmtId", "")), each.get("formatCode", "")
        if len(code) > _LONGEST_FORMAT:
            raise refuse(f"le format de nombre {number} y est trop long pour Excel")
        codes[number] = code
    fonts = dict(enumerate(map(_properties, styles.iterfind("fonts/font", namespaces))))
    fills = dict(enumerate(map(_background, styles.iterfind("fills/fill", namespaces))))
    return [
        Format.of(
            codes.get(int(each.get("numFmtId", "0")), GENERAL),
            fonts.get(int(each.get("fontId", "0")), {}),
            fills.get(int(each.get("fillId", "0")), {}),
        )
        for each in styles.iterfind("cellXfs/xf", namespaces)
    ]


def text_of(element: Element) -> Text:
    """Return the text of an element that holds one, less how it is pronounced."""
    # qualified: a path with namespaces is four times slower
    home = element.tag[: element.tag.index("}") + 1]
    content, look = element.findtext(f"{home}t", ""), Look()
    for run in element:
        if run.tag != f"{home}r":
            continue
        text = run.findtext(f"{home}t", "")
        content += text
        properties = run.find(f"{home}rPr")
        if properties is not None and text.strip():
            look = both(look, look_of(_properties(properties)))
    return Text(content, look)


def _properties(element: Element) -> Properties:
    return {each.tag.rpartition("}")[2]: each.attrib for each in element}


def _background(fill: Element) -> Mapping[str, str]:
    pattern = next(iter(fill), None)
    kind = pattern.get("patternType", "none") if pattern is not None else "none"
    if pattern is None or kind == "none":
        return {"theme": "0"}
    return _properties(pattern).get("fgColor", {}) if kind == "solid" else {}


class Shared(Struct, frozen=True):
    """Texts and formats that cells refer to by number, and day 0 of their dates."""

    texts: Sequence[Text]
    formats: Sequence[Format]
    epoch: datetime


def value_of(kind: str, parts: Mapping[str, Text], format_: Format, shared: Shared) -> Cell | None:
    """Return what a cell of a type holds, None when it is empty.

    `parts` are the texts of its elements: `v` the value, `is` the text itself, `f` the formula. A
    formula that has a stored result is that result; one without stays a formula. Raises ValueError
    or LookupError for a content that is not of its type.
    """
    inline, value = parts.get("is", Text()), parts.get("v", Text()).content
    if inline.content:
        if kind != "inlineStr" or "v" in parts:
            raise ValueError(kind)
        return Cell(inline.content, "s", look=inline.look)
    if value:
        return _typed(value, kind, format_, shared)
    # an empty stored text (`<v></v>` of type str) is a result: `=""` holds nothing
    is_formula = "f" in parts and not (kind == "str" and "v" in parts)
    return Cell(f"={parts['f'].content}", "f") if is_formula else None


def _typed(value: str, kind: str, format_: Format, shared: Shared) -> Cell:
    match kind:
        case "n" if format_.is_date:
            return _day(_number(value), format_, shared)
        case "n":
            return Cell(_number(value), kind, format_.code)
        case "s":
            text = shared.texts[index(value)]
            return Cell(text.content, kind, look=text.look)
        case "b":
            return Cell(("0", "1").index(value) == 1, kind)
        case "d":
            from openpyxl.utils.datetime import from_ISO8601

            return Cell(from_ISO8601(value), kind, format_.code)  # type: ignore[no-untyped-call]
        case "str" | "inlineStr":
            return Cell(value, "s")
        case "e":
            return Cell(value, kind)
    raise ValueError(kind)


def index(written: str) -> int:
    """Return the place in a table that a cell gives; raises ValueError for none."""
    if not written.isdigit() or not written.isascii():
        raise ValueError(written)
    return int(written[:9])


def _number(value: str) -> int | float:
    """Return a number as Excel holds it, in double precision; raises ValueError for none."""
    written = value.strip(" \t\r\n")
    if not _NUMBER.fullmatch(written):
        raise ValueError(written)
    if len(written) <= _DIGITS and not {*".eE"} & {*written}:
        return int(written)
    figure = float(written)
    if isinf(figure):
        raise ValueError(written)
    return figure + 0.0  # no negative zero


def _day(number: float, format_: Format, shared: Shared) -> Cell:
    try:
        day = moment(number, shared.epoch, elapsed=format_.is_elapsed)
    except (OverflowError, ValueError):  # no calendar goes that far
        return Cell("#VALUE!", "e")
    return Cell(day, "d", format_.code)
