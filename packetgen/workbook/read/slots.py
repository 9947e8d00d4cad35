"""Location of each cell to read outside the tables: its key, its field, its label. Pure."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from packetgen.model.campagne import Campagne
from packetgen.model.dossier import FREE, PIECES, PieceFournie
from packetgen.model.fields import Field, FieldKind, key_of_action
from packetgen.workbook import layout
from packetgen.workbook.printed import FREE_PIECES_TITLE, row_label


class Slot(Struct, frozen=True):
    """One cell to read, by its name `field.key`, or else from the label near it.

    `after` is the heading above the label, `beside` the text on its left; the cell is `below`
    rows beneath the label and `right` columns to its right. `row_label` is the label printed on
    the cell's own row, empty where people write one.
    """

    field: Field
    sheet: str
    label: str
    after: str = ""
    beside: str = ""
    below: int = 0
    right: int = 1
    row_label: str = ""


def form_slots(fields: Iterable[Field], numero: int = 1) -> Iterator[Slot]:
    """Yield the cells of the porteur, or of an action without its tables and its budget.

    Those of a field are under `key`, or `key.1`, `key.2`… one under the other.
    """
    for field in fields:
        sheet = layout.sheet_name(field.sheet, numero)
        for below, key in enumerate(layout.cell_keys(field)):
            renamed = replace(field, key=key_of_action(key, numero))
            label = row_label(field.label, below + 1)
            yield Slot(renamed, sheet, field.label, field.section, below=below, row_label=label)


def budget_slots(campagne: Campagne, numero: int) -> Iterator[Slot]:
    """Yield the amounts of one budget, and the texts that specify its produits."""
    sheet = layout.sheet_name(layout.BUDGET_SHEET, numero)
    for compte in campagne.comptes:
        for ligne in compte.lignes:
            key, label = key_of_action(f"budget.{ligne.code}", numero), ligne.libelle
            amount = Field(key, label, "", FieldKind.EUROS)
            fields = [amount]
            if compte.cote == "produits":
                fields.insert(0, Field(f"{key}.precision", f"{label} – précision", ""))
            for right, field in enumerate(fields, start=1):
                yield Slot(field, sheet, label, "", ligne.numero, right=right, row_label=label)


class PieceRow(Struct, frozen=True):
    """A row of the pieces: what it is of, and its cells by attribute (`fichier`, `motif`)."""

    piece: PieceFournie
    slots: dict[str, Slot]


def piece_rows(
    campagne: Campagne, actions: tuple[int, ...], free: int = layout.FREE_PIECES
) -> Iterator[PieceRow]:
    """Yield the rows of the pieces that the porteur supplies, then the `free` rows."""
    for _, given, title in layout.piece_rows(campagne, actions):
        yield PieceRow(given, _piece_slots(given.key, title))
    yield from (free_row(place) for place in range(1, free + 1))


def free_row(place: int) -> PieceRow:
    """Return a row for a piece that nobody asked, by its place among them."""
    given = PieceFournie(f"{FREE}{place}", "")
    title = Field(f"{given.key}.titre", "Autre pièce", "")
    titled = Slot(title, layout.PIECES_SHEET, FREE_PIECES_TITLE, below=place, right=0)
    return PieceRow(given, {"titre": titled, **_piece_slots(given.key, titled.label, below=place)})


def _piece_slots(prefix: str, title: str, *, below: int = 0) -> dict[str, Slot]:
    """The cells of one row; between its title and its file stands who owes it."""
    found, own = {}, "" if below else title
    for right, field in enumerate(PIECES, start=2):
        named = replace(field, key=f"{prefix}.{field.attribute}")
        of = layout.PIECES_SHEET, title
        found[field.attribute] = Slot(named, *of, below=below, right=right, row_label=own)
    return found
