"""The structure of a PDF, which is read aloud: its elements in reading order, and their content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

# ISO 32000-1, 14.8.4; what a file calls otherwise is read as these
ROLES = frozenset(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4"
    " H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code"
    " Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form".split()
)
CELLS = ("TH", "TD")
SAID = ("/Alt", "/ActualText", "/E", "/T", "/Lang")
# What is kept of the attributes of tables and lists
OWNERS = {
    "/Table": ("/RowSpan", "/ColSpan", "/Scope", "/Summary"),
    "/List": ("/ListNumbering",),
}
# A hostile tree may have no end, or be too deep for whoever reads it
MOST_DEEP, MOST_ELEMENTS, MOST_MARKS, MOST_SAID = 50, 20_000, 20_000, 10_000

LISTS = {"LI": "L", "TOCI": "TOC"}
MARKED = re.compile(rb"(^/\w+ <</MCID \d+ ?>> ?BDC$.*?^EMC$\n?)", re.DOTALL | re.MULTILINE)
PAINTED = re.compile(rb"(?<![\w/])(?:T[jJ]|f\*?|F|S|s|[bB]\*?|sh|Do|BI|'|\")(?=\s|$)")

ObjectId = tuple[int, int]


@dataclass(slots=True)
class Mark:
    """Content of a page, from 0: a marked content of its own operators, or of those of a stream."""

    page: int
    number: int
    stream: Object | None = None


@dataclass(slots=True)
class Reference:
    """An annotation of a page, from 0: the link that its element is."""

    page: int
    annotation: Object


@dataclass(slots=True)
class Element:
    """An element, named as the standard does: what it says, what it holds in reading order."""

    role: str
    kids: list[Kid] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Object | int] = field(default_factory=dict)

    def leaves(self) -> Iterator[Mark | Reference]:
        """Yield all the content of the element, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.leaves()
            else:
                yield kid

    def elements(self) -> Iterator[Element]:
        """Yield the element and all those below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.elements()


Kid = Element | Mark | Reference


class Unreadable(Exception):
    """The tree of a PDF is damaged, holds itself or has no end."""


def read(pdf: Pdf) -> list[Element]:
    """Return the elements of a PDF, none where it is not tagged; raise Unreadable."""
    root = pdf.Root.get(Name.StructTreeRoot)
    if root is None:
        return []
    try:
        return _Reader(pdf, root).elements
    except Unreadable:
        raise
    except Exception as error:  # whatever the library raises on a hostile object
        raise Unreadable from error


class _Reader:
    """Reads a tree of any origin within limits; what leads nowhere is left out."""

    def __init__(self, pdf: Pdf, root: Object) -> None:
        self._pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self._annotations: dict[ObjectId, int] = {}
        for number, page in enumerate(pdf.pages):
            for each in page.obj.get(Name.Annots, ()):
                self._annotations[each.objgen] = number
        self._roles, self._classes = root.get(Name.RoleMap), root.get(Name.ClassMap)
        self._met: set[ObjectId] = set()
        self._marked: set[tuple[ObjectId, int]] = set()
        self._count = 0
        self.elements = [
            kid for kid in self._kids(root.get(Name.K), None, 0) if isinstance(kid, Element)
        ]

    def _kids(self, held: object, page: Object | None, depth: int) -> Iterator[Kid]:
        for kid in held if isinstance(held, Array) else (held,):
            if isinstance(kid, int):
                yield from self._mark(page, kid, None)
            elif isinstance(kid, Dictionary):
                own = kid.get(Name.Pg, page)
                if Name.S in kid:
                    yield from self._element(kid, own, depth)
                elif Name.MCID in kid:
                    yield from self._mark(own, kid.MCID, kid.get(Name.Stm))
                elif (number := self._annotations.get(_id(kid.get(Name.Obj)))) is not None:
                    yield Reference(number, kid.Obj)

    def _mark(self, page: object, number: object, stream: object) -> Iterator[Mark]:
        key = _id(page), number
        if key[0] not in self._pages or not isinstance(number, int):
            return
        if not 0 <= number < MOST_MARKS:
            raise Unreadable
        apart = stream if isinstance(stream, Stream) else None
        key = (key[0] if apart is None else _id(apart)), number
        if key not in self._marked:
            self._marked.add(key)
            yield Mark(self._pages[_id(page)], number, apart)

    def _element(self, found: Dictionary, page: Object | None, depth: int) -> Iterator[Element]:
        self._count += 1
        if depth > MOST_DEEP or self._count > MOST_ELEMENTS or found.objgen in self._met:
            raise Unreadable
        if found.is_indirect:
            self._met.add(found.objgen)
        element = Element(self._role(found.S))
        element.kids = list(self._kids(found.get(Name.K), page, depth + 1))
        # A cell may be empty, and its row still has it
        if element.role not in CELLS and next(element.leaves(), None) is None:
            return
        for key in SAID:
            if isinstance(text := found.get(key), String) and len(text) <= MOST_SAID:
                element.said[key] = str(text)
        if element.role in CELLS or element.role in ("Table", "L"):
            element.attributes = self._attributes(found)
        yield element

    def _role(self, name: object) -> str:
        for _ in range(MOST_DEEP):
            role = str(name)[1:]
            if role in ROLES or not isinstance(self._roles, Dictionary):
                break
            name = self._roles.get(str(name), Name.Div)
        return role if role in ROLES else "Div"

    def _attributes(self, found: Dictionary) -> dict[str, Object | int]:
        kept: dict[str, Object | int] = {}
        for held in (found.get(Name.A), found.get(Name.C)):
            for each in held if isinstance(held, Array) else (held,):
                own = each
                if isinstance(each, Name) and isinstance(self._classes, Dictionary):
                    own = self._classes.get(str(each))
                if isinstance(own, Dictionary):
                    names = OWNERS.get(str(own.get(Name.O)), ())
                    values = {key: own.get(key) for key in names}
                    kept |= {k: v for k, v in values.items() if isinstance(v, int | Name | String)}
        return kept


def _id(thing: object) -> ObjectId:
    return thing.objgen if isinstance(thing, Object) else (0, 0)


def with_artifacts(operators: bytes) -> bytes:
    """Return the operators of a page, what draws and no element marks being an artifact.

    The marks stand each on a line of its own.
    """
    pieces = MARKED.split(operators)
    for place, piece in enumerate(pieces):
        if place % 2 == 0 and PAINTED.search(piece):
            pieces[place] = b"/Artifact BMC\n%b\nEMC\n" % piece.rstrip()
    return b"".join(pieces)


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


def write(pdf: Pdf, elements: Sequence[Kid]) -> None:
    """Make of `elements`, whose objects are those of `pdf`, its only structure."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    pages = [page.obj for page in pdf.pages]
    for page in pages:
        page.Tabs = Name.S
    writer = _Writer(pdf, pages)
    document = pdf.make_indirect(Dictionary(S=Name.Document, P=root))
    document.K = Array(
        writer.element(each, document) for each in elements if isinstance(each, Element)
    )
    root.K = document
    root.ParentTree = Dictionary(Nums=Array(writer.parents()))
    root.ParentTreeNextKey = len(writer.held)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


