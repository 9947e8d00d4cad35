"""The sheet of the pieces: one row each, and free rows for what nobody asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from packetgen.model.campagne import Campagne, Piece
from packetgen.model.dossier import PIECES
from packetgen.model.fields import Field, Required
from packetgen.workbook import layout, printed, styles
from packetgen.workbook.write.sheet import Book, BookSheet
from packetgen.workbook.write.validation import ask, conditions, show_empty

TITLE, ASKED, FIRST_FIELD = 2, 3, 4
HELP = FIRST_FIELD + len(PIECES)
SOURCE = HELP + 1
FIRST_ROW = 5


@dataclass(frozen=True)
class PieceRow:
    """A row of the sheet: the prefix of its keys, what it says, when it must be filled."""

    prefix: str
    title: str
    asked: str
    required: Required
    help: str
    source: str


def pieces_sheet(book: Book, actions: int) -> None:
    """Draw the sheet of the pieces."""
    campagne = book.campagne
    sheet = BookSheet(book, layout.PIECES_SHEET, layout.PIECES_WIDTHS, tab=styles.DARK)
    sheet.heading(
        "Les pièces à joindre",
        campagne.intitule,
        "Placez les fichiers à côté de ce classeur ; pour chaque pièce, écrivez le nom du "
        "fichier, ou pourquoi elle manque.",
    )
    heads = ("Pièce", "Demandée à", *(field.label for field in PIECES), "Pour qu’elle soit bonne")
    for column, head in enumerate((*heads, "Ce qui la demande"), start=TITLE):
        sheet.put(4, column, head, styles.HEAD)
    row = FIRST_ROW
    for line in rows(campagne, actions):
        sheet.put(row, TITLE, line.title, styles.CELL_BOLD)
        _rest(sheet, row, line)
        row += 1
    row = sheet.section(row, printed.FREE_PIECES_TITLE)
    free = {key.split(".")[1] for key in book.values if key.startswith("pieces.autre")}
    for place in range(1, max(len(free), layout.FREE_PIECES) + 1):
        _free(sheet, row + place - 1, place)
    sheet.worksheet.freeze_panes = sheet.cell(FIRST_ROW, ASKED).coordinate
    sheet.page(landscape=True, repeat="4:4")


def rows(campagne: Campagne, actions: int) -> Iterator[PieceRow]:
    """Yield the rows of the pieces that a porteur supplies, in the order of the bundle."""
    for piece in campagne.pieces:
        if not piece.is_given:
            continue
        for numero in range(1, actions + 1) if piece.par_action else (0,):
            yield PieceRow(
                f"pieces.{piece.code}.{numero}" if numero else f"pieces.{piece.code}",
                piece.row_title(numero, several=actions > 1),
                printed.asked_of(piece, campagne),
                _required(piece),
                piece.aide,
                printed.asked_by(piece, campagne),
            )


def _required(piece: Piece) -> Required:
    if piece.genere or not piece.obligatoire:
        return Required.OPTIONAL
    return Required.ALWAYS if "*" in piece.formes else Required.ASSOCIATION


def _rest(sheet: BookSheet, row: int, line: PieceRow) -> None:
    """Draw what follows the title; only the file of a piece is marked as required."""
    sheet.put(row, ASKED, line.asked, styles.requirement(line.required))
    cells = []
    for column, field in enumerate(PIECES, start=FIRST_FIELD):
        marked = line.required if column == FIRST_FIELD else Required.OPTIONAL
        key = f"{line.prefix}.{field.attribute}"
        cells.append(ask(sheet, row, column, key, replace(field, required=marked)))
    sheet.put(row, HELP, line.help, styles.HELP)
    sheet.put(row, SOURCE, line.source, styles.HELP)
    condition = conditions(sheet.book.campagne).get(line.required)
    if condition:
        both = "&".join(f"${get_column_letter(c)}{row}" for c in range(FIRST_FIELD, HELP))
        show_empty(sheet, cells[0], f"LEN(TRIM({both}))=0,{condition}")
    sheet.grow_from(row, 26)


def _free(sheet: BookSheet, row: int, place: int) -> None:
    """Draw a free row, whose title is written by the porteur."""
    prefix = f"pieces.autre{place}"
    ask(sheet, row, TITLE, f"{prefix}.titre", Field("", "Autre pièce", ""))
    help_text = printed.FREE_PIECES_HELP if place == 1 else ""
    _rest(sheet, row, PieceRow(prefix, "", printed.OPTIONAL, Required.OPTIONAL, help_text, ""))
