"""Write the lists of a campagne as a workbook: a sheet for each, to be edited and read again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import Color
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import (
    ALL,
    ALL_WORD,
    DECISIONS,
    EXPORTED,
    Column,
    Liste,
    ListValue,
    Values,
)
from packetgen.model.campagne_parts import Decision
from packetgen.model.fields import Field, FieldKind
from packetgen.text import clean, count, difference
from packetgen.workbook import styles
from packetgen.workbook.campagne import layout
from packetgen.workbook.campagne.layout import EntrySlot
from packetgen.workbook.layout import LISEZ_MOI
from packetgen.workbook.styles import CellStyle
from packetgen.workbook.write.sheet import Book, BookSheet
from packetgen.workbook.write.validation import add_validation
from packetgen.workbook.write.values import CellContent as CellValue

WIDTHS = (2, 30, 90, 2)
FIRST, LAST = 2, 3


def readme_sheet(book: Book) -> None:
    """Draw the sheet that opens first."""
    campagne = book.campagne
    sheet = BookSheet(book, LISEZ_MOI, WIDTHS, tab=styles.YELLOW)
    sheet.heading(f"Les listes de l’appel {campagne.annee}", "", campagne.intitule)
    row = sheet.section(4, "Modifier les listes")
    for number, text in enumerate(layout.WORDS["rules"], start=1):
        sheet.paragraph(row, FIRST, LAST, f"{number}.  {text}", styles.PLAIN)
        row += 1
    row = sheet.section(row, "Rendre vos modifications à packetgen")
    sheet.merge(row, FIRST, LAST, styles.COMMAND)
    command = f"packetgen campagne importer {campagne.annee} campagne.xlsx"
    sheet.put(row, FIRST, command, styles.COMMAND)
    sheet.paragraph(row + 1, FIRST, LAST, layout.WORDS["give_back"], styles.PLAIN)
    row = sheet.section(row + 2, "Le statut d’une source")
    for statut, meaning in layout.WORDS["statuts"].items():
        sheet.put(row, FIRST, statut, styles.CELL_BOLD)
        sheet.paragraph(row, LAST, LAST, meaning, styles.CELL)
        row += 1
    row = sheet.section(row, "Les feuilles")
    for liste in EXPORTED:
        cell = sheet.put(row, FIRST, liste.title, styles.LINK)
        location = f"{quote_sheetname(liste.title)}!A1"
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location)
        size = len(liste.entries(campagne))
        sheet.put(row, LAST, "" if liste.single else count(size, "ligne"), styles.CELL)
        row += 1
    sheet.page(landscape=False, repeat="")


def campagne_workbook(campagne: Campagne, decisions: Sequence[Decision] = ()) -> bytes:
    """Return the .xlsx of the lists of `campagne`, what is to be decided of its note first.

    The same values give the same bytes.
    """
    lists = {liste: liste.entries(campagne) for liste in EXPORTED}
    if decisions:
        lists = {DECISIONS: tuple(map(DECISIONS.values_of, decisions)), **lists}
    book = Book(campagne, dict(_values(campagne, lists)))
    readme_sheet(book)
    for liste, entries in lists.items():
        if liste.single:
            _single_sheet(book, liste)
        else:
            _list_sheet(book, liste, entries)
    return book.to_bytes(layout.TITLE)


def _values(
    campagne: Campagne, lists: Mapping[Liste, Sequence[Values]]
) -> Iterator[tuple[str, CellValue]]:
    names = {commune.insee: commune.nom for commune in campagne.communes}
    for liste, entries in lists.items():
        for number, entry in enumerate(entries):
            for column in liste.columns:
                value = entry[column.path]
                items = enumerate(value, 1) if isinstance(value, tuple) else ((0, value),)
                for place, item in items:
                    key = _key(liste, number, EntrySlot(column, place))
                    yield key, _shown(item, column, names)


def _key(liste: Liste, number: int, slot: EntrySlot) -> str:
    return f"{liste.name}.{number}.{slot.column.path}.{slot.place}"


def _shown(value: ListValue, column: Column, communes: dict[str, str]) -> CellValue:
    """What a cell shows of a value: communes by their name, yes and no as words."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int | date | None):
        return value
    text = str(value)
    if column.reference == "communes":
        text = communes.get(text, text)
    elif column.reference == "formes" and text == ALL:
        text = ALL_WORD
    return clean(text)[0] or None


