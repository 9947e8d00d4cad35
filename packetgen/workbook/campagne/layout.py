"""Layout of the workbook of a campagne: rows, columns, headings. Pure."""

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct
from openpyxl.utils import get_column_letter

from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import EXPORTED, Column, Liste, Values
from packetgen.model.fields import Field
from packetgen.resources import table
from packetgen.text import fold

TITLE = "listes de l’appel"
HEADINGS_ROW, FIRST_COLUMN = 4, 2
SPARE_ROWS, FEWEST_SLOTS = 25, 3
LABEL_COLUMN, VALUE_COLUMN, SINGLE_WIDTHS = 2, 3, (2, 30, 90, 2)

WORDS = table(__file__, "words.toml")
WIDE = 46.0


class EntrySlot(Struct, frozen=True):
    """One column of a sheet: the column of the list, and its place when it takes several (1…)."""

    column: Column
    place: int = 0

    @property
    def heading(self) -> str:
        """Its heading: « Commune 2 »."""
        return f"{self.column.label} {self.place}" if self.place else self.column.label

    @property
    def field(self) -> Field:
        """What its cells hold."""
        return Field(self.column.path, self.heading, "", self.column.kind)

    @property
    def width(self) -> float:
        """Its width in characters."""
        name = self.column.path.rpartition(".")[2]
        kind = WORDS["widths"].get(self.column.kind.value)
        return float(kind or WORDS["widths_of_texts"].get(name, WIDE))


def slots(liste: Liste, entries: Iterable[Values]) -> tuple[EntrySlot, ...]:
    """The columns of a sheet: what takes several values has room for one more than `entries`."""
    listed = tuple(entries)
    found: list[EntrySlot] = []
    for column in liste.columns:
        places = range(1)
        if column.several:
            values = (entry[column.path] for entry in listed)
            most = max((len(value) for value in values if isinstance(value, tuple)), default=0)
            places = range(1, max(FEWEST_SLOTS, most + 1) + 1)
        found += [EntrySlot(column, place) for place in places]
    return tuple(found)


def slot_of(liste: Liste, heading: str) -> EntrySlot | None:
    """The slot that a heading names, whatever its case and accents; None for a column of one's own.

    « Commune 7 » is read though the workbook was written with three.
    """
    folded = fold(heading)
    column = _by_label(liste).get(folded)
    if column and not column.several:
        return EntrySlot(column)
    place = re.fullmatch(r"(\D.*?)([1-9]\d?)", folded)
    column = _by_label(liste).get(place[1]) if place else None
    return EntrySlot(column, int(place[2])) if column and column.several and place else None


@cache
def _by_label(liste: Liste) -> dict[str, Column]:
    return {fold(column.label): column for column in liste.columns}


def cell_of(campagne: Campagne, path: tuple[str | int, ...]) -> str:
    """Return the cell that shows a value, « Référents › D22 »; nothing where it has none."""
    listed = len(path) > 1 and isinstance(path[1], int)
    liste = next((li for li in EXPORTED if li.name == (path[0] if listed else "")), None)
    if liste is None:
        return ""
    key = ".".join(str(each) for each in path[2 * listed :] if isinstance(each, str))
    columns = [slot.column.path for slot in slots(liste, liste.entries(campagne))]
    place = columns.index(key) if key in columns else 0
    if not listed:
        return f"{liste.title} › C{HEADINGS_ROW + place}" if key in columns else ""
    row = HEADINGS_ROW + 1 + int(path[1])
    return f"{liste.title} › {get_column_letter(FIRST_COLUMN + place)}{row}"
