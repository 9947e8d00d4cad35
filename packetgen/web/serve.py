"""One page served to this machine: a private folder, a free port, an end that leaves nothing."""

import json
import os
import socket
import tempfile
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Thread

import waitress
from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from packetgen.errors import UsageError
from packetgen.system.work_folder import work_folder
from packetgen.web.app import create_app
from packetgen.web.security import MAX_BODY
from packetgen.web.sessions import Sessions
from packetgen.web.site import ADDRESS, Site

# Seconds: between two looks at what is over; after the end was asked; before a silent connection
# is closed
TICK, GOODBYE, SILENCE = 0.5, 1.0, 60
ADDRESS_FILE = "adresse.json"


def serve(
    *, port: int, today: Callable[[], date], open_browser: bool, announce: Callable[[str], None]
) -> None:
    """Serve the page until it is closed, or unseen for days; a second start opens the running one.

    `announce` is told the address. Raises UsageError when the port is taken.
    """
    home = user_cache_path("packetgen") / "page"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = home / ADDRESS_FILE
    try:
        with FileLock(home / "verrou", timeout=0), private_folder(home) as folder:
            listening = listen(port)
            site = Site(listening.getsockname()[1], Sessions(folder), today)
            private(known, json.dumps(site.entrance))
            welcome(site.entrance, open_browser=open_browser, announce=announce)
            run_server(site, listening)
    except Timeout:
        welcome(running(known), open_browser=open_browser, announce=announce)


def run_server(site: Site, listening: socket.socket) -> None:
    """Answer requests until the site is stopped, then free all that it holds."""
    server = waitress.create_server(
        create_app(site),
        sockets=[listening],
        max_request_body_size=2 * MAX_BODY,
        channel_timeout=SILENCE,
        cleanup_interval=max(1, SILENCE // 4),
        connection_limit=50,
        threads=6,
        ident=None,
    )
    Thread(target=server.run, daemon=True).start()
    try:
        while not (site.stopped.wait(TICK) or site.is_over):
            # no clock: the hours that a machine sleeps are no absence, its tabs sleep too
            site.absence += TICK
        # the page that says goodbye comes with its style
        time.sleep(GOODBYE)
    finally:
        server.task_dispatcher.shutdown(timeout=2)
        server.close()
        site.sessions.free_all()


def running(known: Path) -> str:
    """Return the address of the page that already runs, which may be starting."""
    for _ in range(20):
        try:
            return str(json.loads(known.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            time.sleep(TICK)
    raise UsageError("Une page est déjà ouverte, mais ne répond pas : fermez-la, puis relancez.")


@contextmanager
def private_folder(home: Path) -> Iterator[Path]:
    """Yield a folder that only its owner reads, for all that a run writes; nothing stays of it.

    What a run that was killed left there is removed first.
    """
    before = tempfile.tempdir
    with work_folder(home, "essai-") as made:
        # what the libraries write on their way goes there too
        tempfile.tempdir = str(made)
        try:
            yield made
        finally:
            tempfile.tempdir = before
            (home / ADDRESS_FILE).unlink(missing_ok=True)


def private(file: Path, content: str) -> None:
    """Write a file that only its owner reads."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(content)


def listen(port: int) -> socket.socket:
    """Return a socket that listens on this machine only; on any free port when `port` is 0."""
    listening = socket.socket()
    try:
        listening.bind((ADDRESS, port))
        # the browser may ask before the server is ready: it waits
        listening.listen()
    except OSError as error:
        listening.close()
        raise UsageError(
            f"Le port {port} est déjà pris : choisissez-en un autre, ou n’en donnez aucun."
        ) from error
    return listening


def welcome(entrance: str, *, open_browser: bool, announce: Callable[[str], None]) -> None:
    """Announce the address of the page, and open it."""
    announce(entrance)
    if open_browser:
        webbrowser.open(entrance)
