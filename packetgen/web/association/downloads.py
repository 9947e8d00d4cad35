"""Downloads, always as attachments, and pages as pictures."""

import io
from pathlib import Path

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.convert.engines import convert_documents
from packetgen.model.campagne_parts import LETTRE
from packetgen.pipeline.publish import BundleResult
from packetgen.system.zip_package import write_package
from packetgen.web.association.reopen import GIVEN
from packetgen.web.requests import attachment, known, page_picture, session_of
from packetgen.web.session import Session

downloads = Blueprint("fichiers", __name__)


@downloads.get("/dossier/<ident>/classeur")
def workbook(ident: str) -> Response:
    """Give the workbook made at step 1."""
    return attachment(known(session_of(ident).created).path, "classeur.xlsx")


@downloads.get("/dossier/<ident>/annote")
def annotated(ident: str) -> Response:
    """Give a copy of the workbook with what is wrong at its cells."""
    session = session_of(ident)
    book, verification = known(session.workbook), known(session.verification)
    made = service.annotate(known(session.source), verification, session.place(".xlsx"))
    return attachment(made, f"{Path(book.name).stem} - à corriger.xlsx")


@downloads.get("/dossier/<ident>/resultat/<int:numero>/<nom>")
def result(ident: str, numero: int, nom: str) -> Response:
    """Give one file of the result of an action, by its name."""
    files = {path.name: path for path in files_of(packet_of(session_of(ident), numero))}
    return attachment(known(files.get(nom)), nom)


@downloads.get("/dossier/<ident>/corrige")
def corrected(ident: str) -> Response:
    """Give the workbook with all that was corrected on the page."""
    session = session_of(ident)
    return attachment(known(session.source), known(session.workbook).name)


@downloads.get("/dossier/<ident>/lettre/<int:numero>.pdf")
def letter(ident: str, numero: int) -> Response:
    """Give the letter alone, to be printed and signed."""
    session = session_of(ident)
    documents = packet_of(session, numero).documents
    document = known(next(filter(is_letter, documents), None))
    [drawn] = convert_documents([document], session.folder)
    return attachment(drawn.pdf, f"{document.stem}.pdf")


@downloads.get("/dossier/<ident>/tout.zip")
def everything(ident: str) -> Response:
    """Give every file of the result in one archive, with those that it was made of."""
    session = session_of(ident)
    packets = known(session.outcome).packets
    files = {file.name: file.read_bytes() for packet in packets for file in files_of(packet)}
    book = known(session.workbook).name
    dropped = {file.name: file.path for file in session.files.values()}
    dropped[book] = known(session.source)
    files |= {f"{GIVEN}{name}": path.read_bytes() for name, path in dropped.items()}
    # bundles and Word files are already compressed
    return attachment(io.BytesIO(write_package(files, compressed=False)), "dossier.zip")


@downloads.get("/dossier/<ident>/fichier/<cle>/<taille>.webp")
def first_page(ident: str, cle: str, taille: str) -> Response:
    """Show the first page of a file received."""
    session = session_of(ident)
    if cle not in session.files or not (pages := session.preview(cle)).exists():
        abort(404)
    return page_picture(session, pages, 1, 1, taille)


@downloads.get("/dossier/<ident>/lecture/<int:numero>")
def reading(ident: str, numero: int) -> str:
    """Show all pages of a bundle, at the size at which one reads."""
    session = session_of(ident)
    return render_template("lecture.html", dossier=session, paquet=packet_of(session, numero))


@downloads.get("/dossier/<ident>/page/<int:numero>/<int:page>/<taille>.webp")
def picture(ident: str, numero: int, page: int, taille: str) -> Response:
    """Show one page of a bundle, small or large."""
    session = session_of(ident)
    packet = packet_of(session, numero)
    return page_picture(session, packet.path, page, packet.plan.pages, taille)


def packet_of(session: Session, numero: int) -> BundleResult:
    """Return the bundle of an action; 404 when there is none."""
    packets = session.outcome.packets if session.outcome else ()
    return known(next((packet for packet in packets if packet.action.numero == numero), None))


def files_of(packet: BundleResult) -> list[Path]:
    """Return the files of a result, the bundle first."""
    return [path for path in (packet.path, *packet.documents, *packet.beside) if path]


def is_letter(document: Path) -> bool:
    """Whether a Word file of a result is the letter."""
    return document.stem.endswith(f"_{LETTRE}")
