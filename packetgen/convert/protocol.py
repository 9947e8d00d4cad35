"""What every engine receives and gives back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from packetgen.convert.tagging.outline import Outline
from packetgen.convert.word.package import Package


@dataclass(frozen=True)
class DrawingJob:
    """A document to draw, its revisions accepted, and the words that its PDF must show.

    `words` maps each word as compared to the word as written. `is_normalised`: nothing is left to
    change before the embedded engine draws it.
    """

    source: Path
    package: Package
    words: Mapping[str, str]
    is_normalised: bool = False


@dataclass(frozen=True)
class Drawing:
    """A PDF still in the working folder, who drew it, and the words (or pictures) it lacks.

    `outline` is the structure to give it, None where it has its own.
    """

    job: DrawingJob
    pdf: Path
    pages: int
    drawn_by: str
    missing_words: tuple[str, ...]
    outline: Outline | None = None


class Engine(Protocol):
    """Something that draws Word documents; modules that have these two functions are engines."""

    def version(self) -> str | None:
        """Return name and version, None where it is not on this machine."""

    def draw(self, jobs: Iterable[DrawingJob], folder: Path, *, in_process: bool) -> list[Drawing]:
        """Return a drawing for each job, in order, made in the empty `folder`.

        With `in_process`, this process may die of it: no other is needed.
        Raise ConversionFailed for a document that cannot be drawn, ToolMissing where the engine
        is not on this machine.
        """
