"""State of one run of the page: its token, its day, its open sessions."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from threading import Event

from flask import current_app

from packetgen.web.sessions import Sessions

ADDRESS = "127.0.0.1"
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
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    stopped: Event = field(default_factory=Event)
    absence: float = 0.0

    @property
    def host(self) -> str:
        """As the browser must name it."""
        return f"{ADDRESS}:{self.port}"

    @property
    def origin(self) -> str:
        """Where our own forms come from."""
        return f"http://{self.host}"

    @property
    def entrance(self) -> str:
        """The address that lets a browser in."""
        return f"{self.origin}/?jeton={self.token}"

    @property
    def is_over(self) -> bool:
        """Whether no page has been open for long."""
        return self.absence > MOST_ABSENCE


def here() -> Site:
    """Return the site of the request."""
    site: Site = current_app.extensions["packetgen"]
    return site
