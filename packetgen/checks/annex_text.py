"""Search the text of an annex for values, whatever way people write them."""

import re
import unicodedata
from typing import TypeAlias

from msgspec import Struct

from packetgen.model.campagne_parts import LigneBudget
from packetgen.text import IBAN, bare_name, bare_words, fold, nearest, without_accents

Pages: TypeAlias = tuple[str, ...]

# Letters that a scan or a hand puts for digits
LOOKALIKES = str.maketrans("OIL", "011")
IBAN_LENGTHS = {"FR": 27, "MC": 27, "BE": 16, "LU": 20, "DE": 22}
SIRET = re.compile(r"\b\d{3}\s?\d{3}\s?\d{3}\s?\d{5}\b")
DAUPHIN = re.compile(r"\bDA\s?\d{8}(?:-\d+)?\b")
# The year of a request, where a form names it
YEAR = re.compile(
    r"(?i)\b(?:demande de subvention(?:s|\(s\))?|appel à projets?|exercice|campagne|année|budget"
    r"(?: prévisionnel| du projet)?)\W{1,4}(?:(?:de l|pour l)['’])?(?:année )?(?P<year>20\d\d)\b"
)
RNA = re.compile(r"\bW\s?\d[A-Z\d]\s?\d{7}\b")

_MONEY = (
    r"(?<![\w.,])(?P<whole>\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d+)(?:[.,](?P<cents>\d\d))?"
    r"(?![\w%]|[.,]\d)\s*(?:€|euros?|eur)?"
)
_OTHER_FUNDER = re.compile(
    r"\b(?:etat|regions?|departements?|conseils?|communes?|organismes?|fonds|agences?|autres?|aides?)\b"
)
_BESIDE = re.compile(
    rf"(?P<between>[^\d|]{{0,60}}?)\|?\s*{_MONEY}\s*(?:\d+(?:[.,]\d+)?\s*%\s*)?(?:\|.*)?"
)
_ALONE = re.compile(rf"\W*{_MONEY}\W*")


class Seen(Struct, frozen=True):
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
    found = ((each[0], n) for n, page in enumerate(pages, 1) for each in form.finditer(page))
    return [Seen(re.sub(r"\s", "", words).upper(), number) for words, number in found]


def first(form: str, pages: Pages) -> Seen | None:
    """Return the first words that have a form, as they are written."""
    found = ((number, re.search(form, page)) for number, page in enumerate(pages, start=1))
    return next((Seen(" ".join(read[0].split()), number) for number, read in found if read), None)


def ibans(pages: Pages) -> list[Seen]:
    """Return the IBAN in the pages, cut at the length of their country."""
    found = ((seen.value, seen.page) for seen in search(IBAN, pages))
    return [Seen(value[: IBAN_LENGTHS[value[:2]]], page) for value, page in found]


def names(wanted: str, pages: Pages) -> list[Seen]:
    """Return the pages that carry a name, whatever its case, accents and signs."""
    needle, numbered = fold(wanted), enumerate(pages, start=1)
    return [Seen(wanted, n) for n, page in numbered if needle and needle in fold(page)]


def structures(wanted: str, pages: Pages) -> list[Seen]:
    """Return the pages that carry a structure's name: « ASSOCIATION X » is « X » of two words."""
    bare = bare_name(wanted)
    return [Seen(wanted, seen.page) for seen in names(bare if " " in bare else wanted, pages)]


def nearest_line(wanted: str, pages: Pages) -> list[Seen]:
    """Return the line that looks most like `wanted`, or none when nothing does."""
    numbered = ((line.strip(), n) for n, page in enumerate(pages, 1) for line in page.splitlines())
    lines = {line: number for line, number in numbered if 3 < len(line) < 200}
    best = nearest(wanted, lines)
    return [Seen(best, lines[best])] if best else []


def amounts_of_line(line: LigneBudget, pages: Pages) -> list[Seen]:
    """Return the amounts read on a line of the budget: `6500`, or `6500.5` with cents.

    It is found by its label or its other names. What stands on another is never taken for it.
    """
    names = sorted((line.libelle, *line.autres_noms), key=len, reverse=True)
    words = (r"\s+".join(map(re.escape, _bare(name).split())) for name in names)
    named = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")
    seen: dict[Seen, None] = {}
    for number, page in enumerate(map(_bare, pages), start=1):
        cuts = (found.span() for found in named.finditer(page))
        amounts = (_amount_after(page[:start], page[end:]) for start, end in cuts)
        seen |= dict.fromkeys(Seen(amount, number) for amount in amounts if amount)
    return list(seen)


def begins_with_pilier(pilier: str, description: str, pages: Pages) -> bool | None:
    """Whether the description in the pages begins with the pilier; None where it is not found.

    It follows its label at the start of a line, or is the workbook's own, by its first words.
    """
    text = "\n".join(map(_bare, pages))
    name = r"\W+".join(bare_words(pilier))
    # « Agir » is a verb too: the pilier is called so, or stands apart
    called = rf"[^.\n]{{0,60}}?\bpilier\b[^.\n]{{0,60}}?\b{name}\b"
    led = rf"(?:{called}|\b{name}\b(?=[»\" ]*(?:[\n:.;,–—-]|$)))"
    label = r"(?m)^[^\w\n]*descri(?:ption|ptif)\b"
    if re.search(rf"{label}[^\n:]{{0,40}}?[\s:]*[«\"\s]*{led}", text):
        return True
    own = r"\W+".join(bare_words(description)[:5])
    if own and (found := re.search(rf"\b{own}\b", text)):
        return bool(re.search(rf"{led}\W*$", text[max(0, found.start() - 200) : found.start()]))
    return False if re.search(label, text) else None


def _amount_after(before: str, after: str) -> str:
    """Return the amount beside a label, or alone below it; nothing where it is not sure."""
    line, _, below = after.partition("\n")
    found = _BESIDE.fullmatch(line.strip())
    if found:
        return "" if _OTHER_FUNDER.search(found["between"]) else _plain(found)
    if any(sign.isalnum() for sign in line):
        return ""
    column = before.rpartition("\n")[0].rstrip().rpartition("\n")[2]
    if _OTHER_FUNDER.match(column) and not re.search(r"\d", column):
        return ""  # names one under the other, then amounts: whose is it?
    first, second, *_ = [*filter(str.strip, below.split("\n")), "", ""]
    found = _ALONE.fullmatch(first)
    return _plain(found) if found and not _ALONE.fullmatch(second) else ""


def _plain(amount: re.Match[str]) -> str:
    """Return an amount as digits, its cents only if any."""
    whole, cents = re.sub(r"\D", "", amount["whole"]), (amount["cents"] or "").rstrip("0")
    return f"{whole}.{cents}" if cents else whole


def _bare(text: str) -> str:
    """Return a text without case, accents nor curly apostrophes, its lines and spaces kept."""
    lines = "\n".join(text.casefold().replace("’", "'").splitlines())
    return without_accents(unicodedata.normalize("NFD", lines))
