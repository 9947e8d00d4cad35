"""What a page of a PDF holds, inherited entries included, as pikepdf reads it."""

from decimal import Decimal
from typing import Any

from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Object, Page, PikepdfError, Stream

# A page tree may be hostile: a chain of parents that never ends
MOST_PARENTS = 50
# The form that holds what a stamped page drew
PIECE = "/Piece"
ObjectId = tuple[int, int]
Rectangle = tuple[float, float, float, float]
# What a viewer takes when a page has no valid box
LETTER: Rectangle = (0, 0, 612, 792)


class View(Struct, frozen=True):
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


def entry(holder: Object, key: str) -> Any:  # noqa: ANN401 - whatever a PDF holds
    """Return an entry of a dictionary or of a stream, None where it is wanting."""
    return holder[key] if key in holder else None  # noqa: SIM401 - `get` takes ten times as long


def inherited(page: Object, key: str) -> Object | None:
    """Return an entry of `page`, its own or that of the nearest node of the tree above it."""
    node: Object | None = page
    for _ in range(MOST_PARENTS):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = entry(node, "/Parent")
    return None


def streams_of(page: Object) -> list[Stream]:
    """Return the streams that hold the operators of `page`."""
    contents = entry(page, "/Contents")
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


def items(value: object) -> list[Any]:
    """Return what may be several values in an array, one alone, or none."""
    if isinstance(value, Array):
        return list(value)
    return [] if value is None else [value]


def entries_of(value: object) -> dict[str, Any]:
    """Return the entries of a dictionary, none of anything else.

    Asked of the library one by one, keys that are wanting take long.
    """
    return dict(value.items()) if isinstance(value, Dictionary) else {}


def object_id(thing: object) -> ObjectId:
    """Return the number and the generation of an object, zeros of what is written in its place."""
    return thing.objgen if isinstance(thing, Object) else (0, 0)


def numbers(values: object, length: int) -> tuple[float, ...] | None:
    """Return an array of a PDF as floats, or None when it is not `length` numbers."""
    if not isinstance(values, Array) or len(values) != length:
        return None
    found = [v for v in values if isinstance(v, (int, float, Decimal))]
    return tuple(map(float, found)) if len(found) == length else None


def box_of(rectangle: object) -> Rectangle | None:
    """Return left, bottom, right, top, whichever corners are given, or None for no rectangle."""
    corners = numbers(rectangle, 4)
    if corners is None:
        return None
    x, y, other_x, other_y = corners
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def view(page: Page) -> View:
    """Return how a reader shows `page`: its CropBox within its MediaBox; void entries count not."""
    media = box_of(inherited(page.obj, "/MediaBox"))
    if media is None or not _has_area(media):
        media = LETTER
    crop = box_of(inherited(page.obj, "/CropBox")) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    seen = (left, bottom, min(media[2], crop[2]), min(media[3], crop[3]))
    # Page.rotation ignores a turn written as a real number, which viewers heed
    turn = inherited(page.obj, "/Rotate")
    degrees = int(turn) % 360 if isinstance(turn, int | Decimal) else 0
    unit = entry(page.obj, "/UserUnit")
    return View(
        seen if _has_area(seen) else media,
        0 if degrees % 90 else degrees // 90,
        float(unit) if isinstance(unit, int | float | Decimal) and unit > 0 else 1.0,
    )


def _has_area(box: Rectangle) -> bool:
    return box[0] < box[2] and box[1] < box[3]


def under_stamp(resources: Object | None) -> Stream | None:
    """Return what the page drew before it was stamped, where that holds all of it."""
    form = entries_of(entries_of(resources).get("/XObject")).get(PIECE)
    if isinstance(form, Stream) and Name.Matrix not in form and Name.Resources in form:
        return form
    return None
