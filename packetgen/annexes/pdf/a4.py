"""Each page as the eye sees it, on an upright A4 sheet whose origin is 0, 0; never rasterised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Matrix, Stream

from packetgen.annexes.notes import of_pages
from packetgen.bundle.pdf_page import view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pikepdf import Object, Page, Pdf

    from packetgen.annexes.notes import Notes

POINTS_PER_MM = 72 / 25.4
A4 = (210 * POINTS_PER_MM, 297 * POINTS_PER_MM)
TOLERANCE = 2 * POINTS_PER_MM
# A bank card becomes readable, and keeps the look of a card
MAX_ENLARGEMENT = 1.5
# A3 on A4 is 0.71 and reads well; a plan beyond A2 does not
LEGIBLE_SCALE = 0.6


@dataclass(frozen=True)
class Placement:
    """Where a page goes: matrix from its own space, size of the sheet in points, and scale."""

    matrix: Matrix
    size: tuple[float, float]
    scale: float
    is_a4: bool


def key_of(name: Object) -> str:
    """Return a name as pikepdf gives the keys of dictionaries: not all are in UTF-8."""
    return bytes(name).decode("utf-8", "surrogateescape")


def placement(page: Page) -> Placement:
    """Return where a page goes on its sheet."""
    seen = view(page)
    width, height = seen.size
    upright = Matrix(*seen.matrix(0, 0, 1)).inverse()
    sheet = A4 if height >= width else (A4[1], A4[0])
    if abs(width - sheet[0]) <= TOLERANCE and abs(height - sheet[1]) <= TOLERANCE:
        return Placement(upright, (width, height), 1.0, is_a4=True)
    scale = min(sheet[0] / width, sheet[1] / height, MAX_ENLARGEMENT)
    left, bottom = (sheet[0] - width * scale) / 2, (sheet[1] - height * scale) / 2
    matrix = upright @ Matrix(scale, 0, 0, scale, left, bottom)
    return Placement(matrix, sheet, scale, is_a4=False)


def enclose(pdf: Pdf, page: Page) -> None:
    """Make a page's content one form XObject, drawn by a content of one line.

    Whatever the content leaves behind it (states, matrices, patterns bound to its own space) then
    stays inside: what is written before or after it, and the bundle's stamp, cannot be displaced.
    """
    content = page.obj.get("/Contents")
    if content is None:
        page.obj.Resources = Dictionary()
        return
    form = page.as_form_xobject(handle_transformations=False)
    if isinstance(content, Stream):
        # Copied as it is: what need not be decoded cannot be spoiled
        form.write(content.read_raw_bytes())
        for key in content.keys() & {"/Filter", "/DecodeParms"}:
            form[key] = content[key]
    else:
        # Read now: it is bound to a page whose content changes here
        form.write(form.read_bytes())
    if "/Group" in form:
        del form.Group
    form.BBox = Array(view(page).box)
    page.obj.Resources = Dictionary(XObject=Dictionary({"/Page": form}))
    page.obj.Contents = pdf.make_stream(b"/Page Do\n")


def place_on_a4(pdf: Pdf, notes: Notes) -> list[Matrix]:
    """Put each enclosed page on its sheet; return the matrix each has received."""
    placements = [placement(page) for page in pdf.pages]
    for page, where in zip(pdf.pages, placements, strict=True):
        _redraw(pdf, page, where)
    _report(placements, notes)
    return [where.matrix for where in placements]


def _redraw(pdf: Pdf, page: Page, where: Placement) -> None:
    if where.matrix != Matrix() or not where.is_a4:
        x, y, right, top = view(page).box
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


def _report(placements: Sequence[Placement], notes: Notes) -> None:
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
