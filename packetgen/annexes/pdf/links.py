"""The links of a PDF, made anew: to a place of the same file, or to a web or e-mail address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, NameTree, Object, Page, String

from packetgen.annexes.pdf.a4 import key_of
from packetgen.bundle.pdf_page import Rectangle, box_of, numbers, view

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pikepdf import Pdf

Point = tuple[float, float]

SAFE_ADDRESS = re.compile(r"(?:https?|mailto|tel):[^\s\x00-\x1f]+", re.IGNORECASE)
# An action may wrap a destination that wraps another: no honest file goes deeper
MAX_DEPTH = 5


@dataclass(frozen=True)
class Target:
    """A page of the file, from 0, and a point of it; without a point, the whole page."""

    page: int
    point: Point | None


@dataclass(frozen=True)
class Link:
    """A link in its page's own space."""

    rect: Rectangle
    corners: tuple[float, ...] | None
    border: float
    color: tuple[float, ...]
    goal: Target | str


def collect(pdf: Pdf) -> list[list[Link]]:
    """Return the links of each page whose goal is known and safe; others lead nowhere good."""
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
        yield Link(
            rect=rect,
            corners=numbers(annotation.get("/QuadPoints"), 8),
            border=_border(annotation),
            color=_color(annotation.get("/C")) or (),
            goal=goal,
        )


def _border(annotation: Dictionary) -> float:
    """Return the width of the frame drawn around a link, in points; 1 when nothing says it."""
    if _color(annotation.get("/C")) == ():
        return 0
    style, border = annotation.get("/BS"), annotation.get("/Border")
    if isinstance(style, Dictionary):
        return _or(style.get("/W"), 1)
    return _or(border[2], 1) if isinstance(border, Array) and len(border) > 2 else 1


def _color(values: object) -> tuple[float, ...] | None:
    """Return a color of 1, 3 or 4 components; none at all means transparent."""
    return numbers(values, len(values)) if isinstance(values, Array) and len(values) < 5 else None


class _Destinations:
    """The named places of a file, by name, and its pages, by object."""

    def __init__(self, pdf: Pdf) -> None:
        self.pages = [page.obj for page in pdf.pages]
        self.rank = {page.objgen: rank for rank, page in enumerate(self.pages)}
        self.named = dict(_named(pdf.Root))

    def goal(self, annotation: Dictionary) -> Target | str | None:
        """Return where a link leads, or None when nowhere good."""
        action = annotation.get("/A")
        if not isinstance(action, Dictionary):
            return self._target(annotation.get("/Dest"))
        if action.get("/S") == Name.GoTo:
            return self._target(action.get("/D"))
        if action.get("/S") == Name.URI and isinstance(action.get("/URI"), String):
            address = str(action.URI).strip()
            return address if SAFE_ADDRESS.fullmatch(address) else None
        return None

    def _target(self, destination: object) -> Target | None:
        for _ in range(MAX_DEPTH):
            if isinstance(destination, Name):
                destination = self.named.get(key_of(destination)[1:])
            elif isinstance(destination, String):
                destination = self.named.get(str(destination))
            elif isinstance(destination, Dictionary):
                destination = destination.get("/D")
        if not isinstance(destination, Array) or not len(destination):
            return None
        rank = self._rank(destination[0])
        return None if rank is None else Target(rank, self._point(rank, list(destination)))

    def _rank(self, page: object) -> int | None:
        if isinstance(page, Dictionary):
            return self.rank.get(page.objgen)
        # A page number belongs to links towards other files, and is met in this one
        return page if isinstance(page, int) and 0 <= page < len(self.pages) else None

    def _point(self, rank: int, destination: list[object]) -> Point | None:
        """Return the upper left corner that a destination shows."""
        fit, *values = (*destination[1:], None, None, None, None)
        left, _, _, top = view(Page(self.pages[rank])).box
        if fit == Name.XYZ:
            x, y = values[0], values[1]
        elif fit in (Name.FitH, Name.FitBH):
            x, y = None, values[0]
        elif fit in (Name.FitV, Name.FitBV):
            x, y = values[0], None
        elif fit == Name.FitR:
            x, y = values[0], values[3]
        else:
            return None
        return (_or(x, left), _or(y, top))


def _or(value: object, default: float) -> float:
    return float(value) if isinstance(value, int | float | Decimal) else default


def _named(root: Object) -> Iterator[tuple[str, object]]:
    """Return the named destinations, of PDF 1.1 and of later versions."""
    old = root.get("/Dests")
    if isinstance(old, Dictionary):
        for key, value in old.items():
            yield key[1:], value
    names = root.get("/Names")
    tree = names.get("/Dests") if isinstance(names, Dictionary) else None
    if isinstance(tree, Dictionary):
        try:
            yield from NameTree(tree).items()
        except (pikepdf.PdfError, RuntimeError):
            # A broken tree: its links lead nowhere, in every viewer
            return


def write(pdf: Pdf, links: Sequence[Sequence[Link]], matrices: Sequence[Matrix]) -> None:
    """Write the links on the pages, moved as the pages were."""
    for page, own, matrix in zip(pdf.pages, links, matrices, strict=True):
        if own:
            page.obj.Annots = Array(
                pdf.make_indirect(_annotation(pdf, link, matrix, matrices)) for link in own
            )


def _annotation(pdf: Pdf, link: Link, matrix: Matrix, matrices: Sequence[Matrix]) -> Dictionary:
    made = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        F=4,
        Rect=Array(_moved_box(link.rect, matrix)),
        Border=Array([0, 0, link.border]),
    )
    if link.color:
        made.C = Array(link.color)
    if link.corners is not None:
        points = zip(link.corners[::2], link.corners[1::2], strict=True)
        made.QuadPoints = Array(v for point in points for v in _moved(point, matrix))
    if isinstance(link.goal, str):
        made.A = Dictionary(S=Name.URI, URI=String(link.goal))
        return made
    page = pdf.pages[link.goal.page].obj
    if link.goal.point is None:
        made.Dest = Array([page, Name.Fit])
    else:
        x, y = _moved(link.goal.point, matrices[link.goal.page])
        made.Dest = Array([page, Name.XYZ, x, y, None])
    return made


def _moved(point: Point, matrix: Matrix) -> Point:
    x, y = matrix.transform(point)
    return (round(x, 2), round(y, 2))


def _moved_box(rect: Rectangle, matrix: Matrix) -> list[float]:
    corners = [_moved((x, y), matrix) for x in rect[::2] for y in rect[1::2]]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return [min(xs), min(ys), max(xs), max(ys)]
