"""What every engine receives and gives back."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from packetgen.convert.tagging.outline import Outline
from packetgen.convert.word.package import Package
from packetgen.convert.word.words import read_back


class Conversion(Struct, frozen=True):
    """A PDF as an engine drew it: who did, and what of the Word document it does not show.

    `missing_words` are as written; file names in it are pictures that the engine cannot draw. The
    `title` is that of the document, `outline` the structure that its PDF has not yet, if any:
    `write_metadata` writes both in a PDF that goes its way alone.
    """

    source: Path
    pdf: Path
    title: str
    pages: int
    drawn_by: str
    missing_words: tuple[str, ...]
    outline: Outline | None = None


class DrawingJob(Struct, frozen=True):
    """A document to draw, its revisions accepted, and the words that its PDF must show.

    `words` maps each word as compared to the word as written. `is_normalised`: nothing is left to
    change before the embedded engine draws it.
    """

    package: Package
    words: Mapping[str, str]
    is_normalised: bool = False

    def drawn(self, pdf: Path, drawn_by: str, outline: Outline | None = None) -> Conversion | None:
        """Return its drawing, with the words that it lacks; None where it is no readable PDF."""
        if (read := read_back(self.words, pdf)) is None:
            return None
        (pages, missing), package = read, self.package
        return Conversion(package.source, pdf, package.title(), pages, drawn_by, missing, outline)


class Engine(Protocol):
    """Something that draws Word documents; modules that have these two functions are engines."""

    def version(self) -> str | None:
        """Return name and version, None where it is not on this machine."""

    def draw(
        self, jobs: Iterable[DrawingJob], folder: Path, *, in_process: bool
    ) -> list[Conversion]:
        """Return a drawing for each job, in order, made in the empty `folder`.

        With `in_process`, this process may die of it: no other is needed.
        Raise ConversionFailed for a document that cannot be drawn, ToolMissing where the engine
        is not on this machine.
        """
