"""Read the cells of fields: find each one, record its place and value, report what is odd."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from packetgen.campagne.words import asked
from packetgen.model.action import action_fields
from packetgen.model.fields import Field, Required, key_of_action
from packetgen.model.finding import CellOrigin, Finding
from packetgen.text import enumerate_words, fold, nearest
from packetgen.workbook import layout
from packetgen.workbook.open.grid import Sheet
from packetgen.workbook.read.places import Place, Places
from packetgen.workbook.read.slots import Slot
from packetgen.workbook.read.typed import Context, Typed, TypedValue, proposal, remark
from packetgen.workbook.read.values import value_of
from packetgen.workbook.read.witness import displaced

Item = TypeVar("Item")

_MOST_NAMED = 8


class Reader:
    """Reads one workbook; gathers the findings and the origins of what it meets."""

    def __init__(self, places: Places, context: Context, file: str) -> None:
        self.places, self.context, self.file = places, context, file
        self.findings: list[Finding] = []
        self.origins: dict[str, CellOrigin] = {}
        self.fields: dict[str, Field] = {}
        # by sheet: the cells read, and the columns where all that is typed is an answer
        self.read: dict[str, set[tuple[int, int]]] = defaultdict(set)
        self.columns: dict[str, set[int]] = defaultdict(set)
        self._homes: dict[str, Sheet | None] = {}
        # by what is said of them and by sheet; those of no cell are nowhere
        self._grouped: dict[tuple[str, str], list[tuple[CellOrigin, str]]] = defaultdict(list)

    def say(
        self, lecture: str, origin: CellOrigin | None = None, key: str = "", **words: object
    ) -> None:
        """Record a finding, at the cell of `key` by default; `words` fill its message."""
        origin = origin or self.origins.get(key)
        self.findings.append(remark(lecture, **words).at(origin, key))

    def origin(self, place: Place, label: str) -> CellOrigin:
        """Where `place` is, for a finding or a value."""
        return CellOrigin(self.file, place.sheet.title, place.coordinate, label)

    def values(self, slots: Iterable[Slot]) -> dict[str, TypedValue]:
        """Return the values of `slots` by key, each held to the label beside it."""
        slots = tuple(slots)
        for slot in slots:
            area = self.places.areas.get(slot.field.key)
            if area and self._homes.get(slot.sheet) is None:
                self._homes[slot.sheet] = area.first.sheet
        values = {slot.field.key: self._slot(slot) for slot in slots}
        found, own_words = displaced(self.places, slots)
        for each in found:
            self.say_displaced(*each)
        for place in own_words:
            self.read[place.sheet.title].add((place.row, place.column))
        return values

    def say_displaced(self, words: Mapping[str, str], place: Place, field: Field) -> None:
        """Report that a named cell stands beside the label of another field."""
        # a missing piece makes the bundle incomplete, one under the name of another makes it false
        key = "" if field.key.startswith("pieces.") else field.key
        self.say("libelle_deplace", self.origin(place, field.label), key, **words)

    def home(self, title: str) -> Sheet | None:
        """The sheet that stands for `title`: where its names point, else the one called so."""
        if title not in self._homes:
            self._homes[title] = self.places.sheet(title)
            if self._homes[title] is None:
                lead = proposal(title, self.places.workbook.sheets)
                self.say("feuille_introuvable", feuille=title, piste=lead)
        return self._homes[title]

    def cell(self, place: Place, field: Field, key: str = "") -> TypedValue:
        """Return the value of the cell `place`, the origin of `key`, that of `field` by default."""
        key = key or field.key
        typed = self.typed(place, field, key)
        noted = (each.in_field(field) for each in typed.remarks)
        self.findings += [each.at(self.origins[key], key) for each in noted]
        return typed.value

    def typed(self, place: Place, field: Field, key: str) -> Typed:
        """Return the value of `place`, the origin of `key`, with its own remarks."""
        holder = place.holder
        read = self.read[place.sheet.title]
        read.add((place.row, place.column))
        read.add((holder.row, holder.column))
        cell, origin = holder.cell, self.origin(holder, field.label)
        self.origins[key], self.fields[key] = origin, field
        if cell.value is None:
            return Typed(field.blank)
        if holder.is_hidden:
            self.group("cellules_masquees", origin)
        if cell.look.is_struck:
            self.group("cellules_barrees", origin)
        if holder != place:
            self.say("cellule_fusionnee", key=key, cellule=place.coordinate)
            if holder.text == fold(field.label):
                return Typed(field.blank)
        return value_of(cell, field, self.context)

    def _slot(self, slot: Slot) -> TypedValue:
        field = slot.field
        area = self.places.areas.get(field.key)
        if area:
            self.columns[area.first.sheet.title].add(area.first.column)
            return self.cell(area.first, field)
        sheet = self.home(slot.sheet)
        if sheet is None:
            return field.blank
        label = self.places.below_label(sheet, slot.label, slot.after, slot.beside)
        if label is None:
            # a workbook that never had the row is older than the piece; a row deleted left its name
            is_older = field.key.startswith("pieces.") and self.places.names
            if field.key in self.places.names or not is_older:
                self.say_gone(field, sheet)
            return field.blank
        edge = label.right_edge if slot.right else label
        place = edge.moved(down=slot.below, right=slot.right)
        self.group("champs_retrouves", self.origin(place, field.label))
        self.columns[sheet.title].add(place.column)
        return self.cell(place, field)

    def group(self, lecture: str, origin: CellOrigin, key: str = "") -> None:
        """Report something of a cell with the others of its sheet, once all are read."""
        self._grouped[lecture, origin.sheet].append((origin, key))

    def say_gone(self, field: Field, sheet: Sheet) -> None:
        """Report that a cell is nowhere: at once when it is required, else with the others."""
        if field.required is not Required.ALWAYS:
            self.group("champs_supprimes", CellOrigin(self.file, sheet.title, "", field.label))
            return
        texts = {str(found[0].value): found for found in self.places.texts(sheet).values()}
        # the label that may be meant is told here
        meant = texts.get(nearest(field.label, texts), ())
        self.read[sheet.title].update((place.row, place.column) for place in meant)
        words: dict[str, Any] = {"champ": field.label, "feuille": sheet.title}
        self.say("champ_introuvable", **words, piste=proposal(field.label, texts), key=field.key)

    def sheets(self) -> list[Sheet]:
        """The sheets that something is read from."""
        return list(dict.fromkeys(sheet for sheet in self._homes.values() if sheet))

    def finish(self) -> None:
        """Report the copies of sheets, and what is grouped by sheet."""
        for sheet in self.places.copies({sheet.title for sheet in self.sheets()}):
            self.say("feuille_copiee", feuille=sheet.title)
        for (lecture, title), found in self._grouped.items():
            labels = listed(list(dict.fromkeys(each.label for each, _ in found)))
            cells = listed([each.cell for each, _ in found])
            first, key = found[0]
            origin = first if first.cell else None
            self.say(lecture, origin, key, feuille=title, cellules=cells, champs=labels)


def fields_of_action(reader: Reader, numero: int) -> tuple[Field, ...]:
    """Return the fields of an action in a workbook: it may be older than the sheet of the bilan."""
    campagne, places = reader.context.campagne, reader.places
    has_bilan = key_of_action("action.bilan", numero) in places.areas
    if not places.areas:
        has_bilan = places.sheet(layout.sheet_name(layout.BILAN_SHEET, numero)) is not None
    fields = asked(action_fields(campagne), campagne)
    return tuple(each for each in fields if has_bilan or each.sheet != layout.BILAN_SHEET)


def repeated(keyed: Iterable[tuple[Hashable, Item]]) -> Iterator[tuple[Item, Item]]:
    """Yield each item whose key came before, after the first of that key; an empty one is none."""
    first: dict[Hashable, Item] = {}
    for key, item in keyed:
        if key in first:
            yield first[key], item
        elif key:
            first[key] = item


def listed(words: Sequence[str]) -> str:
    """Enumerate the first of `words`, and count the others."""
    shown = list(words[:_MOST_NAMED])
    if len(words) > _MOST_NAMED:
        shown.append(f"{len(words) - _MOST_NAMED} autres")
    return enumerate_words(shown)
