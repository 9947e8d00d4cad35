"""Write the lists of a campagne as a workbook: a sheet for each, to be edited and read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from packetgen import __version__
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import ALL, ALL_WORD, EXPORTED, Column, Liste, Value
from packetgen.model.fields import Field, Kind
from packetgen.text import clean, french_typography
from packetgen.workbook import campagne_layout as layout
from packetgen.workbook import styles
from packetgen.workbook.campagne_layout import Slot
from packetgen.workbook.campagne_readme import readme_sheet
from packetgen.workbook.styles import Look
from packetgen.workbook.write_cells import (
    Book,
    answer,
    answer_as,
    grow_from,
    heading,
    new_sheet,
    page,
    put,
)
from packetgen.workbook.write_file import to_bytes
from packetgen.workbook.write_values import Value as CellValue

_HOW = "Une ligne par entrée. Pour ajouter, écrivez sous la dernière ; pour retirer, supprimez."
_HOW_ONE = "Une réponse par ligne, dans la colonne de droite."


def campagne_workbook(campagne: Campagne) -> bytes:
    """Return the .xlsx of the lists of `campagne`; same campagne, same bytes."""
    book = Book(Workbook(), campagne, dict(_values(campagne)))
    book.workbook.remove(book.workbook.worksheets[0])
    readme_sheet(book)
    for liste in EXPORTED:
        if liste.single:
            _single_sheet(book, liste)
        else:
            _list_sheet(book, liste)
    properties = book.workbook.properties
    properties.title = f"{campagne.intitule} – {layout.TITLE}"
    properties.creator, properties.language = f"packetgen {__version__}", "fr-FR"
    book.workbook.active = 0
    created = datetime(campagne.annee, 1, 1)  # noqa: DTZ001 - the file format has no time zone
    return to_bytes(book.workbook, book.results, created)


def _values(campagne: Campagne) -> Iterator[tuple[str, CellValue]]:
    """What each cell shows, by list, number of the entry and slot."""
    names = {commune.insee: commune.nom for commune in campagne.communes}
    for liste in EXPORTED:
        for number, entry in enumerate(liste.entries(campagne)):
            for column in liste.columns:
                value = entry[column.path]
                items = enumerate(value, 1) if isinstance(value, tuple) else ((0, value),)
                for place, item in items:
                    key = _key(liste, number, Slot(column, place))
                    yield key, _shown(item, column, names)


def _key(liste: Liste, number: int, slot: Slot) -> str:
    return f"{liste.name}.{number}.{slot.column.path}.{slot.place}"


def _shown(value: Value, column: Column, communes: dict[str, str]) -> CellValue:
    """What a cell shows of a value: communes by their name, yes and no as words."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int | date) or value is None:
        return value
    text = str(value)
    if column.reference == "communes":
        text = communes.get(text, text)
    elif column.reference == "formes" and text == ALL:
        text = ALL_WORD
    return clean(text)[0] or None


def _list_sheet(book: Book, liste: Liste) -> None:
    entries = liste.entries(book.campagne)
    columns = layout.slots(liste, entries)
    widths = (2, *(slot.width for slot in columns), 2)
    sheet = new_sheet(book.workbook, liste.title, widths, tab=styles.DARK)
    heading(sheet, liste.title, "", f"{book.campagne.intitule}. {_HOW}")
    first, last = layout.HEADINGS_ROW + 1, layout.HEADINGS_ROW + len(entries) + layout.SPARE_ROWS
    for column, slot in enumerate(columns, layout.FIRST_COLUMN):
        put(sheet, layout.HEADINGS_ROW, column, slot.heading, styles.TABLE_HEAD)
        top = answer(book, sheet, first, column, _key(liste, 0, slot), _look(liste, slot))
        for row in range(first + 1, last + 1):
            answer_as(book, sheet, top, row, _key(liste, row - first, slot))
        letter = get_column_letter(column)
        _watch(book, sheet, slot, f"{letter}{first}:{letter}{last}")
    grow_from(sheet, layout.HEADINGS_ROW, 32)
    for row in range(first, first + len(entries)):
        grow_from(sheet, row, 20)
    end = get_column_letter(layout.FIRST_COLUMN + len(columns) - 1)
    sheet.auto_filter.ref = f"B{layout.HEADINGS_ROW}:{end}{last}"
    sheet.freeze_panes = f"C{first}"
    page(book, sheet, landscape=True, repeat=f"{layout.HEADINGS_ROW}:{layout.HEADINGS_ROW}")


