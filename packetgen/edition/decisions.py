"""The words that a year's data quote: found again in its note, decided, or contradicted.

A decision is to be taken where the words changed, or are gone; it is then taken in the lists.
Data contradict their words that say other days, figures, addresses than these.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from packetgen import resources
from packetgen.campagne.consistency import KeyPath, walk
from packetgen.campagne.note import NoteWords, folded, read_words
from packetgen.model.campagne import Campagne, Etape
from packetgen.model.campagne_lists import EXPORTED, Values
from packetgen.model.campagne_parts import Decision
from packetgen.model.finding import Source, Statut
from packetgen.text import MONTHS, fold, short_date
from packetgen.workbook.campagne.layout import cell_of
from packetgen.workbook.campagne.read import Sheets

_IN_NOTE = (Statut.NOTE, Statut.CALCUL, Statut.OUVERT)
_UNDECIDED, _AS_BEFORE, _REMOVED = "à confirmer", "confirmer", "retirer"
# Below, words are not those that were changed, but others; short ones are like many
_ALIKE, _SHORT = 65.0, 20
_DAY = re.compile(
    r"(?<![\d/.])(?P<day>\d{1,2})(?:er)?(?:\s?[/.]\s?(?P<number>\d{1,2})(?:\s?[/.]\s?(?P<short>\d{2,4}))?"
    rf"|\s(?P<name>{'|'.join(MONTHS)})(?:\s(?P<year>20\d\d))?|(?=\s(?:au|et|à|-|–)\s))(?![\d/])",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\s(?:(?:jusqu['’])?au|à|-|–)\s(?:\w+\s)?$")
# How the value of a key is written in a quote
_FORMS = {"courriel": r"[\w.+-]+@[\w.-]+\w", "valeur": r"(?<![\d,])\d[\d\s]*(?!,?\d)"}


class Quote(Struct, frozen=True):
    """A source that quotes the note, or did: where its words stand now, and which they are.

    `lignes` are empty where they are gone. It is `found` when the words are those that were.
    """

    path: KeyPath
    source: Source
    lignes: str
    words: str
    found: bool


def quotes(campagne: Campagne, note: NoteWords) -> Iterator[Quote]:
    """Yield each source of the note, with its words as the note now has them."""
    for path, source in walk(campagne):
        if not (isinstance(source, Source) and source.lignes and source.texte.strip()):
            continue
        if lignes := note.find(source.texte, source.lignes):
            yield Quote(path, source, lignes, source.texte, found=True)
        else:
            yield Quote(path, source, *closest(source.texte, note), found=False)


def closest(words: str, note: NoteWords) -> tuple[str, str]:
    """Return the lines and the words of the note that are most like some, empty when none are."""
    from rapidfuzz import fuzz

    wanted = folded(words)
    aligned = fuzz.partial_ratio_alignment(wanted, note.folded)
    if aligned is None or aligned.score < _ALIKE + 20 * (len(wanted) < _SHORT):
        return "", ""
    # what was added or taken away moves the ends: they are those of the lines that fit best
    start, end = aligned.dest_start, aligned.dest_end
    first, last = (bisect_right(note.starts, at) - 1 for at in (start, end))
    ends = [*(at - (note.text[at - 1] == " ") for at in note.starts[1:]), len(note.text)]
    # of whole words
    passages = {
        (note.text.rfind(" ", 0, start + 1) + 1, f"{note.text} ".find(" ", end - 1))
        for start in (*note.starts[max(0, first - 1) : first + 2], aligned.dest_start)
        for end in (*ends[max(0, last - 1) : last + 2], aligned.dest_end)
        if start < end
    }
    start, end = max(sorted(passages), key=lambda it: fuzz.ratio(wanted, note.folded[slice(*it)]))
    return note.lines_of(start, end), note.text[start:end]


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
    sources = ((path, it) for path, it in walk(campagne) if isinstance(it, Source))
    listed = ((str(path[0]) * isinstance(path[1], int), it) for path, it in sources)
    was = {(name, folded(source.texte)): source for name, source in listed}

    def decision(name: str, words: str) -> Decision | None:
        each, source = chosen.get(folded(words)), was.get((name, folded(words)))
        if each is None or source is None or each.statut != _AS_BEFORE:
            return each
        return replace(each, statut=source.statut_repris.value, mots=each.mots or each.apres)

    rows = {}
    for name in (liste.name for liste in EXPORTED if liste.name in sheets.rows):
        typed = (
            (it, _resolved(it.values, partial(decision, name), found)) for it in sheets.rows[name]
        )
        rows[name] = tuple(replace(row, values=values) for row, values in typed if values)
    return replace(sheets, rows=rows)


def _resolved(values: Values, decide: Callable[[str], Decision | None], note: NoteWords) -> Values:
    """Return the values of a row, none for an entry to be removed."""
    for path in [each for each in values if each.endswith("source.statut")]:
        prefix = path.removesuffix("statut")
        each = decide(str(values.get(f"{prefix}texte"))) if values[path] == _UNDECIDED else None
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
