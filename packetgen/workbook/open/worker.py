"""Open one workbook, in a process that packetgen.workbook.open.client starts for it."""

from pathlib import Path

from packetgen.workbook.open.open import load


def handle(source: str, file: str) -> None:
    """Open the workbook, and leave it: only what it raises is told."""
    load(Path(source).read_bytes(), file)
