"""Differences between two states of a list, and what they mean in plain French."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Literal

from msgspec import Struct

from packetgen.amendment.compare import changed
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import ALL, LISTS, Column, Liste, ListValue, Values
from packetgen.model.comparison import Change
from packetgen.model.fields import FieldKind
from packetgen.text import clean, enumerate_words, long_date, lower_first, number

Labels = Mapping[tuple[str, str], str]
"""What people call the entry that a code names, by list and code."""

Pair = tuple[int | None, int | None]
Kind = Literal["added", "removed", "changed", "moved"]
_WORDS_OF_ENTRY = frozenset(
    {FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.DATE, FieldKind.EMAIL, FieldKind.PHONE}
)


class YearDifference(Struct, frozen=True):
    """One entry that is not as it was; `row` is its place (from 0) in the list after, -1 if none.

    `columns` are those whose value changed. Where entries moved, it is of no entry.
    """

    liste: Liste
    change: Kind
    before: Values
    after: Values
    columns: tuple[Column, ...] = ()
    row: int = -1


def year_differences(
    liste: Liste, before: Sequence[Values], after: Sequence[Values]
) -> Iterator[YearDifference]:
    """Yield what changed, in the order of the list after, what was removed, whether some moved.

    A column that an entry of `after` lacks has not changed.
    """
    pairs = pair(liste, before, after)
    for old, new in pairs:
        if old is not None and new is not None:
            was, now = before[old], after[new]
            own = (column for column in liste.columns if column.path in now)
            columns = tuple(it for it in own if not same(it, was[it.path], now[it.path]))
            if columns:
                yield YearDifference(liste, "changed", was, now, columns, new)
        elif new is not None:
            yield YearDifference(liste, "added", {}, after[new], row=new)
        elif old is not None:
            yield YearDifference(liste, "removed", before[old], {})
    kept = [old for old, new in pairs if old is not None and new is not None]
    if kept != sorted(kept):
        yield YearDifference(liste, "moved", {}, {})


def pair(liste: Liste, before: Sequence[Values], after: Sequence[Values]) -> list[Pair]:
    """Match the entries of two states by their key, then those that are alike but for it.

    Pairs stand in the order of `after`, then come those that have no match in it.
    """
    match: dict[int, int] = {}
    alone = dict(enumerate(before))
    # two people may share a key
    same_keys = (_same_keys(liste.key, *liste.named), _same_keys(liste.key))
    for is_same in (*same_keys, partial(_alike, liste)):
        for new, entry in enumerate(after):
            free = (old for old, former in alone.items() if is_same(former, entry))
            if new not in match and (old := next(free, None)) is not None:
                match[new] = old
                del alone[old]
    return [*((match.get(new), new) for new in range(len(after))), *((old, None) for old in alone)]


def _same_keys(*paths: str) -> Callable[[Values, Values], bool]:
    return lambda before, after: all(str(before.get(p)) == str(after.get(p)) for p in paths)


def _alike(liste: Liste, before: Values, after: Values) -> bool:
    """Whether half of what two entries say in words is the same: a new code, a new person."""
    free = (it for it in liste.columns if not (it.is_source or it.options or it.reference))
    words = (column for column in free if column.kind in _WORDS_OF_ENTRY)
    told = [column for column in words if before.get(column.path) or after.get(column.path)]
    equal = sum(same(column, before[column.path], after.get(column.path)) for column in told)
    return 0 < len(told) <= 2 * equal


def same(column: Column, before: ListValue, after: ListValue) -> bool:
    """Whether two values say the same; what no cell can hold is no difference."""
    return _comparable(column, before) == _comparable(column, after)


def _comparable(column: Column, value: ListValue) -> ListValue:
    if isinstance(value, tuple):
        return tuple(str(text) for item in value if (text := _comparable(column, item)))
    if isinstance(value, str):
        text = clean(value)[0]
        return text if column.kind is FieldKind.LONG_TEXT else " ".join(text.split())
    return value


def labels(entries: Iterable[tuple[Liste, Values]]) -> Labels:
    """Name of each code of `entries`."""
    found = {}
    for liste, values in entries:
        name = str(values.get("nom") or values.get("libelle") or "")
        found[liste.name, str(values.get(liste.key))] = name
    return found


def labels_of(*campagnes: Campagne) -> Labels:
    """Name of each code in `campagnes`, the last one first."""
    return labels((li, values) for c in campagnes for li in LISTS for values in li.entries(c))


def sentences(difference: YearDifference, names: Labels) -> Iterator[tuple[str, str]]:
    """Yield what one difference means, each sentence with the path of the column it tells."""
    liste, entry = difference.liste, entry_name(difference, names)
    end = "e" if liste.feminine else ""
    match difference.change:
        case "added":
            details = _details(liste, difference.after, names)
            yield liste.key, f"{entry} : ajouté{end}{f' ({details})' if details else ''}."
        case "removed":
            yield liste.key, f"{entry} : retiré{end}."
        case "moved":
            yield liste.key, f"{liste.title} : l’ordre des lignes change."
        case "changed":
            for column in difference.columns:
                states = (difference.before[column.path], difference.after[column.path])
                label = f"{entry}, {lower_first(column.label)}"
                news = [*changed(label, *(said(column, state, names) for state in states))]
                for each in news or [Change(f"{label} : mêmes mots, disposés autrement")]:
                    words = [f"« {it} »" if it else "rien" for it in (each.before, each.after)]
                    told = f" : {' devient '.join(words)}" if words != ["rien", "rien"] else ""
                    yield column.path, f"{each.sentence}{told}."


def entry_name(difference: YearDifference, names: Labels) -> str:
    """Name of an entry: « Quartier QP099002 – Les Tilleuls », as it was when it was there."""
    liste, values = difference.liste, difference.before or difference.after
    title = " – ".join(str(values[path]) for path in liste.named if values.get(path))
    if liste.name == "referents":
        where = names.get(("communes", str(values.get("insee"))), str(values.get("insee")))
        return f"{liste.noun} ({where})"
    quoted = f"« {title} »" if liste.named == ("libelle",) else title
    return f"{liste.noun} {quoted}" if title else liste.noun


def _details(liste: Liste, values: Values, names: Labels) -> str:
    """Values of a new entry, without its name, its source and its empty columns."""
    told = (
        f"{lower_first(column.label)} {said(column, value, names)}"
        for column in liste.columns
        if not column.is_source and column.path not in liste.named
        if (value := values.get(column.path)) not in (None, "", (), False)
    )
    return ", ".join(told)


def said(column: Column, value: ListValue, names: Labels) -> str:
    """A value as people say it: a long date, oui or non, the name behind a code."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return enumerate_words(said(column, item, names) for item in value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, int):
        return number(value)
    if column.reference:
        return "toutes" if value == ALL else names.get((column.reference, str(value)), str(value))
    return str(value)
