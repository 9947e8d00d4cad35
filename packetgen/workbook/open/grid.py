"""A workbook as it was read: its sheets, what their cells hold, what hides or merges them.

openpyxl's objects would do, but loading it takes longer than reading the workbook.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct, field

GENERAL = "General"  # the number format of cells that have none
WINDOWS_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel has no time zones
MAC_EPOCH = datetime(1904, 1, 1)  # noqa: DTZ001

Content = str | int | float | bool | date | datetime | time | timedelta
At = tuple[int, int]  # a row, a column
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d*)")


class Look(NamedTuple):
    """Whether some of a content is struck out, or cannot be seen."""

    is_struck: bool = False
    is_unseen: bool = False


class Cell(NamedTuple):
    """What a cell holds, its type (`n`, `s`, `d`, `b`, `e`, `f`), its number format, its look.

    A value `is_computed` that is the result of a formula: nobody typed it.
    """

    value: Content | None = None
    type: str = "n"
    format: str = GENERAL
    look: Look = Look()
    is_computed: bool = False


class Merge(NamedTuple):
    """Cells merged into the first one: rows and columns, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


_EMPTY = Cell()


class Sheet(Struct, eq=False):
    """A sheet: its filled cells, its merges by each of their cells, its own names.

    What is hidden: all of it unless `is_visible`, rows, and columns from one to another.
    """

    title: str
    is_visible: bool = True
    cells: dict[At, Cell] = field(default_factory=dict)
    merges: dict[At, Merge] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def cell(self, row: int, column: int) -> Cell:
        """What the cell there holds, or nothing."""
        return self.cells.get((row, column), _EMPTY)

    def holder(self, row: int, column: int) -> At:
        """The cell that holds the value shown there: itself, or the first one of its merge."""
        merge = self.merges.get((row, column))
        return merge[:2] if merge else (row, column)

    @property
    def last_row(self) -> int:
        """The last row that holds something, 1 at least."""
        return max((row for row, _ in self.cells), default=1)


class Workbook(Struct, frozen=True):
    """The sheets by title, in their order, and day 0 of the dates."""

    sheets: Mapping[str, Sheet]
    epoch: datetime

    def at(self, title: str, reference: str) -> Cell:
        """What the cell `C12` of a sheet holds."""
        return self.sheets[title].cell(*row_and_column(reference))


@lru_cache(maxsize=16_384)  # the cells of one sheet are called as those of the next
def row_and_column(reference: str) -> At:
    """Return where `C12` or `$C$12` is: 12, 3; raises ValueError for no reference of a cell."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(reference)
    column = 0
    for letter in found[1].upper():
        column = 26 * column + ord(letter) - 64
    return int(found[2]), column


def merge_of(reference: str) -> Merge:
    """Return the cells of `C12:D14`, or of `C12` alone; raises ValueError for anything else."""
    first, _, last = reference.partition(":")
    return Merge(*row_and_column(first), *row_and_column(last or first))


def reference_of(row: int, column: int) -> str:
    """Return `C12` for the row 12 and the column 3."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return f"{letters}{row}"


def moment(number: float, epoch: datetime, *, elapsed: bool = False) -> datetime | time | timedelta:
    """Return the date that a number is in Excel, the time of day below 1, or the time `elapsed`.

    Raises OverflowError for what no calendar has.
    """
    if elapsed:
        return timedelta(milliseconds=round(number * 86_400_000))
    days, part = divmod(number, 1)
    since = timedelta(milliseconds=round(part * 86_400_000))
    if 0 <= number < 1 and not since.days:
        return (epoch + since).time()
    # Excel has a 29th of February 1900
    return epoch + timedelta(days=days + (0 < number < 60 and epoch == WINDOWS_EPOCH)) + since
