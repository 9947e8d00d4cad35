"""The ledger of a bundle: each file that went in, what became of it, and what its pages hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from packetgen.model.packet import PROJET, Plan


@dataclass(frozen=True)
class Source:
    """A file that went in: its name, what it is (« PDF »), the SHA-256 of its bytes, its pages.

    `pages` is 0 for a file that no page of the bundle shows: the workbook, a signature.
    """

    fichier: str
    nature: str
    sha256: str
    pages: int = 0


@dataclass(frozen=True)
class Ledger:
    """What a bundle is made of: its parts in order, and the files they come from.

    `sources` are by number of piece; a piece that nobody gave has none. `attachments` gives the
    SHA-256 of each file that travels in the bundle, by its name. `version` is packetgen's.
    `projet` says that the call was not declared ready.
    """

    version: str
    plan: Plan
    sources: Mapping[int, Source]
    others: tuple[Source, ...]
    attachments: Mapping[str, str]
    projet: bool = False

    def stamps(self) -> tuple[tuple[str, ...], ...]:
        """What is stamped on each page: « PROJET » on all, the number of a piece's page."""
        mark = (PROJET,) if self.projet else ()
        return tuple((*mark, *filter(None, [number])) for number in self.plan.stamps())


@dataclass(frozen=True)
class Fingerprint:
    """A page, as digests: its frame, what is drawn in it, its images, its annotations.

    They are those of what the page holds, never of how the file stores it. `links` are the pages
    that its annotations lead to, from 1, 0 for a page that is not there: these change when pages
    move, so that they do not tell whether two pages are the same.
    """

    frame: str
    drawing: str
    images: str
    annotations: str
    links: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Fingerprints:
    """Each page of a bundle; `document` is what can change the look of all: layers, forms."""

    document: str
    pages: tuple[Fingerprint, ...]


@dataclass(frozen=True)
class Difference:
    """What a bundle does not hold as its ledger says, in French; `numero` is the piece's, or 0."""

    text: str
    numero: int = 0
