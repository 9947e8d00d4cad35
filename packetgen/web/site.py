"""State of one run of the page, and who may come in: this machine's browser, from the page."""

import hmac
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import Event

from flask import Flask, abort, current_app, make_response, redirect, render_template, request
from msgspec import Struct, field
from platformdirs import user_data_path
from werkzeug.wrappers import Request
from werkzeug.wrappers import Response as AnyResponse

from packetgen.resources import table
from packetgen.web.sessions import Sessions

ADDRESS = "127.0.0.1"
# Files named by the digest of a token: any process of the owner makes one, which serves once
ENTRANCES = "entrees"
# Seconds without any request: an open tab asks every twenty, but a browser may put it to sleep
MOST_ABSENCE = 72 * 3600.0
# Seconds: the cookie outlives the window, its secret ends with the run
COOKIE_AGE = 30 * 24 * 3600
MEGABYTE = 1_000_000
MAX_BODY = 300 * MEGABYTE
MAX_PARTS, MAX_FIELDS = 400, 500_000
HEADERS = table(__file__, "site.toml")


class Site(Struct):
    """One run of the page, on `port` of this machine; `today` is asked when it is needed.

    `absence` is how many seconds this machine was awake since the last request.
    """

    port: int
    sessions: Sessions
    today: Callable[[], date]
    entrances: Path = field(default_factory=lambda: user_data_path("packetgen") / ENTRANCES)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    stopped: Event = field(default_factory=Event)
    absence: float = 0.0

    @property
    def origin(self) -> str:
        """Where our own forms come from."""
        return f"http://{ADDRESS}:{self.port}"

    @property
    def cookie(self) -> str:
        """Cookies know no port: one name for each."""
        return f"packetgen-{self.port}"

    def admit(self, token: str) -> bool:
        """Whether a token is given for the first time."""
        with suppress(FileNotFoundError):
            (self.entrances / sha256(token.encode()).hexdigest()).unlink()
            return True
        return False


def here() -> Site:
    """Return the site of the request."""
    site: Site = current_app.extensions["packetgen"]
    return site


def invite(entrances: Path, port: int) -> str:
    """Return an address that lets one browser in, once."""
    token = secrets.token_urlsafe(32)
    (entrances / sha256(token.encode()).hexdigest()).touch(mode=0o600)
    return f"http://{ADDRESS}:{port}/?jeton={token}"


def protect(app: Flask) -> None:
    """Set the caps, check each request before anything else, and harden each answer."""
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_PARTS=MAX_PARTS,
        MAX_FORM_MEMORY_SIZE=MAX_FIELDS,
        DEBUG=False,
    )
    app.before_request(check)
    app.after_request(harden)


def check() -> AnyResponse | None:
    """Refuse what does not come from the page of this start, in this machine's browser."""
    site = here()
    if request.method == "GET" and request.host == f"localhost:{site.port}":
        return redirect(request.url.replace("localhost", ADDRESS, 1))
    is_static = request.endpoint == "static"
    if code := refusal(site, request, is_open=is_static):
        abort(code)
    if not is_entrance(request):
        site.absence = site.absence if is_static else 0.0
        return None
    if not (site.admit(request.args["jeton"]) or is_in(site, request)):
        abort(403)
    # a browser sends no strict cookie where another site leads, not even after a redirection
    is_led = request.headers.get("Sec-Fetch-Site", "none") != "none"
    page = render_template("entree.html", adresse="/")
    entered = make_response(page) if is_led else redirect("/")
    name, age = site.cookie, COOKIE_AGE
    entered.set_cookie(name, site.secret, max_age=age, httponly=True, samesite="Strict")
    return entered


def refusal(site: Site, asked: Request, *, is_open: bool = False) -> int:
    """Return the code of HTTP that refuses a request, from its headers alone; 0 for none."""
    where = asked.headers.get("Sec-Fetch-Site", "none")
    is_reading = asked.method in ("GET", "HEAD")
    if asked.host != f"{ADDRESS}:{site.port}":
        return 400
    # a browser says that the file of the start is another site
    if is_entrance(asked):
        return 0
    if where not in ("same-origin", "none"):
        return 403
    if not is_reading and asked.headers.get("Origin", where) not in (site.origin, "same-origin"):
        return 403
    if not (is_open or is_in(site, asked)):
        return 403
    return 413 if (asked.content_length or 0) > MAX_BODY else 0


def is_entrance(asked: Request) -> bool:
    """Whether a request brings a token, to be given a cookie."""
    return asked.method == "GET" and asked.path == "/" and "jeton" in asked.args


def is_in(site: Site, asked: Request) -> bool:
    """Whether a browser was let in at this start."""
    return hmac.compare_digest(asked.cookies.get(site.cookie, "").encode(), site.secret.encode())


def harden(response: AnyResponse) -> AnyResponse:
    """Let the page load nothing but from here, and be kept nowhere."""
    response.headers.update(HEADERS)
    return response
