"""State of one run of the page: who may come in, its day, its open sessions."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import Event

from flask import current_app
from platformdirs import user_data_path

from packetgen.web.sessions import Sessions

ADDRESS = "127.0.0.1"
# Files named by the digest of a token: any process of the owner makes one, which serves once
ENTRANCES = "entrees"
# Seconds without any request: an open tab asks every twenty, but a browser may put it to sleep
MOST_ABSENCE = 72 * 3600.0


@dataclass
class Site:
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
