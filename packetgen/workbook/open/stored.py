"""Convert a raw cell (`t`, `s`, `<v>`) to the value, type and number format of openpyxl."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, NamedTuple, NoReturn, Self
from xml.parsers import expat

from defusedxml.common import DTDForbidden
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
    """Texts and formats that cells refer to by number, and day 0 of their dates."""

    texts: Sequence[str]
    formats: Sequence[Format]
    epoch: datetime


class StoredValue(NamedTuple):
    """Content of a cell, its openpyxl type (`n`, `s`, `d`, `b`, `e`, `f`), its number format."""

    content: Content
    type: str
    format: str = FORMAT_GENERAL


def value_of(
    attributes: Mapping[str, str], parts: Mapping[str, Sequence[str]], shared: Shared
) -> StoredValue | None:
    """Return what a cell holds, None when it is empty.

    `parts` are the texts of its elements: `v` the value, `t` the text itself, `f` the formula. A
    formula that has a stored result is that result; one without stays a formula. Raises ValueError
    or IndexError for a content that is not of its type.
    """
    if not parts:
        return None
    kind = attributes.get("t") or "n"
    inline, value = "".join(parts.get("t", ())), "".join(parts.get("v", ()))
    # an empty stored text (`<v></v>` of type str) is a result: `=""` holds nothing
    is_formula = "f" in parts and not (kind == "str" and "v" in parts)
    if not (inline or value or is_formula):
        return None
    format_ = shared.formats[int(attributes.get("s") or "0")]
    if inline:
        return StoredValue(inline, "s")
    if value:
        return _typed(value, kind, format_, shared)
    return StoredValue(f"={''.join(parts['f'])}", "f")


def _typed(value: str, kind: str, format_: Format, shared: Shared) -> StoredValue:
    match kind:
        case "n" if format_.is_date:
            return _day(_number(value), format_, shared)
        case "n":
            return StoredValue(_number(value), kind, format_.code)
        case "s":
            return StoredValue(shared.texts[int(value)], kind)
        case "b":
            return StoredValue(bool(int(value)), kind)
        case "d":
            return StoredValue(from_ISO8601(value), kind, format_.code)  # type: ignore[no-untyped-call]
        case "str" | "inlineStr":
            return StoredValue(value, "s")
        case _:
            return StoredValue(value, kind)


def _number(value: str) -> int | float:
    return float(value) if {*".eE"} & {*value} else int(value)


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

    Names keep their prefixes. Raises DTDForbidden, and ExpatError for XML that is damaged.
    """
    # xml.sax would make an object of the attributes of each element
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _forbid
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.ParseFile(xml)


def _forbid(name: str, system: str | None, public: str | None, _internal: int) -> NoReturn:
    raise DTDForbidden(name, system, public)
