"""One cell → one typed value, by the kind of its field; whatever is altered is remarked."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from packetgen.model.campagne_parts import EVERYWHERE
from packetgen.model.fields import Field, FieldKind, Required
from packetgen.resources import table
from packetgen.text import NBSP, clean, denies, enumerate_words, fold, french_typography
from packetgen.workbook.open.grid import Cell
from packetgen.workbook.read.dates import day
from packetgen.workbook.read.numbers import IDENTIFIERS, amount, duration, identifier, whole_number
from packetgen.workbook.read.typed import Context, Raw, Typed, noted, proposal, refused, remark

QUARTIERS = "quartiers"
_SAID = table(__file__, "values.toml")
_SHORTEST, _MOST_LISTED = 3, 6
_BEFORE, _DENIALS, _NUMBER = (set(_SAID[name]) for name in ("before", "denials", "number"))
_EVERY, _AROUND_ALL = set(_SAID["every"]), set(_SAID["around_all"])
_YES, _NO, _TICKS = (set(_SAID[name]) for name in ("yes", "no", "ticks"))
# « Oui, deux agents » is a yes; « Oui ? », « Non renseigné », « Oui et non » are no answers
_ANSWER = re.compile(r"(oui|non)\s*[,;:.!(–—-]", re.IGNORECASE)
_UNSURE = re.compile(r"\?|\b(oui|non|peut|si|sauf|selon|confirmer)\b", re.IGNORECASE)
_RUN_OF_SPACES = re.compile(r"[ \t\n]{2,}|[\t\n]")


def choice(raw: Raw, field: Field, context: Context) -> Typed:
    """Match a text with the list of its field; what an open list lacks is kept as typed."""
    typed, labels = " ".join(raw.text.split()), context.campagne.choices(field.choices)
    for label in labels:
        if " ".join(label.split()) == typed:
            return Typed(label)
    for label, lecture in _matches(typed, labels, field, context):
        return noted(label, raw, field, lecture, lu=label)
    # the note's list of quartiers is not whole: rule EPCI-19 judges
    if field.open_list or field.choices == QUARTIERS:
        return Typed(typed)
    lead = proposal(typed, labels) or _listed(labels)
    return noted(typed, raw, field, "choix_inconnu", champ=field.label, piste=lead)


def _matches(
    typed: str, labels: Sequence[str], field: Field, context: Context
) -> Iterator[tuple[str, str]]:
    """Yield the labels that a text may mean, the surest first, and what is to be said of each."""
    known = "choix_reconnu"
    yield from ((label, known) for label in labels if fold(label) == fold(typed))
    if field.choices in EVERYWHERE and _says_all(typed, context):
        yield EVERYWHERE[field.choices], known
    if field.open_list:
        return
    synonyms = _SAID["synonyms"].get(field.choices, {})
    words = [synonyms.get(word, word) for word in _words(typed)]
    short = _without_opening(words, field)
    named = [
        label
        for label in labels
        if short in (_without_opening(_words(name), field) for name in _short_names(label))
    ]
    if len(named) == 1:
        yield named[0], known
    for said in (words, short):
        yield from ((label, known) for label in labels if said == _words(label))
        if likely := _likely(said, labels):
            yield likely, "choix_devine"


def _says_all(typed: str, context: Context) -> bool:
    """Whether a place is all of the call: « Tous les quartiers prioritaires de l’agglo »."""
    words = {word for word in _words(typed.replace("-", " ")) if not word.isdecimal()}
    territoire = context.campagne.territoire
    own = set(_words(territoire.nom.replace("-", " "))) - _AROUND_ALL
    words -= own if words >= own else set()
    return bool(words & _EVERY) and not words - _EVERY - _AROUND_ALL - {fold(territoire.sigle)}


def _short_names(label: str) -> Iterable[str]:
    """How a label is called for short: « Priorité 2 », initials, what they stand for, a code."""
    plain = label.replace(NBSP, " ")
    acronym = re.fullmatch(r"(.*) \((.*)\)", plain)
    halves = (*plain.partition(" : ")[::2], *plain.partition(" – ")[::2])
    return filter(None, (*halves, *(acronym.groups() if acronym else ())))


def _listed(labels: Sequence[str]) -> str:
    if len(labels) > _MOST_LISTED:
        return ""
    quotes = (f"« {label} »" for label in labels)
    return french_typography(f" Les choix : {enumerate_words(quotes, 'or')}.")


def _likely(said: Sequence[str], labels: Sequence[str]) -> str:
    """Return the one label that holds what is said, or with which it begins; empty if none is.

    Whole words are surer than words cut short: these count only where those say nothing.
    """
    if not said:
        return ""
    split = {label: _words(label) for label in labels}
    for meets in (str.__eq__, _begins):
        holding = [
            label
            for label, whole in split.items()
            if all(any(meets(word, other) for other in whole) for word in said)
        ]
        if not holding and not _DENIALS & set(said):
            named = [
                label
                for label, whole in split.items()
                if all(any(meets(word, other) for word in said) for other in whole)
            ]
            # two choices named are no choice, the first of them neither
            holding = named if len(named) > 1 or _opens(said, named) else []
        if holding:
            return holding[0] if len(holding) == 1 else ""
    return ""


def _opens(said: Sequence[str], named: Sequence[str]) -> bool:
    return all(
        _begins(word, of) for label in named for word, of in zip(said, _words(label), strict=False)
    )


def _begins(word: str, whole: str) -> bool:
    """Whether a word is another, or the beginning of it: « Asso », « Assoc. »."""
    return word == whole or (len(word) >= _SHORTEST and word.isalpha() and whole.startswith(word))


def _without_opening(words: Sequence[str], field: Field) -> list[str]:
    """Drop what only opens an answer: an article, the name of the field (« Pilier Agir »)."""
    opening = _BEFORE | set(_words(field.label))
    first = next((place for place, word in enumerate(words) if word not in opening), 0)
    return list(words[first:])


def _words(text: str) -> list[str]:
    """The words of a text, folded and singular: « Priorité 2 » is in « Priorité 2 : Créer… »."""
    words = [fold(word) for word in re.findall(r"\w+", text)]
    return [_singular(word) for word in words if word not in _NUMBER]


def _singular(word: str) -> str:
    if len(word) <= _SHORTEST:
        return word
    return f"{word[:-3]}al" if word.endswith("aux") else word.removesuffix("s")


def value_of(cell: Cell, field: Field, context: Context) -> Typed:
    """Return the value of `cell` for `field`, and what was altered, guessed or refused."""
    value = cell.value
    if value is None:
        return Typed(field.blank)
    if cell.type == "f":
        return Typed(field.blank, (remark("formule_sans_resultat"),))
    if cell.type == "e":
        return Typed(field.blank, (remark("cellule_en_erreur", valeur=value),))
    if not isinstance(value, str):
        return typed_of(Raw(value, cell.format), field, context)
    return value_of_text(value, field, context)


def value_of_text(text: str, field: Field, context: Context) -> Typed:
    """Return the value that a text means for `field`, and what was altered, guessed or refused."""
    cleaned, changes = clean(text)
    if not cleaned:
        return Typed(field.blank)
    value, remarks = typed_of(Raw(cleaned), field, context)
    if changes:
        remarks = (remark("texte_nettoye", changements=", ".join(changes)), *remarks)
    return Typed(value, remarks)


def typed_of(raw: Raw, field: Field, context: Context) -> Typed:
    """Read a value, cleaned if a text; one that denies is no answer: « néant », « / », no one."""
    written = raw.text
    owed = field.required is not Required.OPTIONAL
    free = field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and not field.choices
    # « aucun » answers a free question; « non » does a yes or no, « - » an amount
    if field.kind not in (FieldKind.YES_NO, FieldKind.EUROS) and (owed or not free):
        nobody = owed and field.kind is FieldKind.INTEGER and fold(written) == "0"
        if nobody or denies(written, field.label):
            return Typed(field.blank, (remark("sans_reponse", valeur=written),))
    read = choice if field.choices else _READERS.get(field.kind, _text)
    return read(raw, field, context)


def _text(raw: Raw, field: Field, _context: Context) -> Typed:
    """Read a text; a whole number is its digits, any other content is remarked."""
    written = raw.text
    if isinstance(raw.value, str) and field.kind is not FieldKind.LONG_TEXT:
        return Typed(_RUN_OF_SPACES.sub(" ", written))
    if isinstance(raw.value, str) or written.isdigit():
        return Typed(written)
    return noted(written, raw, field, "valeur_en_texte")


def _yes_or_no(raw: Raw, field: Field, _context: Context) -> Typed:
    written = raw.text
    word, opening = fold(written), _ANSWER.match(written)
    if written.strip("\ufe0f ") in _TICKS:
        meant = "oui"
    elif opening and not _UNSURE.search(written, opening.end()):
        meant = opening[1].casefold()
    else:
        meant = word
    if meant not in _YES | _NO or "?" in written:
        return refused(raw, field, "oui_ou_non_illisible")
    if word in ("oui", "non"):
        return Typed(word == "oui")
    read = "Oui" if meant in _YES else "Non"
    return noted(meant in _YES, raw, field, "oui_ou_non_interprete", lu=read)


_READERS: dict[FieldKind, Callable[[Raw, Field, Context], Typed]] = {
    FieldKind.INTEGER: whole_number,
    FieldKind.EUROS: amount,
    FieldKind.HOURS: duration,
    FieldKind.DATE: day,
    FieldKind.YES_NO: _yes_or_no,
    **dict.fromkeys(IDENTIFIERS, identifier),
}
