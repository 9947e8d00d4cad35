"""Steps of a year on the page: each is shown before it is written, or is what a button says.

So are the Word templates received: their problems, their preview, what they change.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import get_args, get_type_hints

from flask import Blueprint, abort, render_template, request
from msgspec.structs import replace
from werkzeug.wrappers import Response

from packetgen import resources, service
from packetgen.campagne.load import load_campagne
from packetgen.documents.rendering.template_file import path_of
from packetgen.edition import confirmation, create, excel, history, readiness, years
from packetgen.edition.compare import NewTemplate, compare, prepare_template, write_report
from packetgen.errors import UsageError
from packetgen.model.campagne_parts import Decision
from packetgen.model.comparison import Change, Section
from packetgen.modeles.check import Checked, preview, shown_with, titles
from packetgen.modeles.check import check as check_templates
from packetgen.system.work_folder import work_folder
from packetgen.text import count
from packetgen.web.call.routes import ANCHOR, chosen_year
from packetgen.web.call.year import check, year
from packetgen.web.requests import attachment, back, begin, known, page_picture, refuse, sent
from packetgen.web.session import CheckedTemplates, PlannedStep, Session

edition = Blueprint("edition", __name__)

MOST_WORDS = 10_000
TEMPLATES = "titre-modeles"
# What is typed of each decision; its kinds but « à confirmer », which is none
DECIDED = ("statut", "mots", "raison")
KINDS = get_args(get_type_hints(Decision)["statut"])[1:]


def plan(session: Session, field: str, step: Callable[[], PlannedStep]) -> Response:
    """Look for what a step would change, and show it."""

    def work(report: service.ProgressCallback) -> None:
        report("Recherche de ce qui change")
        session.planned = step()

    return begin(session, work, field, "titre-propose")


def write(session: Session, field: str, annee: int, step: Callable[[], object]) -> Response:
    """Write a step of a year, then look at what it leaves; forget what was made of it before."""

    def work(report: service.ProgressCallback) -> None:
        report("Écriture")
        step()
        session.planned = session.kit = session.looked = None
        session.annee = annee
        report("Vérification de l’appel")
        year(annee)

    return begin(session, work, field, "titre-annee")


@edition.post("/call/<ident>/creer")
def new_year(session: Session) -> Response:
    """Create a year from the one shown."""
    depuis, typed = chosen_year(session), request.form.get("nouvelle", "").strip()
    if not typed.isdecimal() or not 2000 <= int(typed) <= 2099:
        session.typed["nouvelle"] = typed
        said = f"Tapez une année en quatre chiffres : {depuis + 1}."
        return refuse(session, "nouvelle", said, ANCHOR)
    return write(session, "nouvelle", int(typed), lambda: create.create(int(typed), depuis))


@edition.post("/call/<ident>/<any(note, listes):field>-recue")
def receive(session: Session, field: str) -> Response:
    """Take the note of a year, or its lists, and show what they change."""
    annee, at = chosen_year(session), f"{field}-recue"
    if not (given := sent(field)):
        return refuse(session, at, "Choisissez le fichier, puis déposez-le.", ANCHOR)
    file = session.store_named(given[0])
    if field == "note":
        return plan(session, at, lambda: note_step(annee, file))
    return plan(session, at, lambda: step_of(excel.prepare(file, annee), annee, "Listes modifiées"))


def note_step(annee: int, file: Path) -> PlannedStep:
    """Return what a note confirms; the words that it changes, and those that it no longer has."""
    text = file.parent / "note.txt"
    text.write_text(confirmation.note_text(file), encoding="utf-8")
    found = confirmation.prepare(annee, text)
    wider = confirmation.prepare(annee, text, outside=True).files if found.outside else {}
    news = [Change(each.ou, each.avant, each.apres) for each in found.decisions]
    changed = Section("Changé dans la note", tuple(each for each in news if each.after))
    gone = Section("Disparu de la note", tuple(each for each in news if not each.after))
    sections = tuple(section for section in (changed, gone) if section.news)
    title = "Note confirmée"
    return PlannedStep(annee, title, found.balance, found.files, sections, found.remarks, wider)


def step_of(planned: excel.Import, annee: int, title: str) -> PlannedStep:
    """Return what is shown of changes of the lists."""
    read = [
        f"{f.origin.sheet} › {f.origin.cell} : {f.message}" if f.origin else f.message
        for f in planned.findings
    ]
    sections = (Section("Ce qui change", planned.changes),) if planned.changes else ()
    said = f"{count(len(planned.changes), 'changement')}."
    return PlannedStep(annee, title, said, planned.files, sections, (*read, *planned.remarks))


@edition.post("/call/<ident>/decisions")
def decide(session: Session) -> Response:
    """Take what was decided of the words that the note no longer has, and show what it changes."""
    form, annee, taken = request.form, chosen_year(session), []
    for number, each in enumerate(confirmation.prepare(annee).decisions):
        typed = {key: form.get(f"{key}-{number}", "")[:MOST_WORDS] for key in ("avant", *DECIDED)}
        said = {key: " ".join(typed[key].split()) for key in DECIDED}
        # the words that the page showed, not others that took their place meanwhile
        if typed["avant"].split() == each.avant.split() and said["statut"] in KINDS:
            taken.append(replace(each, **said))
    if not taken:
        return refuse(session, "decider", "Décidez d’au moins un passage.", ANCHOR)
    title = "Passages décidés"
    return plan(session, "decider", lambda: step_of(excel.decide(taken, annee), annee, title))


@edition.post("/call/<ident>/confirmer")
def confirm(session: Session) -> Response:
    """Write what was shown, or forget it."""
    if (planned := session.planned) is None or "non" in request.form:
        session.planned = None
        return back(session, "titre-annee")
    files = planned.wider if "tout" in request.form else planned.files
    step = partial(history.apply, files, planned.title)
    return write(session, "titre-propose", planned.annee, step)


def confirm_outside(annee: int) -> None:
    """Confirm what does not come from the note, as it was the year before."""
    history.apply(confirmation.prepare(annee, outside=True).files, "Données reprises")


def declare(annee: int) -> None:
    """Declare a year ready, if nothing is left."""
    if not (found := check(annee)).is_ready:
        raise UsageError(found.balance)
    readiness.declare(annee)


STEPS: dict[str, Callable[[int], object]] = {
    "hors-note": confirm_outside,
    "prete": declare,
    "retour": lambda annee: history.undo(years.own_data(annee).parents[1], annee),
}


@edition.post("/call/<ident>/<any('hors-note', prete, retour):step>")
def take_step(session: Session, step: str) -> Response:
    """Write a step that needs nothing but its button."""
    annee = chosen_year(session)
    return write(session, step, annee, partial(STEPS[step], annee))


@edition.get("/call/listes-<int:annee>.xlsx")
def lists(annee: int) -> Response:
    """Give the lists of a year as a workbook."""
    with work_folder() as folder:
        written = excel.export(folder / "listes.xlsx", there_is(annee))
        return attachment(written.read_bytes(), f"Listes de l’appel {annee}.xlsx")


@edition.get("/call/<int:annee>-<nom>.docx")
def template(annee: int, nom: str) -> Response:
    """Give a Word template of a year."""
    if nom not in titles(load_campagne(there_is(annee))):
        abort(404)
    return attachment(path_of(annee, nom), f"{nom}.docx")


@edition.get("/call/comparaison")
@edition.get("/call/comparaison.<any(docx, pdf):kind>")
def comparison(kind: str = "") -> Response | str:
    """Show what changes from a year to another, or give it as a report."""
    found = compare(*(there_is(request.args.get(key, 0, int)) for key in ("avant", "apres")))
    if not kind:
        return render_template("comparaison.html", comparaison=found, espace="call")
    with work_folder() as folder:
        written = write_report(found, folder / f"rapport.{kind}")
        name = f"De l’appel {found.before} à l’appel {found.after}.{kind}"
        return attachment(written.read_bytes(), name)


def there_is(annee: int) -> int:
    """Return a year that there is; 404 for any other."""
    return annee if annee in {each.annee for each in years.states()} else abort(404)


@edition.post("/call/<ident>/modeles")
def receive_templates(session: Session) -> Response:
    """Take templates, check them, and show them filled when nothing blocks."""
    annee, files = chosen_year(session), [session.store_named(each) for each in sent("modeles")]

    def work(report: service.ProgressCallback) -> None:
        found: dict[str, Checked] = {}
        new: list[NewTemplate] = []
        for path in files:
            report(f"Vérification de {path.name}")
            if resources.home(annee) == resources.own_root():
                new.append(prepare_template(path, annee))
            found[path.name] = new[-1].checked if new else check_templates([path], annee)[0]
        if len({each.name for each in found.values()}) < len(files):
            raise UsageError("Deux de ces fichiers sont le même modèle : déposez-en un seul.")
        pdf = None
        if not any(each.is_wrong for each in found.values()):
            report("Aperçu")
            pdf = session.place(".pdf")
            pdf.write_bytes(preview(files, annee, ()))
            session.planned = step_of_templates(new, annee)
        pages = sum(each.pages.get(shown_with(each.name), 0) for each in found.values())
        session.looked = CheckedTemplates(found, pdf, pages)

    if not files:
        choose = "Choisissez au moins un modèle Word, puis déposez-le."
        return refuse(session, "modeles", choose, TEMPLATES)
    return begin(session, work, "modeles", TEMPLATES)


def step_of_templates(new: list[NewTemplate], annee: int) -> PlannedStep | None:
    """Return what templates change that take the place of a year's own; None for no change."""
    files = {place: states for each in new for place, states in each.files.items()}
    sections = tuple(
        Section(f"Modèle « {each.checked.name}.docx »", each.news) for each in new if each.news
    )
    said = f"{count(len(sections), 'modèle')} à mettre en place."
    return PlannedStep(annee, "Modèles en place", said, files, sections) if sections else None


@edition.get("/call/<ident>/apercu.pdf")
def filled(session: Session) -> Response:
    """Give the preview."""
    return attachment(known(known(session.looked).pdf), "apercu.pdf")


@edition.get("/call/<ident>/apercu/<int:page>/<taille>.webp")
def picture(session: Session, page: int, taille: str) -> Response:
    """Show one page of the preview."""
    looked = known(session.looked)
    return page_picture(session, looked.pdf, page, looked.pages, taille)
