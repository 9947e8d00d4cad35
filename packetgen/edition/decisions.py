"""What a person decides of the words that a note no longer has: to be taken, then taken."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from packetgen import resources
from packetgen.campagne.consistency import walk
from packetgen.campagne.note import NoteWords, folded, read_words
from packetgen.edition.contradictions import quoted_days
from packetgen.edition.quotes import Quote, quotes
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import EXPORTED, Values
from packetgen.model.campagne_parts import Decision
from packetgen.model.finding import Source, Statut
from packetgen.workbook.campagne.layout import cell_of
from packetgen.workbook.campagne.read import Sheets

_IN_NOTE = (Statut.NOTE, Statut.CALCUL, Statut.OUVERT)
_UNDECIDED, _AS_BEFORE, _REMOVED = "à confirmer", "confirmer", "retirer"


def to_decide(campagne: Campagne) -> tuple[Decision, ...]:
    """Return what is left to a person of the words that a year quotes of its note."""
    data = resources.home(campagne.annee) / "data" / str(campagne.annee)
    note = _note(data / Path(campagne.note.fichier).name)
    return tuple(decisions(campagne, tuple(quotes(campagne, note)))) if note.lines else ()


def decisions(campagne: Campagne, found: Sequence[Quote]) -> Iterator[Decision]:
    """Yield what a person must decide, entries that quote the same words together."""
    groups: dict[str, list[Quote]] = {}
    for quote in found:
        if not quote.found:
            groups.setdefault(folded(quote.source.texte), []).append(quote)
    for group in groups.values():
        places = ", ".join(cell_of(campagne, (*quote.path, "texte")) for quote in group)
        yield Decision(places, group[0].source.texte, group[0].words)


def with_sources(
    campagne: Campagne, sheets: Sheets, taken: Sequence[Decision], note: Path
) -> Sheets:
    """Return rows whose sources are as decided, and as sure as what they say of it.

    Words that stand in the note are at their lines. A row that says nothing of its source is to be
    confirmed.
    """
    found = _note(note)
    chosen = {folded(each.avant): each for each in taken if each.statut != _UNDECIDED}
    was = {
        (str(path[0]) if isinstance(path[1], int) else "", folded(source.texte)): source
        for path, source in walk(campagne)
        if isinstance(source, Source)
    }

    def decision(name: str, words: str) -> Decision | None:
        each, source = chosen.get(folded(words)), was.get((name, folded(words)))
        if each is None or source is None or each.statut != _AS_BEFORE:
            return each
        return replace(each, statut=source.statut_repris.value, mots=each.mots or each.apres)

    rows = {
        liste.name: tuple(
            replace(row, values=values)
            for row in sheets.rows[liste.name]
            if (values := _resolved(row.values, partial(decision, liste.name), found))
        )
        for liste in EXPORTED
        if liste.name in sheets.rows
    }
    return replace(sheets, rows=rows)


def _resolved(
    values: Values, decision: Callable[[str], Decision | None], note: NoteWords
) -> Values:
    """Return the values of a row, none for an entry to be removed."""
    for path in [each for each in values if each.endswith("source.statut")]:
        prefix = path.removesuffix("statut")
        each = decision(str(values.get(f"{prefix}texte"))) if values[path] == _UNDECIDED else None
        if each and each.statut == _REMOVED:
            return {}
        values = _decided(values, each, note, prefix) if each else values
        words = [str(values.get(f"{prefix}{key}") or "") for key in ("texte", "lignes")]
        if values[path] in _IN_NOTE and (words[1] or values[path] == Statut.NOTE):
            values = {**values, f"{prefix}lignes": note.find(*words) or words[1]}
        said = any((*words, values.get(f"{prefix}adresse")))
        if not said and prefix == "source." and values[path] in (Statut.NOTE, None):
            values = {**values, path: _UNDECIDED}
    return values


def _decided(values: Values, decision: Decision, note: NoteWords, prefix: str) -> Values:
    """Return an entry whose source is as a person decided it."""
    own = decision.statut in _IN_NOTE
    texte = decision.mots or (decision.apres if own else decision.raison) or decision.avant
    address = decision.raison if decision.raison.startswith("http") else ""
    made = {
        "statut": decision.statut,
        "texte": texte,
        "lignes": note.find(texte, str(values.get(f"{prefix}lignes") or "")) if own else "",
        "adresse": address or values.get(f"{prefix}adresse", ""),
    }
    before = {key: values.get(key) for key in ("debut", "fin")}
    dates = {key: day for key, day in before.items() if day is None or isinstance(day, date)}
    days = quoted_days(texte, dates) if own and dates.get("debut") else {}
    return {**values, **days, **{f"{prefix}{key}": value for key, value in made.items()}}


def _note(file: Path) -> NoteWords:
    return read_words(file.read_text("utf-8-sig", "replace") if file.is_file() else "")
