"""Each page as the eye sees it, on an upright A4 sheet whose origin is 0, 0; never rasterised."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Matrix, Name, Object, Stream

from packetgen.annexes.notes import of_pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pikepdf import Page, Pdf

    from packetgen.annexes.notes import Notes

Box = tuple[float, float, float, float]

POINTS_PER_MM = 72 / 25.4
A4 = (210 * POINTS_PER_MM, 297 * POINTS_PER_MM)
TOLERANCE = 2 * POINTS_PER_MM
# A bank card becomes readable, and keeps the look of a card
MAX_ENLARGEMENT = 1.5
# A3 on A4 is 0.71 and reads well; a plan beyond A2 does not
LEGIBLE_SCALE = 0.6
# What a viewer takes when a page has no valid box
LETTER: Box = (0, 0, 612, 792)


@dataclass(frozen=True)
class Placement:
    """Where a page goes: matrix from its own space, size of the sheet in points, and scale."""

    matrix: Matrix
    size: tuple[float, float]
    scale: float
    is_a4: bool


def numbers(values: object, length: int) -> tuple[float, ...] | None:
    """Return an array of a PDF as floats, or None when it is not `length` numbers."""
    if not isinstance(values, Array) or len(values) != length:
        return None
    found = [v for v in values if isinstance(v, int | float | Decimal)]
    return tuple(float(v) for v in found) if len(found) == length else None


def key_of(name: Object) -> str:
    """Return a name as pikepdf gives the keys of dictionaries: not all are in UTF-8."""
    return bytes(name).decode("utf-8", "surrogateescape")


def box(values: object) -> Box | None:
    """Return a rectangle of a PDF with its corners in order, or None when it is not one."""
    corners = numbers(values, 4)
    if corners is None:
        return None
    x0, y0, x1, y1 = corners
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def visible_box(page: Dictionary) -> Box:
    """Return what a viewer shows of a page: its CropBox within its MediaBox, in points."""
    media = box(page.get("/MediaBox"))
    if media is None or not _area(media):
        media = LETTER
    crop = box(page.get("/CropBox")) or media
    shown = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    return shown if _area(shown) else media


def _area(corners: Box) -> float:
    return max(0.0, corners[2] - corners[0]) * max(0.0, corners[3] - corners[1])


def placement(page: Dictionary) -> Placement:
    """Return where a page goes on its sheet."""
    x0, y0, x1, y1 = visible_box(page)
    unit = _positive(page.get("/UserUnit"))
    turn = _rotation(page.get("/Rotate"))
    width, height = (x1 - x0) * unit, (y1 - y0) * unit
    # Matrices of pikepdf compose from the last written: scale, then turn, then move
    upright = Matrix().scaled(unit, unit).translated(-x0, -y0)
    upright = upright @ _turned(turn, width, height)
    if turn % 180:
        width, height = height, width
    sheet = A4 if height >= width else (A4[1], A4[0])
    if abs(width - sheet[0]) <= TOLERANCE and abs(height - sheet[1]) <= TOLERANCE:
        return Placement(upright, (width, height), 1.0, is_a4=True)
    scale = min(sheet[0] / width, sheet[1] / height, MAX_ENLARGEMENT)
    left, bottom = (sheet[0] - width * scale) / 2, (sheet[1] - height * scale) / 2
    matrix = upright @ Matrix(scale, 0, 0, scale, left, bottom)
    return Placement(matrix, sheet, scale, is_a4=False)


def _turned(turn: int, width: float, height: float) -> Matrix:
    """Return the clockwise turn of a page of this size, its corner kept at 0, 0."""
    return {
        0: Matrix(),
        90: Matrix(0, -1, 1, 0, 0, width),
        180: Matrix(-1, 0, 0, -1, width, height),
        270: Matrix(0, 1, -1, 0, height, 0),
    }[turn]


def _positive(value: object) -> float:
    return float(value) if isinstance(value, int | float | Decimal) and value > 0 else 1.0


def _rotation(value: object) -> int:
    """Return a /Rotate as 0, 90, 180 or 270; other values are void, as viewers have it."""
    turn = int(value) % 360 if isinstance(value, int | Decimal) else 0
    return turn if turn % 90 == 0 else 0


def enclose(pdf: Pdf, page: Page) -> None:
    """Make a page's content one form XObject, drawn by a content of one line.

    Whatever the content leaves behind it (states, matrices, patterns bound to its own space) then
    stays inside: what is written before or after it, and the bundle's stamp, cannot be displaced.
    """
    content = page.obj.get("/Contents")
    resources = page.obj.get("/Resources")
    page.obj.Resources = Dictionary()
    if content is None:
        return
    form = _form_stream(pdf, content)
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array(list(visible_box(page.obj)))
    form.Resources = resources if isinstance(resources, Dictionary) else Dictionary()
    page.obj.Resources = Dictionary(XObject=Dictionary({"/Page": form}))
    page.obj.Contents = pdf.make_stream(b"/Page Do\n")


def _form_stream(pdf: Pdf, content: Object) -> Stream:
    if isinstance(content, Stream):
        # Copied as it is: what need not be decoded cannot be spoiled
        form = pdf.make_stream(content.read_raw_bytes())
        for key in ("/Filter", "/DecodeParms"):
            if key in content:
                form[key] = content[key]
        return form
    parts = [part for part in content if isinstance(part, Stream)]
    return pdf.make_stream(b"\n".join(part.read_bytes() for part in parts))


def place(pdf: Pdf, notes: Notes) -> list[Matrix]:
    """Put each enclosed page on its sheet; return the matrix each has received."""
    placements = [placement(page.obj) for page in pdf.pages]
    for page, where in zip(pdf.pages, placements, strict=True):
        _redraw(pdf, page, where)
    _tell(placements, notes)
    return [where.matrix for where in placements]


def _redraw(pdf: Pdf, page: Page, where: Placement) -> None:
    corners = visible_box(page.obj)
    if where.matrix != Matrix() or not where.is_a4:
        x, y, right, top = corners
        before = b"q %s cm %s re W n\n" % (
            where.matrix.encode(),
            b" ".join(b"%.4f" % v for v in (x, y, right - x, top - y)),
        )
        page.contents_add(pdf.make_stream(before), prepend=True)
        page.contents_add(pdf.make_stream(b"\nQ\n"))
        page.contents_coalesce()
    for key in ("/CropBox", "/Rotate", "/UserUnit"):
        if key in page.obj:
            del page.obj[key]
    page.obj.MediaBox = Array([0, 0, *(round(side, 6) for side in where.size)])


def _tell(placements: Sequence[Placement], notes: Notes) -> None:
    scales = {n: where.scale for n, where in enumerate(placements, start=1) if not where.is_a4}
    for change in dict.fromkeys(map(_fitting, scales.values())):
        pages = [n for n, scale in scales.items() if _fitting(scale) == change]
        notes.change(f"{of_pages(pages)} : {change}")
    plans = [n for n, scale in scales.items() if scale < LEGIBLE_SCALE]
    if plans:
        least = min(scales.values())
        notes.reserve(
            f"{of_pages(plans)} : grand format réduit (jusqu’à {100 * least:.0f} % de sa taille), "
            "vérifiez que tout reste lisible"
        )


def _fitting(scale: float) -> str:
    if scale < 1:
        return "réduction au format A4"
    if scale < MAX_ENLARGEMENT:
        return "agrandissement au format A4"
    return "petit format, centré sur une feuille A4"
