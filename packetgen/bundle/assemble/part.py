"""A part of a bundle: where its pages come from, and its tags among those of the bundle.

The tags are those that its PDF brings, and those that stand for pages without any.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from io import BytesIO
from operator import itemgetter
from pathlib import Path

from msgspec import Struct
from pikepdf import Name, Object, Pdf, Stream

from packetgen.bundle.element import Element, Kid, Mark, Reference
from packetgen.bundle.pdf_page import entries_of, inherited
from packetgen.bundle.tags import Reading, Unreadable
from packetgen.model.bundle import Fingerprint, PlacedPart, outline_title

# What stands for a page whose order of reading nobody knows: a picture, or text in one piece
FIGURE, TEXT, LINK = "Figure", "Div", "Link"
MOST_DEEP = 5


class Extract(Struct, frozen=True):
    """The pages of one part, numbered from 0, in a PDF that may hold those of others too.

    `elements` are theirs: the PDF itself has none. Where their content was marked since, they are
    taken from `marked`, and `prints` are what a proof compares them by, read before it is used.
    """

    pdf: bytes
    pages: range
    elements: Sequence[Kid] = ()
    marked: Pdf | None = None
    prints: Sequence[tuple[Fingerprint, bool]] = ()


PageSource = Path | bytes | Extract
Stamping = Callable[[int, str], Object | None]


def opened(origin: PageSource) -> Pdf:
    """Open the PDF of a part; raise what pikepdf raises."""
    if isinstance(origin, Extract) and origin.marked:
        return origin.marked
    pdf = pdf_of(origin)
    return Pdf.open(BytesIO(pdf) if isinstance(pdf, bytes) else pdf)


def pdf_of(origin: PageSource) -> Path | bytes:
    """Return the whole PDF that the pages of a part stand in."""
    return origin.pdf if isinstance(origin, Extract) else origin


def pages_of(origin: PageSource, pdf: Pdf) -> range:
    """Return the numbers, from 0, of a part's pages in its PDF, opened as `pdf`."""
    return origin.pages if isinstance(origin, Extract) else range(len(pdf.pages))


def tagged(
    bundle: Pdf, placed: PlacedPart, origin: PageSource, source: Pdf, stamp: Stamping
) -> Element:
    """Return the element of a part whose pages were put in the bundle, once they are stamped.

    `stamp` is given the number of a page, from 0, and the tag that all of it is to be marked with,
    `""` where it has its own; it returns the form that holds what the page drew before.
    """
    moved = {page: placed.first - 1 + place for place, page in enumerate(pages_of(origin, source))}
    own = Element("Part", [*elements_of(origin, source)], {"/T": outline_title(placed.part)})
    leaves = [each for each in own.walk() if not isinstance(each, Element)]
    for leaf in leaves:
        leaf.page = moved[leaf.page]
    marked = {leaf.page for leaf in leaves if isinstance(leaf, Mark)}
    plain = {
        number: TEXT if _has_text(inherited(source.pages[page].obj, "/Resources")) else FIGURE
        for page, number in moved.items()
        if number not in marked and Name.Contents in source.pages[page].obj
    }
    forms = {number: stamp(number, plain.get(number, "")) for number in moved.values()}
    for leaf in leaves:
        if isinstance(leaf, Mark):
            stream = leaf.stream
            leaf.stream = bundle.copy_foreign(stream) if stream else forms[leaf.page]
    known = [(leaf.page, leaf.place) for leaf in leaves if isinstance(leaf, Reference)]
    found = [(_page(each), each) for each in _elements(own)]
    for page, role in plain.items():
        said = {"/Alt": _name(placed, page)} if role == FIGURE else {}
        found.append((page, Element(role, [Mark(page, 0)], said)))
    for page in moved.values():
        links = range(len(bundle.pages[page].obj.get(Name.Annots, ())))
        new = [Reference(page, place) for place in links if (page, place) not in known]
        found += [(page, Element(LINK, [each])) for each in new]
    # Each where its page is, in the order of the tree on one page
    own.kids = [element for _, element in sorted(found, key=itemgetter(0))]
    language = str(source.Root.get(Name.Lang, ""))
    if language and not language.lower().startswith("fr"):
        own.said["/Lang"] = language
    return own


def _name(placed: PlacedPart, page: int) -> str:
    """Return what a picture of a page is: the name of the piece, its place in it."""
    part = placed.part
    place = f", page {page - placed.first + 2} sur {part.pages}" if part.pages > 1 else ""
    return f"{part.titre}{place}"


def _elements(part: Element) -> list[Element]:
    """Return the elements of a part that stand on a page: a table of empty cells does not."""
    kids = (kid for kid in part.kids if isinstance(kid, Element))
    return [kid for kid in kids if not all(isinstance(each, Element) for each in kid.walk())]


def _page(element: Element) -> int:
    return next(each.page for each in element.walk() if not isinstance(each, Element))


def elements_of(origin: PageSource, source: Pdf) -> list[Element]:
    """Return the elements of a part, opened as `source`; none where they cannot be read."""
    if isinstance(origin, Extract):
        return [each for each in origin.elements if isinstance(each, Element)]
    with suppress(Unreadable):
        return [
            kid
            for each in Reading(source).elements
            for kid in (_elements(each) if each.role == "Document" else [each])
        ]
    return []


def tally(part: Element) -> tuple[int, int]:
    """Return how many elements and marked contents a part has that its source has too."""
    elements = [each for kid in _elements(part) if not _is_added(kid) for each in kid.elements()]
    return len(elements), sum(isinstance(kid, Mark) for each in elements for kid in each.kids)


def _is_added(element: Element) -> bool:
    """Whether an element of a part may stand for a page, or a link, that its source has not."""
    return element.role in (FIGURE, TEXT, LINK) and not isinstance(element.kids[0], Element)


def _has_text(resources: object, depth: int = 0) -> bool:
    """Whether the resources of a page have a font, or those of a form that it draws."""
    held = entries_of(resources)
    forms = entries_of(held.get("/XObject")).values() if depth < MOST_DEEP else ()
    return bool(held.get("/Font")) or any(
        _has_text(form.get(Name.Resources), depth + 1) for form in forms if isinstance(form, Stream)
    )
