"""What became of a file that was taken in."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from packetgen.errors import AnnexRefused, CannotWrite, PacketgenError

MAX_PAGES = 300
MAX_BYTES = 50_000_000
# Of a spreadsheet once printed
MAX_SHEET_PAGES = 60


@dataclass(frozen=True)
class Intake:
    """A file taken in: its clean pages, and what its reader must know.

    `source` is the file given, `name` what it is called, `sha256` its digest, `kind` its format
    (PDF, JPEG, DOCX…); `texts` is what can be selected on each page, `lines` the same line by line
    as it is seen, if that was asked; a `signed` file is to be kept beside the bundle, where its
    signature cannot be verified any more.
    """

    source: Path
    name: str
    pdf: Path
    pages: int
    sha256: str
    kind: str
    changes: tuple[str, ...]
    reservations: tuple[str, ...]
    signed: bool
    texts: tuple[str, ...]
    lines: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Prepared:
    """An office document made safe, still to be drawn: `copy` is what an engine may open.

    For a DOCX `words` are those that its PDF must show, as compared to as written.
    """

    source: Path
    name: str
    copy: Path
    sha256: str
    kind: str
    changes: tuple[str, ...]
    reservations: tuple[str, ...]
    words: dict[str, str] = field(default_factory=dict)


IntakeOutcome = Intake | Prepared | AnnexRefused | CannotWrite


def dump(outcome: IntakeOutcome) -> str:
    """Return an outcome on one line, as it travels between processes."""
    said = str(outcome) if isinstance(outcome, PacketgenError) else asdict(outcome)
    return json.dumps([type(outcome).__name__, said], default=str)


def load(line: str) -> IntakeOutcome:
    """Return the outcome that `dump` wrote."""
    name, said = json.loads(line)
    if isinstance(said, str):
        return CannotWrite(said) if name == CannotWrite.__name__ else AnnexRefused(said)
    kind = Intake if name == Intake.__name__ else Prepared
    return kind(**{key: _restored(key, value) for key, value in said.items()})


def _restored(key: str, value: Any) -> Any:  # noqa: ANN401
    if key in ("source", "pdf", "copy"):
        return Path(value)
    return tuple(value) if isinstance(value, list) else value
