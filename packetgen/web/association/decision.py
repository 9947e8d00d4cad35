"""After the decision: a form of what each funder granted, the workbook adjusted to it."""

import re
from collections import defaultdict
from pathlib import Path

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from packetgen import service
from packetgen.errors import PacketgenError
from packetgen.web.association.routes import back
from packetgen.web.association.wording import without_terminal
from packetgen.web.requests import attachment, known, session_for, session_of

decision = Blueprint("decision", __name__)


@decision.post("/dossier/<ident>/decision")
def adjust(ident: str) -> Response:
    """Adjust the workbook, with all that was corrected here, to the amounts typed."""
    session, form = session_for(ident), request.form
    session.typed = form.to_dict()
    source, book = known(session.source), known(session.workbook)
    granted = defaultdict[int, dict[str, str]](dict)
    for name, text in form.items():
        if (field := re.fullmatch(r"accorde-(\d+)-(.+)", name)) and text.strip():
            granted[int(field[1])][field[2]] = text
    try:
        made = service.adjust(source, granted, session.place(".xlsx"), book.name)
    except PacketgenError as error:
        session.errors.append(("decision", without_terminal(str(error))))
        return back(session, 4)
    session.adjusted = (source, made)
    return redirect(url_for("etapes.page", ident=session.id, _anchor="decision"), 303)


@decision.get("/dossier/<ident>/decision.<suffixe>")
def adjusted(ident: str, suffixe: str) -> Response:
    """Give the adjusted workbook, or the page of what changes."""
    session = session_of(ident)
    _, made = known(session.adjusted)
    file = known({"xlsx": made.workbook, "pdf": made.page}.get(suffixe))
    name = Path(known(session.workbook).name).stem
    return attachment(file, f"{name} - ajusté.{suffixe}")
