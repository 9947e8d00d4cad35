"""The sheets that ask questions: Porteur, Action with its tables, Agents with its hours."""

from dataclasses import replace
from decimal import Decimal

from openpyxl.utils import get_column_letter

from packetgen.campagne.words import asked
from packetgen.model.action import action_fields
from packetgen.model.fields import Field, FieldKind, Required, key_of_action
from packetgen.model.porteur import PORTEUR
from packetgen.workbook import layout, printed, styles
from packetgen.workbook.layout import AGENTS_TABLE, EXAMPLE, HELP, INPUT, LABEL, REQUIRED, Table
from packetgen.workbook.styles import CellStyle
from packetgen.workbook.write.sheet import Book, BookSheet
from packetgen.workbook.write.validation import ask, show_required, watch

FIRST_ROW = 5
HOURS, FACTORS = "heures", ("agents", "seances", "duree")
_COLUMNS = {field.attribute: column for column, field in enumerate(AGENTS_TABLE.fields, LABEL)}
_HEADS = ("Question", "Votre réponse", "À remplir ?", "Aide", "Exemple")
_WAY = (
    "Répondez dans la colonne « Votre réponse ». En jaune : ce qui est obligatoire et encore vide."
)
_ONLY_RENEWED = (
    "À remplir seulement si l’action a déjà été financée (« Première demande ? » : Non). La note de"
    " cadrage n’en dit rien."
)


def porteur_sheet(book: Book) -> None:
    """Draw the sheet of the porteur."""
    sheet = _form(book, layout.PORTEUR_SHEET, "Le porteur du projet")
    row = FIRST_ROW
    for title, fields in layout.sections(asked(PORTEUR, book.campagne), layout.PORTEUR_SHEET):
        row = _section(sheet, row, title, fields, numero=1)


def action_sheet(book: Book, numero: int) -> None:
    """Draw the sheet of one action, each table after the section it belongs to."""
    title = layout.sheet_name(layout.ACTION_SHEET, numero)
    sheet = _form(book, title, "L’action" if numero == 1 else f"L’action n° {numero}")
    row = FIRST_ROW
    of_action = asked(action_fields(book.campagne), book.campagne)
    for section, fields in layout.sections(of_action, layout.ACTION_SHEET):
        row = _section(sheet, row, section, fields, numero)
        for table in layout.TABLES:
            if table.after == section:
                row = _table(sheet, row, table, numero)


def agents_sheet(book: Book, numero: int) -> None:
    """Draw the sheet of the Département's agents: the question, then the table and its hours."""
    title = layout.sheet_name(layout.AGENTS_SHEET, numero)
    sheet = BookSheet(book, title, layout.AGENTS_WIDTHS, tab=styles.PALE)
    headline = "Les agents du Département" + (f" – action n° {numero}" if numero > 1 else "")
    way = "Le nombre d’heures prévues figure dans la fiche action : il se calcule seul."
    sheet.heading(headline, book.campagne.intitule, way)
    row = 4
    of_action = asked(action_fields(book.campagne), book.campagne)
    for _, fields in layout.sections(of_action, layout.AGENTS_SHEET):
        for field in fields:
            sheet.merge(row, 2, 3, styles.LABEL)
            sheet.put(row, 2, field.label, styles.LABEL)
            cell = ask(sheet, row, 4, key_of_action(field.key, numero), field)
            sheet.merge(row, 5, sheet.last, styles.HELP)
            sheet.put(row, 5, printed.help_in_line(field), styles.HELP)
            show_required(sheet, cell, field, numero)
            sheet.height(row, 34)
            row += 1
    row = _table(sheet, row, AGENTS_TABLE, numero)
    _total(sheet, row, numero)
    sheet.page(landscape=True, repeat="")


def bilan_sheet(book: Book, numero: int) -> None:
    """Draw the sheet of what an action renewed did the year before."""
    headline = "Le bilan, pour un renouvellement"
    headline += f" – action n° {numero}" if numero > 1 else ""
    sheet = _form(book, layout.sheet_name(layout.BILAN_SHEET, numero), headline, _ONLY_RENEWED)
    of_action = asked(action_fields(book.campagne), book.campagne)
    for section, fields in layout.sections(of_action, layout.BILAN_SHEET):
        _section(sheet, FIRST_ROW, section, fields, numero)


def _form(book: Book, title: str, headline: str, way: str = _WAY) -> BookSheet:
    sheet = BookSheet(book, title, layout.FORM_WIDTHS, tab=styles.DARK)
    sheet.heading(headline, book.campagne.intitule, way)
    for column, head in enumerate(_HEADS, start=LABEL):
        sheet.put(4, column, head, styles.HEAD)
    sheet.worksheet.freeze_panes = sheet.cell(FIRST_ROW, LABEL).coordinate
    sheet.page(landscape=True, repeat="4:4")
    return sheet


