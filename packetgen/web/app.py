"""The application: its routes, its protections, its pages for what goes wrong."""

import gzip
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from secrets import token_hex

from flask import Blueprint, Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from packetgen import text
from packetgen.campagne.status import PROJET_SAID
from packetgen.model.action import Action
from packetgen.modeles.check import KINDS, titles
from packetgen.pipeline import scope, verify
from packetgen.system.bug_report import report_bug
from packetgen.web.association import deposit, downloads, pieces, routes, wording
from packetgen.web.call.edition import edition
from packetgen.web.call.routes import call
from packetgen.web.call.year import publisher
from packetgen.web.requests import find_session
from packetgen.web.session import ASSOCIATION, CALL
from packetgen.web.site import MAX_BODY, Site, here, protect

presence = Blueprint("presence", __name__)
TEXTS = {"text/html", "text/css", "text/javascript", "image/svg+xml"}


def create_app(site: Site) -> Flask:
    """Return the application of one run."""
    # named so that Flask looks for HTML in web/templates, not among the Word files
    # a name of this run: who had the port before cannot have had the browser keep files of its own
    app = Flask("packetgen.web", static_url_path=f"/static/{token_hex(8)}")
    app.extensions["packetgen"] = site
    app.after_request(keep)
    app.after_request(lighten)
    protect(app)
    app.before_request(find_session)
    for part in (routes.steps, downloads.downloads, deposit.deposit, presence, call, edition):
        app.register_blueprint(part)
    app.register_error_handler(Exception, say)
    return dressed(app)


def dressed(app: Flask) -> Flask:
    """Give the templates of an application their words."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {
        "nombre": text.number,
        "jour": text.short_date,
        "minuscule": text.lower_first,
        "euros": text.euros,
        "mo": text.megabytes,
        "francais": text.french_typography,
        "sans_terminal": wording.without_terminal,
        "iso": wording.iso,
        "sans_iban": wording.without_iban,
        "difference": text.difference,
        # tells that a text is still the one that was copied
        "sceau": lambda said: sha256(said.encode()).hexdigest(),
    }
    app.jinja_env.tests["letter"] = downloads.is_letter
    app.jinja_env.globals |= {
        "compte": text.count,
        "tons": pieces.TONES,
        "titres": titles,
        "essais": KINDS,
        "limite": MAX_BODY,
        "non_demande": scope.not_requested_message,
        "projet_dit": PROJET_SAID,
        "publie": publisher,
    }
    return app


def sheet_file(verification: verify.Verification, action: Action) -> bytes:
    """Return what is copied for an action as one file, with its style and its script within."""
    app = dressed(Flask("packetgen.web"))
    static = Path(app.static_folder or "")
    style, script = ((static / name).read_text("utf-8") for name in ("page.css", "copier.js"))
    with app.app_context():
        fiche = deposit.sheet(verification, action)
        return render_template("recopie.html", fiche=fiche, style=style, script=script).encode()


def keep(response: Response) -> Response:
    """Write what a request changed, or that a dossier was opened, before its answer leaves."""
    if "session" in g and (request.method == "POST" or request.endpoint == "etapes.page"):
        g.session.save()
    return response


def lighten(response: Response) -> Response:
    """Let the static files of this run be kept; compress text, as no page holds a secret."""
    if request.endpoint == "static" and response.status_code == HTTPStatus.OK:
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] and response.mimetype in TEXTS:
        response.direct_passthrough = False
        response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
        response.content_encoding = "gzip"
    return response


def say(error: Exception) -> tuple[str, int]:
    """Return the page that explains what went wrong; a bug is reported, without any value."""
    if isinstance(error, HTTPException) and error.code:
        return render_template("erreur.html", code=error.code), error.code
    return render_template("erreur.html", message=report_bug(error)), 500


@presence.post("/presence")
def stay() -> tuple[str, int]:
    """Answer a page that is open; that it asked is enough."""
    return "", 204


@presence.get("/fin")
def ask() -> str:
    """Ask before the end; nothing is erased."""
    espace = CALL if request.args.get("espace") == CALL else ASSOCIATION
    return render_template("quitter.html", gardes=here().sessions, espace=espace)


@presence.post("/fin")
def close() -> str:
    """Stop; what was given stays for the next start."""
    here().stopped.set()
    return render_template("fin.html")
