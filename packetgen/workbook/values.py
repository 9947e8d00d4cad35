"""One cell → one typed value, by the kind of its field; whatever is altered is remarked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from openpyxl.cell.cell import Cell, MergedCell

from packetgen.model.fields import Field, Kind
from packetgen.text import clean, fold
from packetgen.workbook.read_choices import choice
from packetgen.workbook.read_dates import day
from packetgen.workbook.read_identifiers import IDENTIFIERS, identifier
from packetgen.workbook.read_numbers import amount, duration, whole_number
from packetgen.workbook.read_problems import Lecture, remark
from packetgen.workbook.read_typed import (
    Context,
    Raw,
    RawValue,
    Typed,
    as_text,
    blank,
    quoted,
    refused,
)

_YES, _NO = {"oui", "o", "x", "vrai", "true", "yes", "1"}, {"non", "n", "faux", "false", "no", "0"}
_TICKS = {"✓", "✔", "☑", "☒"}
# « Oui, deux agents » is a yes; « Oui ? », « Non renseigné », « Oui et non » are no answers
_ANSWER = re.compile(r"(oui|non)\s*[,;:.!(–—-]", re.IGNORECASE)
_UNSURE = re.compile(r"\?|\b(oui|non|peut|si|sauf|selon|confirmer)\b", re.IGNORECASE)
_RUN_OF_SPACES = re.compile(r"[ \t\n]{2,}|[\t\n]")


def value_of(cell: Cell | MergedCell, field: Field, context: Context) -> Typed:
    """Return the value of `cell` for `field`, and what was altered, guessed or refused."""
    value = cell.value
    if value is None:
        return Typed(blank(field))
    if cell.data_type == "f":
        return Typed(blank(field), (remark(Lecture.FORMULE_SANS_RESULTAT),))
    if cell.data_type == "e":
        return Typed(blank(field), (remark(Lecture.CELLULE_EN_ERREUR, valeur=value),))
    if not isinstance(value, str):
        # data_type leaves no formula here, and no other type is stored
        return _reader(field)(Raw(cast(RawValue, value), cell.number_format), field, context)
    return value_of_text(value, field, context)


def value_of_text(text: str, field: Field, context: Context) -> Typed:
    """Return the value that a text means for `field`, and what was altered, guessed or refused."""
    cleaned, changes = clean(text)
    if not cleaned:
        return Typed(blank(field))
    typed = _reader(field)(Raw(cleaned), field, context)
    if not changes:
        return typed
    note = remark(Lecture.TEXTE_NETTOYE, changements=", ".join(changes))
    return Typed(typed.value, (note, *typed.remarks))


def _reader(field: Field) -> Callable[[Raw, Field, Context], Typed]:
    """The function that reads a field of this kind."""
    if field.choices:
        return choice
    if field.kind in IDENTIFIERS:
        return identifier
    return _READERS.get(field.kind, _text)


def _text(raw: Raw, field: Field, _context: Context) -> Typed:
    """Read a text; a whole number is its digits, any other content is remarked."""
    written = as_text(raw)
    if isinstance(raw.value, str):
        return Typed(written if field.kind is Kind.LONG_TEXT else _RUN_OF_SPACES.sub(" ", written))
    if written.isdigit():
        return Typed(written)
    return Typed(written, (remark(Lecture.VALEUR_EN_TEXTE, lu=quoted(raw, field)),))


def _yes_or_no(raw: Raw, field: Field, _context: Context) -> Typed:
    """Read Oui, Non, and the other words and marks that mean them."""
    written = as_text(raw)
    word, opening = fold(written), _ANSWER.match(written)
    if written.strip("\ufe0f ") in _TICKS:
        meant = "oui"
    elif opening and not _UNSURE.search(written, opening.end()):
        meant = opening[1].casefold()
    else:
        meant = word
    if meant not in _YES | _NO:
        return refused(raw, field, Lecture.OUI_OU_NON_ILLISIBLE)
    if word in ("oui", "non"):
        return Typed(word == "oui")
    words = {"valeur": quoted(raw, field), "lu": "Oui" if meant in _YES else "Non"}
    return Typed(meant in _YES, (remark(Lecture.OUI_OU_NON_INTERPRETE, **words),))


_READERS: dict[Kind, Callable[[Raw, Field, Context], Typed]] = {
    Kind.INTEGER: whole_number,
    Kind.EUROS: amount,
    Kind.HOURS: duration,
    Kind.DATE: day,
    Kind.YES_NO: _yes_or_no,
}
