"""The sheet of the pieces: one row each, and free rows for what nobody asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.campagne import Campagne, Piece
from packetgen.model.dossier import PIECES
from packetgen.model.fields import Field, Required
from packetgen.workbook import layout, printed, styles
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
from packetgen.workbook.write.validation import conditions, show_empty, watch

TITLE, ASKED, FIRST_FIELD = 2, 3, 4
HELP = FIRST_FIELD + len(PIECES)
SOURCE = HELP + 1
FIRST_ROW = 5


@dataclass(frozen=True)
class Row:
    """A row of the sheet: the prefix of its keys, what it says, when it must be filled."""

    prefix: str
    title: str
    asked: str
    required: Required
    help: str
    source: str


def pieces_sheet(book: Book, actions: int) -> Worksheet:
    """Draw the sheet of the pieces."""
    campagne = book.campagne
    sheet = new_sheet(book.workbook, layout.PIECES_SHEET, layout.PIECES_WIDTHS, tab=styles.DARK)
    heading(
        sheet,
        "Les pièces à joindre",
        campagne.intitule,
        "Placez les fichiers à côté de ce classeur ; pour chaque pièce, écrivez le nom du "
        "fichier, ou pourquoi elle manque.",
    )
    heads = ("Pièce", "Demandée à", *(field.label for field in PIECES), "Pour qu’elle soit bonne")
    for column, head in enumerate((*heads, "Ce qui la demande"), start=TITLE):
        put(sheet, 4, column, head, styles.HEAD)
    row = FIRST_ROW
    for line in rows(campagne, actions):
        put(sheet, row, TITLE, line.title, styles.CELL_BOLD)
        _rest(book, sheet, row, line)
        row += 1
    sheet.row_dimensions[row].height = 10
    band(sheet, row + 1, styles.SECTION, first=TITLE, last=SOURCE)
    put(sheet, row + 1, TITLE, printed.FREE_PIECES_TITLE, styles.SECTION)
    sheet.row_dimensions[row + 1].height = 24
    free = {key.split(".")[1] for key in book.values if key.startswith("pieces.autre")}
    for place in range(1, max(len(free), layout.FREE_PIECES) + 1):
        _free(book, sheet, row + 1 + place, place)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, ASKED).coordinate
    page(book, sheet, landscape=True, repeat="4:4")
    return sheet


def rows(campagne: Campagne, actions: int) -> Iterator[Row]:
    """Yield the rows of the pieces that a porteur supplies, in the order of the bundle."""
    for piece in campagne.pieces:
        if not piece.is_given:
            continue
        for numero in range(1, actions + 1) if piece.par_action else (0,):
            yield Row(
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


def _rest(book: Book, sheet: Worksheet, row: int, line: Row) -> None:
    """Draw what follows the title: who owes it, the input cells, the help, the source."""
    look = styles.requirement(line.required)
    put(sheet, row, ASKED, line.asked, look)
    cells = []
    for column, field in enumerate(PIECES, start=FIRST_FIELD):
        cells.append(_input(book, sheet, row, column, line.prefix, field, line.required))
    put(sheet, row, HELP, line.help, styles.HELP)
    put(sheet, row, SOURCE, line.source, styles.HELP)
    condition = conditions(book.campagne).get(line.required)
    if condition:
        both = "&".join(f"${get_column_letter(c)}{row}" for c in range(FIRST_FIELD, HELP))
        show_empty(sheet, cells[0], f"LEN(TRIM({both}))=0,{condition}")
    grow_from(sheet, row, 26)


def _input(
    book: Book,
    sheet: Worksheet,
    row: int,
    column: int,
    prefix: str,
    field: Field,
    required: Required,
) -> str:
    """Draw an input cell of a piece; only its file is marked as required."""
    key = f"{prefix}.{field.attribute}"
    marked = required if column == FIRST_FIELD else Required.OPTIONAL
    look = styles.answer_style(Field(key, field.label, "", field.kind, marked))
    cell = answer_cell(book, sheet, row, column, key, look)
    name(book, key, sheet, cell.coordinate)
    watch(sheet, field, cell.coordinate, book.campagne.annee)
    return cell.coordinate


def _free(book: Book, sheet: Worksheet, row: int, place: int) -> None:
    """Draw a free row, whose title is written by the porteur."""
    prefix = f"pieces.autre{place}"
    title = Field(f"{prefix}.titre", "Autre pièce", "")
    cell = answer_cell(book, sheet, row, TITLE, title.key, styles.answer_style(title))
    name(book, title.key, sheet, cell.coordinate)
    help_text = printed.FREE_PIECES_HELP if place == 1 else ""
    line = Row(prefix, "", printed.OPTIONAL, Required.OPTIONAL, help_text, "")
    _rest(book, sheet, row, line)
