"""Connections to the page: a body is received only from a request that has the right to send it."""

from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from werkzeug.wrappers import Request

from packetgen.web.security import refusal

# Connections that may wait for a request; beyond, the one that was silent longest is closed
MOST_WAITING = 100


class HeadersFirst(HTTPRequestParser):  # type: ignore[misc]
    """A request that is answered without its body, and last, where the application refuses it."""

    has_right = is_cut = chunked = False
    content_length = 0

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        asked = {f"HTTP_{name}": value for name, value in self.headers.items()}
        asked |= {"REQUEST_METHOD": self.command, "PATH_INFO": self.path}
        asked["CONTENT_LENGTH"] = self.headers.get("CONTENT_LENGTH", "")
        self.has_right = self.command == "POST" and not refusal(self.adj.site, Request(asked))
        if (self.chunked or self.content_length) and not self.has_right:
            self.is_cut, self.body_rcv, self.content_length = True, None, 0
            self.chunked = self.expect_continue = False
            self.headers["CONNECTION"] = "close"

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        # what follows is the body, and no other request
        return len(data) if self.is_cut else consumed


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that makes nobody else wait."""

    parser_class = HeadersFirst

    def add_channel(self, map: Any = None) -> None:  # noqa: A002, ANN401 - as waitress has it
        waiting = [each for each in self.server.active_channels.values() if not each.requests]
        if len(waiting) >= MOST_WAITING:
            # a file that is being sent is closed last
            waiting.sort(key=lambda it: (getattr(it.request, "has_right", False), it.last_activity))
            waiting[0].will_close = True
        super().add_channel(map)
