"""The sheet of the pieces: one row each, and free rows for what nobody asked."""

from msgspec.structs import replace
from openpyxl.utils import get_column_letter

from packetgen.model.campagne import Campagne, Piece
from packetgen.model.dossier import PIECES
from packetgen.model.fields import Field, Required
from packetgen.workbook import layout, printed, styles
from packetgen.workbook.write.sheet import AnswerSheet, Book, BookSheet
from packetgen.workbook.write.validation import ask, conditions, show_empty

TITLE, ASKED, FIRST_FIELD = 2, 3, 4
HELP = FIRST_FIELD + len(PIECES)
SOURCE = HELP + 1
FIRST_ROW = 5


def pieces_sheet(book: Book, actions: int) -> None:
    """Draw the sheet of the pieces."""
    campagne = book.campagne
    sheet = AnswerSheet(book, layout.PIECES_SHEET, layout.PIECES_WIDTHS, tab=styles.DARK)
    heads = ("Pièce", "Demandée à", *(field.label for field in PIECES), "Pour qu’elle soit bonne")
    for column, head in enumerate((*heads, "Ce qui la demande"), start=TITLE):
        sheet.put(4, column, head, styles.HEAD)
    row = FIRST_ROW
    for piece, given, title in layout.piece_rows(campagne, range(1, actions + 1)):
        sheet.put(row, TITLE, title, styles.CELL_BOLD)
        _rest(sheet, row, given.key, piece.aide, piece)
        row += 1
    row = sheet.section(row, printed.FREE_PIECES_TITLE)
    free = {key.split(".")[1] for key in book.values if key.startswith("pieces.autre")}
    for place in range(1, max(len(free), layout.FREE_PIECES) + 1):
        prefix = f"pieces.autre{place}"
        ask(sheet, row, TITLE, f"{prefix}.titre", Field("", "Autre pièce", ""))
        _rest(sheet, row, prefix, printed.FREE_PIECES_HELP if place == 1 else "")
        row += 1
    sheet.worksheet.freeze_panes = sheet.cell(FIRST_ROW, ASKED).coordinate
    sheet.page(landscape=True, repeat="4:4")


def _required(piece: Piece, campagne: Campagne) -> Required:
    if piece.genere or not piece.obligatoire:
        return Required.OPTIONAL
    if printed.when_owed(piece, campagne):
        return Required.DISPOSITIF
    return Required.ALWAYS if "*" in piece.formes else Required.ASSOCIATION


def _rest(sheet: BookSheet, row: int, prefix: str, help_: str, piece: Piece | None = None) -> None:
    """Draw what follows the title; only the file of a piece is marked as required."""
    campagne = sheet.book.campagne
    required = _required(piece, campagne) if piece else Required.OPTIONAL
    asked = printed.asked_of(piece, campagne) if piece else printed.OPTIONAL
    sheet.put(row, ASKED, asked, styles.requirement(required))
    cells = []
    for column, field in enumerate(PIECES, start=FIRST_FIELD):
        marked = required if column == FIRST_FIELD else Required.OPTIONAL
        key = f"{prefix}.{field.attribute}"
        cells.append(ask(sheet, row, column, key, replace(field, required=marked)))
    sheet.put(row, HELP, help_, styles.HELP)
    sheet.put(row, SOURCE, printed.asked_by(piece, campagne) if piece else "", styles.HELP)
    if condition := conditions(campagne).get(required):
        both = "&".join(f"${get_column_letter(c)}{row}" for c in range(FIRST_FIELD, HELP))
        show_empty(sheet, cells[0], f"LEN(TRIM({both}))=0,{condition}")
    sheet.grow_from(row, 26)
