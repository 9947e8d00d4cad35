"""Convert a raw cell (`t`, `s`, `<v>`) to the value, type and number format of openpyxl."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isinf
from typing import NamedTuple

from openpyxl.styles.numbers import FORMAT_GENERAL
from openpyxl.utils.datetime import from_excel, from_ISO8601

from packetgen.workbook.open.look import Format, Look, Text

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DIGITS = 15  # that a double keeps

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
    kind: str, parts: Mapping[str, Text], format_: Format, shared: Shared
) -> StoredValue | None:
    """Return what a cell of a type holds, None when it is empty.

    `parts` are the texts of its elements: `v` the value, `is` the text itself, `f` the formula. A
    formula that has a stored result is that result; one without stays a formula. Raises ValueError
    or LookupError for a content that is not of its type.
    """
    inline, value = parts.get("is", Text()), parts.get("v", Text()).content
    if inline.content:
        if kind != "inlineStr" or "v" in parts:
            raise ValueError(kind)
        return StoredValue(inline.content, "s", look=inline.look)
    if value:
        return _typed(value, kind, format_, shared)
    # an empty stored text (`<v></v>` of type str) is a result: `=""` holds nothing
    is_formula = "f" in parts and not (kind == "str" and "v" in parts)
    return StoredValue(f"={parts['f'].content}", "f") if is_formula else None


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
