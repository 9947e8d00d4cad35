"""What is read aloud of a PDF: its title, its language, its elements in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from packetgen import resources
from packetgen.bundle.element import CELLS, Element, Kid, Mark, Reference
from packetgen.bundle.pdf_page import ObjectId, entries_of, entry, items, object_id
from packetgen.text import count

WORDS = resources.table(__file__, "tags.toml")
ROLES, KNOWN, SAID = (frozenset(WORDS[key]) for key in ("roles", "entries", "said"))
# A hostile tree may have no end, or be too deep for whoever reads it
MOST_DEEP, MOST_ELEMENTS, MOST_MARKS, MOST_SAID = 50, 20_000, 5_000, 30_000

# Line by line: sign by sign takes seven times as long
MARKED = re.compile(rb"(^/\w+ <</MCID \d+ ?>> ?BDC\n(?>(?:(?!EMC$).*\n)*)EMC$\n?)", re.MULTILINE)
PAINTED = re.compile(rb"(?<![\w/])(?:T[jJ]|f\*?|F|S|s|[bB]\*?|sh|Do|BI|'|\")(?=\s|$)")


class Unreadable(Exception):
    """The tree of a PDF is damaged, holds itself or has no end."""


class Reading:
    """The elements of a PDF of any origin, read within limits; what leads nowhere is left out.

    There are none where it is not tagged. `strange` is what holds an entry that the standard has
    not, and the entry; `unheld` what is said of nothing. Raises Unreadable.
    """

    def __init__(self, pdf: Pdf) -> None:
        self.strange: list[tuple[Object, str]] = []
        self.unheld: list[str] = []
        self._met: set[ObjectId] = set()
        self._marked: set[tuple[ObjectId, int]] = set()
        try:
            root = dict(pdf.Root.get(Name.StructTreeRoot, Dictionary()).items())
            pages = [page.obj for page in pdf.pages] if root else []
            self._pages = {page.objgen: number for number, page in enumerate(pages)}
            self._references = {
                object_id(each): Reference(number, place)
                for number, page in enumerate(pages)
                for place, each in enumerate(items(page.get(Name.Annots)))
            }
            self._roles = entries_of(root.get("/RoleMap"))
            self._classes = entries_of(root.get("/ClassMap"))
            kids = self._kids(root.get("/K"), None, 0)
        except Exception as error:  # whatever the library raises on a hostile object
            raise Unreadable from error
        self.elements = [kid for kid in kids if isinstance(kid, Element)]

    def _kids(self, held: object, page: Object | None, depth: int) -> list[Kid]:
        found: list[Kid | None] = []
        for kid in items(held):
            if isinstance(kid, int):
                found.append(self._mark(page, kid, None))
            elif isinstance(kid, Dictionary):
                keys = kid.keys()
                self.strange += [(kid, key) for key in keys - KNOWN]
                own = kid["/Pg"] if "/Pg" in keys else page
                if "/S" in keys:
                    found.append(self._element(kid, keys, own, depth))
                elif "/MCID" in keys:
                    found.append(self._mark(own, kid["/MCID"], entry(kid, "/Stm")))
                else:
                    found.append(self._references.pop(object_id(entry(kid, "/Obj")), None))
        return [kid for kid in found if kid is not None]

    def _mark(self, page: Object | None, number: object, stream: object) -> Mark | None:
        place = self._pages.get(object_id(page))
        if place is None or not isinstance(number, int):
            return None
        if not 0 <= number < MOST_MARKS:
            raise Unreadable
        apart = stream if isinstance(stream, Stream) else None
        key = object_id(page if apart is None else apart), number
        if key in self._marked:
            return None
        self._marked.add(key)
        return Mark(place, number, apart)

    def _element(
        self, found: Object, keys: set[str], page: Object | None, depth: int
    ) -> Element | None:
        key = found.objgen if found.is_indirect else (0, -len(self._met))
        if depth > MOST_DEEP or len(self._met) > MOST_ELEMENTS or key in self._met:
            raise Unreadable
        self._met.add(key)
        element = Element(self._role(found["/S"]))
        element.kids = self._kids(entry(found, "/K"), page, depth + 1)
        for name in SAID & keys:
            if isinstance(found[name], String) and len(text := str(found[name])) <= MOST_SAID:
                element.said[name] = text
        # A cell may be empty, and its row still has it; so may a piece, of blank pages
        if not element.kids and element.role not in (*CELLS, "Part"):
            self.unheld += element.said.values()
            return None
        for name in ("/A", "/C"):
            for each in items(found[name]) if name in keys else ():
                element.attributes |= self._attributes(each)
        return element

    def _role(self, name: object) -> str:
        for _ in range(MOST_DEEP):
            if (role := str(name)[1:]) in ROLES:
                return role
            name = self._roles.get(str(name))
        return "Div"

    def _attributes(self, held: object) -> dict[str, int | str]:
        """Return what is kept of some attributes, given or by the name of their class."""
        said = entries_of(self._classes.get(str(held)) if isinstance(held, Name) else held)
        kept = WORDS["attributes"].get(str(said.get("/O")), ())
        return {
            key: value if isinstance(value, int) else str(value)
            for key, value in said.items()
            if key in kept and isinstance(value, int | Name | String)
        }


def summary(elements: Sequence[Element]) -> str:
    """Return how many elements there are, and a digest of all that they say and hold."""
    told = [
        (each.role, sorted(each.said.items()), sorted(each.attributes.items()), _content(each))
        for top in elements
        for each in top.elements()
    ]
    return f"{count(len(told), 'élément')}, {sha256(repr(told).encode()).hexdigest()[:12]}"


def _content(element: Element) -> list[int | tuple[int, int]]:
    """Return what an element holds: as many elements below it, or content of pages."""
    return [
        len(kid.kids)
        if isinstance(kid, Element)
        else (kid.page, kid.number if isinstance(kid, Mark) else -kid.place - 1)
        for kid in element.kids
    ]


def with_artifacts(operators: bytes) -> bytes:
    """Return the operators of a page, what draws and no element marks being an artifact.

    The marks stand each on a line of its own.
    """
    pieces = MARKED.split(operators)
    pieces[::2] = map(artifact, pieces[::2])
    return b"".join(pieces)


def artifact(operators: bytes) -> bytes:
    """Return operators as an artifact, themselves where they draw nothing."""
    if not PAINTED.search(operators):
        return operators
    return b"/Artifact BMC\n%b\nEMC\n" % operators.rstrip(b"\n")


def write(pdf: Pdf, elements: Sequence[Kid]) -> None:
    """Make of `elements`, whose objects are those of `pdf`, its only structure."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    pages = [page.obj for page in pdf.pages]
    for page in pages:
        page.Tabs = Name.S
    writer = _Writer(pdf, pages)
    root.K = writer.element(Element("Document", [*elements]), root)
    pairs = writer.parents()
    root.ParentTree = Dictionary(Nums=Array(pairs))
    root.ParentTreeNextKey = len(pairs) // 2
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def describe(pdf: Pdf, title: str) -> None:
    """Give a PDF a title, which its window shows, and its language.

    The title is in its XMP metadata too, as ISO 14289-1, 7.1, asks; nothing else is.
    """
    root = pdf.Root
    root.Lang = String("fr-FR")
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.docinfo["/Title"] = String(title)
    if Name.Metadata in root:
        del root.Metadata
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title


