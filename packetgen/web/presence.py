"""How the page says that it is open, left, or that all is to be closed."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from packetgen.web.site import here

presence = Blueprint("presence", __name__)


@presence.post("/presence")
def stay() -> tuple[str, int]:
    """Note that a page is open."""
    here().sessions.find(request.args.get("dossier", ""))
    return "", 204


@presence.post("/depart")
def leave() -> tuple[str, int]:
    """Note that a page was left: what it holds is freed if it does not come back."""
    here().sessions.leave(request.args.get("dossier", ""))
    here().left()
    return "", 204


@presence.post("/fin")
def close() -> str:
    """Free everything and stop."""
    here().sessions.free_all()
    here().stopped.set()
    return render_template("fin.html")
