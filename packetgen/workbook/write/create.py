"""Write the year's workbook, blank or holding a dossier, from the catalogue and the campagne."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from packetgen import __version__
from packetgen.errors import CannotWrite
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.system.files import write_atomically
from packetgen.workbook import layout
from packetgen.workbook.write.agents import agents_sheet
from packetgen.workbook.write.budget import budget_sheet
from packetgen.workbook.write.cells import Book
from packetgen.workbook.write.form import action_sheet, porteur_sheet
from packetgen.workbook.write.pieces import pieces_sheet, rows
from packetgen.workbook.write.readme import readme_sheet
from packetgen.workbook.write.save import to_bytes
from packetgen.workbook.write.validation import lists_sheet
from packetgen.workbook.write.values import values_of


def create(
    destination: Path, campagne: Campagne, *, actions: int = 1, dossier: Dossier | None = None
) -> None:
    """Write the workbook of `campagne` with the sheets of `actions` actions, at least 1.

    The values of `dossier` are put in their cells, with as many actions as it has. Raises
    CannotWrite when the file cannot be written, or when a value of the dossier has no cell.
    """
    actions = max(actions, len(dossier.actions) if dossier else 1)
    prefixes = frozenset(line.prefix for line in rows(campagne, actions))
    values = values_of(dossier, prefixes) if dossier else {}
    book = Book(Workbook(), campagne, values)
    book.workbook.remove(book.workbook.worksheets[0])
    readme_sheet(book)
    porteur_sheet(book)
    for numero in range(1, actions + 1):
        action_sheet(book, numero)
        budget_sheet(book, numero)
        agents_sheet(book, numero)
    pieces_sheet(book, actions)
    lists_sheet(book)
    _refuse_unplaced(book, destination)
    _describe(book.workbook, campagne)
    created = datetime(campagne.annee, 1, 1)  # noqa: DTZ001 - the file format has no time zone
    write_atomically(to_bytes(book.workbook, book.results, created), destination)


def _refuse_unplaced(book: Book, destination: Path) -> None:
    """Raise CannotWrite when the dossier holds a value for which the year has no cell."""
    unplaced = sorted(set(book.values) - book.placed)
    if unplaced:
        raise CannotWrite(
            f"« {destination.name} » n’a pas été écrit : le classeur {book.campagne.annee} n’a pas "
            f"de cellule pour {', '.join(unplaced)} ; retirez ces valeurs du classeur d’origine, "
            "puis relancez."
        )


def _describe(workbook: Workbook, campagne: Campagne) -> None:
    """Set the document's properties, its first sheet, and the recalculation when it opens."""
    properties = workbook.properties
    properties.title = f"{campagne.intitule} – {layout.CLASSEUR}"
    properties.creator = f"packetgen {__version__}"
    properties.language = "fr-FR"
    workbook.active = 0
    workbook.calculation.fullCalcOnLoad = True
