"""The sheet of what is carried over from an earlier action: each answer is changed or confirmed."""

from collections.abc import Mapping

from packetgen.model.fields import Field, FieldKind
from packetgen.workbook import layout, styles
from packetgen.workbook.write.readme import TEXTS
from packetgen.workbook.write.sheet import Book, BookSheet
from packetgen.workbook.write.validation import ask, show_when

QUESTION, ANSWER, CONFIRMED = 2, 3, 4
YES = Field("", "Vaut encore ?", "", FieldKind.YES_NO)


def confirm_sheet(book: Book, carried: Mapping[str, Field]) -> None:
    """Draw a row for each answer carried over, by key: its label, what it was, a yes to give."""
    sheet = BookSheet(book, layout.CONFIRM_SHEET, layout.CONFIRM_WIDTHS, tab=styles.YELLOW)
    sheet.heading("Les réponses à confirmer", "", TEXTS["a_confirmer"])
    for column, head in enumerate(("Question", "L’an dernier", YES.label), start=QUESTION):
        sheet.put(4, column, head, styles.HEAD)
    for row, (key, field) in enumerate(carried.items(), start=5):
        sheet.put(row, QUESTION, field.label, styles.LABEL)
        style = styles.formatted(styles.CELL, styles.answer_style(field).number_format)
        answer = sheet.keep(row, ANSWER, book.values[key], style).coordinate
        confirmed = ask(sheet, row, CONFIRMED, f"{layout.CARRIED}{key}", YES)
        show_when(sheet, confirmed, f'AND(EXACT({key},{answer}),{confirmed}<>"Oui")')
        sheet.grow_from(row, 22)
    sheet.worksheet.freeze_panes = sheet.cell(5, QUESTION).coordinate
    sheet.page(landscape=True, repeat="4:4")
