"""What a cell stores, made the value, type and format that it has in openpyxl."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Self

from openpyxl.styles.numbers import FORMAT_GENERAL, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel, from_ISO8601

Content = str | int | float | bool | date | datetime | time | timedelta


class Format(NamedTuple):
    """How a style writes numbers, and whether they are dates or lengths of time."""

    code: str = FORMAT_GENERAL
    is_date: bool = False
    is_timedelta: bool = False

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the format that a code means."""
        return cls(code, is_date_format(code), is_timedelta_format(code))


@dataclass(frozen=True)
class Shared:
    """What cells refer to by number: texts, and formats; and day 0 of their dates."""

    texts: Sequence[str]
    formats: Sequence[Format]
    epoch: datetime


class Value(NamedTuple):
    """What a cell holds, its openpyxl type (`n`, `s`, `d`, `b`, `e`, `f`), how numbers show."""

    content: Content
    type: str
    format: str = FORMAT_GENERAL


@dataclass(slots=True)
class Stored:
    """A cell being read: its attributes, then its texts as they come."""

    place: str
    style: str
    type: str
    value: list[str] | None = None
    inline: list[str] = field(default_factory=list)
    formula: list[str] | None = None

    def read(self, shared: Shared) -> Value | None:
        """Return what the cell holds, None when it is empty.

        A formula that has a stored result is that result; one without stays a formula. Raises
        ValueError or IndexError for a content that is not of its type.
        """
        inline, value = "".join(self.inline), "".join(self.value or ())
        # an empty stored text (`<v></v>` of type str) is a result: `=""` holds nothing
        stored = self.type == "str" and self.value is not None
        if not (inline or value) and (self.formula is None or stored):
            return None
        format_ = shared.formats[int(self.style)]
        if inline:
            return Value(inline, "s")
        if value:
            return _typed(value, self.type, format_, shared)
        return Value(f"={''.join(self.formula or ())}", "f")


def _typed(value: str, kind: str, format_: Format, shared: Shared) -> Value:
    match kind:
        case "n" if format_.is_date:
            return _day(_number(value), format_, shared)
        case "n":
            return Value(_number(value), kind, format_.code)
        case "s":
            return Value(shared.texts[int(value)], kind)
        case "b":
            return Value(bool(int(value)), kind)
        case "d":
            return Value(from_ISO8601(value), kind, format_.code)  # type: ignore[no-untyped-call]
        case "str" | "inlineStr":
            return Value(value, "s")
        case _:
            return Value(value, kind)


def _number(value: str) -> int | float:
    return float(value) if {*".eE"} & {*value} else int(value)


def _day(number: float, format_: Format, shared: Shared) -> Value:
    try:
        day = from_excel(number, shared.epoch, timedelta=format_.is_timedelta)
    except (OverflowError, ValueError):  # no calendar goes that far
        return Value("#VALUE!", "e")
    return Value(day, "d", format_.code)