class _Writer:
    """Writes elements; `held` are the holders of marks and annotations, each with its elements."""

    def __init__(self, pdf: Pdf, pages: Sequence[Object]) -> None:
        self._pdf, self._pages = pdf, pages
        self.held: dict[ObjectId, tuple[Object, dict[int, Object] | Object]] = {}

    def element(self, element: Element, parent: Object) -> Object:
        made = self._pdf.make_indirect(Dictionary({"/S": Name(f"/{element.role}"), "/P": parent}))
        for key, text in element.said.items():
            made[key] = String(text)
        if element.attributes:
            owner = Name.List if element.role == "L" else Name.Table
            made.A = Dictionary(element.attributes | {"/O": owner})
        home = next((kid.page for kid in element.kids if isinstance(kid, Mark | Reference)), None)
        if home is not None:
            made.Pg = self._pages[home]
        kids = [self._kid(kid, made, home) for kid in element.kids]
        if kids:
            made.K = kids[0] if len(kids) == 1 else Array(kids)
        return made

    def _kid(self, kid: Kid, made: Object, home: int | None) -> Object | int:
        if isinstance(kid, Element):
            return self.element(kid, made)
        page = self._pages[kid.page]
        if isinstance(kid, Reference):
            self.held[kid.annotation.objgen] = kid.annotation, made
            return Dictionary(Type=Name.OBJR, Obj=kid.annotation, Pg=page)
        holder = page if kid.stream is None else kid.stream
        marks = self.held.setdefault(holder.objgen, (holder, {}))[1]
        marks[kid.number] = made
        if kid.stream is None and kid.page == home:
            return kid.number
        said = Dictionary(Type=Name.MCR, MCID=kid.number)
        if kid.page != home:
            said.Pg = page
        if kid.stream is not None:
            said.Stm = kid.stream
        return said

    def parents(self) -> Iterator[Object | int]:
        """Yield the pairs of the parent tree, and number what holds content."""
        for number, (holder, marks) in enumerate(self.held.values()):
            yield number
            if isinstance(marks, Object):
                holder.StructParent = number
                yield marks
            else:
                holder.StructParents = number
                yield Array(marks.get(each) for each in range(max(marks) + 1))
