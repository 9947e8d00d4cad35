"""Take in one file, in a process that packetgen.isolation starts for it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from packetgen.annexes.intake import finish, intake
from packetgen.annexes.kinds import HEAD, IMAGES, recognise
from packetgen.annexes.result import Outcome, Prepared, dump, load
from packetgen.errors import AnnexRefused, CannotWrite
from packetgen.isolation import InPlace

# Bytes of address space for a PDF, beside a few times its own: its pages need no more, and what
# swells is stopped early; pixels need all that the process may have
ROOM, TIMES = 500_000_000, 8


def answer(request: str) -> str:
    """Do what packetgen.annexes.intakes asks of one file; return what became of it."""
    return dump(_outcome(**json.loads(request)))


def _outcome(path: str, destination: str, prepared: str | None = None, **caps: int) -> Outcome:
    _limit_room(Path(path))
    try:
        if prepared is None:
            return intake(Path(path), Path(destination), **caps)
        made = load(prepared)
        assert isinstance(made, Prepared)  # noqa: S101 - this process made it
        return finish(made, Path(path), Path(destination), **caps)
    except (AnnexRefused, CannotWrite) as error:
        return error


def _limit_room(source: Path) -> None:
    """Leave to a file the memory that its kind needs, where the system can."""
    if sys.platform == "win32" or InPlace.allowed:
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    try:
        with source.open("rb") as file:
            is_image = recognise(file.read(HEAD)) in IMAGES
        wanted = most if is_image else min(most, ROOM + TIMES * source.stat().st_size)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
    except (OSError, ValueError):  # not readable, which is said later; or macOS
        return
