"""Write the lists of a campagne as a workbook: a sheet for each, to be edited and read again."""

from collections.abc import Sequence
from copy import copy
from datetime import date

from msgspec.structs import replace
from openpyxl.utils import get_column_letter, quote_sheetname

from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import ALL, ALL_WORD, DECISIONS, EXPORTED, Column, Liste, Values
from packetgen.model.campagne_parts import Decision
from packetgen.model.fields import FieldKind
from packetgen.text import clean, count
from packetgen.workbook import styles
from packetgen.workbook.campagne import layout
from packetgen.workbook.campagne.layout import EntrySlot
from packetgen.workbook.layout import LISEZ_MOI, OUI_OU_NON
from packetgen.workbook.styles import CellStyle
from packetgen.workbook.write.readme import draw_part
from packetgen.workbook.write.sheet import Book, BookSheet, keep
from packetgen.workbook.write.validation import watch
from packetgen.workbook.write.values import CellContent as CellValue

FIRST, LAST = layout.LABEL_COLUMN, layout.VALUE_COLUMN


def readme_sheet(book: Book) -> None:
    """Draw the sheet that opens first."""
    campagne, words = book.campagne, layout.WORDS
    sheet = BookSheet(book, LISEZ_MOI, layout.SINGLE_WIDTHS, tab=styles.YELLOW)
    sheet.heading(f"Les listes de l’appel {campagne.annee}", "", campagne.intitule)
    rules = enumerate(words["rules"], start=1)
    lines = [[(LAST, f"{number}.  {text}", styles.PLAIN)] for number, text in rules]
    row = draw_part(sheet, 4, "Modifier les listes", lines)
    command = f"packetgen campagne importer {campagne.annee} campagne.xlsx"
    said = [[(LAST, command, styles.COMMAND)], [(LAST, words["give_back"], styles.PLAIN)]]
    row = draw_part(sheet, row, "Rendre vos modifications à packetgen", said)
    meanings = words["statuts"].items()
    told = [[(FIRST, name, styles.CELL_BOLD), (LAST, it, styles.CELL)] for name, it in meanings]
    row = draw_part(sheet, row, "Le statut d’une source", told)
    sizes = {each.title: count(len(each.entries(campagne)), "ligne") for each in EXPORTED}
    sizes |= {each.title: "" for each in EXPORTED if each.single}
    links = [[(FIRST, title, styles.LINK), (LAST, n, styles.CELL)] for title, n in sizes.items()]
    draw_part(sheet, row, "Les feuilles", links)
    sheet.page(landscape=False, repeat="")


def campagne_workbook(campagne: Campagne, decisions: Sequence[Decision] = ()) -> bytes:
    """Return the .xlsx of the lists of `campagne`, what is to be decided of its note first.

    The same values give the same bytes.
    """
    lists = {liste: liste.entries(campagne) for liste in EXPORTED}
    if decisions:
        lists = {DECISIONS: tuple(map(DECISIONS.values_of, decisions)), **lists}
    book = Book(campagne, {})
    readme_sheet(book)
    for liste, entries in lists.items():
        draw = _single_sheet if liste.single else _list_sheet
        draw(book, liste, entries)
    return book.to_bytes(layout.TITLE)


def _shown(entry: Values, slot: EntrySlot, campagne: Campagne) -> CellValue:
    """What a cell shows of an entry: communes by their name, yes and no as words."""
    value, column = entry[slot.column.path], slot.column
    if isinstance(value, tuple):
        value = dict(enumerate(value, start=1)).get(slot.place)
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int | date | None):
        return value
    text = str(value)
    if column.reference == "communes":
        text = next((each.nom for each in campagne.communes if each.insee == text), text)
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
        values = [_shown(entry, slot, book.campagne) for entry in entries]
        values += [None] * layout.SPARE_ROWS
        top = sheet.keep(first, column, values[0], _look(liste, slot))
        for row, value in enumerate(values[1:], start=first + 1):
            cell = sheet.cell(row, column)
            # much faster than to dress it
            cell._style = copy(top._style)  # type: ignore[attr-defined]
            cell.quotePrefix = False
            keep(cell, value)
        letter = get_column_letter(column)
        watch(sheet, slot.field, f"{letter}{first}:{letter}{last}", _choices(book, slot.column))
    sheet.grow_from(layout.HEADINGS_ROW, 32)
    for row in range(first, first + len(entries)):
        sheet.grow_from(row, 20)
    end = get_column_letter(layout.FIRST_COLUMN + len(columns) - 1)
    sheet.worksheet.auto_filter.ref = f"B{layout.HEADINGS_ROW}:{end}{last}"
    sheet.worksheet.freeze_panes = f"C{first}"
    sheet.page(landscape=True, repeat=f"{layout.HEADINGS_ROW}:{layout.HEADINGS_ROW}")


def _single_sheet(book: Book, liste: Liste, entries: Sequence[Values]) -> None:
    """The campagne itself has one entry: its columns are drawn one under the other."""
    sheet = BookSheet(book, liste.title, layout.SINGLE_WIDTHS, tab=styles.DARK)
    sheet.heading(liste.title, "", f"{book.campagne.intitule}. {layout.WORDS['how_one']}")
    columns = layout.slots(liste, entries)
    for row, slot in enumerate(columns, layout.HEADINGS_ROW):
        sheet.put(row, layout.LABEL_COLUMN, slot.heading, styles.LABEL)
        value = _shown(entries[0], slot, book.campagne)
        cell = sheet.keep(row, layout.VALUE_COLUMN, value, _look(liste, slot))
        watch(sheet, slot.field, cell.coordinate, _choices(book, slot.column))
        sheet.grow_from(row, 20)
    sheet.page(landscape=False, repeat="")


def _look(liste: Liste, slot: EntrySlot) -> CellStyle:
    look = styles.answer_style(slot.field)
    # a year is no quantity: no space between its thousands
    number_format = "0" if slot.column.path == "annee" else look.number_format
    look = replace(look, alignment=styles.align(), number_format=number_format)
    # what the program itself names is better left as it is: grey on grey
    if slot.column.path in ("code", "annee", "avant") and liste.name != "quartiers":
        look = replace(look, font=styles.font(10, styles.GREY), fill=styles.fill("EEEEEE"))
    return look


def _choices(book: Book, column: Column) -> str:
    """The values that a cell may have, as a validation's formula: words, or another sheet's cells.

    A row that is added to the other sheet is offered at once.
    """
    words = OUI_OU_NON if column.kind is FieldKind.YES_NO else column.options
    if column.reference == "formes":
        words = (ALL_WORD, *(forme.code for forme in book.campagne.formes))
    if words or not column.reference:
        return f'"{",".join(words)}"' if words else ""
    liste = next(liste for liste in EXPORTED if liste.name == column.reference)
    shown = "nom" if liste.name == "communes" else "code"
    entries = liste.entries(book.campagne)
    paths = [slot.column.path for slot in layout.slots(liste, entries)]
    letter = get_column_letter(layout.FIRST_COLUMN + paths.index(shown))
    first = layout.HEADINGS_ROW + 1
    last = layout.HEADINGS_ROW + len(entries) + layout.SPARE_ROWS
    return f"{quote_sheetname(liste.title)}!${letter}${first}:${letter}${last}"
