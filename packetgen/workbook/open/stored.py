"""Convert a raw cell (`t`, `s`, `<v>`) to the value, type and number format of openpyxl."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isinf
from typing import IO, NamedTuple, NoReturn
from xml.parsers import expat

from defusedxml.common import DTDForbidden
from openpyxl.styles.numbers import FORMAT_GENERAL
from openpyxl.utils.datetime import from_excel, from_ISO8601

from packetgen.workbook.open.look import Format, Look, Text

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DIGITS = 15  # that a double keeps
# A first piece for the prologs; expat would scan a long token again at each small one
_FIRST, _PIECE = 8192, 1_000_000

Content = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Shared:
    """Texts and formats that cells refer to by number, and day 0 of their dates."""

    texts: Sequence[Text]
    formats: Sequence[Format]
    epoch: datetime


class StoredValue(NamedTuple):
    """Content of a cell, its openpyxl type (`n`, `s`, `d`, `b`, `e`, `f`), its number format."""

    content: Content
    type: str
    format: str = FORMAT_GENERAL
    look: Look = Look()


def value_of(
    attributes: Mapping[str, str],
    parts: Mapping[str, Sequence[str]],
    format_: Format,
    shared: Shared,
) -> StoredValue | None:
    """Return what a cell holds, None when it is empty.

    `parts` are the texts of its elements: `v` the value, `t` the text itself, `f` the formula. A
    formula that has a stored result is that result; one without stays a formula. Raises ValueError
    or LookupError for a content that is not of its type.
    """
    kind = attributes.get("t") or "n"
    inline, value = "".join(parts.get("t", ())), "".join(parts.get("v", ()))
    if "t" in parts and (kind != "inlineStr" or "v" in parts):
        raise ValueError(kind)
    # an empty stored text (`<v></v>` of type str) is a result: `=""` holds nothing
    is_formula = "f" in parts and not (kind == "str" and "v" in parts)
    if inline:
        return StoredValue(inline, "s")
    if value:
        return _typed(value, kind, format_, shared)
    return StoredValue(f"={''.join(parts['f'])}", "f") if is_formula else None


def _typed(value: str, kind: str, format_: Format, shared: Shared) -> StoredValue:
    match kind:
        case "n" if format_.is_date:
            return _day(_number(value), format_, shared)
        case "n":
            return StoredValue(_number(value), kind, format_.code)
        case "s":
            text = shared.texts[index(value)]
            return StoredValue(text.content, kind, look=text.look)
        case "b":
            return StoredValue(("0", "1").index(value) == 1, kind)
        case "d":
            return StoredValue(from_ISO8601(value), kind, format_.code)  # type: ignore[no-untyped-call]
        case "str" | "inlineStr":
            return StoredValue(value, "s")
        case "e":
            return StoredValue(value, kind)
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


def _day(number: float, format_: Format, shared: Shared) -> StoredValue:
    try:
        day = from_excel(number, shared.epoch, timedelta=format_.is_timedelta)
    except (OverflowError, ValueError):  # no calendar goes that far
        return StoredValue("#VALUE!", "e")
    return StoredValue(day, "d", format_.code)


def parse(
    xml: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Report the start and the end of each element, and the texts between, as they come.

    Names have their namespace in front: `uri local`. Raises DTDForbidden, and ExpatError for XML
    that is damaged.
    """
    # xml.sax would make an object of the attributes of each element
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _forbid
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    piece = xml.read(_FIRST)
    while piece:
        parser.Parse(piece, False)
        piece = xml.read(_PIECE)
    parser.Parse(b"", True)


def _forbid(name: str, system: str | None, public: str | None, _internal: int) -> NoReturn:
    raise DTDForbidden(name, system, public)
