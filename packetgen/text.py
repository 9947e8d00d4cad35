"""French figures, dates, plurals and typography. Pure: no clock, no system locale.

The no-break space is U+00A0 throughout: the narrow U+202F is missing from fonts and consoles.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Literal

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"
# Python's commas and point; Babel, which knows them too, takes 25 ms to load in each process
FRENCH = str.maketrans({",": NBSP, ".": ","})
MONTHS = tuple(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
# An IBAN within a text; a scan or a hand may put O for 0
IBAN = re.compile(r"\b(?:FR|MC|BE|LU|DE)[\dO]{2}(?:[ \u00a0]?[0-9A-Z]){12,23}")


def number(value: Decimal | int) -> str:
    """Return `12 500` or `12 500,50`: no-break thousands, decimal comma, cents only if any."""
    written = f"{value:,.2f}" if value % 1 else f"{value:,.0f}"
    return written.translate(FRENCH)


def euros(amount: Decimal) -> str:
    """Return an amount of euros as printed: `6 500 €`."""
    return f"{number(amount)}{NBSP}€"


def long_date(day: date) -> str:
    """Return `3 novembre 2031`, `1er mars 2032`."""
    number_of_day = "1er" if day.day == 1 else str(day.day)
    return f"{number_of_day}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Return `03/11/2031`."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def period(start: date | None, end: date | None, hour: str = "") -> str:
    """Return « du 2 février au 30 novembre 2031 », « le 14 juillet 2031 à 12 h », or nothing."""
    if start is None or end is None:
        return ""
    at = f" à {clock(hour)}" if hour else ""
    if start == end:
        return f"le {long_date(start)}{at}"
    first = long_date(start)
    if start.year == end.year:
        first = first.removesuffix(f" {start.year}")
        if start.month == end.month:
            first = first.split(NBSP)[0]
    return f"du {first} au {long_date(end)}{at}"


def clock(written: str) -> str:
    """Return « 12 h », « 16 h 30 » of an hour written `12h00`, `16:30`."""
    hour, minute = hour_and_minute(written)
    return f"{hour}{NBSP}h" + (f"{NBSP}{minute:02}" if minute else "")


def hour_and_minute(written: str) -> tuple[int, int]:
    """Return the figures of an hour written `12h`, `16:30`."""
    hour, minute = re.split("[h:]", written)
    return int(hour), int(minute or 0)


def percentage(amount: Decimal, whole: Decimal) -> str:
    """Return `27 %`, `moins de 1 %`; nothing when there is no whole."""
    if not whole:
        return ""
    share = (100 * amount / whole).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{share}{NBSP}%" if share or not amount else f"moins de 1{NBSP}%"


def hours(duration: Decimal) -> str:
    """Return a number of hours as people write it: `24 h`, `1 h 30`."""
    whole, minutes = divmod(int((duration * 60).to_integral_value()), 60)
    return f"{number(whole)}{NBSP}h" + (f"{NBSP}{minutes:02}" if minutes else "")


def megabytes(size: int) -> str:
    """Return a weight in bytes as shown: `4,52 Mo`; rounded up, it never hides an excess."""
    return f"{number(Decimal(-(-size // 10_000)) / 100)}{NBSP}Mo"


def count(quantity: int, singular: str, plural: str = "") -> str:
    """Return `1 page`, `3 pages`; zero is singular, as in French."""
    return f"{number(quantity)}{NBSP}{singular if quantity < 2 else plural or singular + 's'}"


def enumerate_words(words: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """Return `a, b et c`, or `a, b ou c`."""
    *first, last = [*words] or [""]
    link = " ou " if style == "or" else " et "
    return f"{', '.join(first)}{link}{last}" if first else last


def lower_first(text: str) -> str:
    """Return `text` without its initial capital, unless it opens an acronym (`RIB`)."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return `text` with an initial capital."""
    return text[:1].upper() + text[1:]


def mask_iban(iban: str) -> str:
    """Return an IBAN as shown on a screen: `FR14 •••• 2606`."""
    packed = re.sub(r"\s", "", iban)
    return f"{packed[:4]}{NBSP}••••{NBSP}{packed[-4:]}" if len(packed) > 8 else "••••"


_SAINTS = {"saint": "st", "sainte": "ste"}
# Most letters of a page have no accent: only the others are looked at one by one
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


# Labels and closed lists come back in every dossier
@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """Return what remains for matching: no case, accent, space or sign; Saint is St."""
    return "".join(_SAINTS.get(word, word) for word in bare_words(text))


_LEGAL_FORM = re.compile(r"(?i)^(?:l['’])?asso(?:c(?:iation)?)?\b\.?(?: loi 1901)?|\(.*\)$")


def bare_name(name: str) -> str:
    """Return a structure's name for comparisons: « ASSOCIATION X (SIGLE) » is « X »."""
    return _LEGAL_FORM.sub("", name).strip() or name


def slug(text: str, length: int = 60) -> str:
    """Return a part of a file name that every system accepts: `grandir-au-jardin`."""
    words = bare_words(text)
    while len("-".join(words)) > length and len(words) > 1:
        words.pop()
    return "-".join(words)[:length]


def bare_words(text: str) -> list[str]:
    """Return the words of `text`, lower case, without accents or signs."""
    lowered = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return re.findall(r"[a-z0-9]+", without_accents(unicodedata.normalize("NFKD", lowered)))


