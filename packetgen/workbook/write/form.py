"""The sheets that ask questions: Porteur, Action and its tables, Agents, Bilan, Pièces."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import prod

from msgspec.structs import replace
from openpyxl.utils import get_column_letter

from packetgen.campagne.words import asked
from packetgen.model.action import action_fields
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.dossier import PIECES, PORTEUR
from packetgen.model.fields import Field, FieldKind, Required
from packetgen.workbook import layout, printed, styles
from packetgen.workbook.layout import AGENTS_TABLE, EXAMPLE, HELP, INPUT, LABEL, REQUIRED, Table
from packetgen.workbook.styles import CellStyle
from packetgen.workbook.write import validation
from packetgen.workbook.write.sheet import TEXTS, AnswerSheet, Book, BookSheet

FIRST_ROW = 5
# Of the pieces, whose titles are in the column of labels
ASKED, FIRST_FIELD = 3, 4
PIECE_HELP = FIRST_FIELD + len(PIECES)
HOURS, FACTORS = "heures", ("agents", "seances", "duree")
_COLUMNS = {field.attribute: column for column, field in enumerate(AGENTS_TABLE.fields, LABEL)}


def form_sheet(book: Book, base: str, numero: int = 1) -> None:
    """Draw the sheet `base` of the porteur or of one action, each table after its section."""
    sheet = AnswerSheet(book, base, layout.FORM_WIDTHS, tab=styles.DARK, numero=numero)
    _heads(sheet, TEXTS["questions"])
    row = FIRST_ROW
    for section, fields in _sections(book, base):
        row = sheet.section(row, section)
        for field in fields:
            for place, key in enumerate(layout.cell_keys(field), start=1):
                _question(sheet, row, field, sheet.key(key), place)
                row += 1
        for table in layout.TABLES:
            if table.after == section:
                row = _table(sheet, row, table)


def agents_sheet(book: Book, numero: int) -> None:
    """Draw the sheet of the Département's agents: the question, then the table and its hours."""
    base, widths = layout.AGENTS_SHEET, layout.AGENTS_WIDTHS
    sheet = AnswerSheet(book, base, widths, tab=styles.PALE, numero=numero)
    row = 4
    for _, fields in _sections(book, base):
        for field in fields:
            sheet.put(row, 2, field.label, styles.LABEL, last=3)
            cell = validation.ask(sheet, row, 4, sheet.key(field.key), field)
            sheet.put(row, 5, printed.help_in_line(field), styles.HELP, sheet.last)
            validation.show_required(sheet, cell, field)
            sheet.height(row, 34)
            row += 1
    row = _table(sheet, row, AGENTS_TABLE)
    _total(sheet, row)
    sheet.page(landscape=True, repeat="")


def confirm_sheet(book: Book, carried: Mapping[str, Field]) -> None:
    """Draw a row for each answer carried over, by key: its label, what it was, a yes to give."""
    sheet = AnswerSheet(book, layout.CONFIRM_SHEET, layout.CONFIRM_WIDTHS, tab=styles.YELLOW)
    _heads(sheet, TEXTS["reponses"])
    yes = Field("", TEXTS["reponses"][-1], "", FieldKind.YES_NO)
    for row, (key, field) in enumerate(carried.items(), start=FIRST_ROW):
        sheet.put(row, LABEL, field.label, styles.LABEL)
        style = styles.formatted(styles.CELL, styles.answer_style(field).number_format)
        answer = sheet.keep(row, INPUT, book.values[key], style).coordinate
        confirmed = validation.ask(sheet, row, REQUIRED, f"{layout.CARRIED}{key}", yes)
        validation.show_when(sheet, confirmed, f'AND(EXACT({key},{answer}),{confirmed}<>"Oui")')
        sheet.grow_from(row, 22)


def _sections(book: Book, sheet: str) -> Iterator[tuple[str, tuple[Field, ...]]]:
    fields = (*PORTEUR, *action_fields(book.campagne))
    return layout.sections(asked(fields, book.campagne), sheet)


def _heads(sheet: AnswerSheet, heads: Sequence[str], frozen: int = LABEL) -> None:
    """Draw the heads of the columns, which stay in sight and begin each page."""
    for column, head in enumerate(heads, start=LABEL):
        sheet.put(FIRST_ROW - 1, column, head, styles.HEAD)
    sheet.worksheet.freeze_panes = sheet.cell(FIRST_ROW, frozen).coordinate
    sheet.page(landscape=True, repeat=f"{FIRST_ROW - 1}:{FIRST_ROW - 1}")


def _question(sheet: AnswerSheet, row: int, field: Field, key: str, place: int) -> None:
    """Draw one question; of a field of several rows, only the first is required and explained."""
    if place > 1:
        label = printed.row_label(field.label, place)
        field = replace(field, label=label, required=Required.OPTIONAL, help="", example="")
    sheet.put(row, LABEL, field.label, styles.LABEL)
    cell = validation.ask(sheet, row, INPUT, key, field)
    sheet.put(row, REQUIRED, field.requirement, styles.requirement(field.required))
    sheet.put(row, HELP, field.help, styles.HELP)
    sheet.put(row, EXAMPLE, field.example, styles.EXAMPLE)
    validation.show_required(sheet, cell, field)
    sheet.grow_from(row, 78 if field.kind is FieldKind.LONG_TEXT else 22)


