"""What every engine receives and gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from packetgen.convert.word.package import Package


@dataclass(frozen=True)
class Job:
    """A settled document to draw, and the words that its PDF must show (squeezed to written)."""

    source: Path
    package: Package
    words: Mapping[str, str]


@dataclass(frozen=True)
class Drawing:
    """A PDF still in the working folder, who drew it, and the words (or pictures) it lacks."""

    job: Job
    pdf: Path
    pages: int
    drawn_by: str
    missing_words: tuple[str, ...]


class Engine(Protocol):
    """Something that draws Word documents; modules that have these two functions are engines."""

    def version(self) -> str | None:
        """Return name and version, None where it is not on this machine."""

    def draw(self, jobs: Iterable[Job], folder: Path, *, in_process: bool) -> list[Drawing]:
        """Return a drawing for each job, in order, made in the empty `folder`.

        With `in_process`, this process may die of it: no other is needed.
        Raise ConversionFailed for a document that cannot be drawn, ToolMissing where the engine
        is not on this machine.
        """
