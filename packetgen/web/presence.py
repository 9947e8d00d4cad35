"""Routes that report that a page is open, and that end the run."""

from flask import Blueprint, render_template, request

from packetgen.web.association.dossiers import erased
from packetgen.web.session import ASSOCIATION, CALL
from packetgen.web.site import here

presence = Blueprint("presence", __name__)


@presence.post("/presence")
def stay() -> tuple[str, int]:
    """Answer a page that is open; that it asked is enough."""
    return "", 204


@presence.get("/fin")
def ask() -> str:
    """Ask before the end; nothing is erased."""
    espace = CALL if request.args.get("espace") == CALL else ASSOCIATION
    kept = [each for each in map(erased, here().sessions) if each.holds]
    return render_template("quitter.html", gardes=kept, espace=espace)


@presence.post("/fin")
def close() -> str:
    """Stop; what was given stays for the next start."""
    here().stopped.set()
    return render_template("fin.html")
