"""Figures as people type them: amounts, whole numbers, durations, identifiers; never a guess.

What Excel takes from an identifier when it thinks that it is a number is given back.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal

from packetgen.model.fields import Field, FieldKind
from packetgen.text import euros, hours, number
from packetgen.workbook.open.grid import GENERAL
from packetgen.workbook.read.typed import Context, Raw, Typed, decimal_of, noted, refused

_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-"})
_CURRENCY = re.compile(r"^€ ?| ?(?:€|euros?|eur)$", re.IGNORECASE)
_NUMBER = re.compile(r"-? ?(?:\d+|\d{1,3}(?: \d{3})+)(?:[.,]\d+)?")
_GROUPED = re.compile(
    r"-? ?\d{1,3}(?:(?:\.\d{3})+,\d{1,2}|(?:,\d{3})+\.\d{1,2}|(?:\.\d{3}){2,}|(?:,\d{3}){2,})"
)
# « 6.500 » is six thousand for one reader and six and a half for another
_AMBIGUOUS = re.compile(r"-? ?[1-9]\d{0,2}[.,]\d{3}")

_LIMIT = 10**12
_EURO = re.compile(r"€|euros?|eur", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\b(?:[ACNU][A-Z]D|GBP|CHF|JPY|XPF|XOF|XAF|MAD|DZD|TND|RON|PLN|frs?|F(?:\.? ?CF[AP])?)\b"
    r"|dollars?|livres?|francs?|dirhams?|dinars?",
    re.IGNORECASE,
)
# « 6 k€ », « 6 milliers », « 6 M€ »
_MULTIPLE = re.compile(r"k ?€|m ?€|\bk\b|\bm\b|mill", re.IGNORECASE)
# In a number format: a currency, a text between quotes, a sign as it is
_LITERALS = re.compile(r'\[\$([^\]-]*)[^\]]*\]|"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].|([$£¥€])')
_SCALED = re.compile(r"[0#?],+(?![0#?,])")

_UNIT_OF_HOURS = re.compile(r" ?(?:h|heures?|hrs?)$")
_MINUTES_ONLY = re.compile(r"(\d+) ?(?:min|mn|minutes?)")
_HOURS_AND_MINUTES = re.compile(
    r"(\d+) ?(?:h|heures?|:) ?([0-5]?\d)(?: ?(?:min|mn|minutes?))?(?::00)?"
)


LENGTHS = {FieldKind.SIRET: 14, FieldKind.POSTAL_CODE: 5, FieldKind.DAUPHIN: 8, FieldKind.PHONE: 10}
IDENTIFIERS = {*LENGTHS, FieldKind.RNA, FieldKind.IBAN, FieldKind.BIC}
# SIREN numbers begin with up to four zeros; 9 digits in a SIRET cell are a whole SIREN
_MOST_LOST = {FieldKind.SIRET: 4}
EXCEL_DIGITS = 15

_SCIENTIFIC = re.compile(r"(\d(?:[.,]\d+)?)e\+?(\d{1,2})", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")


def parse_number(text: str) -> Decimal | None:
    """Return the number that a text writes in French or plain figures, None when in doubt."""
    packed = " ".join(text.translate(_SIGNS).split())
    if _AMBIGUOUS.fullmatch(packed):
        return None
    if _NUMBER.fullmatch(packed):
        return Decimal(packed.replace(" ", "").replace(",", "."))
    if _GROUPED.fullmatch(packed):
        mark = "," if packed.rfind(",") > packed.rfind(".") else "."
        whole, _, cents = packed.rpartition(mark)
        if len(cents) == 3:
            whole, cents = packed, "0"
        return Decimal(f"{re.sub(r'[., ]', '', whole)}.{cents}")
    return None


def amount(raw: Raw, field: Field, _context: Context) -> Typed:
    """Read an amount in euros; cents and negative amounts are kept."""
    figure = _figure(raw, _CURRENCY)
    if figure is None:
        foreign = isinstance(raw.value, str) and _foreign(raw.value)
        lecture = "autre_monnaie" if foreign else "nombre_illisible"
        return refused(raw, field, lecture, exemple="6500")
    return _measured(figure, raw, field, euros)


def whole_number(raw: Raw, field: Field, _context: Context) -> Typed:
    """Read a count: a whole number, not negative."""
    figure = _figure(raw)
    if figure is None:
        return refused(raw, field, "nombre_illisible", exemple="40")
    if figure < 0 or (figure < _LIMIT and figure % 1):
        return refused(raw, field, "nombre_non_entier")
    return _measured(figure, raw, field, number)


def duration(raw: Raw, field: Field, context: Context) -> Typed:
    """Read hours: a figure, « 1h30 », or a cell that Excel turned into a time."""
    if isinstance(raw.value, str):
        value, lecture = _written_duration(raw.value), "duree_en_texte"
    elif isinstance(raw.value, time | timedelta | datetime):
        value, lecture = _clock_duration(raw.value, context.epoch), "duree_en_horaire"
    else:
        figure = _figure(raw)
        if figure is not None and figure >= 0:
            return _measured(figure, raw, field, hours)
        value, lecture = None, "duree_illisible"
    if value is None:
        return refused(raw, field, "duree_illisible")
    if value >= _LIMIT:
        return refused(raw, field, "nombre_demesure")
    return noted(value, raw, field, lecture, lu=hours(value))


def _figure(raw: Raw, unit: re.Pattern[str] | None = None) -> Decimal | None:
    value = raw.value
    if isinstance(value, str):
        packed = " ".join(value.split())
        return parse_number(unit.sub("", packed) if unit else packed)
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" not in raw.format:
        return decimal_of(value)
    return None


def _measured(value: Decimal, raw: Raw, field: Field, show: Callable[[Decimal], str]) -> Typed:
    if abs(value) >= _LIMIT:
        return refused(raw, field, "nombre_demesure")
    read = int(value) if field.kind is FieldKind.INTEGER else value
    if isinstance(raw.value, str):
        return noted(read, raw, field, "nombre_en_texte", lu=show(value))
    if shown := _shown_otherwise(raw.format):
        return noted(read, raw, field, "format_trompeur", affiche=shown, lu=show(value))
    return Typed(read)


def _shown_otherwise(code: str) -> str:
    """Return what a number format adds or takes away, so that another number is read; or empty."""
    if code == GENERAL:
        return ""
    shown = code.split(";")[0]
    found = _LITERALS.findall(shown)
    currency = next((each for each, *_ in found if each and not _EURO.fullmatch(each)), "")
    literals = " ".join(map("".join, found))
    has_figures = any(map(str.isdigit, literals)) or _MULTIPLE.search(literals)
    if currency or has_figures or _foreign(literals):
        return f"« {literals.strip()} »"
    if {*"-("} & {*_LITERALS.sub("", shown), *literals}:
        return "un signe moins"
    return "des milliers" if _SCALED.search(_LITERALS.sub("", shown)) else ""


def _foreign(written: str) -> bool:
    signs = {sign for sign in written if unicodedata.category(sign) == "Sc"} - {"€"}
    return bool(signs or _FOREIGN.search(written))


def _written_duration(text: str) -> Decimal | None:
    """Return the hours of « 1h30 », « 1:30 », « 90 min », « 1,5 h » or « 1,5 »."""
    packed = " ".join(text.lower().split())
    if found := _MINUTES_ONLY.fullmatch(packed):
        return Decimal(found[1]) / 60
    if found := _HOURS_AND_MINUTES.fullmatch(packed):
        return Decimal(60 * int(found[1]) + int(found[2])) / 60
    value = parse_number(_UNIT_OF_HOURS.sub("", packed))
    return value if value is not None and value >= 0 else None


def _clock_duration(value: time | timedelta | datetime, epoch: datetime) -> Decimal | None:
    """Return the hours of a time of day, an elapsed time, or a serial below two years."""
    if isinstance(value, datetime):
        from openpyxl.utils.datetime import to_excel

        serial = float(to_excel(value, epoch))  # type: ignore[no-untyped-call]
        if value.year > epoch.year + 1 or serial % 1 == 0:
            return None
        value = timedelta(days=serial)
    elif isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    return Decimal(round(value.total_seconds())) / 3600


def identifier(raw: Raw, field: Field, _context: Context) -> Typed:
    """Read an identifier, as typed save for invisible characters and runs of spaces.

    A number has its digits back, and its zeros when length or format prove them; one that Excel
    shows by its power, « 7,3282932000074E+13 », when that writes every digit.
    """
    if isinstance(raw.value, str):
        scientific = _SCIENTIFIC.fullmatch(raw.value)
        if not scientific or field.kind not in LENGTHS:
            return Typed(" ".join(_INVISIBLE.sub("", raw.value).split()))
        digits = re.sub(r"\D", "", scientific[1])
        if len(digits) != int(scientific[2]) + 1:
            return refused(raw, field, "chiffres_perdus")
        return noted(digits, raw, field, "zeros_retablis", lu=digits)
    if isinstance(raw.value, bool) or not isinstance(raw.value, int | float):
        return noted(raw.text, raw, field, "valeur_en_texte")
    if decimal_of(raw.value) >= 10**EXCEL_DIGITS:
        return refused(raw, field, "chiffres_perdus")
    digits = Raw(raw.value).text
    whole = _restored(digits, raw.format, field.kind) if digits.isdigit() else digits
    if whole == digits:
        return Typed(whole)
    return noted(whole, Raw(digits), field, "zeros_retablis", lu=whole)


def _restored(digits: str, format_: str, kind: FieldKind) -> str:
    if kind is FieldKind.PHONE and len(digits) == 11 and digits.startswith("33"):
        return f"+{digits}"
    length = LENGTHS.get(kind, 0)
    shown = re.sub(r"\D", "", format_)
    proven = set(shown) == {"0"} and len(shown) == length
    lost = length - len(digits)
    if not (proven or 0 < lost <= _MOST_LOST.get(kind, 1)):
        return digits
    padded = digits.zfill(length)
    return " ".join(re.findall("..", padded)) if kind is FieldKind.PHONE else padded
