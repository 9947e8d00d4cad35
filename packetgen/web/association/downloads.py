"""Downloads, always as attachments, and pages as pictures."""

from __future__ import annotations

import io
from pathlib import Path

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.pipeline.publish import BundleResult
from packetgen.system.zip_package import write_package
from packetgen.web.requests import attachment, page_picture, session_of
from packetgen.web.sessions import Session

downloads = Blueprint("fichiers", __name__)


@downloads.get("/dossier/<ident>/classeur")
def workbook(ident: str) -> Response:
    """Give the workbook made at step 1."""
    created = session_of(ident).created
    if created is None:
        abort(404)
    return attachment(created.path, "classeur.xlsx")


@downloads.get("/dossier/<ident>/annote")
def annotated(ident: str) -> Response:
    """Give a copy of the workbook with what is wrong at its cells."""
    session = session_of(ident)
    if session.workbook is None or session.verification is None:
        abort(404)
    made = service.annotate(session.workbook.path, session.verification, session.place(".xlsx"))
    return attachment(made, f"{Path(session.workbook.name).stem} - à corriger.xlsx")


@downloads.get("/dossier/<ident>/resultat/<int:numero>/<nom>")
def result(ident: str, numero: int, nom: str) -> Response:
    """Give one file of the result of an action, by its name."""
    known = {path.name: path for path in files_of(packet_of(session_of(ident), numero))}
    return attachment(known[nom], nom) if nom in known else abort(404)


@downloads.get("/dossier/<ident>/tout.zip")
def everything(ident: str) -> Response:
    """Give every file of the result in one archive."""
    session = session_of(ident)
    if session.outcome is None:
        abort(404)
    files = {file.name: file for packet in session.outcome.packets for file in files_of(packet)}
    # bundles and Word files are already compressed
    archive = write_package(
        {name: file.read_bytes() for name, file in files.items()}, compressed=False
    )
    return attachment(io.BytesIO(archive), "dossier.zip")


@downloads.get("/dossier/<ident>/page/<int:numero>/<int:page>/<taille>.webp")
def picture(ident: str, numero: int, page: int, taille: str) -> Response:
    """Show one page of a bundle, small or large."""
    session = session_of(ident)
    packet = packet_of(session, numero)
    return page_picture(session, packet.path, page, packet.plan.pages, taille)


def packet_of(session: Session, numero: int) -> BundleResult:
    """Return the bundle of an action; 404 when there is none."""
    packets = session.outcome.packets if session.outcome else ()
    made = {packet.action.numero: packet for packet in packets}
    return made[numero] if numero in made else abort(404)


def files_of(packet: BundleResult) -> list[Path]:
    """Return the files of a result, the bundle first."""
    return [path for path in (packet.path, *packet.documents, *packet.beside) if path]
