"""What goes with the deposit of an action: what to copy, whom to write to, what to remember."""

import io
import re
from datetime import date

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from packetgen.checks.rules.concordance import READ_BY_LINE
from packetgen.deposit.agenda import agenda, committee, moments_of
from packetgen.deposit.blocks import blocks_of
from packetgen.deposit.mails import mails_of
from packetgen.deposit.returned import compare
from packetgen.documents.contexts.deposits import communes
from packetgen.model.action import Action
from packetgen.pipeline.verify import Verification
from packetgen.web.association.routes import check_again
from packetgen.web.requests import attachment, known, session_for, session_of
from packetgen.web.session import Correction, Session
from packetgen.web.site import here

deposit = Blueprint("depot", __name__)
AGENDA = "agenda.ics"
TICK = re.compile(r"\d{1,2}\.[\w.]{1,60}")


def sheet(verification: Verification, action: Action, today: date) -> dict[str, object]:
    """Return what is copied for an action, and what its Cerfa says of it."""
    campagne = verification.campagne
    blocks = blocks_of(verification.dossier, action, campagne)
    given = (each for each in verification.dossier.pieces if each.code == READ_BY_LINE)
    row = next((each.key for each in given if each.action in (0, action.numero)), "")
    intake = verification.intakes.get(row)
    pages = (intake.lines or intake.texts) if intake else ()
    is_read = any(page.strip() for page in pages)
    seen = compare(blocks, campagne, pages) if is_read else {}
    plan = {f"budget.{line.code}": line for compte in campagne.comptes for line in compte.lignes}
    return {
        "action": action,
        "porteur": verification.dossier.porteur.denomination,
        "plateforme": campagne.plateforme,
        "blocs": blocks,
        "lus": seen,
        "cerfa": "" if not intake else "lu" if is_read else "illisible",
        "de_trop": [
            (plan[code], seen[code]) for code in seen if code not in {b.code for b in blocks}
        ],
        "transmis": bool(action.date_dauphin and action.date_dauphin <= today),
    }


@deposit.get("/dossier/<ident>/depot/<int:numero>")
def page(ident: str, numero: int) -> str | Response:
    """Show what to prepare for the deposit of an action, once its workbook was read."""
    session = session_of(ident)
    if session.verification is None:
        return redirect(url_for("etapes.page", ident=ident))
    verification, action, today = session.verification, action_of(session, numero), here().today()
    return render_template(
        "depot.html",
        dossier=session,
        fiche=sheet(verification, action, today),
        courriels=mails_of(verification.dossier, action, verification.campagne, today),
        communes=communes(action, verification.campagne),
        moments=moments_of(action, verification.campagne, today),
        comite=any(committee(action)),
    )


@deposit.post("/dossier/<ident>/depot/<int:numero>/coches")
def tick(ident: str, numero: int) -> Response:
    """Keep which blocks were copied, as they then were."""
    session = session_for(ident)
    for name, values in request.form.lists():
        if TICK.fullmatch(name):
            session.copied.pop(name, None)
            session.copied |= {name: values[-1][:16]} if values[-1] else {}
    if request.accept_mimetypes.best == "application/json":
        return jsonify(garde=True)
    return redirect(url_for("depot.page", ident=ident, numero=numero, _anchor="recopie"), 303)


@deposit.post("/dossier/<ident>/depot/<int:numero>/contacts")
def note(ident: str, numero: int) -> Response:
    """Note in the corrected workbook the days on which the référents were written to."""
    session, today = session_for(ident), here().today()
    action, verification = action_of(session, numero), known(session.verification)
    for mail in mails_of(verification.dossier, action, verification.campagne, today):
        for row in mail.rows:
            noted, key = action.communes[row - 1], action.key(f"communes.{row}")
            day = request.form.get(f"jour.{row}", "")
            if day and day != str(noted.date_contact):
                session.corrections[f"{key}.date_contact"] = Correction(day)
                if not noted.referent:
                    session.corrections[f"{key}.referent"] = Correction(mail.name)
    return check_again(session, 3)


@deposit.get("/dossier/<ident>/depot/<int:numero>/<nom>")
def file(ident: str, numero: int, nom: str) -> Response:
    """Give an e-mail, or the agenda."""
    session = session_of(ident)
    action, verification, today = action_of(session, numero), session.verification, here().today()
    campagne = known(verification).campagne
    mails = mails_of(known(verification).dossier, action, campagne, today)
    files = {each.file: each.content for each in mails}
    files |= {AGENDA: agenda(action, campagne, today)}
    return attachment(io.BytesIO(known(files.get(nom))), nom)


def action_of(session: Session, numero: int) -> Action:
    """Return an action of a dossier that was read; 404 when there is none."""
    actions = known(session.verification).dossier.actions
    return known(next((each for each in actions if each.numero == numero), None))
