"""The PDF that the engine drew of a document, with the structure of that document."""

import re
from collections.abc import Callable
from io import BytesIO
from itertools import chain
from pathlib import Path

from pikepdf import Name, Pdf, String

from packetgen.bundle.assemble.part import Extract, PageSource
from packetgen.bundle.element import CELLS, Element, Kid, Mark, Reference
from packetgen.bundle.pdf_page import box_of
from packetgen.bundle.proof.fingerprint import Digester
from packetgen.bundle.tags import MARKED, PAINTED, artifact
from packetgen.convert.tagging.outline import UNSAID, Outline, Passage, letters

OPENING = re.compile(rb"/H(\d) <</MCID (\d+)")
# As the engine writes them: text where it stands in a page that runs down, a picture
PIECE = re.compile(rb"(^BT\n(?>(?:(?!ET$).*\n)*)ET$\n?|^/\w+ Do$\n?)", re.MULTILINE)
BASELINE = re.compile(rb"([-\d.]+) ([-\d.]+) Tm$", re.MULTILINE)
FONT = re.compile(rb"^/\w+ [\d.]+ Tf$", re.MULTILINE)
SHOWN = re.compile(rb"<([0-9A-Fa-f]+)> Tj")
# Paragraphs that the engine may leave out in a row; those at the end of a page that may go on
MOST_SKIPPED, LAST = 40, 15
# Where more than one letter in so many was not drawn, a paragraph goes on on the next page
GOES_ON = 10
NOWHERE = (0.0, 0.0, 0.0, 0.0)

Holder = Element | None
Heading = tuple[int, str, int, float]  # level, text, page, height
Marked = dict[tuple[int, int], tuple[tuple[int, int], str]]  # object and text, by page and number


def extracted(drawn: Path, outline: Outline, headings: list[Heading] | None = None) -> PageSource:
    """Return the PDF that was drawn of a document, with its elements, and note its headings.

    Where what the engine left cannot be read, it is returned as it is.
    """
    try:
        content = drawn.read_bytes()
        pdf = Pdf.open(BytesIO(content))
        filler = _Filler(outline, _marked(pdf))
        for number in range(len(pdf.pages)):
            filler.fill(pdf, number)
        # Those of the engine, one for each paragraph
        for key in pdf.Root.keys() & {"/StructTreeRoot", "/Outlines"}:
            del pdf.Root[key]
        if headings is not None:
            headings += filler.headings
        pages, digester = range(len(pdf.pages)), Digester(pdf)
        prints = [*map(digester.fingerprint, pages)]
        return Extract(content, pages, filler.elements(), pdf, prints)
    except Exception:  # noqa: BLE001 - a page that the engine writes otherwise costs its tags alone
        return drawn


def _marked(pdf: Pdf) -> Marked:
    """Return the heading that the engine makes of each marked content."""
    if Name.StructTreeRoot not in pdf.Root:
        return {}
    pairs = [*pdf.Root.StructTreeRoot.ParentTree.Nums]
    owners = dict(zip(pairs[::2], pairs[1::2], strict=True))
    return {
        (number, place): (each.objgen, str(each.get(Name.Alt, "")))
        for number, page in enumerate(pdf.pages)
        for place, each in enumerate(owners.get(page.obj.get(Name.StructParents), ()))
        if each is not None
    }


