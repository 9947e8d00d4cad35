"""Helpers of the routes: the session of a request, its files, its work, its answers."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from flask import abort, g, redirect, request, send_file, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from packetgen.pipeline.uploads import UploadedFile
from packetgen.system.zip_package import write_package
from packetgen.text import enumerate_words
from packetgen.web.jobs import WebJob, Work
from packetgen.web.session import ASSOCIATION, CALL, NEW, Session
from packetgen.web.site import MAX_BODY, MEGABYTE, here

KINDS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}
WIDTHS = {"petite": 260, "grande": 1100}
# Most work is shorter: the page then comes back with its result at once
PATIENCE = 0.3
T = TypeVar("T")
BUSY = "packetgen travaille encore : attendez qu’il ait fini, puis recommencez."


def find_session() -> None:
    """Give the route the session that its address names; 404 when it was erased.

    A form may open a new one; it forgets what went wrong with the last.
    """
    if not request.view_args or "ident" not in request.view_args:
        return
    ident, is_form = request.view_args.pop("ident"), request.method == "POST"
    if is_form and ident == NEW:
        espace = CALL if request.path.startswith("/call/") else ASSOCIATION
        session = here().sessions.create(espace)
    else:
        session = known(here().sessions.find(ident))
    if is_form:
        session.forget_errors()
    g.session = request.view_args["session"] = session


def known(found: T | None) -> T:
    """Return what was found; 404 when there is none."""
    return abort(404) if found is None else found


def start(session: Session, work: Work, *, field: str, after: str) -> bool:
    """Begin some work; return False when other work is under way."""
    with session.lock:
        if session.is_working:
            return False
        session.job = job = WebJob(work, field=field, after=after, ended=session.save)
    job.wait(PATIENCE)
    return True


def begin(session: Session, work: Work, field: str, after: str) -> Response:
    """Begin the work that a form asks for, or say that other work is under way."""
    if not start(session, work, field=field, after=after):
        session.errors.append((field, BUSY))
    return back(session, after)


def back(session: Session, anchor: str) -> Response:
    """Return to the page of a session, at a part of it, or at what is wrong."""
    anchor = "erreurs" if session.errors else "travail" if session.is_working else anchor
    page = "call.page" if session.espace == CALL else "etapes.page"
    return redirect(url_for(page, ident=session.id, _anchor=anchor), 303)


def refuse(session: Session, field: str, message: str, anchor: str) -> Response:
    """Say what is wrong with a field of a form."""
    session.errors.append((field, message))
    return back(session, anchor)


def sent(field: str) -> list[FileStorage]:
    """Return the files of a field; an empty field sends one without a name."""
    return [file for file in request.files.getlist(field) if file.filename]


def uploads(session: Session, field: str, if_none: str) -> list[UploadedFile]:
    """Store the files of a field; none where they exceed the size limit with those already there.

    This is then an error of the field, as is `if_none` where no file was sent.
    """
    received = [session.store(file) for file in sent(field)]
    if if_none and not received:
        session.errors.append((field, if_none))
    if session.size + sum(file.path.stat().st_size for file in received) > MAX_BODY:
        names = enumerate_words(f"« {file.name} »" for file in received)
        error = (
            f"Les fichiers de ce dossier dépasseraient {MAX_BODY // MEGABYTE} Mo ensemble :"
            f" allégez-en, ou retirez-en, puis déposez de nouveau {names}."
        )
        while received:
            received.pop().path.unlink()
        session.errors.append((field, error))
    return received


def attachment(content: Path | bytes, name: str) -> Response:
    """Return a file to keep, never to open in the page."""
    kind = KINDS.get(Path(name).suffix, "application/octet-stream")
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    return send_file(file, mimetype=kind, as_attachment=True, download_name=name)


def archive(files: Mapping[str, Path], name: str) -> Response:
    """Return an archive to keep of files by the name that they have in it."""
    content = {inside: path.read_bytes() for inside, path in files.items()}
    # bundles and Word files are already compressed
    return attachment(write_package(content, compressed=False), name)


def page_picture(session: Session, pdf: Path | None, page: int, pages: int, width: str) -> Response:
    """Show one of the pages of a PDF, small or large; 404 when there is none."""
    if pdf is None or width not in WIDTHS or not 1 <= page <= pages:
        abort(404)
    return send_file(known(session.picture(pdf, page, WIDTHS[width])), mimetype="image/webp")
