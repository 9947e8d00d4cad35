"""The blank kit of a year: what an association downloads to fill its dossier by hand."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from packetgen.agenda import to_ics
from packetgen.convert.engines import convert_documents
from packetgen.documents.blanks import write_blank
from packetgen.documents.kit_context import kit_pages
from packetgen.documents.projet import marked
from packetgen.documents.render import FIRST_DAY, render
from packetgen.documents.template import KIT_NAMES, NAMES, path_of
from packetgen.errors import ConversionFailed
from packetgen.model.campagne import Campagne
from packetgen.publication import cannot_write, publish, publish_folder
from packetgen.workbook.create import create

WORKBOOK = "2 - Classeur du projet.xlsx"
NAMES_OF_PAGES = {
    "notice": "1 - Notice",
    "contacts": "6 - Contacts",
    "calendrier": "7 - Calendrier",
}
NOT_IN_NAMES = r'[<>:"/\\|?*]+'  # of Windows
USES = {
    "lettre": "La demande de subvention, à signer. Pour Word, ou à imprimer.",
    "fiche_action": "L’action en détail, son budget, les agents du Département. De même.",
    "liste": "Les pièces et les dépôts, à cocher. De même.",
    "contacts": "Quelle chargée de mission pour quel thème, quel référent pour quelle commune.",
    "calendrier": "Les dates de l’appel ; le fichier .ics les met dans votre agenda.",
}


@dataclass(frozen=True)
class Kit:
    """A published kit: its folder, its zip, and the names of its files."""

    folder: Path
    archive: Path
    files: tuple[str, ...]


def make_kit(campagne: Campagne, output: Path, engine: str, report: Callable[[str], None]) -> Kit:
    """Publish the blank kit in `output`, as a folder and as a zip: same data, same bytes.

    Raises TemplateInvalid, ConversionFailed, CannotWrite.
    """
    name = f"AAP{campagne.annee}_kit_vierge"
    with TemporaryDirectory(prefix="packetgen-") as temporary:
        made, printed = Path(temporary) / name, Path(temporary) / "printed"
        made.mkdir()
        printed.mkdir()
        report("Écriture des documents vierges")
        create(made / WORKBOOK, campagne)
        to_print = [*_forms(campagne, made, printed), *_pages(campagne, made)]
        publish(to_ics(campagne), made / f"{NAMES_OF_PAGES['calendrier']}.ics")
        report("Mise en PDF")
        _convert(to_print, made, engine)
        files = sorted(made.iterdir())
        archive = _zipped(files, name)
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(output, error) from error
        folder = publish_folder(made, output / name)
        names = tuple(file.name for file in files)
        return Kit(folder, publish(archive, output / f"{name}.zip"), names)


def _form_names(campagne: Campagne) -> dict[str, str]:
    """Return the file names of the forms, by template: « 3 - Lettre au Président de la CALL »."""
    return {
        name: f"{place} - {re.sub(NOT_IN_NAMES, ' ', campagne.piece(name).libelle)}"
        for place, name in enumerate(NAMES, start=3)
    }


def _forms(campagne: Campagne, made: Path, printed: Path) -> Iterator[Path]:
    """Write each form for Word, and yield the one for a pen."""
    for name, title in _form_names(campagne).items():
        by_hand = printed / f"{title}.docx"
        write_blank(name, campagne, made / f"{title}.docx")
        write_blank(name, campagne, by_hand, pen=True)
        _mark(campagne, made / f"{title}.docx", by_hand)
        yield by_hand


def _pages(campagne: Campagne, made: Path) -> Iterator[Path]:
    """Write and yield the notice, the contacts and the calendar."""
    titles = _form_names(campagne) | NAMES_OF_PAGES
    workbook = {WORKBOOK: "Tout le projet, à remplir dans Excel ou LibreOffice : le plus sûr."}
    fields = kit_pages(campagne, workbook | {titles[name]: use for name, use in USES.items()})
    for name in KIT_NAMES:
        page = made / f"{titles[name]}.docx"
        render(path_of(campagne.annee, name), fields, page)
        _mark(campagne, page)
        yield page


def _mark(campagne: Campagne, *documents: Path) -> None:
    """Write PROJET on each page of documents whose call is not declared ready."""
    for document in documents if campagne.projet else ():
        document.write_bytes(marked(document))


def _convert(documents: Sequence[Path], destination: Path, engine: str) -> None:
    for conversion in convert_documents(documents, destination, engine):
        if conversion.missing_words:
            raise ConversionFailed(
                f"« {conversion.pdf.name} » ne montre pas tout son texte"
                f" ({', '.join(conversion.missing_words)}) : simplifiez ce passage du modèle Word,"
                " ou essayez « --moteur libreoffice »."
            )


def _zipped(files: Sequence[Path], folder: str) -> bytes:
    """Return the files in one folder of a zip, with no trace of when it was made."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"{folder}/{file.name}", FIRST_DAY)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    return written.getvalue()
