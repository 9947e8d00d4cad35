"""The page of the CALL: the year's state, and the register of the bundles received."""

from __future__ import annotations

import filecmp
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from packetgen import service
from packetgen.model.registre import TOTAUX, Registre, cumuls, heures_par_metier
from packetgen.pipeline.uploads import UploadedFile
from packetgen.text import NBSP, euros, number
from packetgen.web.call.charts import INKS, bars
from packetgen.web.call.year import year
from packetgen.web.jobs import ProgressCallback, Work
from packetgen.web.requests import (
    attachment,
    is_too_heavy,
    session_for,
    session_of,
    start,
    stop,
    too_heavy,
    uploads,
)
from packetgen.web.sessions import CALL, Session, distinct_name
from packetgen.web.site import here

call = Blueprint("call", __name__)

ANCHOR = "titre-registre"
HOURS = "heures"
CODES = (*TOTAUX, HOURS)


@dataclass(frozen=True)
class Chart:
    """Amounts by label: `bars` are drawn, `rows` say the same and more in a table.

    The columns of the table are figures, but the last one where `in_words` is its head.
    """

    titre: str
    mesure: str
    compte: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[tuple[str, Decimal], ...]
    in_words: str = ""


@call.get("/call")
def state() -> AnyResponse | str:
    """Show what was seen last, or the year's call before any bundle was dropped."""
    if latest := here().sessions.latest(CALL):
        annee = request.args.get("annee", type=int)
        return redirect(url_for("call.page", ident=latest.id, annee=annee))
    return show(None)


@call.get("/call/<ident>/")
def page(ident: str) -> str:
    """Show the year's call, and the register of what was dropped."""
    session = session_of(ident)
    session.end_job()
    if session.is_late and not session.is_working:
        make_register(session)
    shown = show(session)
    session.errors.clear()
    return shown


def show(session: Session | None) -> str:
    """Return the page, of the year asked for."""
    asked = request.args.get("annee", type=int)
    if session and asked:
        session.annee = asked
    register = session.register[0] if session and session.register else None
    return render_template(
        "call.html",
        espace="call",
        dossier=session,
        annee=year(asked or (session.annee if session else None)),
        registre=register,
        kit=session.kit if session else None,
        modeles_vus=session.looked if session else None,
        totaux=charts(register) if register and register.dossiers else {},
    )


def charts(register: Registre) -> dict[str, Chart]:
    """Return what the register adds up to, as the workbook of `packetgen registre` does."""
    return {code: chart_of(register, code) for code in CODES}


def chart_of(register: Registre, code: str) -> Chart:
    """Return one of the totals of the register."""
    if code == HOURS:
        return chart_of_hours(register)
    total = TOTAUX[code]
    found = cumuls(register.dossiers, total.labels)
    return Chart(
        total.titre,
        "Montants demandés à la CALL, en euros",
        total.compte,
        ("Demandé à la CALL", "Dossiers", "Personnes"),
        tuple(
            (row.libelle, euros(row.montant_call), number(row.dossiers), number(row.personnes))
            for row in found
        ),
        tuple((row.libelle, row.montant_call) for row in found),
    )


def chart_of_hours(register: Registre) -> Chart:
    """Return the hours of the Département's agents by service, and by métier in each."""
    services = heures_par_metier(register.dossiers)
    return Chart(
        "Heures par service",
        "Heures prévues des agents du Département",
        "Chaque intervention compte une fois.",
        ("Heures",),
        tuple(
            (
                service,
                f"{number(sum(hours.values(), Decimal(0)))}{NBSP}h",
                ", ".join(
                    f"{metier}{NBSP}: {number(each)}{NBSP}h" for metier, each in hours.items()
                ),
            )
            for service, hours in services.items()
        ),
        tuple((service, sum(hours.values(), Decimal(0))) for service, hours in services.items()),
        in_words="Par métier",
    )


@call.post("/call/<ident>/registre")
def receive(ident: str) -> AnyResponse:
    """Take received bundles, prove each and make their register."""
    session = session_for(ident, CALL)
    received = uploads(session, "recus")
    if not (received or session.files):
        session.errors.append(("recus", "Choisissez au moins un dossier PDF, puis déposez-le."))
    elif is_too_heavy(session, received):
        session.errors.append(("recus", too_heavy(received)))
    else:
        keep(session, received)
        make_register(session)
    return back(session)


def keep(session: Session, received: list[UploadedFile]) -> None:
    """Add received bundles to the others, each under a name of its own; the same again is one."""
    before, files = list(session.files.values()), dict(session.files)
    for file in received:
        if any(is_same(known, file) for known in before):
            file.path.unlink()
            continue
        name = distinct_name(file.name, [each.name for each in files.values()])
        files[file.path.name] = UploadedFile(file.path, name)
    session.files = files


def is_same(known: UploadedFile, file: UploadedFile) -> bool:
    """Whether a file is one already received; under another name, it was sent twice."""
    path = PurePath(file.name)
    is_numbered = known.name.startswith(f"{path.stem} (") and known.name.endswith(f"){path.suffix}")
    is_named = known.name == file.name or is_numbered
    return is_named and filecmp.cmp(known.path, file.path, shallow=False)


def make_register(session: Session) -> None:
    """Begin the register of all that was received, or have it made once other work is done."""
    work_of = registering(session, here().today())
    session.is_late = not start(session, work_of, field="recus", after=ANCHOR)


def registering(session: Session, today: date) -> Work:
    """Return the work that makes the register of all that was dropped."""

    def register(report: ProgressCallback) -> None:
        names = {file.path: file.name for file in session.files.values()}
        session.register = service.register(
            list(names), session.place(".xlsx"), today=today, report=report, names=names
        )

    return register


@call.post("/call/<ident>/annulation")
def cancel(ident: str) -> AnyResponse:
    """Stop the work under way."""
    session = session_of(ident)
    stop(session)
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
    if session.register is None or code not in CODES or theme not in INKS:
        abort(404)
    found = chart_of(session.register[0], code)
    if not found.bars:
        abort(404)
    return Response(bars(found.bars, theme), mimetype="image/svg+xml")


def back(session: Session, anchor: str = ANCHOR) -> AnyResponse:
    """Return to the page, at a part of it, or at what is wrong."""
    anchor = "travail" if session.is_working else anchor
    anchor = "erreurs" if session.errors else anchor
    return redirect(url_for("call.page", ident=session.id, _anchor=anchor), 303)
