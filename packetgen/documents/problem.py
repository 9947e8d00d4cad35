"""What is wrong in a template, as data: where it stands, and in French what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from packetgen.model.finding import Severity

MOST_WORDS = 160


class Mistake(NamedTuple):
    """What is wrong in a template's source, in French, and the line of that source."""

    message: str
    lineno: int


@dataclass(frozen=True)
class Problem:
    """One thing wrong, and its remedy, in French.

    `part` says where in the document (`pied de page`, empty for the text itself), `words` are
    those of the paragraph.
    """

    message: str
    severity: Severity = Severity.BLOQUANT
    part: str = ""
    words: str = ""

    @property
    def place(self) -> str:
        """Where it stands: « pied de page, paragraphe « … » », empty for the whole file."""
        shown = " ".join(self.words.split())
        shown = shown if len(shown) <= MOST_WORDS else f"{shown[: MOST_WORDS - 1]}…"
        return ", ".join(filter(None, (self.part, f"paragraphe « {shown} »" if shown else "")))

    @property
    def is_blocking(self) -> bool:
        """Whether no document can be made while it stands."""
        return self.severity is Severity.BLOQUANT