class _Filler:
    """Fills the elements of a document with what the pages draw, in the order that they do."""

    def __init__(self, outline: Outline, marked: Marked) -> None:
        self._outline, self._marked = outline, marked
        self._pictures = iter(outline.pictures)
        self._next = 0  # the first paragraph that was not drawn yet
        self._met: set[tuple[int, int]] = set()
        self._place = -1
        # What may go on on the next page
        self._rests: dict[int, Passage] = {}
        self._heads: set[bytes] = set()
        self._apart: dict[int, list[Kid]] = {}
        self.headings: list[Heading] = []

    def fill(self, pdf: Pdf, number: int) -> None:
        """Mark anew what a page draws."""
        page = pdf.pages[number]
        self._page, self._height = number, float(page.mediabox[3])
        annotations = page.obj.get(Name.Annots, ())
        self._links = [
            (each, str(each.get(Name.A, each.get(Name.Dest))), box_of(each.Rect) or NOWHERE)
            for each in annotations
        ]
        self._referred: set[int] = set()
        self._waiting = [passage for passage in self._rests.values() if passage.left > 0]
        self._rests = {}
        pieces = MARKED.split(page.obj.Contents.read_bytes())
        # Beyond the numbers of the engine
        self._count = len(pieces)
        for place, piece in enumerate(pieces):
            if place % 2:
                pieces[place] = self._paragraph(piece, is_last=place > len(pieces) - 2 * LAST)
            else:
                self._is_top, self._line = place == 0, 0.0
                self._alone: Element | None = None
                pieces[place] = self._split(piece, None, self._beside)
        page.obj.Contents.write(b"".join(pieces))
        for place in {*range(len(self._links))} - self._referred:
            self._set_apart(Element("Link", [self._reference(place)]))

    def elements(self) -> list[Kid]:
        """Return the elements of the document, those that hold nothing left out."""
        found = list(self._apart.get(-1, ()))
        for place, element in enumerate(self._outline.elements):
            found += [element, *self._apart.get(place, ())]
        return _filled(found)

    def _paragraph(self, piece: bytes, *, is_last: bool) -> bytes:
        """Mark what the engine marked as one paragraph."""
        opening, _, rest = piece.partition(b"\n")
        level, number = map(int, OPENING.findall(opening)[0])
        content = rest[: rest.rindex(b"EMC")]
        drawn, said = self._marked[self._page, number]
        if drawn in self._met:  # the heads of a table, drawn again on a new page
            return artifact(content)
        self._met.add(drawn)
        passage = self._passage(said, level)
        if passage is None:
            return self._content(self._set_apart(Element("P")), content)
        self._place = passage.place
        role = passage.heading or passage.role
        if role[0] == "H":
            top = BASELINE.search(content)
            height = self._height - float(top[2]) if top else self._height
            self.headings.append((int(role[1]), passage.title or said, self._page, height))
        if passage.heading or self._links or b" Do\n" in content:
            written = self._content(passage, content)
        else:
            passage.kids.append(Mark(self._page, number))
            written = b"/%b <</MCID %d>> BDC\n%b" % (role.encode(), number, rest)
        if is_last:
            passage.left = len(said) - len(said) // GOES_ON
            self._wait(passage, content)
        return written

    def _wait(self, passage: Passage, content: bytes) -> None:
        """Note what was drawn of a paragraph, which may go on."""
        passage.left -= sum(map(len, SHOWN.findall(content))) // 4
        self._rests[id(passage)] = passage

    def _passage(self, said: str, level: int) -> Passage | None:
        """Return the next paragraph of this text and level, or of this level alone."""
        text, passages = letters(said), self._outline.passages
        near = range(self._next, len(passages))[:MOST_SKIPPED]
        alike = (place for place in near if passages[place].level == level)
        first = next(alike, None)
        if first is None:
            return None
        both = chain((first,), alike)
        place = next((each for each in both if text.endswith(passages[each].text)), first)
        self._next = place + 1
        return passages[place]

    def _set_apart(self, element: Element) -> Element:
        """Return an element that stands for no paragraph, set after what was drawn last."""
        self._apart.setdefault(self._place, []).append(element)
        return element

    def _content(self, element: Element, content: bytes) -> bytes:
        """Mark content as that of an element, its heading, its pictures and its links apart."""
        if isinstance(element, Passage) and element.heading:
            looks = list(FONT.finditer(content))
            other = next((each for each in looks if each[0] != looks[0][0]), None)
            if other is not None:
                start = content.rindex(b"BT\n", 0, other.start())
                heading, text = Element(element.heading), Element("P")
                element.role, element.kids = "Div", [heading, text]
                return self._mark(heading, content[:start]) + self._content(text, content[start:])
        links: dict[str, Element] = {}
        return self._split(content, element, lambda piece: self._within(piece, element, links))

    def _split(self, content: bytes, holder: Holder, find: Callable[[bytes], Holder]) -> bytes:
        """Mark each text and picture of `content` as of what `find` says; None for an artifact."""
        written, held = b"", b""
        for place, piece in enumerate(PIECE.split(content)):
            former = holder
            if place % 2:
                holder = find(piece)
            if holder is not former:
                written += self._mark(former, held)
                held = b""
            held += piece
        return written + self._mark(holder, held)

    def _mark(self, element: Holder, content: bytes) -> bytes:
        """Mark content as one more of an element."""
        if element is None or not PAINTED.search(content):
            return artifact(content)
        element.kids.append(Mark(self._page, self._count))
        opening = b"/%b <</MCID %d>> BDC" % (element.role.encode(), self._count)
        self._count += 1
        return b"%b\n%b\nEMC\n" % (opening, content.rstrip(b"\n"))

    def _within(self, piece: bytes, element: Element, links: dict[str, Element]) -> Holder:
        """Return what holds a piece of a paragraph: a picture, a link, the paragraph."""
        where = BASELINE.search(piece)
        if where is None:
            return self._picture(element.kids)
        x, y = float(where[1]), self._height - float(where[2])
        for place, (_, goal, box) in enumerate(self._links):
            if box[0] - 1 <= x <= box[2] and box[1] <= y <= box[3]:
                if goal not in links:
                    links[goal] = Element("Link")
                    element.kids.append(links[goal])
                # One for each word
                for other in range(place, len(self._links)):
                    if other in self._referred or self._links[other][1] != goal:
                        break
                    links[goal].kids.append(self._reference(other))
                return links[goal]
        return element

    def _reference(self, place: int) -> Reference:
        link, *_ = self._links[place]
        link.Contents = link.A.URI if Name.A in link else String("Lien")
        self._referred.add(place)
        return Reference(self._page, place)

    def _picture(self, kids: list[Kid]) -> Holder:
        """Return the next picture of the text, put among `kids`; None for one that only adorns."""
        said = next(self._pictures, UNSAID)
        if said is None:
            return None
        kids.append(figure := Element("Figure", [], {"/Alt": said}))
        return figure

    def _beside(self, piece: bytes) -> Holder:
        """Return what holds a piece that the engine did not mark.

        It is the rest of a paragraph of the page before, a text or a picture on its own; None for
        headers and footers, at the edges of the page.
        """
        where = BASELINE.search(piece)
        if where is None:
            if self._is_top and self._outline.has_headed_pictures:
                return None
            return self._picture(self._apart.setdefault(self._place, []))
        height = float(where[2])
        is_edge = not self._outline.above < height < self._height - self._outline.below
        if is_edge or piece in self._heads:
            self._heads.add(piece)
            return None
        is_up, self._line = height < self._line - 1, height
        if not (self._is_top and self._waiting):
            self._alone = self._alone or self._set_apart(Element("P"))
            return self._alone
        if is_up and len(self._waiting) > 1:  # the next cell of a row that goes on
            self._waiting.pop(0)
        rest = self._waiting[0]
        self._wait(rest, piece)
        body = rest.kids[-1] if rest.role == "Div" else rest
        return body if isinstance(body, Element) else rest


def _filled(kids: list[Kid]) -> list[Kid]:
    """Return elements without those that hold nothing; a cell is that of its only paragraph."""
    found: list[Kid] = []
    for kid in kids:
        if isinstance(kid, Element):
            kid.kids = _filled(kid.kids)
            if kid.role not in CELLS and not kid.kids:
                continue
            only = kid.kids[0] if len(kid.kids) == 1 and kid.role in CELLS else None
            if isinstance(only, Element) and only.role == "P":
                kid.kids = only.kids
        found.append(kid)
    return found
