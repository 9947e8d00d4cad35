"""Pages that list pieces one below the other: heads, places of lines, page numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from packetgen.bundle.pages import drawing
from packetgen.bundle.pages.drawing import HEIGHT, MARGIN, TEXT, WIDTH, markup, paragraph
from packetgen.model.bundle import Part, State
from packetgen.text import NBSP

TOP = HEIGHT - 62
FIRST_HEADER = 58.0
HEADER = 22.0
BOTTOM = 58.0
TITLE_SIZE = 12.0
DETAIL_SIZE = 9.5
PADDING = 6.0

# A paragraph set in its lines, and its height in points
Block = tuple[Paragraph, float]

COLOURS: dict[State, Color] = {
    State.INTEGREE: drawing.GREY,
    State.RESERVE: drawing.AMBER,
    State.ABSENTE: drawing.RED,
    State.REFUSEE: drawing.RED,
}


@dataclass(frozen=True)
class ListEntry:
    """Where a line stands: its page in the list, from 0, and its top and height in points."""

    page: int
    top: float
    height: float


def set_in(width: float, *blocks: Paragraph) -> tuple[Block, ...]:
    """Set paragraphs in lines `width` points wide."""
    return tuple((block, block.wrap(width, HEIGHT)[1]) for block in blocks)


# Laid out to count pages, then to be drawn; and the pieces of a batch are called alike
@lru_cache(maxsize=512)
def piece_blocks(part: Part, details: tuple[str, ...], numbers: float) -> tuple[Block, ...]:
    """Return the title of a piece and its details, left of a column `numbers` points wide."""
    return set_in(
        TEXT - numbers,
        paragraph(title(part), TITLE_SIZE),
        paragraph(f"{NBSP}· ".join(details), DETAIL_SIZE, color=drawing.GREY),
    )


def state(part: Part) -> str:
    """Return the markup of what became of a piece, in bold and in colour unless it is whole."""
    if part.state is State.INTEGREE:
        return str(part.state)
    return f'<b><font color="{COLOURS[part.state].hexval()}">{part.state}</font></b>'


def draw_block(canvas: Canvas, block: Block, top: float) -> float:
    """Draw a paragraph that was set, below `top`; return where it ends."""
    text, height = block
    text.drawOn(canvas, MARGIN, top - height)
    return top - height


def place(heights: Iterable[float], before: float = 0) -> Iterator[ListEntry]:
    """Place lines of these heights on as many pages as needed, `before` points below the head."""
    page, top = 0, TOP - FIRST_HEADER - before
    for height in heights:
        if top - height < BOTTOM and top < TOP - HEADER:
            page, top = page + 1, TOP - HEADER
        yield ListEntry(page, top, height)
        top -= height


def head(canvas: Canvas, title: str, whole: str, page: int) -> None:
    """Name the list, in full with what it counts on its first page."""
    canvas.setFillColor(drawing.NAVY)
    if page == 0:
        canvas.setFont(drawing.BOLD, 26)
        canvas.drawString(MARGIN, TOP - 20, title)
        canvas.setFillColor(drawing.GREY)
        canvas.setFont(drawing.REGULAR, 11)
        canvas.drawRightString(WIDTH - MARGIN, TOP - 20, whole)
        y = TOP - FIRST_HEADER + 12
    else:
        canvas.setFont(drawing.BOLD, 12)
        canvas.drawString(MARGIN, TOP - 10, f"{title} (suite)")
        y = TOP - HEADER
    canvas.setStrokeColor(drawing.NAVY)
    canvas.setLineWidth(1.2)
    canvas.line(MARGIN, y, WIDTH - MARGIN, y)


def title(part: Part) -> str:
    """Return the markup of a piece's title, its number first."""
    numero = f'<b><font color="{drawing.NAVY.hexval()}">Pièce{NBSP}{part.numero}</font></b>'
    return f"{numero}{NBSP}· {markup(part.titre)}"


def foot(canvas: Canvas, number: str) -> None:
    """Print the page's number in the bundle where the pieces have their stamp."""
    canvas.setFillColor(drawing.GREY)
    canvas.setFont(drawing.REGULAR, drawing.STAMP_SIZE)
    canvas.drawRightString(WIDTH - drawing.STAMP_RIGHT, drawing.STAMP_BASELINE, number)


def leader(canvas: Canvas, start: float, bottom: float, number: str, numbers: float) -> None:
    """Lead the eye from the end of a title to its page number, in a column `numbers` wide."""
    baseline = bottom + TITLE_SIZE * 0.22
    canvas.setFillColor(drawing.INK)
    canvas.setFont(drawing.BOLD, TITLE_SIZE)
    canvas.drawRightString(WIDTH - MARGIN, baseline, number)
    # One end for all lines, so that their dots stand in columns
    end = WIDTH - MARGIN - numbers + 8
    if end - start < 12:
        return
    canvas.saveState()
    canvas.setStrokeColor(drawing.GREY)
    canvas.setLineWidth(0.9)
    canvas.setLineCap(1)
    canvas.setDash([0, 4.5])
    canvas.line(end, baseline + 1, start + 5, baseline + 1)
    canvas.restoreState()


def hairline(canvas: Canvas, y: float) -> None:
    """Draw the rule that ends a line."""
    canvas.setStrokeColor(drawing.RULE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, y, WIDTH - MARGIN, y)
