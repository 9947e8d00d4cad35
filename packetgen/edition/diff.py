"""Differences between two states of a list: entries added, removed, changed, moved."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal

from msgspec import Struct

from packetgen.model.campagne_lists import Column, Liste, ListValue, Values
from packetgen.model.fields import FieldKind
from packetgen.text import clean

Pair = tuple[int | None, int | None]
Kind = Literal["added", "removed", "changed", "moved"]
_WORDS_OF_ENTRY = frozenset(
    {FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.DATE, FieldKind.EMAIL, FieldKind.PHONE}
)
_FEW_MOVED = 3


class YearDifference(Struct, frozen=True):
    """One entry that is not as it was; `row` is its place (from 0) in the list after, -1 if none.

    `columns` are those whose value changed. A moved one has as `before` the entry that it now
    follows, none when it comes first; when many moved, the two are empty.
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
    """Yield what changed, in the order of the list after, then what was removed.

    A column that an entry of `after` lacks has not changed.
    """
    pairs = pair(liste, before, after)
    for old, new in pairs:
        if old is not None and new is not None:
            columns = tuple(
                column
                for column in liste.columns
                if column.path in after[new]
                and not same(column, before[old][column.path], after[new][column.path])
            )
            if columns:
                yield YearDifference(liste, "changed", before[old], after[new], columns, new)
        elif new is not None:
            yield YearDifference(liste, "added", {}, after[new], row=new)
        elif old is not None:
            yield YearDifference(liste, "removed", before[old], {})
    yield from _moved(liste, after, pairs)


def _moved(
    liste: Liste, after: Sequence[Values], pairs: Sequence[Pair]
) -> Iterator[YearDifference]:
    """The entries that left their place; beyond a few, the order itself."""
    kept = [(old, new) for old, new in pairs if old is not None and new is not None]
    stay = in_order([old for old, _ in kept])
    moved = [new for old, new in kept if old not in stay]
    if len(moved) > _FEW_MOVED:
        yield YearDifference(liste, "moved", {}, {})
        return
    for new in moved:
        previous = after[new - 1] if new else {}
        yield YearDifference(liste, "moved", previous, after[new], row=new)


def in_order(numbers: Sequence[int]) -> frozenset[int]:
    """The most of `numbers`, all different, that already stand in ascending order."""
    chains: list[list[int]] = [[]]
    for number in numbers:
        longest = max((chain for chain in chains if not chain or chain[-1] < number), key=len)
        chains.append([*longest, number])
    best = max(chains, key=len)
    return frozenset(best)


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
    told = [
        column
        for column in liste.columns
        if column.kind in _WORDS_OF_ENTRY
        and not (column.is_source or column.options or column.reference)
        and (before.get(column.path) or after.get(column.path))
    ]
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
