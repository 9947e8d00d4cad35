"""Take in one file, in a process that packetgen.annexes.client starts for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from packetgen.annexes.intake import finish, intake
from packetgen.annexes.outcome import Prepared, dump, load


def handle(
    path: str,
    destination: str,
    prepared: list[Any] | None = None,
    **others: Any,  # noqa: ANN401
) -> list[Any]:
    """Take in a file as given, or the drawing of a document `prepared` before."""
    if prepared is None:
        return dump(intake(Path(path), Path(destination), **others))
    made = load(prepared)
    assert isinstance(made, Prepared)  # noqa: S101 - this process made it
    return dump(finish(made, Path(path), Path(destination), **others))
