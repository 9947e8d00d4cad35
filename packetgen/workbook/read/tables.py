"""Read the tables of an action, whose rows may be moved, added to, or left blank."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from packetgen.campagne.words import asked
from packetgen.model.action import ACTION, CommuneConcernee, Indicateur, Intervention
from packetgen.model.fields import Field, key_of_action
from packetgen.model.finding import CellOrigin
from packetgen.text import enumerate_words, fold
from packetgen.workbook import layout
from packetgen.workbook.layout import Table
from packetgen.workbook.open.grid import Sheet
from packetgen.workbook.read.fields import Reader, repeated
from packetgen.workbook.read.places import Place
from packetgen.workbook.read.typed import TypedValue
from packetgen.workbook.read.witness import moved_heads

# What the rows of a table make, by its prefix: an attribute of the action, and the class of a row
_MADE: dict[str, tuple[str, Callable[..., object]]] = {
    "communes": ("communes", CommuneConcernee),
    "indicateurs": ("indicateurs", Indicateur),
    "agents": ("interventions", Intervention),
}
MAX_ROWS = 1_000
HOURS = "heures"
# Beneath a table, a row that holds one of these is not one that somebody added
_PRINTED = {fold(field.section) for field in ACTION if field.section}
_PRINTED |= {fold(table.title) for table in layout.TABLES}
_HEADS_ABOVE = 3
# Under a total a row may be a note: one that fills so many columns is of the table
_WHOLE_ROW = 3


class Grid(Struct, frozen=True):
    """The cells of a table: one column per field, from row `top` to row `bottom`."""

    sheet: Sheet
    columns: Mapping[Field, int]
    top: int
    bottom: int

    def place(self, row: int, field: Field) -> Place:
        """The cell of `field` on a row of the sheet."""
        return Place(self.sheet, row, self.columns[field])

    def origin(self, reader: Reader, row: int) -> CellOrigin:
        """Where a row begins, as a finding points at it."""
        field = next(iter(self.columns))
        return reader.origin(self.place(row, field), field.label)

    def filled(self, row: int) -> int:
        """How many cells of the row hold an answer; the formula of the hours is none."""
        return sum(
            _holds_something(self.place(row, field).value, computed=field.attribute == HOURS)
            for field in self.columns
        )

    def is_total(self, row: int) -> bool:
        """Whether the row is that of a total."""
        return any(self.place(row, field).text.startswith("total") for field in self.columns)

    def is_printed(self, row: int) -> bool:
        """Whether the row belongs to what follows the table: a heading, a total."""
        texts = {self.place(row, field).text for field in self.columns}
        return not texts.isdisjoint(_PRINTED) or self.is_total(row)


def _holds_something(value: object, *, computed: bool) -> bool:
    if isinstance(value, str):
        return bool(value.strip()) and not (computed and value.startswith(("=", "#")))
    return value is not None and not (computed and value == 0)


def rows_of(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, Any]:
    """Return the rows of tables by attribute of an action, from their values by prefix."""
    made = ((*_MADE[prefix], lines) for prefix, lines in tables.items())
    return {attribute: tuple(make(**line) for line in lines) for attribute, make, lines in made}


def read_table(reader: Reader, table: Table, numero: int) -> list[dict[str, TypedValue]]:
    """Return the values of the filled rows of a table of action `numero`, by attribute.

    Keys count the filled rows from 1, then the blank ones: `agents.2.metier` is the cell of
    the second intervention of the dossier, whatever blanks stand between.
    """
    table = replace(table, fields=asked(table.fields, reader.context.campagne))
    grid = _named(reader, table, numero) or _under_heads(reader, table, numero)
    if grid is None:
        return []
    added = list(_rows_beneath(grid))
    rows = [*range(grid.top, grid.bottom + 1), *added]
    filled = [row for row in rows if grid.filled(row)]
    blanks = [row for row in rows if row not in filled]
    # heads in people's own words are no answers; beneath the last table of a sheet, all are
    reader.read[grid.sheet.title].update((grid.top - 2, each) for each in grid.columns.values())
    if not table.after:
        reader.columns[grid.sheet.title].update(grid.columns.values())
    lines = [
        _line(reader, grid, row, key_of_action(f"{table.prefix}.{number}", numero))
        for number, row in enumerate([*filled, *blanks], start=1)
    ][: len(filled)]
    if added:
        words = enumerate_words(str(row) for row in added)
        reader.say("lignes_ajoutees", grid.origin(reader, added[0]), lignes=words)
    _say_doubles(reader, grid, dict(zip(filled, lines, strict=True)))
    return lines


def _named(reader: Reader, table: Table, numero: int) -> Grid | None:
    """The table where the names of its columns point; a lost name is looked for by its head."""
    named = {
        field: reader.places.areas.get(key_of_action(f"{table.prefix}.{field.attribute}", numero))
        for field in table.fields
    }
    areas = [area for area in named.values() if area]
    if not areas:
        return None
    sheet = areas[0].first.sheet
    top = min(area.first.row for area in areas)
    bottom = min(max(area.last_row for area in areas), top + MAX_ROWS)
    columns = {}
    for field, area in named.items():
        same = reader.places.texts(sheet).get(fold(field.label), ())
        heads = (each for each in same if 0 < top - each.row <= _HEADS_ABOVE)
        if place := area.first if area else next(heads, None):
            columns[field] = place.column
        else:
            reader.say_gone(field, sheet)
    grid = Grid(sheet, columns, top, bottom)
    if any(grid.filled(row) for row in range(top, bottom + 1)):
        firsts = {field: area.first for field, area in named.items() if area}
        for each in moved_heads(firsts):
            reader.say_displaced(*each)
    return grid


def _under_heads(reader: Reader, table: Table, numero: int) -> Grid | None:
    """The table of a sheet without names: under its title, its heads and what they expect."""
    sheet = reader.home(layout.sheet_name(table.fields[0].sheet, numero))
    if sheet is None:
        return None
    find = reader.places.below_label
    heads = {field: find(sheet, field.label, after=table.title) for field in table.fields}
    columns = {field: place.column for field, place in heads.items() if place}
    for field in heads.keys() - columns.keys():
        reader.say_gone(field, sheet)
    if not columns:
        return None
    head = min(place.row for place in heads.values() if place)
    first = next(iter(columns))
    expected = Place(sheet, head + 1, columns[first]).text
    top = head + (2 if expected.startswith(fold(first.help)) else 1)
    grid = Grid(sheet, columns, top, top + table.rows - 1)
    reader.group("champs_retrouves", reader.origin(Place(sheet, head, columns[first]), table.title))
    return grid


def _rows_beneath(grid: Grid) -> Iterator[int]:
    """Yield the rows that somebody filled right under the table, or whole ones under its total."""
    row = grid.bottom + 1
    while row <= grid.bottom + MAX_ROWS and grid.filled(row) and not grid.is_printed(row):
        yield row
        row += 1
    if grid.is_total(row):
        for under in range(row + 1, min(grid.sheet.last_row, grid.bottom + MAX_ROWS) + 1):
            if grid.filled(under) >= _WHOLE_ROW and not grid.is_printed(under):
                yield under


def _line(reader: Reader, grid: Grid, row: int, prefix: str) -> dict[str, TypedValue]:
    """Return the values of a row; hours are computed again, their formula may lack a result."""
    line: dict[str, TypedValue] = {}
    for field in grid.columns:
        place, key = grid.place(row, field), f"{prefix}.{field.attribute}"
        computed = place.holder.cell
        if field.attribute != HOURS or computed.type not in ("f", "e"):
            line[field.attribute] = reader.cell(place, field, key)
            continue
        reader.typed(place, field, key)
        line[HOURS] = None
        if computed.type == "e":
            reader.say("heures_en_erreur", key=key, valeur=computed.value)
    return line


def _say_doubles(reader: Reader, grid: Grid, lines: Mapping[int, Mapping[str, TypedValue]]) -> None:
    words = {row: tuple(fold(str(value or "")) for value in lines[row].values()) for row in lines}
    for first, row in repeated((said, row) for row, said in words.items()):
        said = next(str(value) for value in lines[row].values() if value)
        origin = grid.origin(reader, row)
        reader.say("lignes_en_double", origin, premiere=first, seconde=row, valeur=said)
