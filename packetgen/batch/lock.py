"""One run at a time in a folder: a lock of the system's, free again whatever ends its holder."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from packetgen.errors import CannotWrite
from packetgen.system.files import cannot_write

LOCK, HOLDER = "verrou", "verrou.json"


@contextmanager
def locked(folder: Path, moment: datetime) -> Iterator[None]:
    """Hold the lock of `folder`; `moment` is told to whoever comes meanwhile.

    Raises CannotWrite, naming the holder, when another run has it.
    """
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise CannotWrite(
            f"« {folder.parent} » sert déjà à une autre fabrication{_holder(folder)} : attendez sa"
            " fin, ou choisissez une autre sortie."
        ) from error
    except OSError as error:
        raise cannot_write(folder / LOCK, error) from error
    with lock:
        holder = {
            "processus": os.getpid(),
            "ordinateur": socket.gethostname(),
            "depuis": f"{moment:%d/%m/%Y à %H:%M}",
        }
        (folder / HOLDER).write_text(json.dumps(holder), encoding="utf-8")
        yield


def _holder(folder: Path) -> str:
    try:
        told = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return (
            f" (processus {told['processus']} sur {told['ordinateur']}, depuis le {told['depuis']})"
        )
    except (OSError, ValueError, KeyError):
        return ""
