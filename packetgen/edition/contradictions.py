"""Data that say otherwise than the words that they quote: days, figures, addresses."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

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


def contradictions(campagne: Campagne) -> Iterator[tuple[KeyPath, str]]:
    """Yield the place of each value that its own quote of the note contradicts, and how."""
    for path, entry in walk(campagne):
        source = getattr(entry, "source", None)
        if not isinstance(source, Source) or not source.in_note:
            continue
        quoted = f"ses mots disent « {' '.join(source.texte.split())} »"
        if isinstance(entry, Etape):
            days = {"debut": entry.debut, "fin": entry.fin}
            for key, said in quoted_days(source.texte, days).items():
                if said != (day := days[key]):
                    wrong = short_date(day) if day else "sans fin"
                    yield (*path, key), f"{entry.libelle}, {wrong} : {quoted}"
        for key, form in _FORMS.items():
            value = str(getattr(entry, key, ""))
            written = {re.sub(r"\s", "", each) for each in re.findall(form, source.texte)}
            if value and written and value not in written:
                yield (*path, key), f"{value} : {quoted}"


def quoted_days(words: str, days: Mapping[str, date | None]) -> dict[str, date]:
    """Return the first and the last day that a quote says, by the keys of those that are given.

    Where it says no year, it is that of the day given; « 10 au 24/11 » says the month once.
    """
    found = list(_DAY.finditer(words))
    quoted: list[tuple[int, int, int]] = []
    month = year = 0
    for each in reversed(found):
        name = fold(each["name"] or "")
        month = int(each["number"] or 0) or ([""] + [fold(m) for m in MONTHS]).index(name) or month
        year = int(each["short"] or each["year"] or 0) or year
        quoted.insert(0, (year + 2000 * (0 < year < 100), month, int(each["day"])))
    ends = [words[found[0].end() : found[1].start()]] if len(found) == 2 else []
    is_span = any(_SPAN.search(end) for end in ends)
    said: dict[str, date] = {}
    for number, (key, day) in enumerate(days.items()):
        if near := day or (days["debut"] if is_span else None):
            known = [_near(each, near) for each in (quoted[number:][:1] if is_span else quoted)]
            gaps = {abs(each - near): each for each in known if each}
            said |= {key: gaps[min(gaps)]} if gaps else {}
    return said


def _near(quoted: tuple[int, int, int], near: date) -> date | None:
    year, month, day = quoted
    found = []
    for each in [year] if year else [near.year - 1, near.year, near.year + 1]:
        try:
            found.append(date(each, month, day))
        except ValueError:
            continue
    return min(found, key=lambda each: abs(each - near), default=None)
