"""What follows the register on the page: sheets and letters, what a bundle changes from another."""

import io
import shutil

from flask import Blueprint, request
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.system.zip_package import write_package
from packetgen.web.call.routes import ANCHOR, back, begin
from packetgen.web.file_names import shown_name
from packetgen.web.jobs import ProgressCallback
from packetgen.web.requests import attachment, known, session_for, session_of
from packetgen.web.session import CALL

instruct = Blueprint("instruct", __name__)

VERSIONS = "titre-versions"


@instruct.post("/call/<ident>/instruction")
def make(ident: str) -> Response:
    """Make the sheets and letters of the register."""
    session = session_for(ident, CALL)
    _, register = known(session.register)

    def work(report: ProgressCallback) -> None:
        session.instruction = service.instruction(register, session.place(), report=report)

    return begin(session, work, "instruction", ANCHOR)


@instruct.get("/call/<ident>/instruction.zip")
def give(ident: str) -> Response:
    """Give the sheets and letters, a folder for each kind."""
    made = known(session_of(ident).instruction)
    files = {each.relative_to(made.folder).as_posix(): each.read_bytes() for each in made.ecrits}
    return attachment(io.BytesIO(write_package(files)), "instruction.zip")


@instruct.post("/call/<ident>/comparer")
def compare(ident: str) -> Response:
    """Say what a bundle changes from another."""
    session = session_for(ident, CALL)
    sent = [each for each in map(request.files.get, ("avant-pdf", "apres-pdf")) if each]
    if len(sent) < 2:
        session.errors.append(("avant-pdf", "Choisissez les deux dossiers PDF à comparer."))
        return back(session, VERSIONS)
    before, after = (session.store_named(each, shown_name(each.filename or "")) for each in sent)

    def work(report: ProgressCallback) -> None:
        report("Comparaison des deux dossiers")
        session.compared = None
        try:
            session.compared = before.name, after.name, service.compare_bundles(before, after)
        finally:
            for file in (before, after):
                shutil.rmtree(file.parent, ignore_errors=True)

    return begin(session, work, "avant-pdf", VERSIONS)
