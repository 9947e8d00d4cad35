"""The sheet of the Département's agents: the question, then the table and its hours."""

from __future__ import annotations

from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.action import ACTION
from packetgen.model.fields import Field, FieldKind, key_of_action
from packetgen.workbook import layout, styles
from packetgen.workbook.layout import AGENTS_TABLE
from packetgen.workbook.printed import HOURS_TOTAL, help_in_line
from packetgen.workbook.write.cells import (
    Book,
    answer_cell,
    calculate,
    heading,
    merge,
    name,
    new_sheet,
    page,
    put,
)
from packetgen.workbook.write.table import draw_table
from packetgen.workbook.write.validation import conditions, show_empty, watch

FIRST_COLUMN = 2
HOURS, FACTORS = "heures", ("agents", "seances", "duree")


def agents_sheet(book: Book, numero: int) -> Worksheet:
    """Draw the sheet of the agents of one action."""
    title = layout.sheet_name(layout.AGENTS_SHEET, numero)
    sheet = new_sheet(book.workbook, title, layout.AGENTS_WIDTHS, tab=styles.PALE)
    headline = "Les agents du Département"
    heading(
        sheet,
        headline if numero == 1 else f"{headline} – action n° {numero}",
        book.campagne.intitule,
        "Le nombre d’heures prévues figure dans la fiche action : il se calcule seul.",
    )
    row = 4
    for _, fields in layout.sections(ACTION, layout.AGENTS_SHEET):
        for field in fields:
            _question(book, sheet, row, field, numero)
            row += 1
    row = draw_table(
        book, sheet, row, AGENTS_TABLE, numero, first_column=FIRST_COLUMN, draw_cell=_hours
    )
    _total(book, sheet, row, numero)
    page(book, sheet, landscape=True, repeat="")
    return sheet


def _question(book: Book, sheet: Worksheet, row: int, field: Field, numero: int) -> None:
    """Draw one question across the columns of the table: label, answer, the rest in one cell."""
    key = key_of_action(field.key, numero)
    merge(sheet, row, 2, 3, styles.LABEL)
    put(sheet, row, 2, field.label, styles.LABEL)
    cell = answer_cell(book, sheet, row, 4, key, styles.answer_style(field))
    merge(sheet, row, 5, sheet.max_column - 1, styles.HELP)
    put(sheet, row, 5, help_in_line(field), styles.HELP)
    name(book, key, sheet, cell.coordinate)
    watch(sheet, field, cell.coordinate, book.campagne.annee)
    condition = conditions(book.campagne, numero).get(field.required)
    if condition:
        show_empty(sheet, cell.coordinate, condition)
    sheet.row_dimensions[row].height = 34


def _column(attribute: str) -> int:
    """Column of a field of the table."""
    return FIRST_COLUMN + [field.attribute for field in AGENTS_TABLE.fields].index(attribute)


def _hours(book: Book, sheet: Worksheet, row: int, column: int, key: str, field: Field) -> bool:
    """Draw an hours cell as a formula, unless the dossier holds other hours than the product."""
    if field.attribute != HOURS:
        return False
    product, typed = _product(book, key), book.values.get(key)
    if typed not in (None, product):
        return False
    if typed is not None:
        book.placed.add(key)
    factors = [f"{get_column_letter(_column(name))}{row}" for name in FACTORS]
    formula = f'IF(COUNT({",".join(factors)})=3,{"*".join(factors)},"")'
    result = "" if product is None else product
    calculate(book, sheet, row, column, formula, result, styles.answer_style(field, in_table=True))
    return True


def _product(book: Book, key: str) -> Decimal | None:
    """Product of the factors that the dossier has for the row of `key`, None if one is missing."""
    factors = [f"{key.rpartition('.')[0]}.{name}" for name in FACTORS]
    if any(book.values.get(factor) is None for factor in factors):
        return None
    agents, seances, duree = (book.decimal(factor) for factor in factors)
    return agents * seances * duree


def _total(book: Book, sheet: Worksheet, row: int, numero: int) -> None:
    """Draw the total of the hours under their column."""
    column = _column(HOURS)
    merge(sheet, row, FIRST_COLUMN, column - 1, styles.TOTAL)
    put(sheet, row, FIRST_COLUMN, HOURS_TOTAL, styles.TOTAL)
    total = Decimal(0)
    for place in range(1, AGENTS_TABLE.rows + 1):
        key = key_of_action(f"{AGENTS_TABLE.prefix}.{place}.{HOURS}", numero)
        total += book.decimal(key) if key in book.values else _product(book, key) or 0
    formula = f"SUM({key_of_action(f'{AGENTS_TABLE.prefix}.{HOURS}', numero)})"
    look = styles.figure(styles.TOTAL, styles.NUMBER_FORMATS[FieldKind.HOURS])
    calculate(book, sheet, row, column, formula, total, look)
    sheet.row_dimensions[row].height = 24
