"""What a person decides of the words that a note no longer has: to be taken, then taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from packetgen import resources
from packetgen.campagne.consistency import KeyPath, walk
from packetgen.campagne.note import NoteWords, folded, read_words
from packetgen.edition.contradictions import quoted_days
from packetgen.edition.quotes import Quote, quotes
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import EXPORTED, Values
from packetgen.model.campagne_parts import Decision
from packetgen.model.finding import Source, Statut
from packetgen.workbook.campagne.layout import cell_of
from packetgen.workbook.campagne.read import EntryRow, Sheets

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
        keys = "\n".join(_key(campagne, quote.path) for quote in group)
        yield Decision(keys, places, group[0].source.texte, group[0].words)


def _key(campagne: Campagne, path: KeyPath) -> str:
    """Return what a decision calls the entry of a source: `calendrier/depot`, `destinataire/`."""
    liste = next((each for each in EXPORTED if each.name == path[0]), None)
    if liste is None or not isinstance(path[1], int):
        return f"{path[0]}/"
    return f"{path[0]}/{liste.entries(campagne)[path[1]][liste.key]}"


def with_sources(
    campagne: Campagne, sheets: Sheets, taken: Sequence[Decision], note: Path
) -> Sheets:
    """Return rows whose sources are as decided, and as sure as what they say of it.

    Words that stand in the note are at their lines. A row that says nothing of its source is to be
    confirmed.
    """
    found = _note(note)
    chosen = {key: each for each in taken for key in each.entrees.split("\n")}
    for path, source in walk(campagne) if chosen else ():
        key = _key(campagne, path) if isinstance(source, Source) else ""
        if key in chosen and chosen[key].statut == _AS_BEFORE:
            words = chosen[key].mots or chosen[key].apres
            chosen[key] = replace(chosen[key], statut=source.statut_repris.value, mots=words)
    rows = {
        liste.name: tuple(
            replace(row, values=values)
            for row in sheets.rows[liste.name]
            if (values := _resolved(liste.name, row, str(row.values.get(liste.key)), chosen, found))
        )
        for liste in EXPORTED
        if liste.name in sheets.rows
    }
    return replace(sheets, rows=rows)


def _resolved(
    name: str, row: EntryRow, key: str, chosen: Mapping[str, Decision], note: NoteWords
) -> Values:
    """Return the values of a row, none for an entry to be removed."""
    values = row.values
    for path in [each for each in values if each.endswith("source.statut")]:
        prefix = path.removesuffix("source.statut")
        decision = chosen.get(f"{name}/{key}" if name else f"{prefix.rstrip('.')}/")
        if decision and decision.statut != _UNDECIDED == values[path]:
            if decision.statut == _REMOVED:
                return {}
            values = _decided(values, decision, note, prefix)
        words = [str(values.get(f"{prefix}source.{each}") or "") for each in ("texte", "lignes")]
        if values[path] in _IN_NOTE and (words[1] or values[path] == Statut.NOTE):
            lignes = note.find(*words) or words[1]
            values = {**values, f"{prefix}source.lignes": lignes}
        said = any((*words, values.get(f"{prefix}source.adresse")))
        if not said and not prefix and values[path] in (Statut.NOTE, None):
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
        "lignes": note.find(texte, str(values.get(f"{prefix}source.lignes") or "")) if own else "",
        "adresse": address or values.get(f"{prefix}source.adresse", ""),
    }
    before = {key: values.get(key) for key in ("debut", "fin")}
    dates = {key: day for key, day in before.items() if day is None or isinstance(day, date)}
    days = quoted_days(texte, dates) if own and dates.get("debut") else {}
    return {**values, **days, **{f"{prefix}source.{key}": value for key, value in made.items()}}


def _note(file: Path) -> NoteWords:
    return read_words(file.read_text("utf-8-sig", "replace") if file.is_file() else "")
