"""Typeface, colours, paragraphs and canvas of the pages that packetgen draws."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from html import escape
from io import BytesIO
from itertools import groupby
from typing import Any, cast

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Table
from reportlab.platypus.doctemplate import LayoutError

from packetgen import resources
from packetgen.bundle.assemble.part import Extract
from packetgen.bundle.element import Element, Kid, Mark, with_lists
from packetgen.bundle.pdf_page import Rectangle
from packetgen.bundle.tags import with_artifacts
from packetgen.text import NARROW_NBSP, NBSP

# Draws the pages of a part, each to its end
Draw = Callable[["Canvas"], None]

# Content of the element around it, not of one of its own
SPAN = "Span"

REGULAR, BOLD = "Carlito-Regular", "Carlito-Bold"
FALLBACK, FALLBACK_BOLD = "DejaVuSans", "DejaVuSans-Bold"

INK, NAVY, GREY = HexColor("#1c2530"), HexColor("#1f3a5f"), HexColor("#5a6572")
RULE, PALE, PALE_RED = HexColor("#c8d0d9"), HexColor("#f3f5f8"), HexColor("#faf0ee")
RED, AMBER, GREEN = HexColor("#8e2f22"), HexColor("#80560a"), HexColor("#2b6648")

WIDTH, HEIGHT = A4
MARGIN = 56.0
TEXT = WIDTH - 2 * MARGIN

# Of the page's number, in points from the seen bottom right corner: below what documents print,
# within what printers can
STAMP_SIZE, STAMP_RIGHT, STAMP_BASELINE = 8.0, 31.0, 17.5

# Between the letters of a label in capitals, in parts of their size
SPACED = 0.09

# Of a table: no space of its own. Its cells name a font even when all their text is paragraphs,
# and the default one would not be embedded
PLAIN = [
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),
    *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]

SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)


class Canvas(canvas.Canvas):
    """A canvas, and the elements of what was drawn on it, tagged meanwhile."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - of reportlab
        self._code: list[str]
        super().__init__(*arguments, **options)
        self._open = [Element("Document")]
        self._page, self._marks = 0, 0

    @property
    def elements(self) -> list[Kid]:
        """The elements of what was drawn, in this order."""
        return self._open[0].kids

    @contextmanager
    def within(self, role: str) -> Iterator[None]:
        """Have what is drawn meanwhile be of one element."""
        element = Element(role)
        self._open[-1].kids.append(element)
        self._open.append(element)
        yield
        self._open.pop()

    @contextmanager
    def marked(self, role: str) -> Iterator[None]:
        """Have what is drawn meanwhile be the content of one element; `""`: an artifact."""
        if not role:
            yield
            return
        page = self.getPageNumber() - 1
        number = self._marks if page == self._page else 0
        self._page, self._marks = page, number + 1
        with nullcontext() if role == SPAN else self.within(role):
            self._open[-1].kids.append(Mark(page, number))
            self.addLiteral(f"/{role} <</MCID {number}>> BDC")
            yield
            self.addLiteral("EMC")

    def showPage(self) -> None:  # noqa: N802 - of reportlab
        """End a page: what no element marks is an artifact."""
        if self.elements:
            operators = "\n".join(self._code).encode("latin-1")
            self._code = [with_artifacts(operators).decode("latin-1")]
        super().showPage()


class TaggedParagraph(Paragraph):
    """A paragraph that is one element, of its `role`."""

    canv: Canvas
    role, width = "P", 0.0

    def draw(self) -> None:
        """Draw the paragraph, marked."""
        of_list = self.canv.within("LI") if self.role == "LBody" else nullcontext()
        with of_list, self.canv.marked(self.role):
            super().draw()


@cache
def _load(name: str, bold: str) -> TTFont:
    """Load a typeface and its bold among the fonts that travel with packetgen."""
    for weight in (name, bold):
        pdfmetrics.registerFont(TTFont(weight, str(resources.folder("fonts") / f"{weight}.ttf")))
    pdfmetrics.registerFontFamily(name, normal=name, bold=bold, italic=name, boldItalic=bold)
    return cast("TTFont", pdfmetrics.getFont(name))


def carlito() -> TTFont:
    """Return the typeface of all drawn pages, loaded the first time."""
    return _load(REGULAR, BOLD)