class _Writer:
    """Writes elements; `held` are the holders of marks and annotations, each with its elements."""

    def __init__(self, pdf: Pdf, pages: Sequence[Object]) -> None:
        self._pdf, self._pages = pdf, pages
        # Of each page, what holds its first content
        self._shown: dict[int, ObjectId] = {}
        self._alike: dict[tuple[object, ...], Object] = {}
        self.held: dict[ObjectId, tuple[Object, dict[int, Object] | Object]] = {}

    def element(self, element: Element, parent: Object) -> Object:
        entries: dict[str, Any] = {"/S": Name(f"/{element.role}"), "/P": parent}
        entries |= {key: String(text) for key, text in element.said.items()}
        if element.attributes:
            entries["/A"] = self._attributes(element)
        home = next((kid.page for kid in element.kids if not isinstance(kid, Element)), None)
        if home is not None:
            entries["/Pg"] = self._pages[home]
        made = self._pdf.make_indirect(Dictionary(entries))
        kids = [self._kid(kid, made, home) for kid in element.kids]
        if kids:
            made["/K"] = kids[0] if len(kids) == 1 else Array(kids)
        return made

    def _attributes(self, element: Element) -> Object:
        """Return the attributes of an element, written once for all that have the same."""
        key = element.role == "L", *sorted(element.attributes.items())
        if key not in self._alike:
            owner = Name.List if element.role == "L" else Name.Table
            values = {
                key: Name(value) if isinstance(value, str) and value.startswith("/") else value
                for key, value in element.attributes.items()
            }
            self._alike[key] = self._pdf.make_indirect(Dictionary({"/O": owner, **values}))
        return self._alike[key]

    def _kid(self, kid: Kid, made: Object, home: int | None) -> Object | int:
        if isinstance(kid, Element):
            return self.element(kid, made)
        page = self._pages[kid.page]
        if isinstance(kid, Reference):
            annotation = page.Annots[kid.place]
            self.held[annotation.objgen] = annotation, made
            return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)
        holder = page if kid.stream is None else kid.stream
        self.held.setdefault(holder.objgen, (holder, {}))[1][kid.number] = made
        self._shown.setdefault(kid.page, holder.objgen)
        if kid.stream is None and kid.page == home:
            return kid.number
        said: dict[str, Any] = {"/Type": Name.MCR, "/MCID": kid.number}
        if kid.page != home:
            said["/Pg"] = page
        if kid.stream is not None:
            said["/Stm"] = kid.stream
        return Dictionary(said)

    def parents(self) -> list[Object | int]:
        """Return the pairs of the parent tree, and number what holds content.

        A page has the number of its own content, or else of the same content as its form has: some
        readers ask the page alone.
        """
        pairs: list[Object | int] = []
        lists: dict[ObjectId, Object] = {}
        for key, (holder, marks) in self.held.items():
            if isinstance(marks, Object):
                holder["/StructParent"], parent = len(pairs) // 2, marks
            else:
                holder["/StructParents"] = len(pairs) // 2
                parent = Array(marks.get(each) for each in range(max(marks) + 1))
                parent = lists[key] = self._pdf.make_indirect(parent)
            pairs += [len(pairs) // 2, parent]
        for place, key in self._shown.items():
            page = self._pages[place]
            if page.objgen not in self.held:
                page["/StructParents"] = len(pairs) // 2
                pairs += [len(pairs) // 2, lists[key]]
        return pairs
