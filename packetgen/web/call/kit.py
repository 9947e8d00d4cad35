"""The blank kit of the year, made beside the page of the CALL and given as a zip."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.web.call.routes import back
from packetgen.web.jobs import ProgressCallback, Work
from packetgen.web.requests import BUSY, attachment, session_for, session_of, start
from packetgen.web.sessions import CALL, Session

kit = Blueprint("kit", __name__)

ANCHOR = "titre-kit"


@kit.post("/call/<ident>/kit")
def ask(ident: str) -> Response:
    """Make the kit of a year."""
    session = session_for(ident, CALL)
    session.annee = request.form.get("annee", type=int) or session.annee
    if not start(session, making(session, session.annee), field="faire-kit", after=ANCHOR):
        session.errors.append(("faire-kit", BUSY))
    return back(session, ANCHOR)


def making(session: Session, annee: int | None) -> Work:
    """Return the work that makes the kit of a year."""

    def make(report: ProgressCallback) -> None:
        made = service.make_blank_kit(session.place(), annee=annee, engine="integre", report=report)
        report("Fin")
        session.kit = made

    return make


@kit.get("/call/<ident>/kit.zip")
def archive(ident: str) -> Response:
    """Give the kit."""
    made = session_of(ident).kit
    return attachment(made.archive, made.archive.name) if made else abort(404)
