"""Changes between two years of the call, or two bundles, as they are shown and printed."""

from msgspec import Struct

from packetgen.model.bundle import Replaced


class Change(Struct, frozen=True):
    """One change, in a French sentence; for a text, its words before and after."""

    sentence: str
    before: str = ""
    after: str = ""


class Section(Struct, frozen=True):
    """The changes of a list, of the note or of a template; those of one kind in a bundle."""

    title: str
    news: tuple[Change, ...]


class Comparison(Struct, frozen=True):
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


class Amendment(Struct, frozen=True):
    """What version `edition` of a bundle changes from another; a section has at least a change."""

    edition: int
    replaced: Replaced
    title: str
    sections: tuple[Section, ...]
