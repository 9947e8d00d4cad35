"""The stamp: the number that every page of a piece bears, where the eye sees bottom right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import cast

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    PdfObject,
    RectangleObject,
    StreamObject,
)
from reportlab.lib.colors import white
from reportlab.pdfbase.pdfmetrics import stringWidth

from packetgen.bundle import drawing
from packetgen.bundle.drawing import REGULAR, STAMP_BASELINE, STAMP_RIGHT, STAMP_SIZE

PADDING = 3.0
BASELINE = 3.5
GROUND = STAMP_SIZE + 4
PIECE = NameObject("/Piece")


@dataclass(frozen=True)
class Stamp:
    """A drawn stamp: its operators, their resources, its width in points."""

    operators: bytes
    resources: DictionaryObject
    width: float


@dataclass(frozen=True)
class View:
    """How a page is seen: its box in user space, quarter turns clockwise, points per unit."""

    box: tuple[float, float, float, float]
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


def draw_stamps(texts: Sequence[str]) -> list[Stamp]:
    """Draw each text on its white ground, its bottom left corner at the origin."""
    buffer = BytesIO()
    canvas = drawing.new_canvas(buffer)
    widths = [stringWidth(text, REGULAR, STAMP_SIZE) + 2 * PADDING for text in texts]
    for text, width in zip(texts, widths, strict=True):
        canvas.setFillColor(white)
        canvas.rect(0, 0, width, GROUND, stroke=0, fill=1)
        canvas.setFillColor(drawing.INK)
        canvas.setFont(REGULAR, STAMP_SIZE)
        canvas.drawString(PADDING, BASELINE, text)
        canvas.showPage()
    canvas.save()
    return [
        Stamp(_contents(page), cast("DictionaryObject", page["/Resources"]), width)
        for page, width in zip(PdfReader(buffer).pages, widths, strict=True)
    ]


def view(page: PageObject) -> View:
    """Return how a reader shows `page`: within its MediaBox whatever its CropBox."""
    media, crop = _box(page.mediabox), _box(page.cropbox)
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    seen = (left, bottom, right, top) if left < right and bottom < top else media
    return View(seen, int(page.rotation) // 90 % 4, float(page.user_unit))


def apply(page: PageObject, stamp: Stamp) -> None:
    """Draw `stamp` over `page`, a page of a reader.

    What the page drew becomes a form that it draws first: whatever graphics state it leaves,
    or saves and never restores, ends with the form, and its resources keep their own names.
    """
    seen = view(page)
    width, height = seen.size
    scale = min(1.0, width / stamp.width, height / GROUND)
    x = max(0.0, width - STAMP_RIGHT + PADDING - stamp.width * scale)
    y = min(STAMP_BASELINE - BASELINE, height - GROUND * scale)
    matrix = seen.matrix(x, y, scale)
    placed = " ".join(f"{number:.4f}" for number in matrix).encode()
    operators = b"q %b cm\n%b\nQ" % (placed, stamp.operators)
    resources = DictionaryObject(stamp.resources)
    if (form := _as_form(page)) is not None:
        resources[NameObject("/XObject")] = DictionaryObject({PIECE: form})
        operators = b"q %b Do Q\n%b" % (PIECE.encode(), operators)
    page[NameObject("/Contents")] = _stream(operators)
    page[NameObject("/Resources")] = resources


def _as_form(page: PageObject) -> PdfObject | None:
    """Return what `page` draws as a form XObject: its own stream when it has but one."""
    reference: PdfObject = page.get("/Contents", NullObject())
    contents = reference.get_object()
    if isinstance(contents, ArrayObject) and len(contents) == 1:
        reference = contents[0]
        contents = reference.get_object()
    if not isinstance(contents, (ArrayObject, StreamObject)):
        return None
    # Wider than the page, which cuts it anyway: an edge of its own would be drawn softened
    left, bottom, right, top = _box(page.mediabox)
    form = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(
                map(FloatObject, (left - 1, bottom - 1, right + 1, top + 1))
            ),
            NameObject("/Resources"): page.get("/Resources", DictionaryObject()),
        }
    )
    # Pages may share their contents: the first one gave the stream its box and its resources
    if isinstance(contents, StreamObject) and (
        "/BBox" not in contents or form.items() <= contents.items()
    ):
        contents.update(form)
        return reference
    joined = _stream(_contents(page))
    joined.update(form)
    return joined


def _contents(page: PageObject) -> bytes:
    """Return the operators of `page`, decoded, its streams joined."""
    contents = page.get_contents()
    return b"" if contents is None else contents.get_data()


def _stream(operators: bytes) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(operators)
    return stream.flate_encode()


def _box(rectangle: RectangleObject) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top, whichever corners the rectangle was given by."""
    x, y, other_x, other_y = map(float, rectangle)
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)
