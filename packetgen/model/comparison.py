"""Changes between two years of the call, as they are shown and printed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One change, in a French sentence; for a text, its words before and after."""

    sentence: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Section:
    """The changes of a list, of the note or of a template."""

    title: str
    news: tuple[Change, ...]


@dataclass(frozen=True)
class Comparison:
    """What the call of `after` changes from that of `before`; a section has at least a change."""

    before: int
    after: int
    sections: tuple[Section, ...]

    @property
    def size(self) -> int:
        """Number of changes."""
        return sum(len(section.news) for section in self.sections)

    @property
    def title(self) -> str:
        """What heads it."""
        return f"Ce qui change de l’appel {self.before} à l’appel {self.after}"
