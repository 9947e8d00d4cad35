"""Take in one file, in a process that packetgen.annexes.client starts for it."""

from pathlib import Path
from typing import Any

from packetgen.annexes.intake import intake
from packetgen.annexes.outcome import dump_outcome


def handle(path: str, destination: str, **others: Any) -> dict[str, Any]:  # noqa: ANN401
    """Take in a file, or the drawing of an office document."""
    return dump_outcome(intake(Path(path), Path(destination), **others))
