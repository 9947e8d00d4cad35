"""Layout of the workbook: sheets, columns, tables. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from packetgen.model.action import ACTION, AGENTS, COMMUNES, INDICATEURS
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.dossier import PORTEUR, PieceFournie
from packetgen.model.fields import Field, FieldKind

CLASSEUR = "classeur du porteur"
LISEZ_MOI, PORTEUR_SHEET, PIECES_SHEET, LISTES = "Lisez-moi", "Porteur", "Pièces", "Listes"
ACTION_SHEET, BUDGET_SHEET, AGENTS_SHEET, BILAN_SHEET = "Action", "Budget", "Agents", "Bilan"
CONFIRM_SHEET = "À confirmer"
# Before the key of an answer carried over: the name of the cell that confirms it
CARRIED = "repris."
PER_ACTION = (ACTION_SHEET, BUDGET_SHEET, AGENTS_SHEET, BILAN_SHEET)

OUI_NON, OUI_OU_NON = "oui_non", ("Oui", "Non")
FREE_PIECES = 4


class Table(Struct, frozen=True):
    """A table of an action's sheet: one column per field, `rows` rows to fill.

    `after` names the section of the sheet that the table follows, empty for the end.
    """

    prefix: str
    title: str
    fields: tuple[Field, ...]
    rows: int
    after: str = ""


COMMUNES_TABLE = Table("communes", "Communes concernées", COMMUNES, 6, after="Territoire et dates")
INDICATEURS_TABLE = Table("indicateurs", "Évaluation", INDICATEURS, 4, after="Méthode")
AGENTS_TABLE = Table("agents", "Interventions prévues", AGENTS, 12)
TABLES = (COMMUNES_TABLE, INDICATEURS_TABLE, AGENTS_TABLE)

# Widths in characters, from column A; the first and the last are margins
FORM_WIDTHS = (4, 32, 50, 23, 50, 28, 2)
LABEL, INPUT, REQUIRED, HELP, EXAMPLE = range(2, 7)

AGENTS_WIDTHS = (4, 25, 23, 32, 12, 12, 14, 16, 20, 26, 2)
BUDGET_WIDTHS = (2, 9, 45, 15, 8, 9, 54, 26, 15, 2)
PIECES_WIDTHS = (2, 40, 21, 32, 34, 44, 26, 2)
CONFIRM_WIDTHS = (4, 44, 70, 18, 2)
README_WIDTHS = (2, 26, 34, 30, 30, 2)


def sheet_name(base: str, numero: int) -> str:
    """Name of an action's sheet: `Budget`, then `Budget 2`."""
    return base if numero == 1 else f"{base} {numero}"


def sheet_names(actions: int) -> tuple[str, ...]:
    """Every sheet that a person sees, in order."""
    per_action = (sheet_name(base, n) for n in range(1, actions + 1) for base in PER_ACTION)
    return (LISEZ_MOI, PORTEUR_SHEET, *per_action, PIECES_SHEET)


def sections(fields: Iterable[Field], sheet: str) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """Yield the sections of a sheet and their fields, in the order of the catalogue."""
    here = (field for field in fields if field.sheet == sheet)
    for title, members in groupby(here, key=lambda field: field.section):
        yield title, tuple(members)


def list_names() -> tuple[str, ...]:
    """Names of the campagne's lists that some field chooses from, in order of first use."""
    every = (*PORTEUR, *ACTION, *COMMUNES, *INDICATEURS, *AGENTS)
    return tuple(dict.fromkeys(field.choices for field in every if field.choices))


def list_of(field: Field) -> str:
    """Name of the list that a field's drop-down shows, empty for none."""
    return OUI_NON if field.kind is FieldKind.YES_NO else field.choices


def choices_of(field: Field, campagne: Campagne) -> tuple[str, ...]:
    """Labels of a field's drop-down, none when it has none."""
    if field.kind is FieldKind.YES_NO:
        return OUI_OU_NON
    return campagne.choices(field.choices) if field.choices else ()


def cell_keys(field: Field) -> tuple[str, ...]:
    """Keys of the cells of a field: its own, or `key.1`, `key.2`… when it has several rows."""
    if field.rows == 1:
        return (field.key,)
    return tuple(f"{field.key}.{row}" for row in range(1, field.rows + 1))


def piece_rows(
    campagne: Campagne, actions: Sequence[int]
) -> Iterator[tuple[Piece, PieceFournie, str]]:
    """Yield each row of the pieces: what it asks for, the blank answer, the title printed."""
    for piece in campagne.pieces:
        if piece.is_given:
            for numero in actions if piece.par_action else (0,):
                given = PieceFournie(piece.code, piece.libelle, action=numero)
                yield piece, given, piece.row_title(numero, several=len(actions) > 1)
