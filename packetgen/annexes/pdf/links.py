"""The links of a PDF, made anew: to a place of the same file, or to a web or e-mail address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, NameTree, Object, Page, Pdf, Rectangle, String

from packetgen.annexes.pdf.a4 import key_of
from packetgen.annexes.pdf.streams import within
from packetgen.bundle.pdf_page import box_of, numbers, view

Point = tuple[float, float]
Link = tuple[Dictionary, Dictionary]
SAFE_ADDRESS = re.compile(r"(?:https?|mailto|tel):[^\s\x00-\x1f]+", re.IGNORECASE)
# An action may wrap a destination that wraps another: no honest file goes deeper
MAX_DEPTH = 5
# Which numbers of a view are the left and the top that it shows, the last for none
CORNERS = {
    "/XYZ": (0, 1), "/FitH": (-1, 0), "/FitBH": (-1, 0), "/FitV": (0, -1), "/FitBV": (0, -1),
    "/FitR": (0, 3),
}  # fmt: skip


def collect(pdf: Pdf) -> list[list[Link]]:
    """Return the links of each page whose goal is known and safe; others lead nowhere good.

    Each is what it was, and the same made anew, its place still in the space of the page as it is.
    """
    destinations = _Destinations(pdf)
    return [list(_links(page.obj, destinations)) for page in pdf.pages]


def is_link(annotation: Object) -> bool:
    """Tell whether an annotation is a link."""
    return bool(annotation.get("/Subtype") == Name.Link)


def annotations_of(page: Dictionary) -> list[Dictionary]:
    """Return the annotations of a page that are well made."""
    found = page.get("/Annots")
    if not isinstance(found, Array):
        return []
    return [item for item in found if isinstance(item, Dictionary)]


def _links(page: Dictionary, destinations: _Destinations) -> Iterator[Link]:
    for annotation in annotations_of(page):
        rect = box_of(annotation.get("/Rect"))
        goal = destinations.goal(annotation) if is_link(annotation) else None
        if rect is None or goal is None:
            continue
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, F=4, Rect=Array(rect))
        link.Border = Array([0, 0, 0])
        link[Name.Dest if isinstance(goal, Array) else Name.A] = goal
        if corners := numbers(annotation.get("/QuadPoints"), 8):
            link.QuadPoints = Array(corners)
        said = annotation.get("/Contents", link.A.URI if "/A" in link else None)
        if isinstance(said, String):
            link.Contents = String(str(said))
        yield annotation, link


class _Destinations:
    """The named places of a file, by name, and its pages, by object."""

    def __init__(self, pdf: Pdf) -> None:
        self.pages = [page.obj for page in pdf.pages]
        self.known = {page.objgen for page in self.pages}
        self.named = dict(_named(pdf.Root))

    def goal(self, annotation: Dictionary) -> Object | None:
        """Return an explicit destination or an action to an address; None when nowhere good."""
        action = annotation.get("/A")
        if not isinstance(action, Dictionary):
            return self._target(annotation.get("/Dest"))
        if action.get("/S") == Name.GoTo:
            return self._target(action.get("/D"))
        if action.get("/S") == Name.URI and isinstance(action.get("/URI"), String):
            address = str(action.URI).strip()
            if SAFE_ADDRESS.fullmatch(address):
                return Dictionary(S=Name.URI, URI=String(address))
        return None

    def _target(self, destination: object) -> Array | None:
        for _ in range(MAX_DEPTH):
            if isinstance(destination, Name):
                destination = self.named.get(key_of(destination)[1:])
            elif isinstance(destination, String):
                destination = self.named.get(str(destination))
            elif isinstance(destination, Dictionary):
                destination = destination.get("/D")
        if not isinstance(destination, Array) or not len(destination):
            return None
        page, *how = destination
        # A page number belongs to links towards other files, and is met in this one
        if isinstance(page, int) and 0 <= page < len(self.pages):
            page = self.pages[page]
        if not isinstance(page, Dictionary) or page.objgen not in self.known:
            return None
        point = _point(Page(page), how)
        return Array([page, Name.XYZ, *point, None] if point else [page, Name.Fit])


def _point(page: Page, how: Sequence[object]) -> Point | None:
    """Return the upper left corner that a destination shows, None for the whole page."""
    fit, *values = (*how, None, None, None, None, None)
    corner = CORNERS.get(key_of(fit)) if isinstance(fit, Name) else None
    if corner is None:
        return None
    left, _, _, top = view(page).box
    return (_or(values[corner[0]], left), _or(values[corner[1]], top))


def _or(value: object, default: float) -> float:
    return float(value) if isinstance(value, int | float | Decimal) else default


def _named(root: Object) -> Iterator[tuple[str, object]]:
    """Return the named destinations, of PDF 1.1 and of later versions."""
    for key, value in within(root, "/Dests").items():
        yield key[1:], value
    if len(tree := within(root, "/Names", "/Dests")):
        try:
            yield from NameTree(tree).items()
        except (pikepdf.PdfError, RuntimeError):
            # A broken tree: its links lead nowhere, in every viewer
            return


def write(pdf: Pdf, links: Sequence[Sequence[Link]], matrices: Sequence[Matrix]) -> None:
    """Put the links that were collected on the pages, moved as the pages were by `matrices`.

    Each is again the object that it was, which the tags of the file refer to.
    """
    moves = {page.obj.objgen: matrix for page, matrix in zip(pdf.pages, matrices, strict=True)}
    for page, own in zip(pdf.pages, links, strict=True):
        for former, link in own:
            _move(link, moves[page.obj.objgen], moves)
            for key in set(former.keys()):
                del former[key]
            former.update(link)
        if own:
            formers = (former for former, _ in own)
            page.obj.Annots = Array(
                each if each.is_indirect else pdf.make_indirect(each) for each in formers
            )


def _move(link: Dictionary, matrix: Matrix, moves: Mapping[tuple[int, int], Matrix]) -> None:
    # Page.copy_annotations moves rectangles alone
    moved = matrix.transform(Rectangle(*map(float, link.Rect)))
    link.Rect = Array(round(side, 2) for side in (moved.llx, moved.lly, moved.urx, moved.ury))
    if "/QuadPoints" in link:
        corners = list(map(float, link.QuadPoints))
        points = zip(corners[::2], corners[1::2], strict=True)
        link.QuadPoints = Array(side for point in points for side in _moved(point, matrix))
    if "/Dest" in link and link.Dest[1] == Name.XYZ:
        page, _, x, y, _ = link.Dest
        link.Dest = Array([page, Name.XYZ, *_moved((float(x), float(y)), moves[page.objgen]), None])


def _moved(point: Point, matrix: Matrix) -> Point:
    x, y = matrix.transform(point)
    return (round(x, 2), round(y, 2))
