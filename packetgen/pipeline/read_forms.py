"""Filled Word forms of the kit, read into one dossier for the workbook."""

from collections.abc import Sequence
from pathlib import Path

from packetgen.campagne.load import load_campagne, years
from packetgen.documents.blanks.read import form_of, read_form
from packetgen.errors import WorkbookUnreadable
from packetgen.model.campagne import Campagne
from packetgen.model.fields import FilledForm
from packetgen.text import NBSP, count, lower_first
from packetgen.workbook.read.forms import FormsReading, read_forms


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
