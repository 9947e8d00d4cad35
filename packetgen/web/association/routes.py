"""Routes of the association's page: one for each of its forms."""

import re
from collections import defaultdict

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.annexes.client import INTAKE
from packetgen.errors import PacketgenError, UsageError
from packetgen.pipeline import new_workbook, scope
from packetgen.web.association import downloads, upload, view, work
from packetgen.web.association.wording import iso, without_iban
from packetgen.web.requests import BUSY, back, known, refuse, sent, uploads
from packetgen.web.session import ASSOCIATION, CALL, NEW, Correction, Session
from packetgen.web.site import here

steps = Blueprint("etapes", __name__)

MOST_ACTIONS = 20
LONGEST_REASON, LONGEST_VALUE = 300, 20_000
FORM = ".docx"


def is_of_script() -> bool:
    """Whether a script of the page sends the form, and asks for no page."""
    return request.accept_mimetypes.best == "application/json"


@steps.get("/")
def home() -> str:
    """List the dossiers of this computer, or show the page before anything was dropped."""
    here().sessions.erase_unused()
    kept = [each for each in here().sessions if each.espace == ASSOCIATION]
    listed = [(each, view.step_under_way(each.as_it_is())) for each in reversed(kept)]
    return render_template("accueil.html", dossiers=listed) if kept else another()


@steps.get(f"/dossier/{NEW}/")
def another() -> str:
    """Show the page before anything was dropped, whatever dossiers are open."""
    return render_template("association.html", **view.association(None, here().today()))


@steps.get("/dossier/<ident>/")
def page(session: Session) -> str:
    """Show a dossier, which is checked again where that is late: another day, another program."""
    session.end_job()
    has_failed = any(field == "deposes" for field, _ in session.errors)
    unchecked = session.workbook and not (session.verification or has_failed)
    if (session.is_late or unchecked) and not session.is_working:
        work.check(session, here().today(), after=session.after)
    return render_template("association.html", **view.association(session, here().today()))


@steps.post("/dossier/<ident>/classeur")
def create_workbook(session: Session) -> Response:
    """Make the year's workbook, blank or with what an earlier one holds."""
    session.typed = request.form.to_dict()
    actions = request.form.get("actions", "1")
    if not (actions.isdecimal() and 1 <= int(actions) <= MOST_ACTIONS):
        said = f"Le nombre d’actions va de 1 à {MOST_ACTIONS}."
        return refuse(session, "actions", said, "titre-1")
    try:
        session.created = written(session, int(actions), request.form.get("annee", type=int))
    except PacketgenError as error:
        session.errors.append(("repris", str(error)))
    return back(session, "titre-1")


def written(session: Session, actions: int, annee: int | None) -> new_workbook.NewWorkbook:
    """Write a workbook from nothing, from last year's, or from Word forms of the kit.

    Raises UsageError when what was given cannot be taken up together, WorkbookUnreadable.
    """
    path = session.place(".xlsx")
    given = [session.store_named(each) for each in sent("repris")]
    if given and all(each.suffix.lower() == FORM for each in given):
        if actions > 1:
            raise UsageError("Un formulaire Word est d’une seule action : écrivez 1.")
        return service.workbook_of_forms(path, annee=annee, forms=given)
    if len(given) > 1:
        raise UsageError("Donnez un seul classeur, ou seulement des formulaires Word du kit.")
    earlier = given[0] if given else None
    renews = earlier is not None and "renouvelees" in request.form
    return service.new_workbook(path, annee=annee, actions=actions, depuis=earlier, renews=renews)


@steps.post("/dossier/<ident>/fichiers")
def drop(session: Session) -> Response:
    """Receive the workbook and the files; check them, unless more of the same drop are to come.

    A script sends each file by itself and asks for JSON. A file for a `piece` takes its place.
    """
    INTAKE.prepare()  # it loads while the files come
    choose = "Choisissez au moins un fichier, puis déposez-le."
    received = uploads(session, "deposes", choose)
    if there := downloads.known_dossier(session, received):
        session = there
    elif received:
        received = downloads.unpacked(session, received)
        keys = upload.receive(session, received, is_new_drop="suite" not in request.form)
        if piece := request.form.get("piece"):
            upload.replace_piece(session, work.chosen(session), keys[-1], piece)
    if is_of_script():
        errors = [message for _, message in session.errors]
        session.forget_errors()
        return jsonify(dossier=session.id, erreurs=errors)
    return check_again(session, "titre-2")


