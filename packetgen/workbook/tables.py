"""A table as a sheet: heads that stay and filter, figures, sums that follow the filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen import __version__
from packetgen.model.fields import Kind
from packetgen.workbook import styles
from packetgen.workbook.styles import Look
from packetgen.workbook.write_cells import grow_from, heading, keep, lay_page, new_sheet, put
from packetgen.workbook.write_file import Result, to_bytes
from packetgen.workbook.write_values import Value

FIRST_ROW = 5
HEAD_ROW = FIRST_ROW - 1
MARGIN = 2.0
TEXT = Look(styles.font(10), border=styles.LABEL.border, alignment=styles.align())
LOOKS = {
    Kind.TEXT: TEXT,
    Kind.DATE: styles.formatted(TEXT, styles.NUMBER_FORMATS[Kind.DATE]),
    Kind.EUROS: styles.figure(TEXT, styles.NUMBER_FORMATS[Kind.EUROS]),
    Kind.INTEGER: styles.figure(TEXT, styles.NUMBER_FORMATS[Kind.INTEGER]),
    Kind.HOURS: styles.figure(TEXT, "#,##0.0#"),
}
SHARE = styles.figure(TEXT, styles.PERCENT_FORMAT)


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in characters, what it shows, and how."""

    head: str
    width: float
    kind: Kind = Kind.TEXT
    look: Look | None = None
    summed: bool = False


Table = tuple[Sequence[Column], Sequence[Sequence[Value]]]


@dataclass(frozen=True)
class Tables:
    """A workbook of tables being drawn: its title, its sheets, what their formulas give."""

    title: str
    workbook: Workbook
    results: dict[str, dict[str, Result]]


def new_tables(title: str) -> Tables:
    """Return a workbook of this title, without a sheet yet."""
    tables = Tables(title, Workbook(), {})
    tables.workbook.remove(tables.workbook.worksheets[0])
    return tables


def finished(tables: Tables, created: date) -> bytes:
    """Return the .xlsx, the same for the same tables and day."""
    properties = tables.workbook.properties
    properties.title, properties.creator = tables.title, f"packetgen {__version__}"
    day = datetime(created.year, created.month, created.day)  # noqa: DTZ001 - the format has no zone
    return to_bytes(tables.workbook, tables.results, day)


def table_sheet(tables: Tables, title: str, told: str, table: Table) -> Worksheet:
    """Draw a table: bands, heads that stay and filter, rows, and the sums that follow the filter.

    `told` says what it is. The first and last columns of the sheet are margins.
    """
    columns, rows = table
    widths = [MARGIN, *(column.width for column in columns), MARGIN]
    sheet = new_sheet(tables.workbook, title, widths, tab=styles.DARK)
    heading(sheet, f"{tables.title} – {title}", "", told)
    for place, column in enumerate(columns, start=2):
        is_figure = column.kind in styles.FIGURES or column.look is SHARE
        put(sheet, HEAD_ROW, place, column.head, styles.HEAD_FIGURE if is_figure else styles.HEAD)
    grow_from(sheet, HEAD_ROW, 18)
    for number, row in enumerate(rows, start=FIRST_ROW):
        for place, (column, value) in enumerate(zip(columns, row, strict=True), start=2):
            keep(sheet, number, place, value, column.look or LOOKS[column.kind])
        grow_from(sheet, number, 18)
    last = FIRST_ROW + len(rows) - 1
    if not rows:
        put(sheet, FIRST_ROW, 2, "Aucun.", TEXT)
    else:
        sheet.auto_filter.ref = f"B{HEAD_ROW}:{get_column_letter(len(columns) + 1)}{last}"
        tables.results[title] = dict(_sums(sheet, columns, rows, last))
    sheet.freeze_panes = f"C{FIRST_ROW}"
    lay_page(
        sheet,
        f"{tables.title} – {title}",
        "packetgen",
        landscape=True,
        repeat=f"{HEAD_ROW}:{HEAD_ROW}",
    )
    return sheet


def _sums(
    sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[Value]], last: int
) -> Iterable[tuple[str, Decimal]]:
    """Write below its rows the sum of each column that has one; yield its cell and its value."""
    for place, column in enumerate(columns):
        if not column.summed:
            continue
        letter = get_column_letter(place + 2)
        cell = f"{letter}{last + 2}"
        sheet[cell] = f"=SUBTOTAL(109,{letter}{FIRST_ROW}:{letter}{last})"
        styles.dress(sheet[cell], styles.figure(styles.TOTAL, LOOKS[column.kind].number_format))
        total = sum((Decimal(row[place] or 0) for row in rows), Decimal(0))  # type: ignore[arg-type]
        yield cell, total
