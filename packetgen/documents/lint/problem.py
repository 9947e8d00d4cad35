"""A problem of a template, as data: its place, and in French its remedy."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from packetgen.model.finding import Severity
from packetgen.resources import table

MOST_WORDS = 160
TABLE = table(__file__, "hazards.toml")
TOLD: dict[str, str] = TABLE["told"]


class Mistake(NamedTuple):
    """A mistake in a template's source, in French, and the line of that source."""

    message: str
    lineno: int


class TemplateProblem(Struct, frozen=True):
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
        """Its place: « pied de page, paragraphe « … » », empty for the whole file."""
        shown = " ".join(self.words.split())
        return ", ".join(filter(None, (self.part, f"paragraphe « {shown} »" if shown else "")))

    @property
    def sentence(self) -> str:
        """The message as a sentence."""
        return self.message if self.message.endswith("?") else f"{self.message}."

    @property
    def is_blocking(self) -> bool:
        """Whether no document can be made while it stands."""
        return self.severity is Severity.BLOQUANT


def in_order(problems: Iterable[TemplateProblem]) -> tuple[TemplateProblem, ...]:
    """Return problems without doubles, the gravest first."""
    severities = list(Severity)
    return tuple(sorted(dict.fromkeys(problems), key=lambda each: severities.index(each.severity)))


def around(words: str, place: int = 0) -> str:
    """Return a paragraph, or what stands around `place` in a long one."""
    start = max(0, min(place - MOST_WORDS // 3, len(words) - MOST_WORDS))
    end = start + MOST_WORDS
    return ("…" if start else "") + words[start:end] + ("…" if end < len(words) else "")