def _table(sheet: AnswerSheet, row: int, table: Table) -> int:
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
            key = sheet.key(f"{table.prefix}.{place}.{field.attribute}")
            look = styles.answer_style(field, in_table=True)
            if field.attribute != HOURS or not _hours(sheet, line, column, key, look):
                sheet.keep(line, column, sheet.book.take(key), look)
        sheet.grow_from(line, 22)
    letters = [get_column_letter(LABEL + place) for place in range(len(fields))]
    written = "&".join(f"${letter}{first}" for letter in letters)
    # the first row is required, and those where something is written
    started = f"OR(ROW()=ROW(${letters[0]}${first}),LEN({written})>0)"
    for letter, field in zip(letters, fields, strict=True):
        cells = f"{letter}{first}:{letter}{first + table.rows - 1}"
        sheet.name(sheet.key(f"{table.prefix}.{field.attribute}"), cells)
        validation.watch(sheet, field, cells)
        validation.show_required(sheet, cells, field, started)
    return first + table.rows


def _hours(sheet: AnswerSheet, row: int, column: int, key: str, look: CellStyle) -> bool:
    """Draw an hours cell as a formula, unless the dossier holds other hours than the product."""
    book, line = sheet.book, key.rpartition(".")[0]
    worked = [f"{line}.{name}" for name in FACTORS]
    known = all(book.values.get(factor) is not None for factor in worked)
    product = prod(map(book.decimal, worked), start=Decimal(1)) if known else None
    if book.values.get(key) not in (None, product):
        return False
    book.take(key)
    factors = [f"{get_column_letter(_COLUMNS[name])}{row}" for name in FACTORS]
    formula = f'IF(COUNT({",".join(factors)})=3,{"*".join(factors)},"")'
    sheet.calculate(row, column, formula, "" if product is None else product, look)
    return True


def _total(sheet: AnswerSheet, row: int) -> None:
    column = _COLUMNS[HOURS]
    sheet.put(row, LABEL, printed.HOURS_TOTAL, styles.TOTAL, column - 1)
    above = range(row - AGENTS_TABLE.rows, row)
    total = sheet.sum_of(f"{get_column_letter(column)}{each}" for each in above)
    formula = f"SUM({sheet.key(f'{AGENTS_TABLE.prefix}.{HOURS}')})"
    look = styles.figure(styles.TOTAL, styles.NUMBER_FORMATS[FieldKind.HOURS])
    sheet.calculate(row, column, formula, total, look)
    sheet.height(row, 24)


def pieces_sheet(book: Book, actions: int) -> None:
    """Draw the sheet of the pieces."""
    campagne = book.campagne
    sheet = AnswerSheet(book, layout.PIECES_SHEET, layout.PIECES_WIDTHS, tab=styles.DARK)
    title, whose, *others = TEXTS["pieces"]
    _heads(sheet, (title, whose, *(field.label for field in PIECES), *others), ASKED)
    row = FIRST_ROW
    for piece, given, title in layout.piece_rows(campagne, range(1, actions + 1)):
        sheet.put(row, LABEL, title, styles.CELL_BOLD)
        _piece(sheet, row, given.key, piece.aide, piece)
        row += 1
    row = sheet.section(row, printed.FREE_PIECES_TITLE)
    free = {key.split(".")[1] for key in book.values if key.startswith("pieces.autre")}
    for place in range(1, max(len(free), layout.FREE_PIECES) + 1):
        prefix = f"pieces.autre{place}"
        validation.ask(sheet, row, LABEL, f"{prefix}.titre", Field("", "Autre pièce", ""))
        _piece(sheet, row, prefix, printed.FREE_PIECES_HELP if place == 1 else "")
        row += 1


def _required_of(piece: Piece, campagne: Campagne) -> Required:
    if piece.genere or not piece.obligatoire:
        return Required.OPTIONAL
    if printed.when_owed(piece, campagne):
        return Required.DISPOSITIF
    return Required.ALWAYS if "*" in piece.formes else Required.ASSOCIATION


def _piece(sheet: BookSheet, row: int, prefix: str, help_: str, piece: Piece | None = None) -> None:
    """Draw what follows the title; only the file of a piece is marked as required."""
    campagne = sheet.book.campagne
    required = _required_of(piece, campagne) if piece else Required.OPTIONAL
    asked = printed.asked_of(piece, campagne) if piece else printed.OPTIONAL
    sheet.put(row, ASKED, asked, styles.requirement(required))
    cells = []
    for column, field in enumerate(PIECES, start=FIRST_FIELD):
        marked = required if column == FIRST_FIELD else Required.OPTIONAL
        key = f"{prefix}.{field.attribute}"
        cells.append(validation.ask(sheet, row, column, key, replace(field, required=marked)))
    sheet.put(row, PIECE_HELP, help_, styles.HELP)
    sheet.put(row, PIECE_HELP + 1, printed.asked_by(piece, campagne) if piece else "", styles.HELP)
    if condition := validation.conditions(campagne).get(required):
        both = "&".join(f"${get_column_letter(c)}{row}" for c in range(FIRST_FIELD, PIECE_HELP))
        validation.show_empty(sheet, cells[0], f"LEN(TRIM({both}))=0,{condition}")
    sheet.grow_from(row, 26)
