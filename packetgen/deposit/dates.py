"""Days that people write in a text, and the working days that are proposed to them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.easter import easter

from packetgen.text import MONTHS, fold, short_date

_NAMES = [fold(month) for month in MONTHS]
_DAY = re.compile(
    r"(?i)(?:(?<![\d/.])(?P<day>\d{1,2})(?:er)?\s+)?\b(?P<name>"
    + "|".join(MONTHS).replace("é", "[ée]").replace("û", "[ûu]")
    + r")\b(?:\s+(?P<year>20\d\d))?"
    r"|(?<![\d/.])(?P<short>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<of>20\d\d|\d\d)(?![\d/])"
)
# The same day each year; others follow Easter by so many days
_FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
_AFTER_EASTER = (1, 39, 50)


def said_days(text: str, first: date, last: date) -> Iterator[tuple[date, bool]]:
    """Yield the days that a text says, and whether it names the day, or its month alone.

    A year that it does not say is one in which the day is from `first` to `last`; where there is
    none, nothing is known of it. A month alone is its first day.
    """
    for found in _DAY.finditer(text):
        day = int(found["day"] or found["short"] or 1)
        month = _NAMES.index(fold(found["name"])) + 1 if found["name"] else int(found["month"])
        said = int(found["year"] or found["of"] or 0)
        years = [said + 2000 * (0 < said < 100)] if said else range(first.year, last.year + 1)
        for year in years:
            try:
                made = date(year, month, day)
            except ValueError:
                continue
            if said or first.replace(day=1) <= made <= last:
                yield made, bool(found["day"] or found["short"])
                break


def with_short_days(text: str) -> str:
    """Return a text in which every whole date is written `02/03/2031`."""

    def short(found: re.Match[str]) -> str:
        whole = found["short"] or (found["day"] and found["year"])
        days = said_days(found[0], date.min, date.min) if whole else ()
        return next((short_date(day) for day, _ in days), found[0])

    return _DAY.sub(short, text)


def working_days(after: date, before: date, number: int) -> list[date]:
    """Return the first working days between two days, in France, never two in a row."""
    found: list[date] = []
    day = after + timedelta(1)
    while day < before and len(found) < number:
        if day.weekday() < 5 and not _is_holiday(day):
            found.append(day)
            day += timedelta(1)
        day += timedelta(1)
    return found


def _is_holiday(day: date) -> bool:
    moving = [easter(day.year) + timedelta(days) for days in _AFTER_EASTER]
    return (day.month, day.day) in _FIXED or day in moving
