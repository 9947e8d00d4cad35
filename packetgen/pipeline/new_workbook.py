"""A new workbook: blank, with what an earlier one holds, or what Word forms of the kit say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packetgen.campagne.load import load_campagne, years
from packetgen.documents.blanks.read import form_of, read_form
from packetgen.errors import WorkbookUnreadable
from packetgen.model.campagne import Campagne
from packetgen.model.fields import FilledForm
from packetgen.pipeline.verify import read_workbook
from packetgen.text import NBSP, count, lower_first
from packetgen.workbook.read.forms import FormsReading, read_forms
from packetgen.workbook.write.create import create
from packetgen.workbook.write.values import describe_carried_over


@dataclass(frozen=True)
class NewWorkbook:
    """A new workbook; in French what was carried over and what was not; is its call a `projet`."""

    path: Path
    carried_over: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    projet: bool = False


def new_workbook(
    destination: Path, annee: int | None, actions: int, depuis: Path | None, named: str
) -> NewWorkbook:
    """Write the workbook of a year, with what the workbook `depuis`, called `named`, holds."""
    campagne = load_campagne(annee or max(years()))
    if depuis is None:
        create(destination, campagne, actions=actions)
        return NewWorkbook(destination, projet=campagne.projet)
    _, earlier = read_workbook(depuis, named)
    # the pieces of an action that the new workbook has no sheet for go with it
    pieces = tuple(piece for piece in earlier.dossier.pieces if piece.action <= actions)
    carried = replace(earlier.dossier, annee=campagne.annee, actions=(), pieces=pieces, origins={})
    create(destination, campagne, actions=actions, dossier=carried)
    return NewWorkbook(destination, describe_carried_over(carried), projet=campagne.projet)


def workbook_of_forms(destination: Path, annee: int | None, forms: Sequence[Path]) -> NewWorkbook:
    """Write the workbook of a year with the answers of the kit's Word forms, filled by hand."""
    campagne = load_campagne(annee or max(years()))
    reading = read_filled_forms(forms, campagne)
    create(destination, campagne, dossier=reading.dossier)
    return NewWorkbook(destination, describe(reading), reading.unread, projet=campagne.projet)


def read_filled_forms(sources: Sequence[Path], campagne: Campagne) -> FormsReading:
    """Read Word forms of the kit into one dossier of `campagne`.

    Raises WorkbookUnreadable for a file that is no form of a kit of a known year.
    """
    return read_forms([_read(source, campagne) for source in sources], campagne)


def describe(reading: FormsReading) -> tuple[str, ...]:
    """Describe in French what the workbook takes from the forms, and what it has no cell for."""
    lines = [f"Repris des formulaires{NBSP}: {count(reading.taken, 'réponse')}."]
    if reading.computed:
        lines.append(
            "Non repris, car packetgen les calcule ou ne les demande pas"
            f"{NBSP}: {', '.join(lower_first(label) for label in reading.computed)}."
        )
    lines.append(
        "À compléter dans le classeur : le compte bancaire et ce que les formulaires n’ont pas."
    )
    return tuple(lines)


def _read(source: Path, campagne: Campagne) -> FilledForm:
    form = form_of(source, campagne)
    if form is None:
        raise WorkbookUnreadable(
            f"« {source.name} » n’est pas un formulaire du kit vierge : donnez la lettre, la fiche"
            " action ou la liste des pièces faites par packetgen vierges."
        )
    name, annee = form
    if annee not in years():
        raise WorkbookUnreadable(
            f"« {source.name} » est un formulaire de {annee}, que cette version ne connaît pas :"
            f" recopiez-le dans le classeur {campagne.annee}."
        )
    made_for = campagne if annee == campagne.annee else load_campagne(annee)
    return read_form(source, name, made_for)
