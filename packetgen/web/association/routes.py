"""Routes of the association's page: one for each of its forms."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.annexes.client import INTAKE
from packetgen.errors import PacketgenError, UsageError
from packetgen.pipeline.new_workbook import NewWorkbook
from packetgen.pipeline.scope import COMPLET
from packetgen.web.association import reopen, upload, work
from packetgen.web.association.dossiers import erased, summaries
from packetgen.web.association.view import association
from packetgen.web.association.wording import iso, without_iban
from packetgen.web.file_names import shown_name
from packetgen.web.requests import BUSY, NEW, session_for, session_of, stopped, too_heavy, uploads
from packetgen.web.session import ASSOCIATION, CALL, Correction, Session
from packetgen.web.site import here

steps = Blueprint("etapes", __name__)

MOST_ACTIONS = 20
LONGEST_REASON, LONGEST_VALUE = 300, 20_000
FORM = ".docx"


def back(session: Session, step: int) -> Response:
    """Return to the page, at a step, or at what is wrong."""
    anchor = "travail" if session.is_working else f"titre-{step}"
    anchor = "erreurs" if session.errors else anchor
    return redirect(url_for("etapes.page", ident=session.id, _anchor=anchor), 303)


@steps.get("/")
def home() -> Response | str:
    """List the dossiers of this computer, or show the page before anything was dropped."""
    here().sessions.erase_unused()
    kept = [each for each in here().sessions if each.espace == ASSOCIATION]
    if not kept:
        return another()
    return render_template("accueil.html", dossiers=summaries(kept[::-1]))


@steps.get(f"/dossier/{NEW}/")
def another() -> str:
    """Show the page before anything was dropped, whatever dossiers are open."""
    return render_template("association.html", **association(None, here().today()))


@steps.get("/dossier/<ident>/")
def page(ident: str) -> str:
    """Show a dossier, which is checked again where that is late: another day, another program."""
    session = session_of(ident)
    session.end_job()
    has_failed = any(field == "deposes" for field, _ in session.errors)
    unchecked = session.workbook and not (session.verification or has_failed)
    if (session.is_late or unchecked) and not session.is_working:
        work.check(session, here().today(), after=session.after)
    return render_template("association.html", **association(session, here().today()))


@steps.post("/dossier/<ident>/classeur")
def create_workbook(ident: str) -> Response:
    """Make the year's workbook, blank or with what an earlier one holds."""
    session = session_for(ident)
    session.typed = request.form.to_dict()
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
        renews=earlier is not None and "renouvelees" in request.form,
    )


@steps.post("/dossier/<ident>/fichiers")
def drop(ident: str) -> Response:
    """Receive the workbook and the files; check them, unless more of the same drop are to come.

    A script sends each file by itself and asks for JSON. A file for a `piece` takes its place.
    """
    INTAKE.prepare()  # it loads while the files come
    session = session_for(ident)
    received = uploads(session, "deposes")
    if not received:
        session.errors.append(("deposes", "Choisissez au moins un fichier, puis déposez-le."))
    elif error := too_heavy(session, received):
        session.errors.append(("deposes", error))
    elif known := reopen.known_dossier(session, received):
        session = known
    else:
        received = reopen.unpacked(session, received)
        keys = upload.receive(session, received, is_new_drop="suite" not in request.form)
        if piece := request.form.get("piece"):
            upload.replace_piece(session, work.chosen(session), keys[-1], piece)
    if request.accept_mimetypes.best == "application/json":
        return received_as_json(session)
    if session.workbook and not session.errors:
        work.check(session, here().today(), after="recus" if upload.to_tell(session) else "titre-3")
    return back(session, 3 if session.workbook and not request.form.get("piece") else 2)


def received_as_json(session: Session) -> Response:
    """Say what became of a file; the page shows the rest once all are there."""
    errors = [message for _, message in session.errors]
    session.forget_errors()
    return jsonify(dossier=session.id, erreurs=errors)


@steps.post("/dossier/<ident>/rangement")
def place(ident: str) -> Response:
    """Place a file as the person says, remove one, or check again; no other file moves."""
    session, form = session_for(ident), request.form
    if (key := form.get("fichier", "")) in session.files and "piece" in form:
        upload.place(session, work.chosen(session), key, form["piece"])
    upload.remove(session, form.get("retirer", ""))
    upload.use(session, form.get("prendre", ""))
    upload.settle_twin(session, form.get("remplacer", ""), replaces=True)
    upload.settle_twin(session, form.get("garder", ""), replaces=False)
    return check_again(session, 2)


def check_again(session: Session, step: int) -> Response:
    """Check a dossier that changed, and return to a step."""
    if session.workbook and not session.errors:
        work.check(session, here().today(), after=f"titre-{step}")
    return back(session, step)


@steps.post("/dossier/<ident>/plus-tard")
def postpone(ident: str) -> Response:
    """Note why a piece is to come later; no reason takes the note away."""
    session, piece = session_for(ident), request.form.get("piece", "")
    reason = " ".join(request.form.get("motif", "").split())[:LONGEST_REASON]
    if reason:
        session.later[piece] = reason
    elif session.later.pop(piece, None) is None:
        said = "Écrivez pourquoi cette pièce viendra plus tard, et quand."
        session.errors.append((f"motif-{piece}", said))
    return check_again(session, 2)


@steps.post("/dossier/<ident>/correction")
def correct(ident: str) -> Response:
    """Keep the values typed for cells of the workbook; check them when asked."""
    session = session_for(ident)
    for field, sent in request.form.items():
        key, value = field.removeprefix("case."), sent.replace("\r\n", "\n")[:LONGEST_VALUE]
        shown = session.controls.get(key)
        as_shown = (shown.text, without_iban(shown.text), iso(shown.text)) if shown else ()
        if key != field and (key in session.corrections or value not in as_shown):
            session.corrections[key] = Correction(value)
    if undone := request.form.get("annuler"):
        session.corrections.pop(undone, None)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(garde=True)
    return check_again(session, 3)


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
    """Ask before erasing a dossier; the second time with what is lost."""
    is_second = "sur" in request.args
    return render_template("effacer.html", efface=erased(session_of(ident)), est_sur=is_second)


@steps.post("/dossier/<ident>/effacement")
def erase(ident: str) -> Response:
    """Erase a dossier, and show those that stay."""
    session = session_of(ident)
    here().sessions.erase(ident)
    return redirect(url_for("call.state" if session.espace == CALL else "etapes.home"), 303)
