"""State of one run of the page: who may come in, its day, its open sessions."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import Event

from flask import current_app
from platformdirs import user_data_path

from packetgen.web.sessions import Sessions

ADDRESS = "127.0.0.1"
# A token stands in an address, its digest names a file: to make and to remove it is to have the
# right to read the folder, from any process, and serves once
TOKEN = "jeton"  # noqa: S105 - its name
ENTRANCES = "entrees"
# Seconds without any request: an open tab asks every twenty, but a browser may put it to sleep
MOST_ABSENCE = 72 * 3600.0


@dataclass
class Site:
    """One run of the page, on `port` of this machine; `today` is asked when it is needed.

    `entrances` is the folder of the tokens that never served, `secret` what a cookie holds.
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
    def host(self) -> str:
        """As the browser must name it."""
        return f"{ADDRESS}:{self.port}"

    @property
    def alias(self) -> str:
        """As a person may name it."""
        return f"localhost:{self.port}"

    @property
    def origin(self) -> str:
        """Where our own forms come from."""
        return f"http://{self.host}"

    @property
    def cookie(self) -> str:
        """Cookies know no port: one name for each."""
        return f"packetgen-{self.port}"

    def admit(self, token: str) -> bool:
        """Whether a token is given for the first time."""
        try:
            (self.entrances / sha256(token.encode()).hexdigest()).unlink()
        except FileNotFoundError:
            return False
        return True

    @property
    def is_over(self) -> bool:
        """Whether no page has been open for long."""
        return self.absence > MOST_ABSENCE


def here() -> Site:
    """Return the site of the request."""
    site: Site = current_app.extensions["packetgen"]
    return site


def invite(entrances: Path, port: int) -> str:
    """Return an address that lets one browser in, once."""
    token = secrets.token_urlsafe(32)
    (entrances / sha256(token.encode()).hexdigest()).touch(mode=0o600)
    return f"http://{ADDRESS}:{port}/?{TOKEN}={token}"