@steps.post("/dossier/<ident>/rangement")
def place(session: Session) -> Response:
    """Place a file as the person says, remove one, or check again; no other file moves."""
    form = request.form
    if (key := form.get("fichier", "")) in session.files and "piece" in form:
        upload.place(session, work.chosen(session), key, form["piece"])
    upload.remove(session, form.get("retirer", ""))
    upload.use(session, form.get("prendre", ""))
    upload.settle_twin(session, form.get("remplacer", ""), replaces=True)
    upload.settle_twin(session, form.get("garder", ""), replaces=False)
    return check_again(session, "titre-2")


def check_again(session: Session, after: str) -> Response:
    """Check a dossier that changed, and return to a step."""
    if session.workbook and not session.errors:
        work.check(session, here().today(), after=after)
    return back(session, after)


@steps.post("/dossier/<ident>/plus-tard")
def postpone(session: Session) -> Response:
    """Note why a piece is to come later; no reason takes the note away."""
    piece = request.form.get("piece", "")
    reason = " ".join(request.form.get("motif", "").split())[:LONGEST_REASON]
    if reason:
        session.later[piece] = reason
    elif session.later.pop(piece, None) is None:
        said = "Écrivez pourquoi cette pièce viendra plus tard, et quand."
        session.errors.append((f"motif-{piece}", said))
    return check_again(session, "titre-2")


@steps.post("/dossier/<ident>/correction")
def correct(session: Session) -> Response:
    """Keep the values typed for cells of the workbook; check them when asked."""
    for field, typed in request.form.items():
        key, value = field.removeprefix("case."), typed.replace("\r\n", "\n")[:LONGEST_VALUE]
        shown = session.controls.get(key)
        as_shown = (shown.text, without_iban(shown.text), iso(shown.text)) if shown else ()
        if key != field and (key in session.corrections or value not in as_shown):
            session.corrections[key] = Correction(value)
    if undone := request.form.get("annuler"):
        session.corrections.pop(undone, None)
    return jsonify(garde=True) if is_of_script() else check_again(session, "titre-3")


@steps.post("/dossier/<ident>/fabrication")
def make(session: Session) -> Response:
    """Make the bundles of the paquet chosen, lightened if asked; check first what was typed."""
    if session.is_unread:
        return check_again(session, "titre-3")
    if session.verification and not session.verification.blocking:
        pour = request.form.get("pour", scope.COMPLET)
        if not work.make(session, here().today(), pour=pour, light="alleger" in request.form):
            session.errors.append(("travail", BUSY))
    return back(session, "titre-4")


@steps.post("/dossier/<ident>/decision")
def adjust(session: Session) -> Response:
    """Adjust the workbook, with all that was corrected here, to what each funder granted."""
    session.typed = request.form.to_dict()
    source, book = known(session.source), known(session.workbook)
    granted = defaultdict[int, dict[str, str]](dict)
    for name, text in session.typed.items():
        if (field := re.fullmatch(r"accorde-(\d+)-(.+)", name)) and text.strip():
            granted[int(field[1])][field[2]] = text
    try:
        made = service.adjust(source, granted, session.place(".xlsx"), book.name)
    except PacketgenError as error:
        return refuse(session, "decision", str(error), "titre-4")
    session.adjusted = (source, made)
    return back(session, "decision")


@steps.get("/dossier/<ident>/travail")
def progress(session: Session) -> Response:
    """Return the step of the work, as JSON."""
    etape, vers = (session.job.step, session.job.after) if session.job else ("", "")
    return jsonify(fini=not session.is_working, etape=etape, vers=vers)


@steps.post("/dossier/<ident>/annulation")
def cancel(session: Session) -> Response:
    """Stop the work under way, in either space: its last step ends unseen."""
    if session.job:
        session.job.cancel()
        session.job = None
    return back(session, "titre-registre" if session.espace == CALL else "titre-2")


@steps.get("/dossier/<ident>/effacement")
def ask(session: Session) -> str:
    """Ask before erasing a dossier; the second time with what is lost."""
    return render_template("effacer.html", efface=session, est_sur="sur" in request.args)


@steps.post("/dossier/<ident>/effacement")
def erase(session: Session) -> Response:
    """Erase a dossier, and show those that stay."""
    here().sessions.erase(session.id)
    return redirect(url_for("call.state" if session.espace == CALL else "etapes.home"), 303)
