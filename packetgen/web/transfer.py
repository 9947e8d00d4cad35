"""Less to send: static files that a browser keeps, text that it receives compressed."""

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Response, request, url_for

from packetgen.web.site import here

STATIC = "static"
KEPT = "private, max-age=31536000, immutable"
TEXTS = {"text/html", "text/css", "text/javascript", "image/svg+xml"}


def add_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == STATIC:
        values["v"] = version(here().secret, values["filename"])


@cache
def version(secret: str, name: str) -> str:
    """Return what no other program that had this port before could have a browser keep."""
    content = (Path(__file__).parent / STATIC / name).read_bytes()
    return sha256(secret.encode() + content).hexdigest()[:16]


def lighten(response: Response) -> Response:
    """Let the browser keep a static file of this version, and compress text for it.

    No page holds a secret that its size could tell.
    """
    is_static = request.endpoint == STATIC and response.status_code == 200
    if is_static and request.full_path == url_for(STATIC, **request.view_args or {}):
        response.headers["Cache-Control"] = KEPT
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] and response.mimetype in TEXTS:
        response.direct_passthrough = False
        response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
        response.content_encoding = "gzip"
    return response
