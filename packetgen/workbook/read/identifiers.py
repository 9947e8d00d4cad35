"""Identifiers: what Excel takes from them when it thinks they are numbers, given back."""

import re
from decimal import Decimal

from packetgen.model.fields import Field, FieldKind
from packetgen.workbook.read.typed import (
    Context,
    Raw,
    Typed,
    as_text,
    decimal_of,
    quoted,
    refused,
    remark,
)

LENGTHS = {FieldKind.SIRET: 14, FieldKind.POSTAL_CODE: 5, FieldKind.DAUPHIN: 8, FieldKind.PHONE: 10}
IDENTIFIERS = {*LENGTHS, FieldKind.RNA, FieldKind.IBAN, FieldKind.BIC}
# SIREN numbers begin with up to four zeros; 9 digits in a SIRET cell are a whole SIREN
_MOST_LOST = {FieldKind.SIRET: 4}
EXCEL_DIGITS = 15

_SCIENTIFIC = re.compile(r"(\d(?:[.,]\d+)?)e\+?(\d{1,2})", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")


def identifier(raw: Raw, field: Field, _context: Context) -> Typed:
    """Read an identifier, as typed save for invisible characters and runs of spaces."""
    if isinstance(raw.value, str):
        scientific = _SCIENTIFIC.fullmatch(raw.value)
        if scientific and field.kind in LENGTHS:
            return _from_scientific(scientific, raw, field)
        return Typed(" ".join(_INVISIBLE.sub("", raw.value).split()))
    if isinstance(raw.value, bool) or not isinstance(raw.value, int | float):
        return Typed(as_text(raw), (remark("valeur_en_texte", lu=quoted(raw, field)),))
    return _from_figure(decimal_of(raw.value), raw, field)


def _from_scientific(found: re.Match[str], raw: Raw, field: Field) -> Typed:
    """Read « 7,3282932000074E+13 » when it writes every digit; otherwise some are lost."""
    digits = re.sub(r"\D", "", found[1])
    if len(digits) != int(found[2]) + 1:
        return refused(raw, field, "chiffres_perdus")
    return Typed(digits, (remark("zeros_retablis", valeur=raw.value, lu=digits),))


def _from_figure(figure: Decimal, raw: Raw, field: Field) -> Typed:
    """Give a number its digits back, and its zeros when length or format prove them."""
    digits = as_text(Raw(raw.value))
    if figure >= 10**EXCEL_DIGITS:
        return refused(raw, field, "chiffres_perdus")
    whole = _restored(digits, raw.format, field.kind) if digits.isdigit() else digits
    if whole == digits:
        return Typed(whole)
    return Typed(whole, (remark("zeros_retablis", valeur=digits, lu=whole),))


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
