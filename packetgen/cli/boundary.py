"""Conversion of exceptions to a French sentence and an exit code, in one place."""

import gettext
import logging
import os
import signal
import stat
import sys
from _thread import interrupt_main
from collections.abc import Sequence
from pathlib import Path
from threading import Timer, main_thread
from types import FrameType

import click

from packetgen.cli.display import show_error
from packetgen.errors import ExitCode, PacketgenError
from packetgen.system.bug_report import report_bug
from packetgen.system.files import disk_full

IMPORTER, RETRY_SECONDS = "<frozen importlib._bootstrap>", 0.01
INTERRUPTED = "Interrompu : aucun fichier n’a été laissé à moitié écrit ; vous pouvez relancer."
# Those received: a library may raise another error in place of the interruption, as openpyxl does
signals: list[int] = []


def end_as_interrupted() -> None:
    """Let a request to stop, or a closed terminal, end the run as Ctrl-C does: cleanly."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if asked := getattr(signal, name, None):
            signal.signal(asked, interrupt)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt; once its terminal is closed, nothing is written to it any more."""
    if number == getattr(signal, "SIGHUP", 0):
        for stream in (1, 2):
            if stat.S_ISCHR(os.fstat(stream).st_mode):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    if is_importing(frame):
        # modules in C may swallow what is raised while they load, as lxml does: once they have
        again = Timer(RETRY_SECONDS, send_again, (number,))
        again.daemon = True
        again.start()
        return
    signals.append(number)
    signal.default_int_handler(number, frame)


def send_again(number: int) -> None:
    """Send a signal to the main thread, and end what it waits for."""
    if sys.platform == "win32":
        interrupt_main(number)
    else:
        signal.pthread_kill(main_thread().ident or 0, number)


def is_importing(frame: FrameType | None) -> bool:
    """Return True if a module is being loaded in this frame, or in one that called it."""
    while frame and frame.f_code.co_filename != IMPORTER:
        frame = frame.f_back
    return frame is not None


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing but French reaches the user."""
    # what the libraries log is English, and may quote the user's values
    logging.getLogger().addHandler(logging.NullHandler())
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))
    # what is written holds names and amounts: it is for its owner alone
    os.umask(0o077)
    from packetgen.cli.app import app

    try:
        code = app.main(list(arguments), prog_name="packetgen", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last boundary
        if signals or isinstance(error, (click.Abort, KeyboardInterrupt)):
            click.echo(INTERRUPTED, err=True)
            return ExitCode.INTERRUPTED
        known = error if isinstance(error, PacketgenError) else disk_full(error)
        show_error(known or report_bug(error))
        return known.exit_code if known else ExitCode.BUG
    return int(code or ExitCode.DONE)
