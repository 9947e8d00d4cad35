"""What became of a file that was taken in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MAX_PAGES = 300
MAX_BYTES = 50_000_000


@dataclass(frozen=True)
class Intake:
    """A file taken in: its clean pages, and what its reader must know.

    `source` is the file given, `sha256` its digest, `kind` its format (PDF, JPEG, DOCX…); `texts`
    is what can be selected on each page; a `signed` file is to be kept beside the bundle, where
    its signature cannot be verified any more.
    """

    source: Path
    pdf: Path
    pages: int
    sha256: str
    kind: str
    changes: tuple[str, ...]
    reservations: tuple[str, ...]
    signed: bool
    texts: tuple[str, ...]
