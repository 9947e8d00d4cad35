"""The links of a PDF, made anew: to a place of the same file, or to a web or e-mail address."""

import re
from collections.abc import Iterator, Mapping, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, Object, Page, PageLocation, Pdf, String

from packetgen.annexes.pdf.streams import drop, within
from packetgen.bundle.pdf_page import box_of, numbers, object_id, view

Link = tuple[Dictionary, Dictionary]
Pages = Mapping[tuple[int, int], Page]
SAFE_ADDRESS = re.compile(r"(?:https?|mailto|tel):[^\s\x00-\x1f]+", re.IGNORECASE)


def collect(pdf: Pdf) -> list[list[Link]]:
    """Return the links of each page whose goal is known and safe; others lead nowhere good.

    Each is what it was, and the same made anew, its place still in the space of the page as it is.
    """
    pages = {page.obj.objgen: page for page in pdf.pages}
    return [list(_links(pdf, page.obj, pages)) for page in pdf.pages]


def is_link(annotation: Object) -> bool:
    """Tell whether an annotation is a link."""
    return bool(annotation.get("/Subtype") == Name.Link)


def annotations_of(page: Dictionary) -> list[Dictionary]:
    """Return the annotations of a page that are well made."""
    found = page.get("/Annots")
    if not isinstance(found, Array):
        return []
    return [item for item in found if isinstance(item, Dictionary)]


def _links(pdf: Pdf, page: Dictionary, pages: Pages) -> Iterator[Link]:
    for annotation in annotations_of(page):
        rect = box_of(annotation.get("/Rect"))
        goal = _goal(pdf, annotation, pages) if is_link(annotation) else None
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


def _goal(pdf: Pdf, link: Dictionary, pages: Pages) -> Object | None:
    """Return an explicit destination or an action to an address; None when nowhere good."""
    action = link.get("/A")
    if not isinstance(action, Dictionary):
        action = Dictionary(S=Name.GoTo, D=link.get("/Dest"))
    if action.get("/S") == Name.URI and isinstance(action.get("/URI"), String):
        address = str(action.URI).strip()
        is_safe = SAFE_ADDRESS.fullmatch(address)
        return Dictionary(S=Name.URI, URI=String(address)) if is_safe else None
    place = action.get("/D") if action.get("/S") == Name.GoTo else None
    if isinstance(place, Name):  # in whatever letters, where pikepdf resolves those of UTF-8 alone
        place = within(pdf.Root, "/Dests").get(place)
        place = place.get("/D") if isinstance(place, Dictionary) else place
    try:
        found = pikepdf.GoToAction(Dictionary(D=place)).resolve_destination(pdf)
    # A broken tree, or a place: the link leads nowhere, in every viewer
    except (pikepdf.PikepdfError, RuntimeError, TypeError, ValueError):
        return None
    goal: object = found and found.page
    # A page number belongs to links towards other files, and is met in this one
    if isinstance(goal, int) and 0 <= goal < len(pdf.pages):
        goal = pdf.pages[goal].obj
    page = pages.get(object_id(goal))
    if found is None or page is None:
        return None
    if found.page_location in (PageLocation.Fit, PageLocation.FitB):
        return Array([page.obj, Name.Fit])
    left, _, _, top = view(page).box
    left = left if found.left is None else found.left
    top = top if found.top is None else found.top
    return Array([page.obj, Name.XYZ, left, top, None])


def write(pdf: Pdf, links: Sequence[Sequence[Link]], matrices: Sequence[Matrix]) -> None:
    """Put the links that were collected on the pages, moved as the pages were by `matrices`.

    Each is again the object that it was, which the tags of the file refer to.
    """
    moves = {page.obj.objgen: matrix for page, matrix in zip(pdf.pages, matrices, strict=True)}
    for page, own in zip(pdf.pages, links, strict=True):
        for former, link in own:
            _move(link, moves[page.obj.objgen], moves)
            drop(former, set(former.keys()))
            former.update(link)
        if own:
            formers = (former for former, _ in own)
            page.obj.Annots = Array(
                each if each.is_indirect else pdf.make_indirect(each) for each in formers
            )


def _move(link: Dictionary, matrix: Matrix, moves: Mapping[tuple[int, int], Matrix]) -> None:
    # Page.copy_annotations moves rectangles alone
    moved = matrix.transform(pikepdf.Rectangle(*map(float, link.Rect)))
    link.Rect = Array(round(side, 2) for side in (moved.llx, moved.lly, moved.urx, moved.ury))
    if "/QuadPoints" in link:
        corners = list(map(float, link.QuadPoints))
        points = zip(corners[::2], corners[1::2], strict=True)
        link.QuadPoints = Array(side for point in points for side in _moved(point, matrix))
    if "/Dest" in link and link.Dest[1] == Name.XYZ:
        page, _, x, y, _ = link.Dest
        link.Dest = Array([page, Name.XYZ, *_moved((float(x), float(y)), moves[page.objgen]), None])


def _moved(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    x, y = matrix.transform(point)
    return (round(x, 2), round(y, 2))
