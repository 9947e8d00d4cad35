"""What is looked for in the text of an annex, normalised as people write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from packetgen.text import fold

Pages: TypeAlias = tuple[str, ...]

# Letters that a scan or a hand puts for digits
LOOKALIKES = str.maketrans("OIL", "011")
IBAN_LENGTHS = {"FR": 27, "MC": 27, "BE": 16, "LU": 20, "DE": 22}
IBAN = re.compile(r"\b(?:FR|MC|BE|LU|DE)[\dO]{2}(?:[ \u00a0]?[0-9A-Z]){12,23}")
SIRET = re.compile(r"\b\d{3}\s?\d{3}\s?\d{3}\s?\d{5}\b")
DAUPHIN = re.compile(r"\bDA\s?\d{8}(?:-\d+)?\b")
RNA = re.compile(r"\bW\s?\d[A-Z\d]\s?\d{7}\b")
WHOLE_NUMBER = re.compile(r"\b\d{1,3}(?:[ \u00a0\u202f.]\d{3})+\b|\b\d+\b")


@dataclass(frozen=True)
class Seen:
    """A value seen in a piece, and its page there (from 1)."""

    value: str
    page: int


def same(one: str, other: str) -> bool:
    """Whether two values are the same as people write them: spaces, accents, O for 0, DA or not."""

    def bare(value: str) -> str:
        folded = fold(value).upper()
        # an identifier has digits: there, a letter that looks like one is one
        digits = folded.translate(LOOKALIKES) if any(c.isdigit() for c in folded) else folded
        return digits.removeprefix("DA")

    return bare(one) == bare(other)


def search(form: re.Pattern[str], pages: Pages) -> list[Seen]:
    """Return what has a form, page by page, without spaces."""
    return [
        Seen(re.sub(r"\s", "", found[0]).upper(), number)
        for number, page in enumerate(pages, start=1)
        for found in form.finditer(page)
    ]


def ibans(pages: Pages) -> list[Seen]:
    """Return the IBAN in the pages, cut at the length of their country."""
    return [
        Seen(seen.value[: IBAN_LENGTHS[seen.value[:2]]], seen.page) for seen in search(IBAN, pages)
    ]


def whole_numbers(pages: Pages) -> list[Seen]:
    """Return the whole numbers in the pages, digits only: `6 500` as `6500`."""
    return [Seen(re.sub(r"\D", "", seen.value), seen.page) for seen in search(WHOLE_NUMBER, pages)]


def names(wanted: str, pages: Pages) -> list[Seen]:
    """Return the pages that carry a name, whatever its case, accents and signs."""
    needle = fold(wanted)
    return [
        Seen(wanted, number)
        for number, page in enumerate(pages, start=1)
        if needle and needle in fold(page)
    ]


def nearest_line(wanted: str, pages: Pages) -> list[Seen]:
    """Return the line that looks most like `wanted`, or none when nothing does."""

    def likeness(seen: Seen) -> float:
        return SequenceMatcher(None, fold(wanted), fold(seen.value)).ratio()

    lines = [
        Seen(line.strip(), number)
        for number, page in enumerate(pages, start=1)
        for line in page.splitlines()
        if 3 < len(line.strip()) < 200
    ]
    best = max(lines, key=likeness, default=None)
    return [best] if best and likeness(best) > 0.6 else []
