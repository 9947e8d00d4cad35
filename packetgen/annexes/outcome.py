"""Result of taking a file in."""

from functools import partial
from pathlib import Path

from msgspec import Struct, convert, field
from msgspec.structs import replace

MAX_PAGES = 300
MAX_BYTES = 50_000_000
# Of a spreadsheet once printed
MAX_SHEET_PAGES = 60


class Intake(Struct, frozen=True, tag=True):
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


class Prepared(Struct, frozen=True, tag=True):
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


# Of what JSON holds of one
load_outcome = partial(convert, type=Intake | Prepared, dec_hook=lambda kind, path: kind(path))
