"""Write the year's workbook, blank or holding a dossier, from the catalogue and the campagne."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from packetgen.errors import CannotWrite
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.fields import Field
from packetgen.model.financeur import DEPARTEMENT
from packetgen.resources import table
from packetgen.system.files import write_atomically
from packetgen.workbook import layout
from packetgen.workbook.write.budget import budget_sheet
from packetgen.workbook.write.form import agents_sheet, confirm_sheet, form_sheet, pieces_sheet
from packetgen.workbook.write.readme import readme_sheet
from packetgen.workbook.write.sheet import Book
from packetgen.workbook.write.validation import lists_sheet
from packetgen.workbook.write.values import values_of


def create(
    destination: Path,
    campagne: Campagne,
    *,
    actions: int = 1,
    dossier: Dossier | None = None,
    carried: Mapping[str, Field] = MappingProxyType({}),
) -> None:
    """Write the workbook of `campagne` with the sheets of `actions` actions, at least 1.

    The values of `dossier` are put in their cells, with as many actions as it has; those `carried`
    from an earlier call, by key with their field, are to be confirmed. Raises
    CannotWrite when the file cannot be written, or when a value of the dossier has no cell.
    """
    actions = max(actions, len(dossier.actions) if dossier else 1)
    rows = layout.piece_rows(campagne, range(1, actions + 1))
    prefixes = frozenset(given.key for _, given, _ in rows)
    book = Book(campagne, values_of(dossier, prefixes) if dossier else {})
    readme_sheet(book)
    form_sheet(book, layout.PORTEUR_SHEET)
    for numero in range(1, actions + 1):
        form_sheet(book, layout.ACTION_SHEET, numero)
        budget_sheet(book, numero)
        if campagne.with_role(DEPARTEMENT):
            agents_sheet(book, numero)
        form_sheet(book, layout.BILAN_SHEET, numero)
    pieces_sheet(book, actions)
    if carried:
        confirm_sheet(book, carried)
    lists_sheet(book)
    unplaced = ", ".join(sorted(set(book.values) - book.placed))
    if unplaced:
        told = table(__file__, "refusals.toml")["lacking"]
        raise CannotWrite(told.format(destination.name, campagne.annee, unplaced))
    book.workbook.calculation.fullCalcOnLoad = True
    write_atomically(book.to_bytes(layout.CLASSEUR), destination)
