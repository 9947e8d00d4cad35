"""What a page of a PDF holds, inherited entries included, as pikepdf reads it."""

from __future__ import annotations

from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Page, PikepdfError, Stream

# A page tree may be hostile: a chain of parents that never ends
MOST_PARENTS = 50
# The form that holds what a stamped page drew
PIECE = "/Piece"
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True)
class View:
    """How a page is seen: its box in user space, quarter turns clockwise, points per unit."""

    box: Rectangle
    turns: int
    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen, in points."""
        left, bottom, right, top = self.box
        width, height = (right - left) * self.unit, (top - bottom) * self.unit
        return (height, width) if self.turns % 2 else (width, height)

    def matrix(self, x: float, y: float, scale: float) -> tuple[float, ...]:
        """Return the matrix that sets a drawing at (x, y), points from the seen bottom left."""
        left, bottom, right, top = self.box
        x, y, scale = x / self.unit, y / self.unit, scale / self.unit
        return (
            (scale, 0, 0, scale, left + x, bottom + y),
            (0, scale, -scale, 0, right - y, bottom + x),
            (-scale, 0, 0, -scale, right - x, top - y),
            (0, -scale, scale, 0, left + y, top - x),
        )[self.turns]


def inherited(page: Object, key: Name) -> Object | None:
    """Return an entry of `page`, its own or that of the nearest node of the tree above it."""
    node: Object | None = page
    for _ in range(MOST_PARENTS):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get(Name.Parent)
    return None


def streams_of(page: Object) -> list[Stream]:
    """Return the streams that hold the operators of `page`."""
    contents = page.get(Name.Contents)
    streams = list(contents) if isinstance(contents, Array) else [contents]
    return [stream for stream in streams if isinstance(stream, Stream)]


def contents_of(page: Object) -> bytes:
    """Return the operators of `page`, decoded, its streams joined as one."""
    return b"\n".join(map(_decoded, streams_of(page)))


def _decoded(stream: Stream) -> bytes:
    """Return what a stream holds, as stored where that is damaged or of an unknown kind."""
    try:
        return stream.read_bytes()
    except (PikepdfError, UnicodeDecodeError):  # the message quotes a byte of the stream
        return stream.read_raw_bytes()


def box_of(rectangle: Object | None) -> Rectangle:
    """Return left, bottom, right, top, whichever corners the rectangle was given by."""
    x, y, other_x, other_y = map(float, list(rectangle) if rectangle is not None else [])
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def view(page: Page) -> View:
    """Return how a reader shows `page`: within its MediaBox whatever its CropBox."""
    media = box_of(inherited(page.obj, Name.MediaBox))
    cropped = inherited(page.obj, Name.CropBox)
    crop = box_of(cropped) if cropped else media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    seen = (left, bottom, right, top) if left < right and bottom < top else media
    turns = int(inherited(page.obj, Name.Rotate) or 0) // 90 % 4
    return View(seen, turns, float(page.obj.get(Name.UserUnit, 1)))


def under_stamp(resources: Object | None) -> Stream | None:
    """Return what the page drew before it was stamped, where that holds all of it."""
    forms = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    form = forms.get(PIECE) if isinstance(forms, Dictionary) else None
    if not isinstance(form, Stream) or Name.Matrix in form or Name.Resources not in form:
        return None
    return form
