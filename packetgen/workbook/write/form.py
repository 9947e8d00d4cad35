"""The sheets that ask questions one under the other: Porteur, and Action with its tables."""

from __future__ import annotations

from dataclasses import replace

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.action import ACTION
from packetgen.model.fields import Field, FieldKind, Required, key_of_action
from packetgen.model.porteur import PORTEUR
from packetgen.workbook import layout, styles
from packetgen.workbook.layout import EXAMPLE, HELP, INPUT, LABEL, REQUIRED
from packetgen.workbook.printed import row_label
from packetgen.workbook.write.cells import (
    Book,
    answer_cell,
    band,
    grow_from,
    heading,
    name,
    new_sheet,
    page,
    put,
)
from packetgen.workbook.write.table import draw_table
from packetgen.workbook.write.validation import conditions, show_empty, watch

FIRST_ROW = 5
_HEADS = {
    LABEL: "Question",
    INPUT: "Votre réponse",
    REQUIRED: "À remplir ?",
    HELP: "Aide",
    EXAMPLE: "Exemple",
}
_WAY = (
    "Répondez dans la colonne « Votre réponse ». En jaune : ce qui est obligatoire et encore vide."
)


def porteur_sheet(book: Book) -> Worksheet:
    """Draw the sheet of the porteur."""
    sheet = _form(book, layout.PORTEUR_SHEET, "Le porteur du projet")
    row = FIRST_ROW
    for title, fields in layout.sections(PORTEUR, layout.PORTEUR_SHEET):
        row = _section(book, sheet, row, title, fields, numero=1)
    return sheet


def action_sheet(book: Book, numero: int) -> Worksheet:
    """Draw the sheet of one action, each table after the section it belongs to."""
    title = layout.sheet_name(layout.ACTION_SHEET, numero)
    sheet = _form(book, title, "L’action" if numero == 1 else f"L’action n° {numero}")
    row = FIRST_ROW
    for section, fields in layout.sections(ACTION, layout.ACTION_SHEET):
        row = _section(book, sheet, row, section, fields, numero)
        for table in layout.TABLES:
            if table.after == section:
                row = draw_table(book, sheet, row, table, numero, first_column=LABEL)
    return sheet


def _form(book: Book, title: str, headline: str) -> Worksheet:
    sheet = new_sheet(book.workbook, title, layout.FORM_WIDTHS, tab=styles.DARK)
    heading(sheet, headline, book.campagne.intitule, _WAY)
    for column, head in _HEADS.items():
        put(sheet, 4, column, head, styles.HEAD)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, LABEL).coordinate
    page(book, sheet, landscape=True, repeat="4:4")
    return sheet


def _section(
    book: Book, sheet: Worksheet, row: int, title: str, fields: tuple[Field, ...], numero: int
) -> int:
    """Draw a section and return the row after it."""
    sheet.row_dimensions[row].height = 10
    band(sheet, row + 1, styles.SECTION, first=LABEL, last=EXAMPLE)
    put(sheet, row + 1, LABEL, title, styles.SECTION)
    sheet.row_dimensions[row + 1].height = 24
    row += 2
    for field in fields:
        for place, key in enumerate(layout.cell_keys(field), start=1):
            _field(book, sheet, row, field, key_of_action(key, numero), place)
            row += 1
        first = f"{get_column_letter(INPUT)}{row - field.rows}"
        condition = conditions(book.campagne, numero).get(field.required)
        if condition:
            show_empty(sheet, first, condition)
    return row


def _field(book: Book, sheet: Worksheet, row: int, field: Field, key: str, place: int) -> None:
    """Draw one question; of a field of several rows, only the first is required and explained."""
    if place > 1:
        label = row_label(field.label, place)
        field = replace(field, label=label, required=Required.OPTIONAL, help="", example="")
    put(sheet, row, LABEL, field.label, styles.LABEL)
    cell = answer_cell(book, sheet, row, INPUT, key, styles.answer_style(field))
    put(sheet, row, REQUIRED, field.required.value, styles.requirement(field.required))
    put(sheet, row, HELP, field.help, styles.HELP)
    put(sheet, row, EXAMPLE, field.example, styles.EXAMPLE)
    name(book, key, sheet, cell.coordinate)
    watch(sheet, field, cell.coordinate, book.campagne.annee)
    grow_from(sheet, row, 78 if field.kind is FieldKind.LONG_TEXT else 22)
