"""The page of the CALL: the year's state, and the register of the bundles received."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from packetgen import campagne as campagnes
from packetgen import service
from packetgen.given import GivenFile
from packetgen.model.registre import Cumul, Registre, cumuls
from packetgen.web import work
from packetgen.web.charts import INKS, bars
from packetgen.web.downloads import attachment
from packetgen.web.jobs import Report, Work
from packetgen.web.security import MAX_BODY
from packetgen.web.sessions import Session
from packetgen.web.site import here
from packetgen.web.steps import session_of, too_heavy, uploads
from packetgen.web.views import years

call = Blueprint("call", __name__)

ANCHOR = "titre-registre"
TOTALS = {"themes": "Par thématique", "quartiers": "Par quartier"}


@call.get("/call")
def state() -> str:
    """Show the year's call before any bundle was dropped."""
    return show(None)


@call.get("/call/<ident>/")
def page(ident: str) -> str:
    """Show the year's call, and the register of what was dropped."""
    session = session_of(ident)
    session.end_job()
    shown = show(session)
    session.errors.clear()
    return shown


def show(session: Session | None) -> str:
    """Return the page."""
    register = session.register[0] if session and session.register else None
    return render_template(
        "call.html",
        espace="call",
        dossier=session,
        campagne=campagnes.load(years()[0]),
        registre=register,
        modeles_vus=session.looked if session else None,
        totaux={code: totals(register, code) for code in TOTALS} if register else {},
        titres=TOTALS,
    )


def totals(register: Registre, code: str) -> tuple[Cumul, ...]:
    """Return what the dossiers of each theme, or of each quarter, add up to."""
    if code == "themes":
        return cumuls(register.dossiers, lambda each: (each.action.theme,))
    return cumuls(register.dossiers, lambda each: each.action.quartiers)


@call.post("/call/<ident>/registre")
def receive(ident: str) -> AnyResponse:
    """Take received bundles, prove each and make their register."""
    session = session_of(ident)
    session.errors.clear()
    received = uploads(session, "recus")
    if not received:
        session.errors.append(("recus", "Choisissez au moins un dossier PDF, puis déposez-le."))
    elif session.size > MAX_BODY:
        session.errors.append(("recus", too_heavy()))
    else:
        work.start(
            session,
            registering(session, received, here().today()),
            field="recus",
            after=ANCHOR,
        )
    return back(session)


def registering(session: Session, received: list[GivenFile], today: date) -> Work:
    """Return the work that makes the register of all that was dropped."""

    def register(report: Report) -> None:
        files = {**session.files, **{file.path.name: file for file in received}}
        names = {file.path: file.name for file in files.values()}
        session.register = service.register(
            list(names), session.place(".xlsx"), today=today, report=report, names=names
        )
        session.files = files

    return register


@call.post("/call/<ident>/annulation")
def cancel(ident: str) -> AnyResponse:
    """Stop the work under way."""
    session = session_of(ident)
    if session.job:
        session.job.cancel()
        session.job.wait(work.PATIENCE)
    return back(session)


@call.get("/call/<ident>/registre.xlsx")
def register(ident: str) -> AnyResponse:
    """Give the register as a workbook."""
    session = session_of(ident)
    if session.register is None:
        abort(404)
    return attachment(session.register[1], "registre.xlsx")


@call.get("/call/<ident>/<code>-<theme>.svg")
def chart(ident: str, code: str, theme: str) -> AnyResponse:
    """Show one total as bars, in the colours of a theme."""
    session = session_of(ident)
    if session.register is None or code not in TOTALS or theme not in INKS:
        abort(404)
    return Response(bars(totals(session.register[0], code), theme), mimetype="image/svg+xml")


def back(session: Session, anchor: str = ANCHOR) -> AnyResponse:
    """Return to the page, at a part of it, or at what is wrong."""
    anchor = "travail" if session.is_working else anchor
    anchor = "erreurs" if session.errors else anchor
    return redirect(url_for("call.page", ident=session.id, _anchor=anchor), 303)
