"""Helpers of the routes: the session of a request, its files, its work, its answers."""

import io
from pathlib import Path
from typing import TypeVar

from flask import abort, g, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from packetgen.pipeline.uploads import UploadedFile
from packetgen.text import enumerate_words
from packetgen.web.jobs import WebJob, Work
from packetgen.web.security import MAX_BODY, MEGABYTE
from packetgen.web.session import ASSOCIATION, Session
from packetgen.web.site import here

NEW = "nouveau"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"petite": 260, "grande": 1100}
# Most work is shorter: the page then comes back with its result at once
PATIENCE = 0.3
T = TypeVar("T")
BUSY = "packetgen travaille encore : attendez qu’il ait fini, puis recommencez."


def session_of(ident: str) -> Session:
    """Return a session; 404 when it was erased."""
    return here().sessions.find(ident) or abort(404)


def known(found: T | None) -> T:
    """Return what was found; 404 when there is none."""
    return abort(404) if found is None else found


def session_for(ident: str, espace: str = ASSOCIATION) -> Session:
    """Return a session, a new one of a space when none is open yet; forget what went wrong."""
    session = here().sessions.create(espace) if ident == NEW else session_of(ident)
    session.forget_errors()
    g.session = session
    return session


def start(session: Session, work: Work, *, field: str, after: str) -> bool:
    """Begin some work; return False when other work is under way."""
    with session.lock:
        if session.is_working:
            return False
        session.forget_errors()
        session.job = job = WebJob(work, field=field, after=after, ended=session.save)
    job.wait(PATIENCE)
    return True


def stopped(ident: str) -> Session:
    """Stop the work under way in a session, and return it: its last step ends unseen."""
    session = session_of(ident)
    if session.job:
        session.job.cancel()
        session.job = None
    return session


def uploads(session: Session, field: str) -> list[UploadedFile]:
    """Store the files of a field; an empty field sends one without a name."""
    received: list[FileStorage] = request.files.getlist(field)
    return [session.store(file) for file in received if file.filename]


def too_heavy(session: Session, received: list[UploadedFile]) -> str:
    """Delete files that exceed the size limit, with those already there; return the error."""
    if session.size + sum(file.path.stat().st_size for file in received) <= MAX_BODY:
        return ""
    for file in received:
        file.path.unlink()
    names = enumerate_words(f"« {file.name} »" for file in received)
    return (
        f"Les fichiers de ce dossier dépasseraient {MAX_BODY // MEGABYTE} Mo ensemble :"
        f" allégez-en, ou retirez-en, puis déposez de nouveau {names}."
    )


def attachment(content: Path | io.BytesIO, name: str) -> Response:
    """Return a file to keep, never to open in the page."""
    kinds = {".xlsx": XLSX, ".pdf": "application/pdf", ".zip": "application/zip"}
    kind = kinds.get(Path(name).suffix, "application/octet-stream")
    return send_file(content, mimetype=kind, as_attachment=True, download_name=name)


def page_picture(session: Session, pdf: Path | None, page: int, pages: int, width: str) -> Response:
    """Show one of the pages of a PDF, small or large; 404 when there is none."""
    if pdf is None or width not in WIDTHS or not 1 <= page <= pages:
        abort(404)
    drawn = session.picture(pdf, page, WIDTHS[width])
    return send_file(drawn, mimetype="image/webp") if drawn else abort(404)
