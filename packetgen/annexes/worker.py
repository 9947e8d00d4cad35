"""Take in one file, in a process that packetgen.annexes.client starts for it."""

from pathlib import Path
from typing import Any

from packetgen.annexes.intake import finish_intake, intake
from packetgen.annexes.outcome import Prepared, dump_outcome, load_outcome


def handle(
    path: str,
    destination: str,
    prepared: list[Any] | None = None,
    **others: Any,  # noqa: ANN401
) -> list[Any]:
    """Take in a file as given, or the drawing of a document `prepared` before."""
    if prepared is None:
        return dump_outcome(intake(Path(path), Path(destination), **others))
    made = load_outcome(prepared)
    assert isinstance(made, Prepared)  # noqa: S101 - this process made it
    return dump_outcome(finish_intake(made, Path(path), Path(destination), **others))
