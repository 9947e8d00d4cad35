"""Run the worker: start it early, feed it, and survive whatever it does."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from packetgen.convert.worker import NOT_WRITTEN
from packetgen.errors import CannotWrite

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    Process = subprocess.Popen[bytes]

WORKER = Path(__file__).with_name("worker.py")
SECONDS = 30.0  # for one document; the slowest of a 793-document corpus took 1.8 s
# What a Python needs to start; nothing else of the user's environment reaches the libraries.
KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def convert_in_worker(
    library: str, folder: Path, names: Iterable[str], fonts_conf: Path
) -> Generator[Path | None, None, None]:
    """Give `names` to a worker, then yield for each `name`.docx of `folder` its PDF.

    None stands for a document that the library refuses, dies of, or takes too long on. The worker
    starts before the first name is known and draws while the next ones are being prepared.
    """
    worker = _start(library, folder, fonts_conf)
    asked = []
    try:
        for name in names:
            _ask(worker, name)
            asked.append(name)
    except BaseException:
        _stop(worker)
        raise
    return _answers(worker, library, folder, asked, fonts_conf)


def _answers(
    worker: Process, library: str, folder: Path, asked: list[str], fonts_conf: Path
) -> Generator[Path | None, None, None]:
    """Yield what became of each name; a dead worker is replaced for those after the fatal one."""
    try:
        for place, name in enumerate(asked):
            answer = _answer(worker)
            if answer is None:
                _stop(worker)
                worker = _start(library, folder, fonts_conf)
                for later in asked[place + 1 :]:
                    _ask(worker, later)
            if answer == NOT_WRITTEN:
                raise CannotWrite(
                    f"Impossible d’écrire dans le dossier temporaire « {folder} » : le disque est "
                    "sans doute plein ; libérez de la place et recommencez."
                )
            yield folder / f"{name}.pdf" if answer == name else None
    finally:
        _stop(worker)


def _start(library: str, folder: Path, fonts_conf: Path) -> Process:
    # -I and -S: neither the user's modules nor a slow site; the library's folder is said instead.
    spec = find_spec(library)
    home = Path(spec.origin).parent.parent if spec is not None and spec.origin else folder
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(WORKER), library, str(home)],
        cwd=folder,
        env=kept | {"FONTCONFIG_FILE": str(fonts_conf)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    )


def _ask(worker: Process, name: str) -> None:
    assert worker.stdin is not None  # noqa: S101 - a pipe was asked for
    try:
        worker.stdin.write(f"{name}\n".encode())
    except OSError:  # it died: its missing answer will tell
        return


def _answer(worker: Process) -> str | None:
    """Return the next answer; None where the worker died or took too long."""
    assert worker.stdout is not None  # noqa: S101 - a pipe was asked for
    alarm = Timer(SECONDS, worker.kill)
    alarm.start()
    try:
        return worker.stdout.readline().decode().strip() or None
    finally:
        alarm.cancel()


def _stop(worker: Process) -> None:
    worker.kill()
    with worker:  # closes the pipes and waits
        return
