"""Raw content of a cell, its typed value, what is said of it, and what reading it depends on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple, Self

from msgspec import Struct
from msgspec.structs import replace

from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field, FieldKind, Required
from packetgen.model.finding import CellOrigin, Finding, Severity
from packetgen.resources import table
from packetgen.text import MONTHS, french_typography, hours, mask_iban, nearest, short_date
from packetgen.workbook.open.grid import GENERAL, Content

TypedValue = str | int | bool | Decimal | date | None

# What may be said of a cell, by name
LECTURES = table(__file__, "lectures.toml")
# Where it is grave that a cell is empty
_OWED = (Required.ALWAYS, Required.ASSOCIATION, Required.AGENTS)
_LONGEST_QUOTE = 60
_LONGEST_FIGURE = 10**30


class Context(Struct, frozen=True):
    """What reading a value depends on: the year's call, and day 0 of the workbook's dates."""

    campagne: Campagne
    epoch: datetime


class Raw(NamedTuple):
    """Content of a cell, a text already cleaned, and its number format."""

    value: Content
    format: str = GENERAL

    @property
    def text(self) -> str:
        """What French Excel shows of it in the usual formats."""
        value = self.value
        match value:
            case str():
                return value
            case bool():
                return "VRAI" if value else "FAUX"
            case int() | float() if "%" in self.format:
                figure = f"{decimal_of(value) * 100:f}".rstrip("0").rstrip(".")
                return f"{figure.replace('.', ',')} %"
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
            case date() if "d" not in self.format.lower():
                return f"{MONTHS[value.month - 1]} {value.year}"
            case _:
                return short_date(value)


class Remark(Struct, frozen=True):
    """Something to say of a value, before its cell is known: one of `LECTURES`, and its words.

    `outcome` says what becomes of the value.
    """

    lecture: str
    words: Mapping[str, str]
    severity: Severity
    outcome: str = ""

    def at(self, origin: CellOrigin | None = None, key: str = "") -> Finding:
        """The finding, at the cell and field where it belongs."""
        said = LECTURES[self.lecture]
        message = french_typography(said["message"]).format_map(self.words) + self.outcome
        return Finding(said["code"], self.severity, message, key, origin)

    def in_field(self, field: Field) -> Self:
        """The same as it weighs in a field: an answer not understood is no worse than none."""
        is_understood = "incomprise" not in LECTURES[self.lecture]
        if is_understood or field.kind is FieldKind.EUROS or field.required in _OWED:
            return self
        is_free = field.required is Required.OPTIONAL
        severity = Severity.INFORMATION if is_free else Severity.A_VERIFIER
        kept = "Ces mots sont gardés tels quels." if field.choices else "La réponse est lue vide."
        return replace(self, severity=severity, outcome=f" {kept}")


class Typed(NamedTuple):
    """A value of its field's kind, and what must be said of it."""

    value: TypedValue
    remarks: tuple[Remark, ...] = ()


def remark(lecture: str, **words: object) -> Remark:
    """Make a remark from the words that fill its message."""
    severity = Severity(LECTURES[lecture]["gravite"])
    return Remark(lecture, {name: str(word) for name, word in words.items()}, severity)


def proposal(wanted: str, candidates: Iterable[str]) -> str:
    """The end of a message: the candidate that looks most like `wanted`, if one does."""
    close = nearest(wanted, candidates)
    return french_typography(f" Le plus proche : « {close} ».") if close else ""


def noted(value: TypedValue, raw: Raw, field: Field, lecture: str, **words: object) -> Typed:
    """Return a value, and what must be said of it and of what the cell holds."""
    return Typed(value, (remark(lecture, valeur=quoted(raw, field), **words),))


def refused(raw: Raw, field: Field, lecture: str, **words: object) -> Typed:
    """No value: what the cell holds cannot be read without guessing."""
    return noted(field.blank, raw, field, lecture, **words)


def quoted(raw: Raw, field: Field) -> str:
    """What a cell holds as a message may show it: short, and never a whole IBAN or address."""
    written = " ".join(raw.text.split())
    if field.kind is FieldKind.IBAN:
        return mask_iban(written)
    if "adresse" in field.attribute:
        return "…"
    return written if len(written) <= _LONGEST_QUOTE else f"{written[:_LONGEST_QUOTE]}…"


def decimal_of(figure: float) -> Decimal:
    """The figure that Excel shows: 15 significant digits, so that 0.1 + 0.2 is 0.3."""
    return Decimal(figure) if isinstance(figure, int) else Decimal(f"{figure:.15g}")