def draw_pages(draws: Iterable[Draw]) -> list[Extract]:
    """Let each draw its pages; return those of each, in one PDF that has their fonts but once.

    The same drawing makes the same bytes.
    """
    carlito()
    buffer = BytesIO()
    # Not compressed: the bundle is, as it is written
    canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=0, initialFontName=REGULAR)
    drawn = []
    for each in draws:
        first, before = canvas.getPageNumber() - 1, len(canvas.elements)
        each(canvas)
        pages = range(first, canvas.getPageNumber() - 1)
        drawn.append((pages, with_lists(canvas.elements[before:])))
    canvas.save()
    whole = buffer.getvalue()
    return [Extract(whole, pages, elements) for pages, elements in drawn]


def markup(text: str) -> str:
    """Return plain `text` as paragraph markup; signs that Carlito lacks are set in DejaVu."""
    known = carlito().face.charToGlyph
    runs = []
    spaced = text.replace(NARROW_NBSP, NBSP)
    for covered, signs in groupby(spaced, lambda sign: sign == "\n" or ord(sign) in known):
        run = escape("".join(signs), quote=False).replace("\n", "<br/>")
        if not covered:
            run = f'<font name="{_load(FALLBACK, FALLBACK_BOLD).fontName}">{run}</font>'
        runs.append(run)
    return "".join(runs)


def paragraph(
    marked: str,
    size: float,
    *,
    color: Color = INK,
    bold: bool = False,
    after: float = 0,
    role: str = "P",
) -> Paragraph:
    """Return a left-aligned paragraph of markup, `after` points of space below it."""
    carlito()
    font = BOLD if bold else REGULAR
    style = ParagraphStyle("packetgen", fontName=font, fontSize=size, leading=size * 1.22)
    style.textColor, style.spaceAfter = color, after
    made = TaggedParagraph(marked, style)
    made.role = role if marked else ""
    return made


def table(rows: Any, widths: Any, *style: Any) -> Table:  # noqa: ANN401 - of reportlab
    """Return a table of no space of its own, but what its `style` says."""
    return Table(rows, widths, style=[*PLAIN, *style], hAlign="LEFT")


def panel(flowables: list[Flowable], *, padding: float) -> Flowable:
    """Set `flowables` on the pale red ground of what is wanting, `padding` points inside it."""
    return table(
        [[flowables]],
        ["*"],
        ("BACKGROUND", (0, 0), (-1, -1), PALE_RED),
        ("LINEBEFORE", (0, 0), (0, -1), 3, RED, 0),
        ("LEFTPADDING", (0, 0), (-1, -1), padding + 3),
        *((f"{side}PADDING", (0, 0), (-1, -1), padding) for side in ("RIGHT", "TOP", "BOTTOM")),
    )


def ground(canvas: Canvas, color: Color, bottom: float, height: float) -> None:
    """Draw a pale ground across the text, a bar of `color` along its left."""
    canvas.setFillColor(PALE)
    canvas.rect(MARGIN, bottom, TEXT, height, stroke=0, fill=1)
    canvas.setFillColor(color)
    canvas.rect(MARGIN, bottom, 4, height, stroke=0, fill=1)


def write(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    size: float,
    color: Color = INK,
    *,
    font: str = REGULAR,
    right: bool = False,
    role: str = "",
) -> None:
    """Write a line of plain text from `x`, or up to it (`right`), read as a `role`."""
    with canvas.marked(role):
        canvas.setFillColor(color)
        canvas.setFont(font, size)
        (canvas.drawRightString if right else canvas.drawString)(x, y, text)


def spaced(canvas: Canvas, x: float, y: float, text: str, size: float, color: Color) -> None:
    """Write a short label in spaced bold capitals at its baseline."""
    line = canvas.beginText(x, y)
    line.setFont(BOLD, size)
    line.setFillColor(color)
    line.setCharSpace(size * SPACED)
    line.textOut(text.upper())
    # the spacing outlives the text object
    line.setCharSpace(0)
    canvas.drawText(line)


def fit(canvas: Canvas, build: Callable[[], list[Flowable]], frame: Rectangle) -> None:
    """Draw what `build` returns from the top of `frame` (x, bottom, width, height, in points).

    All is set smaller, sizes and spaces alike, when it would not fit.
    """
    x, bottom, width, height = frame
    for scale in SCALES:
        # Tables keep the width of their first layout: each try begins with new ones
        across, up, last = width / scale, height / scale, scale == SCALES[-1]
        kept = KeepInFrame(across, up, build(), mode="shrink" if last else "error")
        try:
            _, used = kept.wrapOn(canvas, across, up)
        except LayoutError:
            continue
        canvas.saveState()
        canvas.translate(x, bottom + height)
        canvas.scale(scale, scale)
        kept.drawOn(canvas, 0, -used)
        canvas.restoreState()
        return
