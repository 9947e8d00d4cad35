"""The tables of an action: a band, heads, what each column expects, rows to fill."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.fields import Field, key_of_action
from packetgen.workbook import styles
from packetgen.workbook.layout import Table
from packetgen.workbook.printed import expected, shared_requirement
from packetgen.workbook.write.cells import Book, answer_cell, band, grow_from, name, put
from packetgen.workbook.write.validation import conditions, show_empty, watch

DrawCell = Callable[[Book, Worksheet, int, int, str, Field], bool]
"""Draws a cell of a table its own way (book, sheet, row, column, key, field), or declines."""


def draw_table(
    book: Book,
    sheet: Worksheet,
    row: int,
    table: Table,
    numero: int,
    *,
    first_column: int,
    draw_cell: DrawCell | None = None,
) -> int:
    """Draw a table and return the row after it; `draw_cell` may draw some cells otherwise."""
    fields, shared = table.fields, shared_requirement(table.fields)
    last_column = first_column + len(fields) - 1
    sheet.row_dimensions[row].height = 10
    band(sheet, row + 1, styles.SECTION, first=2, last=sheet.max_column - 1)
    put(sheet, row + 1, 2, table.title, styles.SECTION)
    if shared:
        put(sheet, row + 1, sheet.max_column - 1, shared.value, styles.SECTION_ASIDE)
    sheet.row_dimensions[row + 1].height = 24
    first = row + 4
    last = first + table.rows - 1
    for column, field in enumerate(fields, start=first_column):
        put(sheet, row + 2, column, field.label, styles.TABLE_HEAD)
        put(sheet, row + 3, column, expected(field, shared), styles.TABLE_HELP)
    grow_from(sheet, row + 2, 20)
    grow_from(sheet, row + 3, 30)
    for place in range(1, table.rows + 1):
        line = first + place - 1
        put(sheet, line, first_column - 1, place, styles.ROW_NUMBER)
        for column, field in enumerate(fields, start=first_column):
            key = key_of_action(f"{table.prefix}.{place}.{field.attribute}", numero)
            if not (draw_cell and draw_cell(book, sheet, line, column, key, field)):
                answer_cell(
                    book, sheet, line, column, key, styles.answer_style(field, in_table=True)
                )
        grow_from(sheet, line, 22)
    started = _started(first_column, last_column, first)
    for column, field in enumerate(fields, start=first_column):
        letter = get_column_letter(column)
        cells = f"{letter}{first}:{letter}{last}"
        key = key_of_action(f"{table.prefix}.{field.attribute}", numero)
        name(book, key, sheet, f"{letter}{first}", f"{letter}{last}")
        watch(sheet, field, cells, book.campagne.annee)
        condition = conditions(book.campagne, numero).get(field.required)
        if condition:
            show_empty(sheet, cells, f"{condition},{started}")
    return last + 1


def _started(first_column: int, last_column: int, row: int) -> str:
    """Formula: this row is the first, or something is written in one of its cells."""
    letters = [get_column_letter(column) for column in range(first_column, last_column + 1)]
    written = "&".join(f"${letter}{row}" for letter in letters)
    return f"OR(ROW()=ROW(${letters[0]}${row}),LEN({written})>0)"
