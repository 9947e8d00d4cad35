"""Data that say otherwise than the words that they quote: days, figures, addresses."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from packetgen.campagne.consistency import KeyPath, walk
from packetgen.model.campagne import Campagne, Etape
from packetgen.model.finding import Source
from packetgen.text import MONTHS, fold, short_date

_DAY = re.compile(
    r"(?<![\d/.])(?P<day>\d{1,2})(?:er)?(?:\s?[/.]\s?(?P<number>\d{1,2})(?:\s?[/.]\s?(?P<short>\d{2,4}))?"
    rf"|\s(?P<name>{'|'.join(MONTHS)})(?:\s(?P<year>20\d\d))?|(?=\s(?:au|et|à|-|–)\s))(?![\d/])",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\s(?:(?:jusqu['’])?au|à|-|–)\s(?:\w+\s)?$")
# How the value of a key is written in a quote
_FORMS = {"courriel": r"[\w.+-]+@[\w.-]+\w", "valeur": r"(?<![\d,])\d[\d\s]*(?!,?\d)"}

Day = tuple[int, int, int]
"""Day, month, and year, 0 where the words do not say it."""


def contradictions(campagne: Campagne) -> Iterator[tuple[KeyPath, str]]:
    """Yield the place of each value that its own quote of the note contradicts, and how."""
    for path, entry in walk(campagne):
        source = getattr(entry, "source", None)
        if not isinstance(source, Source) or not source.in_note:
            continue
        quoted = f"ses mots disent « {' '.join(source.texte.split())} »"
        if isinstance(entry, Etape):
            for key, wrong in _days(entry):
                yield (*path, key), f"{entry.libelle}, {wrong} : {quoted}"
        for key, form in _FORMS.items():
            value = str(getattr(entry, key, ""))
            written = {re.sub(r"\s", "", each) for each in re.findall(form, source.texte)}
            if value and written and value not in written:
                yield (*path, key), f"{value} : {quoted}"


def _days(etape: Etape) -> Iterator[tuple[str, str]]:
    days, is_span = quoted_days(etape.source.texte)
    for key, day, place in (("debut", etape.debut, 0), ("fin", etape.fin, 1)):
        expected = days[place : place + 1] if is_span else days
        if not days or (day is None and not (is_span and place)):
            continue
        if day is None or not any(_same(day, each) for each in expected):
            yield key, short_date(day) if day else "sans fin"


def _same(day: date, quoted: Day) -> bool:
    return (day.day, day.month) == quoted[:2] and quoted[2] in (0, day.year)


def quoted_days(words: str) -> tuple[list[Day], bool]:
    """Return the days of a quote in order, and whether they are the two ends of one time."""
    found = list(_DAY.finditer(words))
    days: list[Day] = []
    month = year = 0
    # « 10 au 24/11 »: the first takes its month from the next
    for each in reversed(found):
        month = int(each["number"] or 0) or _month(each["name"]) or month
        year = int(each["short"] or each["year"] or 0) if each["number"] or each["name"] else year
        year += 2000 if 0 < year < 100 else 0
        if 1 <= int(each["day"]) <= 31 and 1 <= month <= 12:
            days.insert(0, (int(each["day"]), month, year))
    is_span = len(days) == len(found) == 2 and bool(
        _SPAN.search(words[found[0].end() : found[1].start()])
    )
    return days, is_span


def nearest_day(quoted: Day, near: date) -> date:
    """Return a quoted day in the year that it says, else in the one that brings it near another."""
    day, month, year = quoted
    years = [year] if year else [near.year - 1, near.year, near.year + 1]
    return min((date(each, month, day) for each in years), key=lambda each: abs(each - near))


def _month(name: Any) -> int:  # noqa: ANN401
    return [fold(month) for month in MONTHS].index(fold(name)) + 1 if name else 0
