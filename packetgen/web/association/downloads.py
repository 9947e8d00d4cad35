"""Downloads, always as attachments, and pages as pictures."""

import io
from pathlib import Path

from flask import Blueprint
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.pipeline.publish import BundleResult
from packetgen.system.zip_package import write_package
from packetgen.web.requests import attachment, known, page_picture, session_of
from packetgen.web.sessions import Session

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
    made = service.annotate(book.path, verification, session.place(".xlsx"))
    return attachment(made, f"{Path(book.name).stem} - à corriger.xlsx")


@downloads.get("/dossier/<ident>/resultat/<int:numero>/<nom>")
def result(ident: str, numero: int, nom: str) -> Response:
    """Give one file of the result of an action, by its name."""
    files = {path.name: path for path in files_of(packet_of(session_of(ident), numero))}
    return attachment(known(files.get(nom)), nom)


@downloads.get("/dossier/<ident>/tout.zip")
def everything(ident: str) -> Response:
    """Give every file of the result in one archive."""
    packets = known(session_of(ident).outcome).packets
    files = {file.name: file.read_bytes() for packet in packets for file in files_of(packet)}
    # bundles and Word files are already compressed
    return attachment(io.BytesIO(write_package(files, compressed=False)), "dossier.zip")


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
