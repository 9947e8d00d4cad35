"""Check each named cell against the label beside it: sorting moves labels, never names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from packetgen.model.fields import Field
from packetgen.text import fold, french_typography
from packetgen.workbook.printed import essence
from packetgen.workbook.read.places import Place, Places
from packetgen.workbook.read.slots import Slot

# How many columns people may have put between a label and its answer
_INSERTED = 2

Identity = tuple[str, str, str]
# What to say of a named cell that the labels give to another field, the cell, its field
Displaced = tuple[dict[str, str], Place, Field]


class _Held(NamedTuple):
    """A cell found by its name, and the cell at its side that holds a label, or should."""

    slot: Slot
    place: Place
    label: Place

    @property
    def is_sound(self) -> bool:
        """Whether it is the label that packetgen printed there."""
        written = self.label.value
        return isinstance(written, str) and essence(written) == essence(self.slot.row_label)


def displaced(places: Places, slots: Iterable[Slot]) -> tuple[list[Displaced], list[Place]]:
    """Return the named cells that stand beside another label, and the labels in people's own words.

    A label that somebody wrote anew is no witness: only one that packetgen prints on the sheet is,
    where the cell's own label stands elsewhere or the other's has left its place.
    """
    by_sheet: dict[str, list[_Held]] = defaultdict(list)
    for slot in slots:
        area = places.areas.get(slot.field.key)
        if area and slot.row_label:
            beside = _left_of(area.first, slot.right)
            by_sheet[area.first.sheet.title].append(_Held(slot, area.first, beside))
    found: list[Displaced] = []
    own_words: list[Place] = []
    for held in by_sheet.values():
        if not all(each.is_sound for each in held):
            found += _displaced_in(places, held, own_words)
    return found, own_words


def _displaced_in(
    places: Places, held: Sequence[_Held], own_words: list[Place]
) -> Iterator[Displaced]:
    """Yield the cells of a sheet that labels give to another; `own_words` gains labels of none."""
    texts, named = places.texts(held[0].place.sheet), {each.place for each in held}
    known = defaultdict[str, set[Identity]](set)
    for each in held:
        known[fold(each.slot.row_label)].add(_identity(each.slot))
    found = [each if each.is_sound else _sought(each, named, known) for each in held]
    sound = [each for each in found if _identity(each.slot) in known.get(each.label.text, ())]
    in_place, at_home = {each.label for each in sound}, {_identity(each.slot) for each in sound}
    for each in (each for each in found if each not in sound):
        owners = known.get(each.label.text, set())
        same = texts.get(fold(each.slot.row_label), ())
        own = next((place for place in same if place not in in_place), None)
        if not owners:
            own_words.append(each.label)
        is_taken = owners and each.place.is_filled and (own or not owners <= at_home)
        if is_taken or (own and _is_answered(own, each.slot, named)):
            yield _words(each, own, is_known=bool(owners)), each.place, each.slot.field


def _sought(held: _Held, named: Collection[Place], known: Collection[str]) -> _Held:
    """Look for a known label a little further, in columns that nobody answers in."""
    further = (_left_of(held.place, right + 1) for right in range(held.slot.right + _INSERTED))
    label = next((each for each in further if each not in named and each.text in known), held.label)
    return held._replace(label=label)


def _is_answered(label: Place, slot: Slot, named: Collection[Place]) -> bool:
    """Whether somebody answered beside a label that is astray, where no name points.

    An account may be called as one of its lines: its code is another, its amount a sum.
    """
    answer = label.right_edge.moved(right=slot.right)
    is_typed = answer.is_filled and not answer.cell.is_computed
    return answer not in named and is_typed and slot.beside in ("", label.text_on_left)


def _words(held: _Held, own: Place | None, *, is_known: bool) -> dict[str, str]:
    champ = french_typography(held.slot.row_label)
    told = []
    if is_known:
        told.append(f"le libellé à côté, en {held.label.coordinate}, est « {held.label.value} »")
    if own:
        told.append(f"« {champ} » est en {own.coordinate}")
    temoin = french_typography(" et ".join(told))
    return {"champ": champ, "temoin": temoin, "cellule": held.label.coordinate}


def moved_heads(columns: Mapping[Field, Place]) -> Iterator[Displaced]:
    """Yield the named columns of a table whose head is another's: their first cells."""
    labels = {fold(field.label): field for field in columns}
    first = next(iter(columns.values()))
    filled = {column for _, column in first.sheet.cells}
    row = (Place(first.sheet, first.row, each) for each in sorted(filled))
    above = filter(None, map(_head_above, row))
    heads = {labels[head.text]: head for head in above if head.text in labels}
    by_column = {head.column: field for field, head in heads.items()}
    for field, place in columns.items():
        other, own = by_column.get(place.column, field), heads.get(field)
        if other is not field and own:
            cell = heads[other].coordinate
            text = f"la tête de colonne, en {cell}, est « {other.label} »"
            temoin = french_typography(f"{text} et « {field.label} » est en {own.coordinate}")
            yield {"champ": field.label, "temoin": temoin, "cellule": cell}, place, field


def _head_above(column: Place) -> Place | None:
    """The first text of the two rows above a column: its head, then what it expects."""
    above = (column.moved(down=-2), column.moved(down=-1))
    return next((place for place in above if place.value), None)


def _identity(slot: Slot) -> Identity:
    """The same for the rows of one field, and for the amount and the text of one line."""
    return slot.label, slot.after, slot.beside


def _left_of(place: Place, columns: int) -> Place:
    """The cell so many columns to the left, or the first one of its merge; at least in column A."""
    column = max(1, place.column - columns)
    merge = place.sheet.merges.get((place.row, column))
    return Place(place.sheet, place.row, merge.left if merge else column)