def _list_sheet(book: Book, liste: Liste, entries: Sequence[Values]) -> None:
    columns = layout.slots(liste, entries)
    widths = (2, *(slot.width for slot in columns), 2)
    sheet = BookSheet(book, liste.title, widths, tab=styles.DARK)
    how = "how_decide" if liste is DECISIONS else "how"
    sheet.heading(liste.title, "", f"{book.campagne.intitule}. {layout.WORDS[how]}")
    first, last = layout.HEADINGS_ROW + 1, layout.HEADINGS_ROW + len(entries) + layout.SPARE_ROWS
    for column, slot in enumerate(columns, layout.FIRST_COLUMN):
        sheet.put(layout.HEADINGS_ROW, column, slot.heading, styles.TABLE_HEAD)
        top = sheet.answer(first, column, _key(liste, 0, slot), _look(liste, slot))
        for row in range(first + 1, last + 1):
            sheet.answer_as(top, row, _key(liste, row - first, slot))
        letter = get_column_letter(column)
        _watch(sheet, slot, f"{letter}{first}:{letter}{last}")
    for row in range(first, first + len(entries) if liste is DECISIONS else first):
        before, after = (sheet.cell(row, layout.FIRST_COLUMN + place) for place in (1, 2))
        runs = difference(str(before.value or ""), str(after.value or ""))
        bold = InlineFont(rFont="Calibri", sz=styles.SIZE, b=True, color=Color(styles.RED))
        marked = (
            f"{words} " if sign == "=" else TextBlock(bold, f"{words} ")
            for sign, words in runs
            if sign != "-"
        )
        after.value = CellRichText(*marked) if after.value else None
    sheet.grow_from(layout.HEADINGS_ROW, 32)
    for row in range(first, first + len(entries)):
        sheet.grow_from(row, 20)
    end = get_column_letter(layout.FIRST_COLUMN + len(columns) - 1)
    sheet.worksheet.auto_filter.ref = f"B{layout.HEADINGS_ROW}:{end}{last}"
    sheet.worksheet.freeze_panes = f"C{first}"
    sheet.page(landscape=True, repeat=f"{layout.HEADINGS_ROW}:{layout.HEADINGS_ROW}")


def _single_sheet(book: Book, liste: Liste) -> None:
    """The campagne itself has one entry: its columns are drawn one under the other."""
    sheet = BookSheet(book, liste.title, layout.SINGLE_WIDTHS, tab=styles.DARK)
    sheet.heading(liste.title, "", f"{book.campagne.intitule}. {layout.WORDS['how_one']}")
    columns = layout.slots(liste, liste.entries(book.campagne))
    for row, slot in enumerate(columns, layout.HEADINGS_ROW):
        sheet.put(row, layout.LABEL_COLUMN, slot.heading, styles.LABEL)
        sheet.answer(row, layout.VALUE_COLUMN, _key(liste, 0, slot), _look(liste, slot))
        _watch(sheet, slot, f"{get_column_letter(layout.VALUE_COLUMN)}{row}")
        sheet.grow_from(row, 20)
    sheet.page(landscape=False, repeat="")


def _look(liste: Liste, slot: EntrySlot) -> CellStyle:
    look = styles.answer_style(Field("", "", "", kind=slot.column.kind))
    # a year is no quantity: no space between its thousands
    number_format = "0" if slot.column.path == "annee" else look.number_format
    look = replace(look, alignment=styles.align(), number_format=number_format)
    return styles.code_of(look) if layout.is_grey(liste, slot) else look


def _watch(sheet: BookSheet, slot: EntrySlot, cells: str) -> None:
    validation = DataValidation(errorStyle="stop", allow_blank=True)
    if formula := _choices(sheet.book, slot.column):
        validation.type, validation.formula1 = "list", formula
        validation.error = "Choisissez une des valeurs de la liste, avec la flèche à droite."
    elif slot.column.kind is FieldKind.DATE:
        validation.type, validation.operator = "date", "greaterThan"
        validation.formula1 = "DATE(2000,1,1)"
        validation.error = "Cette cellule attend une date : jour/mois/année."
    elif slot.column.kind is FieldKind.INTEGER:
        validation.type, validation.operator = "whole", "greaterThanOrEqual"
        validation.formula1 = "0"
        validation.error = "Cette cellule attend un nombre entier."
    else:
        return
    add_validation(sheet, validation, cells, slot.heading[:32])


def _choices(book: Book, column: Column) -> str:
    """The values that a cell may have, as a validation's formula: words, or another sheet's cells.

    A row that is added to the other sheet is offered at once.
    """
    if column.kind is FieldKind.YES_NO:
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
