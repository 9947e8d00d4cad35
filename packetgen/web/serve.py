"""One page served to this machine: the person's own folder, a port that stays, one run."""

import socket
import tempfile
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import waitress
from filelock import FileLock, Timeout
from platformdirs import user_cache_path, user_data_path
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from werkzeug.wrappers import Request

from packetgen.errors import UsageError
from packetgen.system.files import make_folder, refuse_unwritable
from packetgen.system.work_folder import work_folder
from packetgen.web.app import create_app
from packetgen.web.sessions import Sessions
from packetgen.web.site import ADDRESS, ENTRANCES, MAX_BODY, MOST_ABSENCE, Site, invite, refusal

# Seconds: between two looks at what is over; after the end was asked; before a silent connection
# is closed
TICK, GOODBYE, SILENCE = 0.5, 1.0, 60
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


def serve(
    *, port: int, today: Callable[[], date], open_browser: bool, announce: Callable[[str], None]
) -> None:
    """Serve the page until it is closed, or unseen for days; a second start opens the running one.

    With `port` 0, it is that of the last run where it can be. Raises UsageError when it is taken.
    """
    home, work = owned(user_data_path("packetgen")), owned(user_cache_path("packetgen") / "page")
    entrances, known = owned(home / ENTRANCES), home / "port"
    last = 0  # the port of the last run, which may be running
    with suppress(OSError, ValueError):
        last = int(known.read_text(encoding="utf-8"))
    try:
        with FileLock(home / "verrou", timeout=0), work_folder(work, "essai-") as temporary:
            # what the libraries write on their way
            tempfile.tempdir = str(temporary)
            for left in entrances.iterdir():
                left.unlink()
            listening = listen(port, last)
            at = listening.getsockname()[1]
            site = Site(at, Sessions(owned(home / "dossiers")), today, entrances)
            known.write_text(str(at), encoding="utf-8")
            welcome(home, at, open_browser=open_browser, announce=announce)
            if last not in (0, at) and not port:
                announce(f"Un autre programme a pris le port {last} : fermez les onglets d’hier.")
            run_server(site, listening)
    except Timeout:
        if not last:
            raise UsageError("La page est en train de s’ouvrir : attendez-la.") from None
        if port not in (0, last):
            announce(f"La page est déjà ouverte, au port {last} : le port {port} n’est pas pris.")
        welcome(home, last, open_browser=open_browser, announce=announce)


def run_server(site: Site, listening: socket.socket) -> None:
    """Answer requests until the site is stopped, then free all that it holds."""
    server = waitress.create_server(
        create_app(site),
        sockets=[listening],
        max_request_body_size=MAX_BODY + 1,
        channel_timeout=SILENCE,
        cleanup_interval=max(1, SILENCE // 4),
        connection_limit=2 * MOST_WAITING,
        threads=6,
        ident=None,
    )
    server.channel_class, server.adj.site = Connection, site
    answering = Thread(target=server.run, daemon=True)
    answering.start()
    try:
        while not (site.stopped.wait(TICK) or site.absence > MOST_ABSENCE):
            # no clock: the hours that a machine sleeps are no absence, its tabs sleep too
            site.absence += TICK
        # the page that says goodbye comes with its style
        time.sleep(GOODBYE)
    finally:
        server.task_dispatcher.shutdown(timeout=2)
        # closed by its own thread, which else fails on what is closed
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        answering.join(TICK)
        site.sessions.close_all()


def owned(folder: Path) -> Path:
    """Make a folder that only its owner reads, if need be. Raises CannotWrite."""
    make_folder(folder)
    refuse_unwritable(folder)
    folder.chmod(0o700)
    return folder


def listen(port: int, last: int = 0) -> socket.socket:
    """Return a socket that listens on this machine only: at `port`, else at the last, else any."""
    for each in (port,) if port else (last, 0):
        # the browser may ask before the server is ready: it waits
        with suppress(OSError, OverflowError):
            return socket.create_server((ADDRESS, each))
    said = f"Le port {port} est déjà pris : choisissez-en un autre, ou n’en donnez aucun."
    raise UsageError(said)


def welcome(home: Path, port: int, *, open_browser: bool, announce: Callable[[str], None]) -> None:
    """Announce an address of the page, and open the page."""
    announce(f"La page est ouverte : {invite(home / ENTRANCES, port)}")
    if open_browser:
        announce("Si votre navigateur ne la montre pas, collez-y cette adresse, qui sert une fois.")
        # an address given to the browser's program is seen by all users of the machine
        page = (Path(__file__).parent / "templates" / "entree.html").read_text(encoding="utf-8")
        page = page.replace("{{ adresse }}", invite(home / ENTRANCES, port))
        (home / "ouvrir.html").write_text(page, encoding="utf-8")
        webbrowser.open((home / "ouvrir.html").as_uri())
