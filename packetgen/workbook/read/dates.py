"""Dates as people type them, and those that no dossier of this year can hold."""

import re
from contextlib import suppress
from datetime import MAXYEAR, date, datetime, timedelta

from packetgen.campagne.words import words
from packetgen.model.fields import Field
from packetgen.text import MONTHS, fold, french_typography, long_date
from packetgen.workbook.open.grid import moment
from packetgen.workbook.read.typed import Context, Raw, Remark, Typed, quoted, refused, remark

YEARS_BEFORE, YEARS_AFTER = 2, 3
# days between the two calendars of Excel, 1900 and 1904
SHIFT_OF_1904 = timedelta(days=1462)

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[t ][\d:.]+z?)?")
_FIGURES = re.compile(r"(?P<day>\d{1,2}) ?([/.\- ]) ?(?P<month>\d{1,2}) ?\2 ?(?P<year>\d{4}|\d{2})")
_WORDS = re.compile(r"(?P<day>\d{1,2})(?: ?er)? ?(?P<month>[^\W\d_]{3,})\.? ?(?P<year>\d{4}|\d{2})")
_WEEKDAY = re.compile(r"^(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche),? ")


def day(raw: Raw, field: Field, context: Context) -> Typed:
    """Read a date; one outside the years around the call is kept and remarked."""
    found = _date(raw, context)
    if found is None:
        example = words(context.campagne)["jour_exemple"]
        return refused(raw, field, "date_illisible", exemple=example)
    remarks: list[Remark] = []
    if not isinstance(raw.value, date):
        read = {"valeur": quoted(raw, field), "lu": long_date(found)}
        remarks.append(remark("date_interpretee", **read))
    elif "d" not in raw.format.lower():
        remarks.append(remark("date_sans_jour", valeur=quoted(raw, field), lu=long_date(found)))
    if not _in_window(found, context):
        remarks.append(_out_of_window(found, context))
    return Typed(found, tuple(remarks))


def _date(raw: Raw, context: Context) -> date | None:
    """Return a date; a bare number is one only when it falls in the years of the call."""
    value: object = raw.value
    if isinstance(value, str):
        return parse_date(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError, ValueError):
            value = moment(value, context.epoch)
        if not isinstance(value, datetime) or not _in_window(value, context):
            return None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def parse_date(text: str) -> date | None:
    """Return the date of « 3 novembre 2031 », « 03/11/31 » or « 2031-11-03 », day first."""
    packed = _WEEKDAY.sub("", " ".join(text.casefold().split()))
    found = _ISO.fullmatch(packed) or _FIGURES.fullmatch(packed) or _WORDS.fullmatch(packed)
    if not found:
        return None
    year = int(found["year"])
    try:
        return date(year if year > 99 else 2000 + year, _month(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _month(written: str) -> int:
    """Return the number of a month written in figures, in full or cut short; 0 when unknown."""
    if written.isdigit():
        return int(written)
    starts = [n for n, month in enumerate(MONTHS, 1) if fold(month).startswith(fold(written))]
    return starts[0] if len(starts) == 1 else 0


def _in_window(found: date, context: Context) -> bool:
    annee = context.campagne.annee
    return annee - YEARS_BEFORE <= found.year <= annee + YEARS_AFTER


def _out_of_window(found: date, context: Context) -> Remark:
    """Remark that a date is impossible, and whether the calendar of 1904 explains it."""
    near = found.year < MAXYEAR - YEARS_AFTER - 1
    shifted = (found + SHIFT_OF_1904, found - SHIFT_OF_1904) if near else ()
    guess = next((each for each in shifted if _in_window(each, context)), None)
    lead = guess and french_typography(
        f" Elle a pu se décaler de quatre ans (Excel pour Mac) : {long_date(guess)} ?"
    )
    words = {"lu": long_date(found), "annee": context.campagne.annee, "piste": lead or ""}
    return remark("date_hors_periode", **words)
