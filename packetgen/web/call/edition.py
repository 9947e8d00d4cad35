"""Steps of a year on the page: created, its note, lists, templates, declared ready, undone.

Each is shown before anything of it is written, but for those that a button names.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_args, get_type_hints

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from packetgen.edition import confirmation, excel, history, readiness, years
from packetgen.edition.compare import compare, write_report
from packetgen.edition.confirmation import Confirmation
from packetgen.edition.create import create
from packetgen.edition.excel import Import
from packetgen.errors import UsageError
from packetgen.model.campagne_parts import Decision
from packetgen.model.comparison import Change, Comparison, Section
from packetgen.model.finding import Severity
from packetgen.system.work_folder import work_folder
from packetgen.text import count, enumerate_words
from packetgen.web.call.routes import back, chosen_year
from packetgen.web.call.year import check, year
from packetgen.web.jobs import ProgressCallback
from packetgen.web.requests import BUSY, attachment, known, session_for, start, uploads
from packetgen.web.session import CALL, Proposal, Session

edition = Blueprint("edition", __name__)

YEAR, NOTE, LISTS, PROPOSAL = "titre-annee", "note-recue", "listes-recues", "titre-propose"
MOST_WORDS = 10_000
# What is typed of each decision; its kinds but « à confirmer », which is none
DECIDED = ("statut", "mots", "raison")
KINDS = get_args(get_type_hints(Decision)["statut"])[1:]


def begin(
    session: Session, work: Callable[[ProgressCallback], None], field: str, after: str
) -> Response:
    """Begin some work of a form, or say that other work is under way."""
    if not start(session, work, field=field, after=after):
        session.errors.append((field, BUSY))
    return back(session, after)


def write(
    session: Session, step: Callable[[], object], field: str, annee: int, after: str = YEAR
) -> Response:
    """Write a step of a year, then look at what it leaves; what was made of it before is no more."""

    def work(report: ProgressCallback) -> None:
        report("Écriture")
        step()
        session.proposal = session.kit = session.looked = None
        session.annee = annee
        report("Vérification de l’appel")
        year(annee)

    return begin(session, work, field, after)


@edition.post("/call/<ident>/creer")
def new_year(ident: str) -> Response:
    """Create a year from the one shown."""
    session = session_for(ident, CALL)
    depuis, typed = chosen_year(session), request.form.get("nouvelle", "").strip()
    if not typed.isdecimal() or not 2000 <= int(typed) <= 2099:
        session.typed["nouvelle"] = typed
        session.errors.append(("nouvelle", "Tapez une année en quatre chiffres, comme 2027."))
        return back(session)
    return write(session, lambda: create(int(typed), depuis), "nouvelle", int(typed))


@edition.post("/call/<ident>/note")
def receive_note(ident: str) -> Response:
    """Take the note of a year, and show what it confirms and changes."""
    session = session_for(ident, CALL)
    annee, received = chosen_year(session), uploads(session, "note")
    if not received:
        session.errors.append((NOTE, "Choisissez la note, en PDF, Word ou texte, puis déposez-la."))
        return back(session)

    def work(report: ProgressCallback) -> None:
        report("Lecture de la note")
        named = received[0].path.rename(session.place(Path(received[0].name).suffix))
        (text := session.place(".txt")).write_text(confirmation.note_text(named), encoding="utf-8")
        report("Recherche de chaque donnée dans la note")
        found = confirmation.prepare(annee, text)
        wider = confirmation.prepare(annee, text, outside=True).files if found.outside else {}
        title = "Note confirmée"
        session.proposal = Proposal(
            annee, title, found.balance, found.files, told(found), found.remarks, wider
        )

    return begin(session, work, NOTE, PROPOSAL)


def told(found: Confirmation) -> tuple[Section, ...]:
    """Return the words that a note changes, and those that it no longer has."""
    kinds = {True: [], False: []}  # type: dict[bool, list[Change]]
    for each in found.decisions:
        kinds[bool(each.apres)].append(Change(each.ou, each.avant, each.apres))
    titles = {True: "Changé dans la note", False: "Disparu de la note"}
    return tuple(Section(titles[kind], tuple(news)) for kind, news in kinds.items() if news)


@edition.post("/call/<ident>/hors-note")
def confirm_outside(ident: str) -> Response:
    """Confirm what does not come from the note, as it was the year before."""
    session = session_for(ident, CALL)
    annee = chosen_year(session)

    def step() -> None:
        history.apply(confirmation.prepare(annee, outside=True).files, "Données reprises")

    return write(session, step, "hors-note", annee)


@edition.post("/call/<ident>/decisions")
def decide(ident: str) -> Response:
    """Take what was decided of the words that the note no longer has, and show what it changes."""
    session, form = session_for(ident, CALL), request.form
    annee = chosen_year(session)
    decisions = []
    for number, each in enumerate(confirmation.prepare(annee).decisions):
        typed = {key: form.get(f"{key}-{number}", "") for key in ("avant", *DECIDED)}
        said = {key: " ".join(typed[key][:MOST_WORDS].split()) for key in DECIDED}
        if typed["avant"].split() == each.avant.split() and said["statut"] in KINDS:
            decisions.append(replace(each, **said))  # type: ignore[arg-type]
    if not decisions:
        session.errors.append(("decider", "Décidez d’au moins un passage."))
        return back(session)

    def work(report: ProgressCallback) -> None:
        report("Vérification de ce qui est décidé")
        planned = excel.decide(decisions, annee)
        session.proposal = proposal_of(planned, annee, "Passages décidés")

    return begin(session, work, "decider", PROPOSAL)


@edition.get("/call/listes-<int:annee>.xlsx")
def lists(annee: int) -> Response:
    """Give the lists of a year as a workbook."""
    with work_folder() as folder:
        written = excel.export(folder / "listes.xlsx", known(found_year(annee)))
        return attachment(io.BytesIO(written.read_bytes()), f"Listes de l’appel {annee}.xlsx")


@edition.post("/call/<ident>/listes")
def receive_lists(ident: str) -> Response:
    """Take the workbook of the lists back, and show what it changes."""
    session = session_for(ident, CALL)
    annee, received = chosen_year(session), uploads(session, "listes")
    if not received:
        session.errors.append((LISTS, "Choisissez le classeur des listes, puis déposez-le."))
        return back(session)

    def work(report: ProgressCallback) -> None:
        report("Lecture du classeur")
        folder = session.place()
        folder.mkdir(mode=0o700)
        planned = excel.prepare(received[0].path.rename(folder / received[0].name), annee)
        session.proposal = proposal_of(planned, annee, "Listes modifiées")

    return begin(session, work, LISTS, PROPOSAL)


def proposal_of(planned: Import, annee: int, title: str) -> Proposal:
    """Return what is shown of changes of the lists."""
    changes = tuple(Change(f"{each.place} : {each.sentence}") for each in planned.changes)
    remarks = [
        f"{f.origin.sheet} › {f.origin.cell} : {f.message}" if f.origin else f.message
        for f in planned.findings
        if f.severity is not Severity.INFORMATION
    ]
    if planned.unsourced:
        cells = enumerate_words(planned.unsourced)
        remarks.append(f"Sans source, donc « à confirmer » : {cells}.")
    if planned.unmoved_sources:
        kept = count(planned.unmoved_sources, "entrée change et garde", "entrées changent et gardent")
        remarks.append(f"{kept} la même source : vérifiez qu’elle dit encore vrai.")
    size = count(len(changes), "changement")
    sections = (Section("Ce qui change", changes),) if changes else ()
    return Proposal(annee, title, f"{size}.", planned.files, sections, tuple(remarks))


@edition.post("/call/<ident>/confirmer")
def confirm(ident: str) -> Response:
    """Write what was shown, or forget it."""
    session = session_for(ident, CALL)
    proposal = session.proposal
    if proposal is None or "non" in request.form:
        session.proposal = None
        return back(session, YEAR)
    files = proposal.wider if "tout" in request.form else proposal.files

    def step() -> None:
        history.apply(files, proposal.title)

    return write(session, step, PROPOSAL, proposal.annee)


@edition.post("/call/<ident>/prete")
def declare(ident: str) -> Response:
    """Declare a year ready, if nothing is left."""
    session = session_for(ident, CALL)
    annee = chosen_year(session)

    def step() -> None:
        years.own_data(annee)
        if not (found := check(annee)).is_ready:
            raise UsageError(found.balance)
        readiness.declare(annee)

    return write(session, step, "prete", annee)


@edition.post("/call/<ident>/retour")
def undo(ident: str) -> Response:
    """Give back what was there before the last step."""
    session = session_for(ident, CALL)
    annee = chosen_year(session)

    def step() -> None:
        history.undo(years.own_data(annee).parents[1], annee)

    return write(session, step, "retour", annee)


@edition.get("/call/modele-<int:annee>-<nom>")
def template(annee: int, nom: str) -> Response:
    """Give a Word template of a year."""
    return attachment(known(known(found_year(annee)) and year(annee).modeles.get(nom)), nom)


@edition.get("/call/comparaison")
def comparison() -> str:
    """Show what changes from a year to another."""
    return render_template("comparaison.html", comparaison=compared(), espace="call")


@edition.get("/call/comparaison.<any(docx, pdf):kind>")
def report(kind: str) -> Response:
    """Give the comparison of two years as a report."""
    found = compared()
    with work_folder() as folder:
        written = write_report(found, folder / f"rapport.{kind}")
        name = f"De l’appel {found.before} à l’appel {found.after}.{kind}"
        return attachment(io.BytesIO(written.read_bytes()), name)


def compared() -> Comparison:
    """Return what changes between the two years asked for."""
    before, after = (found_year(request.args.get(key, 0, int)) for key in ("avant", "apres"))
    return compare(before or abort(404), after or abort(404))


def found_year(annee: int) -> int | None:
    """Return a year that there is, None for any other."""
    return annee if annee in {each.annee for each in years.states()} else None
