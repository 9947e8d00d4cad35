"""Conversion of exceptions to a French sentence and an exit code, in one place."""

import gettext
import logging
import os
import signal
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click

from packetgen.cli.display import show_error
from packetgen.errors import ExitCode, PacketgenError
from packetgen.system.bug_report import report_bug
from packetgen.system.files import disk_full

INTERRUPTED = "Interrompu : aucun fichier n’a été laissé à moitié écrit ; vous pouvez relancer."


def end_as_interrupted() -> None:
    """Let a request to stop, or a closed terminal, end the run as Ctrl-C does: cleanly."""
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if asked := getattr(signal, name, None):
            signal.signal(asked, interrupt)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt; once its terminal is closed, nothing is written to it any more."""
    if number == getattr(signal, "SIGHUP", 0):
        for stream in (1, 2):
            if stat.S_ISCHR(os.fstat(stream).st_mode):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    signal.default_int_handler(number, frame)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing but French reaches the user."""
    # what the libraries log is English, and may quote the user's values
    logging.getLogger().addHandler(logging.NullHandler())
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character prints « ? » rather than stopping the run
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    from packetgen.cli.app import app

    try:
        code = app.main(list(arguments), prog_name="packetgen", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo(INTERRUPTED, err=True)
        return ExitCode.INTERRUPTED
    except PacketgenError as error:
        show_error(error)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last boundary before the user
        if full := disk_full(error):
            show_error(full)
            return full.exit_code
        show_error(report_bug(error))
        return ExitCode.BUG
    return int(code or ExitCode.DONE)
