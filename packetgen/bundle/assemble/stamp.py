"""The stamps: the number of a piece's page, bottom right; its mark, in the middle of the top."""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream
from reportlab.lib.colors import white
from reportlab.pdfbase.pdfmetrics import stringWidth

from packetgen.bundle.assemble.part import Extract, opened
from packetgen.bundle.pages import drawing
from packetgen.bundle.pages.drawing import BOLD, REGULAR, STAMP_BASELINE, STAMP_RIGHT, STAMP_SIZE
from packetgen.bundle.pdf_page import PIECE, View, contents_of, entry, inherited, view
from packetgen.model.bundle import MARKS, PROJET

PADDING, BASELINE, GROUND = 3.0, 3.5, STAMP_SIZE + 4
# Of a mark, in points: its size, the frame of « PROJET », from the seen top
MARK_SIZE, MARK_WIDTH, MARK_HEIGHT, MARK_TOP = 11.0, 76.0, 15.5, 9.0
# A comment between the operators of two stamps
BETWEEN = "%stamp"


class Stamp(Struct, frozen=True):
    """A drawn stamp: its text, its operators, their fonts in the bundle."""

    text: str
    operators: bytes
    fonts: Object


def draw_stamps(texts: Sequence[str], pdf: Pdf) -> list[Stamp]:
    """Draw each text on its white ground, its bottom left corner at the origin, for `pdf`."""
    if not texts:
        return []
    source = opened(_drawn(tuple(texts)))
    [page] = source.pages
    fonts = pdf.copy_foreign(page.resources.Font)
    _, *operators = contents_of(page.obj).split(BETWEEN.encode())
    return [Stamp(text, each, fonts) for text, each in zip(texts, operators, strict=True)]


# The pieces of a batch have the same numbers
@lru_cache(maxsize=16)
def _drawn(texts: Sequence[str]) -> Extract:
    def draw(canvas: drawing.Canvas) -> None:
        # One below the other on a single page: each draws without heed of the others
        for text in texts:
            canvas.addLiteral(BETWEEN)
            canvas.setFillColor(white)
            canvas.rect(0, 0, *extent(text), stroke=0, fill=1)
            if text in MARKS:
                _draw_mark(canvas, text)
            else:
                drawing.write(canvas, PADDING, BASELINE, text, STAMP_SIZE)
        canvas.showPage()

    return drawing.draw_pages([draw])[0]


def _draw_mark(canvas: drawing.Canvas, text: str) -> None:
    """Draw a mark in its red frame, which stands out of a dark page as of a white one."""
    width, height = extent(text)
    canvas.setStrokeColor(drawing.RED)
    canvas.setLineWidth(1)
    canvas.rect(0.5, 0.5, width - 1, height - 1, stroke=1, fill=0)
    left = (width - _spread(text)) / 2
    drawing.spaced(canvas, left, (height - 0.64 * MARK_SIZE) / 2, text, MARK_SIZE, drawing.RED)


def _spread(mark: str) -> float:
    return stringWidth(mark, BOLD, MARK_SIZE) + MARK_SIZE * drawing.SPACED * (len(mark) - 1)


def extent(text: str) -> tuple[float, float]:
    """Return the width and height of a stamp, in points."""
    if text in MARKS:
        more = _spread(text) - _spread(PROJET)
        return MARK_WIDTH + more, MARK_HEIGHT
    return stringWidth(text, REGULAR, STAMP_SIZE) + 2 * PADDING, GROUND


def place_page(seen: View, text: str) -> tuple[float, float, float]:
    """Return where the stamp of `text` stands: x, y from the seen bottom left, scale."""
    across, up = seen.size
    width, height = extent(text)
    scale = min(1.0, across / width, up / height)
    if text in MARKS:
        return (across - width * scale) / 2, max(0.0, up - MARK_TOP - height * scale), scale
    x = max(0.0, across - STAMP_RIGHT + PADDING - width * scale)
    return x, min(STAMP_BASELINE - BASELINE, up - height * scale), scale


def apply(page: Page, stamps: Sequence[Stamp], pdf: Pdf, tag: str = "") -> Object | None:
    """Draw `stamps` over `page`, a page of `pdf`; return the form that holds what it drew.

    What the page drew becomes a form that it draws first: whatever graphics state it leaves,
    or saves and never restores, ends with the form, and its resources keep their own names. With
    `tag`, it is one marked content of that tag, of number 0.
    """
    seen = view(page)
    drawn = []
    for stamp in stamps:
        matrix = " ".join(f"{number:.4f}" for number in seen.matrix(*place_page(seen, stamp.text)))
        drawn.append(b"/Artifact BMC\nq %b cm\n%b\nQ\nEMC" % (matrix.encode(), stamp.operators))
    resources = Dictionary(Font=stamps[0].fonts)
    if (form := _as_form(page, seen, pdf, shared=bool(tag))) is not None:
        resources.XObject = Dictionary({PIECE: form})
        piece = b"q %b Do Q" % PIECE.encode()
        drawn.insert(0, b"/%b <</MCID 0>> BDC\n%b\nEMC" % (tag.encode(), piece) if tag else piece)
    page.obj.Contents = pdf.make_stream(b"\n".join(drawn))
    page.obj.Resources = resources
    return form


def _as_form(page: Page, seen: View, pdf: Pdf, *, shared: bool) -> Object | None:
    """Return what `page` draws as a form XObject: its own stream when it has but one.

    The form may be `shared`, unless its content is in the tree at the place of one page.
    """
    contents = entry(page.obj, "/Contents")
    if isinstance(contents, Array) and len(contents) == 1:
        contents = contents[0]
    if not isinstance(contents, Array | Stream):
        return None
    # Wider than the page, which cuts it anyway: an edge of its own would be drawn softened
    left, bottom, right, top = seen.box
    form = {
        "/Type": Name.XObject,
        "/Subtype": Name.Form,
        "/BBox": Array([left - 1, bottom - 1, right + 1, top + 1]),
        "/Resources": inherited(page.obj, "/Resources") or Dictionary(),
    }
    # Pages may share their contents: the first one gave the stream its box and its resources
    free = isinstance(contents, Stream) and (
        Name.BBox not in contents
        or (shared and all(contents.get(key) == form[key] for key in form))
    )
    stream = contents if free else pdf.make_stream(contents_of(page.obj))
    for key, value in form.items():
        stream[key] = value
    return stream
