"""The tags of one part: those that its PDF brings, and those that stand for pages without any."""

from contextlib import suppress
from operator import itemgetter

from pikepdf import Name, Object, Pdf, Stream

from packetgen.bundle.assemble.page_source import Extract, PageSource, pages_of
from packetgen.bundle.element import Element, Mark, Reference
from packetgen.bundle.pdf_page import entries_of, inherited
from packetgen.bundle.tags import Reading, Unreadable
from packetgen.model.bundle import PlacedPart, outline_title

# What stands for a page whose order of reading nobody knows: a picture, or text in one piece
FIGURE, TEXT, LINK = "Figure", "Div", "Link"
MOST_DEEP = 5


class PartTags:
    """The tags of a part, while its pages are put in the bundle.

    `forms` are to hold what each page drew before it was stamped, by its number from 0.
    """

    def __init__(self, placed: PlacedPart, origin: PageSource, source: Pdf) -> None:
        pages = pages_of(origin, source)
        self._placed, self._source = placed, source
        self._moved = {number: placed.first - 1 + place for place, number in enumerate(pages)}
        self.forms: dict[int, Object | None] = {}
        own = elements_of(origin, source)
        self._own = Element("Part", [*own], {"/T": outline_title(placed.part)})
        self._leaves = [each for each in self._own.walk() if not isinstance(each, Element)]
        tagged = {self._moved[leaf.page] for leaf in self._leaves if isinstance(leaf, Mark)}
        self._plain = {
            number: TEXT if _has_text(inherited(source.pages[page].obj, Name.Resources)) else FIGURE
            for page, number in self._moved.items()
            if number not in tagged and Name.Contents in source.pages[page].obj
        }

    def tag(self, number: int) -> str:
        """Return the tag that all of a page is marked with, from 0; `""` where it has its own."""
        return self._plain.get(number, "")

    def in_bundle(self, bundle: Pdf) -> Element:
        """Return the element of the part, once its pages are in the bundle."""
        for leaf in self._leaves:
            leaf.page = self._moved[leaf.page]
            if isinstance(leaf, Mark):
                stream = leaf.stream
                leaf.stream = bundle.copy_foreign(stream) if stream else self.forms.get(leaf.page)
        known = [(each.page, each.place) for each in self._leaves if isinstance(each, Reference)]
        placed = [(_page(each), each) for each in _elements(self._own)]
        for page, role in self._plain.items():
            said = {"/Alt": self._name(page)} if role == FIGURE else {}
            placed.append((page, Element(role, [Mark(page, 0)], said)))
        for page in self._moved.values():
            links = range(len(bundle.pages[page].obj.get(Name.Annots, ())))
            new = [Reference(page, place) for place in links if (page, place) not in known]
            placed += [(page, Element(LINK, [each])) for each in new]
        # Each where its page is, in the order of the tree on one page
        self._own.kids = [element for _, element in sorted(placed, key=itemgetter(0))]
        self._own.said |= self._language()
        return self._own

    def _name(self, page: int) -> str:
        """Return what a picture of a page is: the name of the piece, its place in it."""
        part = self._placed.part
        place = f", page {page - self._placed.first + 2} sur {part.pages}" if part.pages > 1 else ""
        return f"{part.titre}{place}"

    def _language(self) -> dict[str, str]:
        said = str(self._source.Root.get(Name.Lang, ""))
        return {"/Lang": said} if said and not said.lower().startswith("fr") else {}


def _elements(part: Element) -> list[Element]:
    return [kid for kid in part.kids if isinstance(kid, Element)]


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


def is_added(element: Element) -> bool:
    """Whether an element of a part may stand for a page, or a link, that its source has not."""
    return element.role in (FIGURE, TEXT, LINK) and not isinstance(element.kids[0], Element)


def _has_text(resources: object, depth: int = 0) -> bool:
    """Whether the resources of a page have a font, or those of a form that it draws."""
    held = entries_of(resources)
    forms = entries_of(held.get("/XObject")).values() if depth < MOST_DEEP else ()
    return bool(held.get("/Font")) or any(
        _has_text(form.get(Name.Resources), depth + 1) for form in forms if isinstance(form, Stream)
    )
