"""Access control: only this machine's browser, from the page itself, with its token."""

import hmac

from flask import Flask, Request, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from packetgen.web.site import here

COOKIE = "packetgen"
MEGABYTE = 1_000_000
MAX_BODY = 300 * MEGABYTE
MAX_PARTS, MAX_FIELDS = 400, 500_000
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # « no-referrer » would make browsers hide the Origin of our own forms
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


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
    if request.host != site.host:
        abort(400)
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        abort(403)
    if request.method not in ("GET", "HEAD") and not comes_from(request, site.origin):
        abort(403)
    if is_token(request.args.get("jeton", "")):
        entered = redirect(request.path)
        entered.set_cookie(cookie_name(), site.token, httponly=True, samesite="Strict")
        return entered
    if request.endpoint == "static":
        return None
    if not is_token(request.cookies.get(cookie_name(), "")):
        abort(403)
    site.absence = 0.0
    return None


def comes_from(asked: Request, origin: str) -> bool:
    """Whether a form was sent by our own page, as far as the browser says."""
    if "Origin" in asked.headers:
        return asked.headers["Origin"] == origin
    return asked.headers.get("Sec-Fetch-Site") == "same-origin"


def is_token(given: str) -> bool:
    """Whether a text is the token of this start."""
    return hmac.compare_digest(given.encode(), here().token.encode())


def cookie_name() -> str:
    """Cookies know no port: one name for each."""
    return f"{COOKIE}-{here().port}"


def harden(response: Response) -> Response:
    """Let the page load nothing but from here, and be kept nowhere."""
    response.headers.update(HEADERS)
    return response
