"""The structure of a Word document, as its PDF is to have it."""

import re

from msgspec import Struct, field

from packetgen.bundle.element import Element, Kid

# What is said of a picture of which the document says nothing
UNSAID = "Image"


class Passage(Element):
    """A paragraph: the element of its text, which tells it, the level that it is drawn with.

    `place` is that of the element at the top that holds it; `heading` the role of the `title` that
    is set on a line above its text, in the same paragraph; `left` counts the letters to be drawn.
    """

    text: str = ""
    level: int = 0
    place: int = 0
    heading: str = ""
    title: str = ""
    left: int = 0


class Outline(Struct):
    """The structure of a document: its elements, its paragraphs and its pictures in order.

    `pictures` are said in words, None for one that only adorns. No text of its own stands in the
    `above` first points of a page, nor in the last `below`.
    """

    elements: list[Kid] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    pictures: list[str | None] = field(default_factory=list)
    above: float = 0
    below: float = 0
    has_headed_pictures: bool = False


def letters(text: str) -> str:
    """Return the letters and digits of a text, which the engine keeps."""
    return re.sub(r"[\W_]+", "", text).casefold()
