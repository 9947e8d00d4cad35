"""The Word templates dropped on the page of the CALL: what is wrong in them, and their preview."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, abort, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from packetgen.bundle.process.thumbnails import Pictures
from packetgen.documents.rendering.template_file import NAMES
from packetgen.modeles.check import KINDS, TITLES, Checked, check, preview, shown_with
from packetgen.text import count, fold
from packetgen.web.association import work
from packetgen.web.association.downloads import WIDTHS, attachment
from packetgen.web.association.routes import session_for, session_of
from packetgen.web.call.routes import back
from packetgen.web.jobs import Report, Work
from packetgen.web.sessions import CALL, Session, shown_name

modeles = Blueprint("modeles", __name__)

ANCHOR = "titre-modeles"


@dataclass(frozen=True)
class Dropped:
    """A template looked into, under the name that its owner gave it."""

    name: str
    checked: Checked

    @property
    def title(self) -> str:
        """Which of the templates it is."""
        return TITLES[self.checked.name]

    @property
    def pages(self) -> int:
        """Its pages in the preview."""
        return self.checked.pages[shown_with(self.checked.name)]

    @property
    def lengths(self) -> str:
        """Its pages for each invented dossier."""
        pages = self.checked.pages.items()
        return ", ".join(f"{count(number, 'page')} avec {KINDS[kind]}" for kind, number in pages)


@dataclass(frozen=True)
class Looked:
    """What became of the templates dropped; `pdf` shows them filled, None while one is wrong."""

    dropped: tuple[Dropped, ...]
    pdf: Path | None
    pages: int


@modeles.post("/call/<ident>/modeles")
def receive(ident: str) -> Response:
    """Take templates, look into them, and fill them with an invented dossier."""
    session = session_for(ident, CALL)
    sent: list[FileStorage] = request.files.getlist("modeles")
    files = dict(store(session, upload) for upload in sent if upload.filename)
    if not files:
        session.errors.append(("modeles", "Choisissez au moins un modèle Word, puis déposez-le."))
    elif not work.start(session, looking(session, files), field="modeles", after=ANCHOR):
        session.errors.append(("modeles", work.BUSY))
    return back(session, ANCHOR)


def store(session: Session, upload: FileStorage) -> tuple[Path, str]:
    """Keep a template in a folder of a random name; its own says which template it is."""
    name = shown_name(upload.filename or "")
    kinds = [kind for kind in NAMES if fold(kind) in fold(Path(name).stem)]
    stored = f"{kinds[0]}.docx" if len(kinds) == 1 else name
    return session.store_named(upload, stored), name


def looking(session: Session, files: dict[Path, str]) -> Work:
    """Return the work that checks templates, and shows them filled when nothing blocks."""

    def look(report: Report) -> None:
        dropped = []
        for path, name in files.items():
            report(f"Vérification de {name}")
            dropped += [Dropped(name, checked) for checked in check([path], None)]
        session.forget_outcome()
        if any(each.checked.is_wrong for each in dropped):
            session.looked = Looked(tuple(dropped), None, 0)
            return
        report("Aperçu")
        pdf = session.place(".pdf")
        pdf.write_bytes(preview(list(files), None, ()))
        session.pictures = Pictures(session.folder)
        pages = sum(each.pages for each in dropped)
        session.looked = Looked(tuple(dropped), pdf, pages)

    return look


@modeles.get("/call/<ident>/apercu.pdf")
def filled(ident: str) -> Response:
    """Give the preview."""
    looked = session_of(ident).looked
    if looked is None or looked.pdf is None:
        abort(404)
    return attachment(looked.pdf, "apercu.pdf")


@modeles.get("/call/<ident>/apercu/<int:page>/<taille>.webp")
def picture(ident: str, page: int, taille: str) -> Response:
    """Show one page of the preview."""
    session = session_of(ident)
    looked = session.looked
    if looked is None or looked.pdf is None or session.pictures is None:
        abort(404)
    if taille not in WIDTHS or not 1 <= page <= looked.pages:
        abort(404)
    drawn = session.pictures.draw(looked.pdf, page, WIDTHS[taille])
    return send_file(drawn, mimetype="image/webp") if drawn else abort(404)
