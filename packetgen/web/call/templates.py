"""Word templates received by the page of the call: their problems and their preview."""

from flask import Blueprint
from werkzeug.wrappers import Response

from packetgen import resources
from packetgen.edition.compare import NewTemplate, prepare_template
from packetgen.errors import UsageError
from packetgen.model.comparison import Section
from packetgen.modeles.check import Checked, check, preview, shown_with
from packetgen.text import count
from packetgen.web.call.routes import begin, chosen_year
from packetgen.web.jobs import ProgressCallback
from packetgen.web.requests import attachment, known, page_picture, refuse, sent
from packetgen.web.session import CheckedTemplates, PlannedStep, Session

modeles = Blueprint("modeles", __name__, url_prefix="/call/<ident>")

ANCHOR = "titre-modeles"


@modeles.post("/modeles")
def receive(session: Session) -> Response:
    """Take templates, check them, and show them filled when nothing blocks."""
    annee, files = chosen_year(session), [session.store_named(each) for each in sent("modeles")]

    def work(report: ProgressCallback) -> None:
        found: dict[str, Checked] = {}
        new: list[NewTemplate] = []
        for path in files:
            report(f"Vérification de {path.name}")
            if resources.home(annee) == resources.own_root():
                new.append(prepare_template(path, annee))
            found[path.name] = new[-1].checked if new else check([path], annee)[0]
        if len({each.name for each in found.values()}) < len(files):
            raise UsageError("Deux de ces fichiers sont le même modèle : déposez-en un seul.")
        pdf = None
        if not any(each.is_wrong for each in found.values()):
            report("Aperçu")
            pdf = session.place(".pdf")
            pdf.write_bytes(preview(files, annee, ()))
            session.planned = step_of(new, annee)
        pages = sum(each.pages.get(shown_with(each.name), 0) for each in found.values())
        session.looked = CheckedTemplates(found, pdf, pages)

    if not files:
        choose = "Choisissez au moins un modèle Word, puis déposez-le."
        return refuse(session, "modeles", choose, ANCHOR)
    return begin(session, work, "modeles", ANCHOR)


def step_of(new: list[NewTemplate], annee: int) -> PlannedStep | None:
    """Return what templates change that take the place of a year's own; None for no change."""
    files = {place: states for each in new for place, states in each.files.items()}
    sections = tuple(
        Section(f"Modèle « {each.checked.name}.docx »", each.news) for each in new if each.news
    )
    said = f"{count(len(sections), 'modèle')} à mettre en place."
    return PlannedStep(annee, "Modèles en place", said, files, sections) if sections else None


@modeles.get("/apercu.pdf")
def filled(session: Session) -> Response:
    """Give the preview."""
    return attachment(known(known(session.looked).pdf), "apercu.pdf")


@modeles.get("/apercu/<int:page>/<taille>.webp")
def picture(session: Session, page: int, taille: str) -> Response:
    """Show one page of the preview."""
    looked = known(session.looked)
    return page_picture(session, looked.pdf, page, looked.pages, taille)
