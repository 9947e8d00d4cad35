"""Result of taking a file in."""

from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict, replace

MAX_PAGES = 300
MAX_BYTES = 50_000_000
# Of a spreadsheet once printed
MAX_SHEET_PAGES = 60


class Intake(Struct, frozen=True):
    """A file taken in: its clean pages, and notes for its reader.

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
    lines: tuple[str, ...] = ()


class Prepared(Struct, frozen=True):
    """An office document made safe, still to be drawn: `copy` is what an engine may open.

    For a DOCX `words` are those that its PDF must show, as compared to as written.
    """

    source: Path
    name: str
    copy: Path
    sha256: str
    kind: str
    changes: tuple[str, ...] = ()
    reservations: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)

    def finished(self, drawing: Intake) -> Intake:
        """Return the document taken in, once its drawing is."""
        return replace(
            drawing,
            source=self.source,
            name=self.name,
            sha256=self.sha256,
            changes=(*self.changes, *drawing.changes),
            reservations=(*self.reservations, *drawing.reservations),
        )


def dump_outcome(outcome: Intake | Prepared) -> dict[str, Any]:
    """Return an outcome as JSON can hold it."""
    fields = asdict(outcome).items()
    return {key: str(value) if isinstance(value, Path) else value for key, value in fields}


def load_outcome(fields: dict[str, Any]) -> Intake | Prepared:
    """Return the outcome that `dump_outcome` made."""
    kind = Intake if "pdf" in fields else Prepared
    lists = {key: tuple(value) for key, value in fields.items() if isinstance(value, list)}
    paths = {key: Path(fields[key]) for key in fields.keys() & {"source", "pdf", "copy"}}
    return kind(**fields | lists | paths)
