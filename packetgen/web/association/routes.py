"""Routes of the association's page: one for each of its forms."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.errors import PacketgenError, UsageError
from packetgen.pipeline.scope import COMPLET
from packetgen.service import NewWorkbook
from packetgen.web.association import upload, work
from packetgen.web.association.view import association, erased
from packetgen.web.requests import BUSY, NEW, session_for, session_of, stopped, too_heavy, uploads
from packetgen.web.sessions import ASSOCIATION, CALL, Session, shown_name
from packetgen.web.site import here

steps = Blueprint("etapes", __name__)

MOST_ACTIONS = 20
FORM = ".docx"


def back(session: Session, step: int) -> Response:
    """Return to the page, at a step, or at what is wrong."""
    anchor = "travail" if session.is_working else f"titre-{step}"
    anchor = "erreurs" if session.errors else anchor
    return redirect(url_for("etapes.page", ident=session.id, _anchor=anchor), 303)


@steps.get("/")
def blank() -> Response | str:
    """Show the dossier seen last, or the page before anything was dropped."""
    if latest := here().sessions.latest(ASSOCIATION):
        return redirect(url_for("etapes.page", ident=latest.id))
    return another()


@steps.get(f"/dossier/{NEW}/")
def another() -> str:
    """Show the page before anything was dropped, whatever dossiers are open."""
    return render_template("association.html", **association(None, here().today()))


@steps.get("/dossier/<ident>/")
def page(ident: str) -> str:
    """Show a dossier; what went wrong is said once."""
    session = session_of(ident)
    session.end_job()
    if session.is_late and not session.is_working:
        check(session, "titre-2")
    shown = render_template("association.html", **association(session, here().today()))
    session.errors.clear()
    return shown


@steps.post("/dossier/<ident>/classeur")
def create_workbook(ident: str) -> Response:
    """Make the year's workbook, blank or with what an earlier one holds."""
    session = session_for(ident)
    actions = request.form.get("actions", "1")
    if not (actions.isdecimal() and 1 <= int(actions) <= MOST_ACTIONS):
        session.errors.append(("actions", f"Le nombre d’actions va de 1 à {MOST_ACTIONS}."))
        return back(session, 1)
    try:
        session.created = written(session, int(actions), request.form.get("annee", type=int))
    except PacketgenError as error:
        session.errors.append(("repris", str(error)))
    return back(session, 1)


def written(session: Session, actions: int, annee: int | None) -> NewWorkbook:
    """Write a workbook from nothing, from last year's, or from Word forms of the kit.

    Raises UsageError when what was given cannot be taken up together, WorkbookUnreadable.
    """
    destination = session.place(".xlsx")
    given = [each for each in request.files.getlist("repris") if each.filename]
    names = [shown_name(each.filename or "") for each in given]
    if given and all(name.lower().endswith(FORM) for name in names):
        if actions > 1:
            raise UsageError("un formulaire Word est d’une seule action : écrivez 1.")
        forms = [session.store_named(*each) for each in zip(given, names, strict=True)]
        return service.workbook_of_forms(destination, annee=annee, forms=forms)
    if len(given) > 1:
        raise UsageError("donnez un seul classeur, ou seulement des formulaires Word du kit.")
    earlier = next(iter(uploads(session, "repris")), None)
    return service.new_workbook(
        destination,
        annee=annee,
        actions=actions,
        depuis=earlier.path if earlier else None,
        named=earlier.name if earlier else "",
    )


@steps.post("/dossier/<ident>/fichiers")
def drop(ident: str) -> Response:
    """Receive the workbook and the files, then check them."""
    session = session_for(ident)
    received = uploads(session, "deposes")
    if not received:
        session.errors.append(("deposes", "Choisissez au moins un fichier, puis déposez-le."))
    elif error := too_heavy(session, received):
        session.errors.append(("deposes", error))
    else:
        upload.receive(session, received)
        told = upload.to_tell(session)
        if session.workbook is None:
            session.errors.extend(("recus", why) for why in told)
        else:
            check(session, "recus" if told or session.notes else "titre-3")
    return back(session, 3 if session.workbook else 2)


def check(session: Session, after: str) -> None:
    """Begin to check a dossier, or check it once other work is done."""
    session.is_late = not work.check(session, here().today(), after=after)
    if session.is_late:
        session.notes.append("packetgen travaillait déjà : ces fichiers sont vérifiés juste après.")


@steps.post("/dossier/<ident>/rangement")
def place(ident: str) -> Response:
    """Place each file as the person says, or remove one; check again."""
    session = session_for(ident)
    if session.is_working:
        session.errors.append(("travail", BUSY))
        return back(session, 2)
    session.confirmed |= {
        key: request.form[f"piece-{key}"] for key in session.files if f"piece-{key}" in request.form
    }
    upload.remove(session, request.form.get("retirer", ""))
    upload.use(session, request.form.get("prendre", ""))
    choices = work.chosen(session)
    for key in work.twice(choices):
        second = [file for file, chosen in choices.items() if chosen == key][1]
        name = session.files[second].name
        session.errors.append(
            (f"piece-{second}", f"« {name} » : un autre fichier est déjà rangé pour cette pièce.")
        )
    if session.workbook and not session.errors:
        check(session, "titre-2")
    return back(session, 2)


@steps.post("/dossier/<ident>/fabrication")
def make(ident: str) -> Response:
    """Make the bundles of the paquet chosen, lightened if asked."""
    session = session_for(ident)
    if session.verification and not session.verification.blocking:
        pour = request.form.get("pour", COMPLET)
        if not work.make(session, here().today(), pour=pour, light="alleger" in request.form):
            session.errors.append(("travail", BUSY))
    return back(session, 4)


@steps.get("/dossier/<ident>/travail")
def progress(ident: str) -> Response:
    """Return the step of the work, as JSON."""
    session = session_of(ident)
    etape, vers = (session.job.step, session.job.after) if session.job else ("", "")
    return jsonify(fini=not session.is_working, etape=etape, vers=vers)


@steps.post("/dossier/<ident>/annulation")
def cancel(ident: str) -> Response:
    """Stop the work under way."""
    return back(stopped(ident), 2)


@steps.get("/dossier/<ident>/effacement")
def ask(ident: str) -> str:
    """Ask before erasing a dossier, with what is lost."""
    return render_template("effacer.html", efface=erased(session_of(ident)))


@steps.post("/dossier/<ident>/effacement")
def erase(ident: str) -> Response:
    """Free a dossier, and show an empty page."""
    session = session_of(ident)
    here().sessions.free(ident)
    return redirect(url_for("call.state" if session.espace == CALL else "etapes.another"), 303)
