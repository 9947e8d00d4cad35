"""The hidden sheet of the lists that the drop-downs show."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.workbook import layout, styles
from packetgen.workbook.write_cells import Book, name, new_sheet, put
from packetgen.workbook.write_rules import list_reference


def lists_sheet(book: Book) -> Worksheet:
    """Write one column per list, each with its defined name."""
    lists = {each: book.campagne.choices(each) for each in layout.list_names()}
    lists[layout.OUI_NON] = ("Oui", "Non")
    sheet = new_sheet(book.workbook, layout.LISTES, [40] * len(lists), tab=styles.PALE)
    for column, (list_name, labels) in enumerate(lists.items(), start=1):
        put(sheet, 1, column, list_name, styles.CELL_BOLD)
        for row, label in enumerate(labels, start=2):
            # As it is: the drop-down writes these very characters in the porteur's cell
            sheet.cell(row, column).value = label
        letter = get_column_letter(column)
        last = max(len(labels) + 1, 2)
        name(book, list_reference(list_name), sheet, f"{letter}2", f"{letter}{last}")
    sheet.sheet_state = "hidden"
    return sheet
