"""Each page as the eye sees it, on an upright A4 sheet whose origin is 0, 0; never rasterised."""

from collections.abc import Mapping

from pikepdf import Array, Dictionary, Matrix, Object, Page, Pdf, Stream

from packetgen.annexes.notes import Notes, of_pages, said
from packetgen.annexes.pdf.streams import drop, salvage, write_coded
from packetgen.bundle.pdf_page import streams_of, view

POINTS_PER_MM = 72 / 25.4
A4 = (210 * POINTS_PER_MM, 297 * POINTS_PER_MM)
TOLERANCE = 2 * POINTS_PER_MM
# A bank card becomes readable, and keeps the look of a card
MAX_ENLARGEMENT = 1.5
# A3 on A4 is 0.71 and reads well; a plan beyond A2 does not
LEGIBLE_SCALE = 0.6


def key_of(name: Object) -> str:
    """Return a name as pikepdf gives the keys of dictionaries: not all are in UTF-8."""
    return bytes(name).decode("utf-8", "surrogateescape")


def _placement(page: Page) -> tuple[Matrix, tuple[float, float], float | None]:
    """Return the matrix from a page's own space, the size of its sheet, its scale if not A4."""
    seen = view(page)
    width, height = seen.size
    upright = Matrix(*seen.matrix(0, 0, 1)).inverse()
    sheet = A4 if height >= width else (A4[1], A4[0])
    if abs(width - sheet[0]) <= TOLERANCE and abs(height - sheet[1]) <= TOLERANCE:
        return upright, (width, height), None
    scale = min(sheet[0] / width, sheet[1] / height, MAX_ENLARGEMENT)
    left, bottom = (sheet[0] - width * scale) / 2, (sheet[1] - height * scale) / 2
    return upright @ Matrix(scale, 0, 0, scale, left, bottom), sheet, scale


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
        write_coded(form, content.read_raw_bytes(), content)
    else:
        # Read now: it is bound to a page whose content changes here
        form.write(salvage(form) or b"\n".join(map(salvage, streams_of(page.obj))))
    drop(form, form.keys() & {"/Group"})
    form.BBox = Array(view(page).box)
    page.obj.Resources = Dictionary(XObject=Dictionary({"/Page": form}))
    page.obj.Contents = pdf.make_stream(b"/Page Do\n")


def place_on_a4(pdf: Pdf, notes: Notes) -> list[Matrix]:
    """Put each enclosed page on its sheet; return the matrix each has received."""
    placements = [_placement(page) for page in pdf.pages]
    for page, (matrix, size, scale) in zip(pdf.pages, placements, strict=True):
        if matrix != Matrix() or scale is not None:
            x, y, right, top = view(page).box
            box = b"%.4f %.4f %.4f %.4f" % (x, y, right - x, top - y)
            before = b"q %s cm %s re W n\n" % (matrix.encode(), box)
            page.contents_add(pdf.make_stream(before), prepend=True)
            page.contents_add(pdf.make_stream(b"\nQ\n"))
            page.contents_coalesce()
        drop(page.obj, page.obj.keys() & {"/CropBox", "/Rotate", "/UserUnit"})
        page.obj.MediaBox = Array([0, 0, *(round(side, 6) for side in size)])
    scales = enumerate((scale for _, _, scale in placements), start=1)
    _report({number: scale for number, scale in scales if scale is not None}, notes)
    return [matrix for matrix, _, _ in placements]


def _report(scales: Mapping[int, float], notes: Notes) -> None:
    for change in dict.fromkeys(map(_fitting, scales.values())):
        pages = [n for n, scale in scales.items() if _fitting(scale) == change]
        notes.change(f"{of_pages(pages)} : {change}")
    if plans := [n for n, scale in scales.items() if scale < LEGIBLE_SCALE]:
        least = round(100 * min(scales.values()))
        notes.reserve(said("reduced", pages=of_pages(plans), least=least))


def _fitting(scale: float) -> str:
    if scale < 1:
        return "réduction au format A4"
    if scale < MAX_ENLARGEMENT:
        return "agrandissement au format A4"
    return "petit format, centré sur une feuille A4"
