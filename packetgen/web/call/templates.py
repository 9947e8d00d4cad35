"""Word templates received by the page of the call: their problems and their preview."""

from pathlib import Path

from flask import Blueprint, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from packetgen.documents.rendering.template_file import NAMES
from packetgen.modeles.check import KINDS, TITLES, Checked, check, preview, shown_with
from packetgen.text import count, fold
from packetgen.web.call.routes import back
from packetgen.web.file_names import shown_name
from packetgen.web.jobs import ProgressCallback
from packetgen.web.requests import (
    BUSY,
    attachment,
    known,
    page_picture,
    session_for,
    session_of,
    start,
)
from packetgen.web.session import CALL, CheckedTemplate, CheckedTemplates, Session

modeles = Blueprint("modeles", __name__)

ANCHOR = "titre-modeles"


@modeles.post("/call/<ident>/modeles")
def receive(ident: str) -> Response:
    """Take templates, check them, and show them filled when nothing blocks."""
    session = session_for(ident, CALL)
    sent: list[FileStorage] = request.files.getlist("modeles")
    files = dict(store(session, upload) for upload in sent if upload.filename)

    def work(report: ProgressCallback) -> None:
        templates = []
        for path, name in files.items():
            report(f"Vérification de {name}")
            templates += [described(name, checked) for checked in check([path], None)]
        pdf = None
        if not any(each.checked.is_wrong for each in templates):
            report("Aperçu")
            pdf = session.place(".pdf")
            pdf.write_bytes(preview(list(files), None, ()))
        session.looked = CheckedTemplates(tuple(templates), pdf)

    if not files:
        session.errors.append(("modeles", "Choisissez au moins un modèle Word, puis déposez-le."))
    elif not start(session, work, field="modeles", after=ANCHOR):
        session.errors.append(("modeles", BUSY))
    return back(session, ANCHOR)


def store(session: Session, upload: FileStorage) -> tuple[Path, str]:
    """Keep a template in a folder of a random name; its own says which template it is."""
    name = shown_name(upload.filename or "")
    kinds = [kind for kind in NAMES if fold(kind) in fold(Path(name).stem)]
    stored = f"{kinds[0]}.docx" if len(kinds) == 1 else name
    return session.store_named(upload, stored), name


def described(name: str, checked: Checked) -> CheckedTemplate:
    """Return what the page shows of a template."""
    lengths = (f"{count(n, 'page')} avec {KINDS[kind]}" for kind, n in checked.pages.items())
    pages = checked.pages.get(shown_with(checked.name), 0)
    return CheckedTemplate(name, TITLES[checked.name], checked, pages, ", ".join(lengths))


@modeles.get("/call/<ident>/apercu.pdf")
def filled(ident: str) -> Response:
    """Give the preview."""
    return attachment(known(known(session_of(ident).looked).pdf), "apercu.pdf")


@modeles.get("/call/<ident>/apercu/<int:page>/<taille>.webp")
def picture(ident: str, page: int, taille: str) -> Response:
    """Show one page of the preview."""
    session = session_of(ident)
    looked = known(session.looked)
    return page_picture(session, looked.pdf, page, looked.pages, taille)
