"""What goes with the deposit of an action: what to copy, whom to write to, what to remember."""

import re

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from packetgen.checks.rules.concordance import READ_BY_LINE
from packetgen.deposit.agenda import agenda, committee, days_of
from packetgen.deposit.blocks import blocks_of, compare
from packetgen.deposit.mails import mails_of
from packetgen.documents.contexts.deposits import communes
from packetgen.model.action import Action
from packetgen.pipeline.verify import Verification
from packetgen.web.association.routes import check_again, is_of_script
from packetgen.web.requests import attachment, known
from packetgen.web.session import Correction, Session
from packetgen.web.site import here

deposit = Blueprint("depot", __name__, url_prefix="/dossier/<ident>/depot/<int:numero>")
TICK = re.compile(r"\d{1,2}\.[\w.]{1,60}")


def sheet(verification: Verification, action: Action) -> dict[str, object]:
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
        "de_trop": [(plan[code], seen[code]) for code in seen.keys() - {b.code for b in blocks}],
    }


def found(session: Session, numero: int) -> tuple[Verification, Action]:
    """Return a dossier that was read, and one of its actions; 404 when there is none."""
    verification = known(session.verification)
    actions = (each for each in verification.dossier.actions if each.numero == numero)
    return verification, known(next(actions, None))


@deposit.get("")
def page(session: Session, numero: int) -> str | Response:
    """Show what to prepare for the deposit of an action, once its workbook was read."""
    if session.verification is None:
        return redirect(url_for("etapes.page", ident=session.id))
    (verification, action), today = found(session, numero), here().today()
    return render_template(
        "depot.html",
        dossier=session,
        aujourdhui=today,
        fiche=sheet(verification, action),
        courriels=mails_of(verification.dossier, action, verification.campagne, today),
        communes=communes(action, verification.campagne),
        jours=days_of(action, verification.campagne, today),
        comite=any(committee(action)),
    )


@deposit.post("/coches")
def tick(session: Session, numero: int) -> Response:
    """Keep which blocks were copied, as they then were."""
    for name, values in request.form.lists():
        if TICK.fullmatch(name):
            session.copied[name] = values[-1][:64]
    if is_of_script():
        return jsonify(garde=True)
    return redirect(url_for("depot.page", ident=session.id, numero=numero, _anchor="recopie"), 303)


@deposit.post("/contacts")
def note(session: Session, numero: int) -> Response:
    """Note in the corrected workbook the days on which the référents were written to."""
    verification, action = found(session, numero)
    for mail in mails_of(verification.dossier, action, verification.campagne, here().today()):
        for row in mail.rows:
            noted, key = action.communes[row - 1], action.key(f"communes.{row}")
            day = request.form.get(f"jour.{row}", "")[:10]
            if day and day != str(noted.date_contact):
                session.corrections[f"{key}.date_contact"] = Correction(day)
                if not noted.referent:
                    session.corrections[f"{key}.referent"] = Correction(mail.name)
    return check_again(session, "titre-3")


@deposit.get("/<nom>")
def file(session: Session, numero: int, nom: str) -> Response:
    """Give an e-mail, or the agenda."""
    verification, action = found(session, numero)
    campagne, today = verification.campagne, here().today()
    files = dict(each.file for each in mails_of(verification.dossier, action, campagne, today))
    files["agenda.ics"] = agenda(action, campagne, today)
    return attachment(known(files.get(nom)), nom)
