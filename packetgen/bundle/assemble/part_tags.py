"""The tags of one part: those that its PDF brings, and those that stand for pages without any."""

from collections.abc import Sequence

from pikepdf import Dictionary, Name, Object, Pdf, Stream

from packetgen.bundle.pdf_page import inherited
from packetgen.bundle.tags import Element, Mark, Reference, Unreadable, read
from packetgen.model.bundle import PlacedPart, outline_title

# What stands for a page whose order of reading nobody knows: a picture, or text in one piece
FIGURE, TEXT = "Figure", "Div"
MOST_DEEP = 5


class PartTags:
    """The tags of a part, while its pages are put in the bundle.

    `forms` are to hold what each page drew before it was stamped, by its number from 0.
    """

    def __init__(self, placed: PlacedPart, source: Pdf, pages: Sequence[int]) -> None:
        self._placed, self._source = placed, source
        self._moved = {number: placed.first - 1 + place for place, number in enumerate(pages)}
        self.forms: dict[int, Object | None] = {}
        self._elements = []
        for element in top(source):
            leaf = next(element.leaves(), None)
            if leaf is not None and leaf.page in self._moved:
                self._elements.append(element)
        leaves = [leaf for each in self._elements for leaf in each.leaves()]
        self._leaves = [leaf for leaf in leaves if leaf.page in self._moved]
        tagged = {self._moved[leaf.page] for leaf in self._leaves if isinstance(leaf, Mark)}
        self._plain = {
            number: TEXT if _has_text(source.pages[page].obj) else FIGURE
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
            if isinstance(leaf, Reference):
                leaf.annotation = bundle.copy_foreign(leaf.annotation)
            elif leaf.stream is not None:
                leaf.stream = bundle.copy_foreign(leaf.stream)
            else:
                leaf.stream = self.forms.get(leaf.page)
        known = {leaf.annotation.objgen for leaf in self._leaves if isinstance(leaf, Reference)}
        part = self._placed.part
        for page, role in self._plain.items():
            alone = {"/Alt": self._name(page)} if role == FIGURE else {}
            self._elements.append(Element(role, [Mark(page, 0)], alone))
        for page in self._moved.values():
            for link in bundle.pages[page].obj.get(Name.Annots, ()):
                if link.is_indirect and link.objgen not in known:
                    self._elements.append(Element("Link", [Reference(page, link)]))
        # Each where its page is, in the order of the tree on one page
        self._elements.sort(key=lambda each: next(each.leaves()).page)
        return Element("Part", list(self._elements), {"/T": outline_title(part)} | self._language())

    def _name(self, page: int) -> str:
        """Return what a picture of a page is: the name of the piece, its place in it."""
        part = self._placed.part
        place = f", page {page - self._placed.first + 2} sur {part.pages}" if part.pages > 1 else ""
        return f"{part.titre}{place}"

    def _language(self) -> dict[str, str]:
        said = str(self._source.Root.get(Name.Lang, ""))
        return {"/Lang": said} if said and not said.lower().startswith("fr") else {}


def top(source: Pdf) -> list[Element]:
    """Return the elements of a PDF below its document, none where they cannot be read."""
    try:
        found = read(source)
    except Unreadable:
        return []
    return [
        kid
        for each in found
        for kid in (each.kids if each.role == "Document" else [each])
        if isinstance(kid, Element)
    ]


def _has_text(page: Object) -> bool:
    """Whether a page has a font, itself or in a form that it draws."""
    left: list[tuple[object, int]] = [(inherited(page, Name.Resources), 0)]
    while left:
        resources, depth = left.pop()
        if not isinstance(resources, Dictionary):
            continue
        if resources.get(Name.Font):
            return True
        forms = resources.get(Name.XObject)
        if isinstance(forms, Dictionary) and depth < MOST_DEEP:
            found = [form for form in forms.as_dict().values() if isinstance(form, Stream)]
            left += [(form.get(Name.Resources), depth + 1) for form in found]
    return False
