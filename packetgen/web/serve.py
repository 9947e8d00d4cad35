"""One page served to this machine: the person's own folder, a port that stays, one run."""

import os
import socket
import tempfile
import time
import webbrowser
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Thread

import waitress
from filelock import FileLock, Timeout
from platformdirs import user_cache_path, user_data_path
from waitress import wasyncore

from packetgen.errors import UsageError
from packetgen.system.work_folder import work_folder
from packetgen.web.app import create_app
from packetgen.web.connections import MOST_WAITING, Connection
from packetgen.web.security import MAX_BODY
from packetgen.web.sessions import Sessions
from packetgen.web.site import ADDRESS, ENTRANCES, Site, invite

# Seconds: between two looks at what is over; after the end was asked; before a silent connection
# is closed
TICK, GOODBYE, SILENCE = 0.5, 1.0, 60
PORT_FILE = "port"
MOVED = (
    "Un autre programme a pris le port {} de la page, qui change d’adresse : fermez les onglets"
    " restés ouverts, vos dossiers sont dans le nouveau."
)


def serve(
    *,
    port: int | None,
    today: Callable[[], date],
    open_browser: bool,
    announce: Callable[[str], None],
) -> None:
    """Serve the page until it is closed, or unseen for days; a second start opens the running one.

    Without `port`, it is that of the last run where it can be. Raises UsageError when it is taken.
    """
    home, work = owned(user_data_path("packetgen")), owned(user_cache_path("packetgen") / "page")
    entrances = owned(home / ENTRANCES)
    try:
        with FileLock(home / "verrou", timeout=0), work_folder(work, "essai-") as temporary:
            # what the libraries write on their way
            tempfile.tempdir = str(temporary)
            for left in entrances.iterdir():
                left.unlink()
            last = last_port(home)
            listening = listen(port or last, is_asked=port is not None)
            at = listening.getsockname()[1]
            site = Site(at, Sessions(owned(home / "dossiers")), today, entrances)
            private(home / PORT_FILE, str(at))
            welcome(home, at, open_browser=open_browser, announce=announce)
            if last and not port and at != last:
                announce(MOVED.format(last))
            run_server(site, listening)
    except Timeout:
        at = running(home)
        if port not in (None, at):
            announce(f"La page est déjà ouverte, au port {at} : le port {port} n’est pas pris.")
        welcome(home, at, open_browser=open_browser, announce=announce)


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
        while not (site.stopped.wait(TICK) or site.is_over):
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


def running(home: Path) -> int:
    """Return the port of the page that already runs, which may be starting."""
    for _ in range(20):
        if port := last_port(home):
            return port
        time.sleep(TICK)
    raise UsageError("Une page est déjà ouverte, mais ne répond pas : fermez-la, puis relancez.")


def last_port(home: Path) -> int:
    """Return the port of the last run, 0 when none is known."""
    try:
        return int((home / PORT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0


def owned(folder: Path) -> Path:
    """Make a folder that only its owner reads, if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def private(file: Path, content: str) -> None:
    """Write a file that only its owner reads."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(content)


def listen(port: int, *, is_asked: bool = False) -> socket.socket:
    """Return a socket that listens on this machine only; at any free port unless it is asked."""
    try:
        # the browser may ask before the server is ready: it waits
        return socket.create_server((ADDRESS, port))
    except (OSError, OverflowError) as error:
        if not is_asked:
            return socket.create_server((ADDRESS, 0))
        raise UsageError(
            f"Le port {port} est déjà pris : choisissez-en un autre, ou n’en donnez aucun."
        ) from error


def welcome(home: Path, port: int, *, open_browser: bool, announce: Callable[[str], None]) -> None:
    """Announce an address of the page, and open the page."""
    announce(f"La page est ouverte : {invite(home / ENTRANCES, port)}")
    if open_browser:
        announce("Si votre navigateur ne la montre pas, collez-y cette adresse, qui sert une fois.")
        # an address given to the browser's program is seen by all users of the machine
        page = (Path(__file__).parent / "templates" / "entree.html").read_text(encoding="utf-8")
        private(home / "ouvrir.html", page.replace("{{ adresse }}", invite(home / ENTRANCES, port)))
        webbrowser.open((home / "ouvrir.html").as_uri())
