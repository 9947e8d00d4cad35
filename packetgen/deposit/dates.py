"""Days that people write in a text, and the working days that are proposed to them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from packetgen.text import MONTHS, short_date
from packetgen.workbook.read.dates import parse_date

_NAMES = "|".join(MONTHS).replace("é", "[ée]").replace("û", "[ûu]")
_DAY = re.compile(
    rf"(?i)(?:(?<![\d/.])(?P<day>\d{{1,2}})(?:er)?\s+)?\b(?P<name>{_NAMES})\b(?:\s+(?P<year>20\d\d))?"
    r"|(?<![\d/.])\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d(?![\d/])"
)
# Those that follow Easter are Mondays and Thursdays of spring
_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
_SPRING = range(3, 7)


def said_days(text: str, first: date, last: date) -> Iterator[tuple[date, bool]]:
    """Yield the days that a text says, and whether it names the day, or its month alone.

    A year that it does not say is one in which the day is from `first` to `last`; where there is
    none, nothing is known of it. A month alone is its first day.
    """
    for found in _DAY.finditer(text):
        day, name, year = found["day"], found["name"], found["year"]
        years = [year] if year or not name else range(first.year, last.year + 1)
        for each in years:
            said = parse_date(f"{day or 1} {name} {each}" if name else found[0])
            if said and (each == year or first.replace(day=1) <= said <= last):
                yield said, bool(day or not name)
                break


def with_short_days(text: str) -> str:
    """Return a text in which every whole date is written `02/03/2031`."""

    def short(found: re.Match[str]) -> str:
        days = [day for day, is_named in said_days(found[0], date.min, date.min) if is_named]
        return short_date(days[0]) if days else found[0]

    return _DAY.sub(short, text)


def working_days(after: date, before: date) -> list[date]:
    """Return the first two working days between two days, in France, never two in a row."""
    found: list[date] = []
    while len(found) < 2 and (after := after + timedelta(1)) < before:
        moving = after.month in _SPRING and after.weekday() in (0, 3)
        off = after.weekday() > 4 or moving or (after.month, after.day) in _HOLIDAYS
        if not off and after - timedelta(1) not in found:
            found.append(after)
    return found
