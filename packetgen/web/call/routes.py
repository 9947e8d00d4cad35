"""The page of the call: the register of the bundles received, what follows from it, the kit."""

import filecmp
import re
import shutil
from pathlib import PurePath

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.campagne.load import years
from packetgen.model.registre import TOTAUX, cumuls, heures_par_metier
from packetgen.pipeline.uploads import UploadedFile
from packetgen.web import site
from packetgen.web.call.year import next_step, year
from packetgen.web.requests import archive, attachment, back, begin, known, sent, start, uploads
from packetgen.web.session import CALL, Session, distinct_name
from packetgen.workbook.reports.former import is_register

call = Blueprint("call", __name__)

ANCHOR, KIT_ANCHOR, VERSIONS = "titre-registre", "titre-kit", "titre-versions"


@call.get("/call")
def state() -> Response | str:
    """Show what was seen last, or the year's call before any bundle was dropped."""
    if latest := site.here().sessions.latest(CALL):
        annee = request.args.get("annee", type=int)
        return redirect(url_for("call.page", ident=latest.id, annee=annee))
    return show(None)


@call.get("/call/<ident>/")
def page(session: Session) -> str:
    """Show the year's call, and the register of what was dropped."""
    session.end_job()
    if session.is_late and not session.is_working:
        make_register(session)
    shown = show(session)
    session.errors.clear()
    return shown


def show(session: Session | None) -> str:
    """Return the page, of the year asked for."""
    asked = request.args.get("annee", type=int)
    if session and asked and asked != session.annee:
        session.annee, session.kit = asked, None
    # what is left of a year takes seconds to find: not while its files are being written
    working = session is not None and session.is_working
    shown = None if working else year(asked or (session.annee if session else None))
    register = session.register[0] if session and session.register else None
    return render_template(
        "call.html",
        espace="call",
        dossier=session,
        annee=shown,
        suite=shown and next_step(session, shown),
        travaille=working,
        registre=register,
        totaux=TOTAUX,
        cumuls=cumuls,
        heures=heures_par_metier(register.comptes) if register else {},
    )


@call.post("/call/<ident>/registre")
def receive(session: Session) -> Response:
    """Receive bundles, prove each and make their register."""
    choose = "Choisissez au moins un dossier PDF, puis déposez-le."
    received = uploads(session, "recus", "" if session.files else choose)
    if not session.errors:
        keep(session, received)
        make_register(session)
    return back(session, ANCHOR)


def keep(session: Session, received: list[UploadedFile]) -> None:
    """Add received bundles to the others, each under a name of its own; the same again is one."""
    before, files = list(session.files.values()), dict(session.files)
    for file in received:
        if any(is_same(former, file) for former in before):
            file.path.unlink()
            continue
        name = distinct_name(file.name, [each.name for each in files.values()])
        files[file.path.name] = UploadedFile(file.path, name)
    session.files = files


def is_same(former: UploadedFile, file: UploadedFile) -> bool:
    """Whether a file is one already received; under another name, it was sent twice."""
    path = PurePath(file.name)
    named = rf"{re.escape(path.stem)}( \(.*\))?{re.escape(path.suffix)}"
    is_named = re.fullmatch(named, former.name) is not None
    return is_named and filecmp.cmp(former.path, file.path, shallow=False)


def make_register(session: Session) -> None:
    """Begin the register of all bundles received, or make it once other work is done."""
    today = site.here().today()

    def work(report: service.ProgressCallback) -> None:
        registers = [file.path for file in session.files.values() if is_register(file.path)]
        names = {file.path: file.name for file in session.files.values()}
        received = [path for path in names if path not in registers]
        destination, requests = session.place(".xlsx"), session.place()
        # the last one dropped, with what people wrote in it, else the one made here
        if former := next(reversed(registers), session.register and session.register[1]):
            shutil.copyfile(former, destination)
        session.register = service.register(
            received, destination, today=today, report=report, names=names, requests=requests
        )
        session.requests = requests if requests.exists() else None
        session.instruction = None
        # what people wrote in these is in the register now, with what came since
        session.files = {key: it for key, it in session.files.items() if it.path not in registers}

    session.is_late = not start(session, work, field="recus", after=ANCHOR)


@call.get("/call/<ident>/demandes.zip")
def requests(session: Session) -> Response:
    """Give what is asked of each association, an e-mail each."""
    mails = sorted(known(session.requests).iterdir())
    return archive({path.name: path for path in mails}, "demandes.zip")


@call.get("/call/<ident>/registre.xlsx")
def register(session: Session) -> Response:
    """Give the register as a workbook."""
    return attachment(known(session.register)[1], "registre.xlsx")


@call.post("/call/<ident>/instruction")
def instruct(session: Session) -> Response:
    """Make the sheets and letters of the register."""
    _, register = known(session.register)

    def work(report: service.ProgressCallback) -> None:
        session.instruction = service.instruction(register, session.place(), report=report)

    return begin(session, work, "instruction", ANCHOR)


@call.get("/call/<ident>/instruction.zip")
def instruction(session: Session) -> Response:
    """Give the sheets and letters, a folder for each kind."""
    made = known(session.instruction)
    files = {each.relative_to(made.folder).as_posix(): each for each in made.ecrits}
    return archive(files, "instruction.zip")


@call.post("/call/<ident>/comparer")
def compare(session: Session) -> Response:
    """Say what a bundle changes from another."""
    given = [*sent("avant-pdf")[:1], *sent("apres-pdf")[:1]]
    if len(given) < 2:
        session.errors.append(("avant-pdf", "Choisissez les deux dossiers PDF à comparer."))
        return back(session, VERSIONS)
    before, after = map(session.store_named, given)

    def work(report: service.ProgressCallback) -> None:
        report("Comparaison des deux dossiers")
        session.compared = None
        try:
            session.compared = before.name, after.name, service.compare_bundles(before, after)
        finally:
            for file in (before, after):
                shutil.rmtree(file.parent, ignore_errors=True)

    return begin(session, work, "avant-pdf", VERSIONS)


@call.post("/call/<ident>/kit")
def make_kit(session: Session) -> Response:
    """Make the blank kit of a year."""
    annee = chosen_year(session)

    def work(report: service.ProgressCallback) -> None:
        made = service.make_blank_kit(session.place(), annee=annee, engine="integre", report=report)
        report("Fin")
        session.kit = made

    return begin(session, work, "faire-kit", KIT_ANCHOR)


@call.get("/call/<ident>/kit.zip")
def kit(session: Session) -> Response:
    """Give the blank kit."""
    made = known(session.kit).archive
    return attachment(made, made.name)


def chosen_year(session: Session) -> int:
    """Return the year that a form is about, which is then the one shown."""
    session.annee = request.form.get("annee", type=int) or session.annee or max(years())
    return session.annee