def _single_sheet(book: Book, liste: Liste) -> None:
    """The campagne itself has one entry: its columns are drawn one under the other."""
    sheet = new_sheet(book.workbook, liste.title, layout.SINGLE_WIDTHS, tab=styles.DARK)
    heading(sheet, liste.title, "", f"{book.campagne.intitule}. {_HOW_ONE}")
    columns = layout.slots(liste, liste.entries(book.campagne))
    for row, slot in enumerate(columns, layout.HEADINGS_ROW):
        put(sheet, row, layout.LABEL_COLUMN, slot.heading, styles.LABEL)
        look = _look(liste, slot)
        answer(book, sheet, row, layout.VALUE_COLUMN, _key(liste, 0, slot), look)
        _watch(book, sheet, slot, f"{get_column_letter(layout.VALUE_COLUMN)}{row}")
        grow_from(sheet, row, 20)
    page(book, sheet, landscape=False, repeat="")


def _look(liste: Liste, slot: Slot) -> Look:
    look = styles.answer(Field("", "", "", kind=slot.column.kind))
    # a year is no quantity: no space between its thousands
    number_format = "0" if slot.column.path == "annee" else look.number_format
    look = replace(look, alignment=styles.align(), number_format=number_format)
    return styles.code_of(look) if layout.is_grey(liste, slot) else look


def _watch(book: Book, sheet: Worksheet, slot: Slot, cells: str) -> None:
    """Give `cells` their drop-down, or the check of a date or a number."""
    formula = _choices(book, slot.column)
    if formula:
        validation = DataValidation(type="list", formula1=formula, errorStyle="stop")
        validation.error = "Choisissez une des valeurs de la liste, avec la flèche à droite."
    elif slot.column.kind is Kind.DATE:
        validation = DataValidation(
            type="date", operator="greaterThan", formula1="DATE(2000,1,1)", errorStyle="stop"
        )
        validation.error = "Cette cellule attend une date : jour/mois/année."
    elif slot.column.kind is Kind.INTEGER:
        validation = DataValidation(
            type="whole", operator="greaterThanOrEqual", formula1="0", errorStyle="stop"
        )
        validation.error = "Cette cellule attend un nombre entier."
    else:
        return
    validation.error = french_typography(validation.error)
    validation.errorTitle = slot.heading[:32]
    validation.allow_blank = validation.showErrorMessage = True
    sheet.add_data_validation(validation)
    validation.add(cells)


def _choices(book: Book, column: Column) -> str:
    """The values that a cell may have, as a validation's formula: words, or another sheet's cells.

    A row that is added to the other sheet is offered at once.
    """
    if column.kind is Kind.YES_NO:
        return '"Oui,Non"'
    if column.options:
        return f'"{",".join(column.options)}"'
    if column.reference == "formes":
        codes = (ALL_WORD, *(forme.code for forme in book.campagne.formes))
        return f'"{",".join(codes)}"'
    if not column.reference:
        return ""
    liste = next(liste for liste in EXPORTED if liste.name == column.reference)
    shown = "nom" if liste.name == "communes" else "code"
    entries = liste.entries(book.campagne)
    paths = [slot.column.path for slot in layout.slots(liste, entries)]
    letter = get_column_letter(layout.FIRST_COLUMN + paths.index(shown))
    first = layout.HEADINGS_ROW + 1
    last = layout.HEADINGS_ROW + len(entries) + layout.SPARE_ROWS
    return f"{quote_sheetname(liste.title)}!${letter}${first}:${letter}${last}"
