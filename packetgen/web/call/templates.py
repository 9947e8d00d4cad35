"""Word templates received by the page of the call: their problems and their preview."""

from pathlib import Path

from flask import Blueprint, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from packetgen import resources
from packetgen.edition.compare import NewTemplate, prepare_template
from packetgen.errors import UsageError
from packetgen.model.comparison import Section
from packetgen.modeles.check import Checked, check, preview, shown_with
from packetgen.text import count
from packetgen.web.call.routes import back, begin, chosen_year
from packetgen.web.file_names import shown_name
from packetgen.web.jobs import ProgressCallback
from packetgen.web.requests import (
    attachment,
    known,
    page_picture,
    session_for,
    session_of,
)
from packetgen.web.session import CALL, CheckedTemplates, PlannedStep, Session

modeles = Blueprint("modeles", __name__)

ANCHOR = "titre-modeles"


@modeles.post("/call/<ident>/modeles")
def receive(ident: str) -> Response:
    """Take templates, check them, and show them filled when nothing blocks."""
    session = session_for(ident, CALL)
    annee = chosen_year(session)
    sent: list[FileStorage] = request.files.getlist("modeles")
    files = dict(store(session, upload) for upload in sent if upload.filename)

    def work(report: ProgressCallback) -> None:
        found: dict[str, Checked] = {}
        new: list[NewTemplate] = []
        for path, name in files.items():
            report(f"Vérification de {name}")
            if resources.home(annee) == resources.own_root():
                new.append(prepare_template(path, annee))
            found[name] = new[-1].checked if new else check([path], annee)[0]
        if len({each.name for each in found.values()}) < len(files):
            raise UsageError("Deux de ces fichiers sont le même modèle : déposez-en un seul.")
        pdf = None
        if not any(each.is_wrong for each in found.values()):
            report("Aperçu")
            pdf = session.place(".pdf")
            pdf.write_bytes(preview(list(files), annee, ()))
            session.planned = step_of(new, annee)
        pages = sum(each.pages.get(shown_with(each.name), 0) for each in found.values())
        session.looked = CheckedTemplates(found, pdf, pages)

    if not files:
        session.errors.append(("modeles", "Choisissez au moins un modèle Word, puis déposez-le."))
        return back(session, ANCHOR)
    return begin(session, work, "modeles", ANCHOR)


def store(session: Session, upload: FileStorage) -> tuple[Path, str]:
    """Keep a template in a folder of a random name; its own says which template it is."""
    name = shown_name(upload.filename or "")
    return session.store_named(upload, name), name


def step_of(new: list[NewTemplate], annee: int) -> PlannedStep | None:
    """Return what templates change that take the place of a year's own; None for no change."""
    files = {place: states for each in new for place, states in each.files.items()}
    sections = tuple(
        Section(f"Modèle « {each.checked.name}.docx »", each.news) for each in new if each.news
    )
    said = f"{count(len(sections), 'modèle')} à mettre en place."
    return PlannedStep(annee, "Modèles en place", said, files, sections) if sections else None


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
