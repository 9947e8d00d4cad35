"""The structure of a page or of a document, which is read aloud: elements in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from pikepdf import Object

CELLS = ("TH", "TD")
LISTS = {"LI": "L", "TOCI": "TOC"}


class Mark(Struct):
    """Content of a page, from 0: a marked content of its own operators, or of those of a stream."""

    page: int
    number: int
    stream: Object | None = None


class Reference(Struct):
    """An annotation of a page, from 0, by its place among them: the link that its element is."""

    page: int
    place: int


class Element(Struct):
    """An element, named as the standard does: what it says, what it holds in reading order.

    A name among its `attributes` begins with a slash.
    """

    role: str
    kids: list[Kid] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, int | str] = field(default_factory=dict)

    def walk(self) -> Iterator[Kid]:
        """Yield the element and all that it holds, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk() if isinstance(kid, Element) else (kid,)

    def elements(self) -> list[Element]:
        """Return the element and all those below it, in reading order."""
        return [each for each in self.walk() if isinstance(each, Element)]


Kid = Element | Mark | Reference


def with_lists(kids: Sequence[Kid]) -> list[Kid]:
    """Return elements in which those of one list, or of one table of contents, are together."""
    grouped: list[Kid] = []
    for kid in kids:
        around = LISTS.get(kid.role) if isinstance(kid, Element) else None
        last = grouped[-1] if grouped else None
        if around is None:
            grouped.append(kid)
        elif isinstance(last, Element) and last.role == around:
            last.kids.append(kid)
        else:
            grouped.append(Element(around, [kid]))
    return grouped
