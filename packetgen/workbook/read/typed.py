"""Raw content of a cell, its typed value, and what reading it depends on."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field, FieldKind
from packetgen.text import MONTHS, hours, mask_iban, short_date
from packetgen.workbook.read.problems import Lecture, Remark, remark

RawValue = str | int | float | bool | date | datetime | time | timedelta
TypedValue = str | int | bool | Decimal | date | None

_NOT_TEXTS = {FieldKind.INTEGER, FieldKind.EUROS, FieldKind.HOURS, FieldKind.DATE, FieldKind.YES_NO}
_LONGEST_QUOTE = 60
_LONGEST_FIGURE = 10**30


@dataclass(frozen=True)
class Context:
    """What reading a value depends on: the year's call, and day 0 of the workbook's dates."""

    campagne: Campagne
    epoch: datetime


class Raw(NamedTuple):
    """Content of a cell, a text already cleaned, and its number format."""

    value: RawValue
    format: str = "General"


class Typed(NamedTuple):
    """A value of its field's kind, and what must be said of it."""

    value: TypedValue
    remarks: tuple[Remark, ...] = ()


def blank(field: Field) -> str | None:
    """What an empty cell is worth: no text, or nothing."""
    return None if field.kind in _NOT_TEXTS else ""


def refused(raw: Raw, field: Field, lecture: Lecture, **words: object) -> Typed:
    """No value: what the cell holds cannot be read without guessing."""
    return Typed(blank(field), (remark(lecture, valeur=quoted(raw, field), **words),))


def quoted(raw: Raw, field: Field) -> str:
    """What a cell holds as a message may show it: short, and never a whole IBAN or address."""
    written = " ".join(as_text(raw).split())
    if field.kind is FieldKind.IBAN:
        return mask_iban(written)
    if "adresse" in field.attribute:
        return "…"
    return written if len(written) <= _LONGEST_QUOTE else f"{written[:_LONGEST_QUOTE]}…"


def decimal_of(figure: float) -> Decimal:
    """The figure that Excel shows: 15 significant digits, so that 0.1 + 0.2 is 0.3."""
    return Decimal(figure) if isinstance(figure, int) else Decimal(f"{figure:.15g}")


def as_text(raw: Raw) -> str:
    """What a cell holds, as French Excel shows it in the usual formats."""
    value = raw.value
    match value:
        case str():
            return value
        case bool():
            return "VRAI" if value else "FAUX"
        case int() | float() if "%" in raw.format:
            return f"{decimal_of(value) * 100:f}".rstrip("0").rstrip(".").replace(".", ",") + " %"
        case int() | float() if abs(value) >= _LONGEST_FIGURE:
            return f"{value:.2E}".replace(".", ",")
        case int() | float():
            return f"{decimal_of(value):f}".replace(".", ",")
        case timedelta():
            return hours(Decimal(round(value.total_seconds())) / 3600)
        case time():
            return f"{value:%H:%M}"
        case datetime() if value.time() != time():
            return f"{short_date(value)} {value:%H:%M}"
        case date() if "d" not in raw.format.lower():
            return f"{MONTHS[value.month - 1]} {value.year}"
        case _:
            return short_date(value)