# Words of « néant », « aucun », « à définir », « non, pas encore » : the first of them are enough
_DENIALS = set(
    "non aucun aucune neant nc rien objet definir preciser completer renseigner determiner venir"
    " pas cours xx xxx".split()
)
_BESIDE_DENIALS = set(
    "a n s o en de d le l pour sans encore moment instant prevu prevue concerne applicable".split()
)


def denies(text: str, label: str = "") -> bool:
    """Whether an answer to `label` is none: « néant », « / », « à définir », « aucun comité »."""
    words = set(bare_words(text))
    rest = words - _DENIALS - _BESIDE_DENIALS - set(bare_words(label))
    return not rest and (not words or bool(words & _DENIALS) or words in ({"n", "a"}, {"s", "o"}))


def without_accents(decomposed: str) -> str:
    """Return a text whose accents stand by themselves without them."""
    return _BEYOND_ASCII.sub(
        lambda found: "".join(c for c in found[0] if not unicodedata.combining(c)), decomposed
    )


def readable(name: str) -> str:
    """Return a file's name with its accents: where the locale has none, they are surrogates."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def nearest(text: str, candidates: Iterable[str]) -> str:
    """Return the candidate that looks most like `text`, or an empty string."""
    by_fold = {fold(candidate): candidate for candidate in candidates}
    found = get_close_matches(fold(text), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def akin(text: str, candidates: Sequence[str]) -> list[str]:
    """Return the candidates that look like `text`, or one of whose rare words does."""
    found = [nearest(text, candidates)]
    for word in bare_words(text):
        alike = [each for each in candidates if get_close_matches(word, bare_words(each), 1, 0.8)]
        found += alike if len(word) > 3 and len(alike) <= 3 else []
    return list(dict.fromkeys(filter(None, found)))


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What leaves a hole where a font lacks it: places for a hyphen, marks of width 0
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Signs of the fonts Symbol and Wingdings, as Word pastes them: their bullets, most often
_SYMBOLS = re.compile("[\uf020-\uf0ff]")
_NOT_XML = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Return `text` fit for a document, and in French what was altered beyond white space."""
    altered = []
    text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    text = _UNSEEN.sub("", text)
    # Alt+Enter of Word and Excel, page breaks: all are line breaks for a reader
    text = re.sub("\r\n|[\r\v\f\u0085\u2028\u2029]", "\n", text)
    if _BIDI.search(text):
        text = _BIDI.sub("", text)
        altered.append("marques invisibles de sens d’écriture retirées")
    text = _SYMBOLS.sub("•", text)
    if _NOT_XML.search(text):
        text = _NOT_XML.sub("\ufffd", text)
        altered.append("caractères illisibles remplacés par \ufffd")
    return unicodedata.normalize("NFC", text).strip(), tuple(altered)


# Left as typed: addresses, e-mails, times
_VERBATIM = re.compile(r"(https?://\S+|www\.\S+|\S+@\S+|\b\d{1,2}:\d{2}\b)")
_SPACES = f"[ {NBSP}{NARROW_NBSP}]"
_TYPOGRAPHY: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (NARROW_NBSP, NBSP),
        (r"(?<=\w)'(?=[\w\"«“])", "’"),
        (r'"([^"\n]*)"', r"«\1»"),
        (rf"«{_SPACES}*", f"«{NBSP}"),
        (rf"{_SPACES}*»", f"{NBSP}»"),
        (rf"(?<=[\w)\]»%€’.…]){_SPACES}*([;:!?]+)(?=\s|$)", rf"{NBSP}\1"),
        (rf"(?<=\d){_SPACES}*(?=[€%])", NBSP),
        (rf"(?<=\d){_SPACES}+(?=(?:h\b|°))", NBSP),
        (rf"(?<=\d)(?=(?:\d{{3}})+(?:,\d+)?{NBSP}€)", NBSP),
        (rf"(?<=\d){_SPACES}(?=\d{{3}}(?!\d))", NBSP),
        (rf"\b(n°|M\.|Mme|MM\.|p\.){_SPACES}+(?=\S)", rf"\1{NBSP}"),
        (rf"\b(\d{{1,2}}|1er){_SPACES}+(?=(?:{'|'.join(MONTHS)})\b)", rf"\1{NBSP}"),
    )
)


def inner_quotes(text: str) -> str:
    """Return `text` as it stands within French quotes: its own are “high”."""
    return re.sub(rf'"([^"\n]*)"|«{_SPACES}*([^«»]*?){_SPACES}*»', r"“\1\2”", text)


def french_typography(text: str) -> str:
    """Return `text` with French spacing, apostrophes and quotes; stable when applied twice."""
    pieces = _VERBATIM.split(text)
    for place in range(0, len(pieces), 2):
        for pattern, replacement in _TYPOGRAPHY:
            pieces[place] = pattern.sub(replacement, pieces[place])
    return "".join(pieces)


def difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Return the words of two texts in order, each run with « = », « - » (gone) or « + » (new)."""
    old, new = (re.findall(r"\S+", text) for text in (before, after))
    marked = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        runs = (("=", old[a:b]),) if kind == "equal" else (("-", old[a:b]), ("+", new[c:d]))
        marked += [(sign, " ".join(run)) for sign, run in runs if run]
    return tuple(marked)
