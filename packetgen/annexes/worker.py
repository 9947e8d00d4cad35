"""Take in one file, in a process that packetgen.annexes.client starts for it."""

from pathlib import Path
from typing import Any

from msgspec import to_builtins

from packetgen.annexes.intake import intake


def handle(path: str, destination: str, **others: Any) -> Any:  # noqa: ANN401
    """Take in a file, or the drawing of an office document."""
    return to_builtins(intake(Path(path), Path(destination), **others), enc_hook=str)