def _section(sheet: BookSheet, row: int, title: str, fields: tuple[Field, ...], numero: int) -> int:
    row = sheet.section(row, title)
    for field in fields:
        for place, key in enumerate(layout.cell_keys(field), start=1):
            _question(sheet, row, field, key_of_action(key, numero), place, numero)
            row += 1
    return row


def _question(sheet: BookSheet, row: int, field: Field, key: str, place: int, numero: int) -> None:
    """Draw one question; of a field of several rows, only the first is required and explained."""
    if place > 1:
        label = printed.row_label(field.label, place)
        field = replace(field, label=label, required=Required.OPTIONAL, help="", example="")
    sheet.put(row, LABEL, field.label, styles.LABEL)
    cell = ask(sheet, row, INPUT, key, field)
    sheet.put(row, REQUIRED, field.requirement, styles.requirement(field.required))
    sheet.put(row, HELP, field.help, styles.HELP)
    sheet.put(row, EXAMPLE, field.example, styles.EXAMPLE)
    show_required(sheet, cell, field, numero)
    sheet.grow_from(row, 78 if field.kind is FieldKind.LONG_TEXT else 22)


def _table(sheet: BookSheet, row: int, table: Table, numero: int) -> int:
    fields = asked(table.fields, sheet.book.campagne)
    shared = printed.shared_requirement(fields)
    head = sheet.section(row, table.title)
    if shared:
        sheet.put(head - 1, sheet.last, shared.value, styles.SECTION_ASIDE)
    first = head + 2
    for column, field in enumerate(fields, start=LABEL):
        sheet.put(head, column, field.label, styles.TABLE_HEAD)
        sheet.put(head + 1, column, printed.expected(field, shared), styles.TABLE_HELP)
    sheet.grow_from(head, 20)
    sheet.grow_from(head + 1, 30)
    for place, line in enumerate(range(first, first + table.rows), start=1):
        sheet.put(line, LABEL - 1, place, styles.ROW_NUMBER)
        for column, field in enumerate(fields, start=LABEL):
            key = key_of_action(f"{table.prefix}.{place}.{field.attribute}", numero)
            look = styles.answer_style(field, in_table=True)
            if field.attribute != HOURS or not _hours(sheet, line, column, key, look):
                sheet.answer(line, column, key, look)
        sheet.grow_from(line, 22)
    letters = [get_column_letter(LABEL + place) for place in range(len(fields))]
    written = "&".join(f"${letter}{first}" for letter in letters)
    # the first row is required, and those where something is written
    started = f"OR(ROW()=ROW(${letters[0]}${first}),LEN({written})>0)"
    for letter, field in zip(letters, fields, strict=True):
        cells = f"{letter}{first}:{letter}{first + table.rows - 1}"
        sheet.name(key_of_action(f"{table.prefix}.{field.attribute}", numero), cells)
        watch(sheet, field, cells)
        show_required(sheet, cells, field, numero, started)
    return first + table.rows


def _hours(sheet: BookSheet, row: int, column: int, key: str, look: CellStyle) -> bool:
    """Draw an hours cell as a formula, unless the dossier holds other hours than the product."""
    product = _product(sheet.book, key)
    if sheet.book.values.get(key) not in (None, product):
        return False
    sheet.book.take(key)
    factors = [f"{get_column_letter(_COLUMNS[name])}{row}" for name in FACTORS]
    formula = f'IF(COUNT({",".join(factors)})=3,{"*".join(factors)},"")'
    sheet.calculate(row, column, formula, "" if product is None else product, look)
    return True


def _product(book: Book, key: str) -> Decimal | None:
    """Product of the factors that the dossier has for the row of `key`, None if one is missing."""
    factors = [f"{key.rpartition('.')[0]}.{name}" for name in FACTORS]
    if any(book.values.get(factor) is None for factor in factors):
        return None
    agents, seances, duree = (book.decimal(factor) for factor in factors)
    return agents * seances * duree


def _total(sheet: BookSheet, row: int, numero: int) -> None:
    column, book = _COLUMNS[HOURS], sheet.book
    sheet.merge(row, LABEL, column - 1, styles.TOTAL)
    sheet.put(row, LABEL, printed.HOURS_TOTAL, styles.TOTAL)
    total = Decimal(0)
    for place in range(1, AGENTS_TABLE.rows + 1):
        key = key_of_action(f"{AGENTS_TABLE.prefix}.{place}.{HOURS}", numero)
        total += book.decimal(key) if key in book.values else _product(book, key) or 0
    formula = f"SUM({key_of_action(f'{AGENTS_TABLE.prefix}.{HOURS}', numero)})"
    look = styles.figure(styles.TOTAL, styles.NUMBER_FORMATS[FieldKind.HOURS])
    sheet.calculate(row, column, formula, total, look)
    sheet.height(row, 24)
