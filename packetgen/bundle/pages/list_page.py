"""Pages that list pieces one below the other: heads, places of lines, page numbers."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct
from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph

from packetgen.bundle.pages import drawing
from packetgen.bundle.pages.drawing import BOLD, MARGIN, SPAN, TEXT, WIDTH, markup, paragraph, write
from packetgen.model.bundle import Part, Plan, State
from packetgen.text import NBSP, count

TOP = drawing.HEIGHT - 62
FIRST_HEADER, HEADER, BOTTOM = 58.0, 22.0, 58.0
TITLE_SIZE, DETAIL_SIZE, PADDING = 12.0, 9.5, 6.0

COLOURS: dict[State, Color] = {
    State.RESERVE: drawing.AMBER,
    State.ABSENTE: drawing.RED,
    State.REFUSEE: drawing.RED,
}
# The title of a piece, and its details
Blocks = tuple[Paragraph, ...]


class ListEntry(Struct, frozen=True):
    """Where a line stands: its page in the list, from 0, its top and bottom in points."""

    page: int
    top: float
    bottom: float


# Laid out to count pages, then to be drawn; and the pieces of a batch are called alike
@lru_cache(maxsize=512)
def piece_blocks(part: Part, details: tuple[str, ...], numbers: float) -> Blocks:
    """Return the title of a piece and its details, left of a column `numbers` points wide."""
    title = f"{bold(f'Pièce{NBSP}{part.numero}')}{NBSP}· {markup(part.titre)}"
    blocks = (
        paragraph(title, TITLE_SIZE, role=SPAN),
        paragraph(f"{NBSP}· ".join(details), DETAIL_SIZE, color=drawing.GREY, role=SPAN),
    )
    for block in blocks:
        block.wrap(TEXT - numbers, drawing.HEIGHT)
    return blocks


def state(part: Part) -> str:
    """Return the markup of what became of a piece, in bold and in colour unless it is whole."""
    text = str(part.state)
    return bold(text, COLOURS[part.state]) if part.state in COLOURS else text


def bold(text: str, color: Color = drawing.NAVY) -> str:
    """Return the markup of a plain text in bold and in colour."""
    return f'<b><font color="{color.hexval()}">{text}</font></b>'


def height(blocks: Iterable[Paragraph]) -> float:
    """Return the height of the line of a piece."""
    return 2 * PADDING + sum(block.height for block in blocks)


def draw_block(canvas: drawing.Canvas, block: Paragraph, top: float, width: float = TEXT) -> float:
    """Draw a paragraph, `width` points wide, below `top`; return where it ends."""
    if block.width != width:
        block.wrap(width, drawing.HEIGHT)
    block.drawOn(canvas, MARGIN, top - block.height)
    return top - block.height


def place(heights: Iterable[float], before: float = 0) -> Iterator[ListEntry]:
    """Place lines of these heights on as many pages as needed, `before` points below the head."""
    page, top = 0, TOP - FIRST_HEADER - before
    for height in heights:
        if top - height < BOTTOM and top < TOP - HEADER:
            page, top = page + 1, TOP - HEADER
        yield ListEntry(page, top, top - height)
        top -= height


def pages(canvas: drawing.Canvas, plan: Plan, code: str) -> Iterator[int]:
    """Yield the pages, from 0, of the list that is the part `code` of the bundle, to be filled.

    Each has its head, in full on the first one, and its number where the pieces have their stamp.
    """
    own = next(placed for placed in plan.parts if placed.part.code == code)
    title = own.part.titre
    pieces = [count(len(plan.pieces), "pièce")] if plan.pieces else []
    whole = ", ".join((*pieces, count(plan.pages, "page")))
    for page in range(own.part.pages):
        if page == 0:
            room = TEXT - stringWidth(whole, drawing.REGULAR, 11) - 24
            size = min(26, 26 * room / stringWidth(title, BOLD, 26))
            write(canvas, MARGIN, TOP - 20, title, size, drawing.NAVY, font=BOLD, role="H1")
            write(canvas, WIDTH - MARGIN, TOP - 20, whole, 11, drawing.GREY, right=True, role="P")
            y = TOP - FIRST_HEADER + 12
        else:
            write(canvas, MARGIN, TOP - 10, f"{title} (suite)", 12, drawing.NAVY, font=BOLD)
            y = TOP - HEADER
        canvas.setStrokeColor(drawing.NAVY)
        canvas.setLineWidth(1.2)
        canvas.line(MARGIN, y, WIDTH - MARGIN, y)
        yield page
        number, x = f"{own.first + page}/{plan.pages}", WIDTH - drawing.STAMP_RIGHT
        y, size = drawing.STAMP_BASELINE, drawing.STAMP_SIZE
        write(canvas, x, y, number, size, drawing.GREY, right=True)
        canvas.showPage()


def draw_piece(
    canvas: drawing.Canvas, blocks: Blocks, entry: ListEntry, pages: object, numbers: float
) -> None:
    """Draw the blocks of a piece, dots from its title to its pages, in a column `numbers` wide."""
    title, details = blocks
    y = draw_block(canvas, title, entry.top - PADDING, TEXT - numbers)
    baseline = y + TITLE_SIZE * 0.22
    number = f"p.{NBSP}{pages}"
    write(canvas, WIDTH - MARGIN, baseline, number, TITLE_SIZE, font=BOLD, right=True, role=SPAN)
    start = MARGIN + title.getActualLineWidths0()[-1]
    # One end for all lines, so that their dots stand in columns
    end = WIDTH - MARGIN - numbers + 8
    if end - start >= 12:
        canvas.saveState()
        canvas.setStrokeColor(drawing.GREY)
        canvas.setLineWidth(0.9)
        canvas.setLineCap(1)
        canvas.setDash([0, 4.5])
        canvas.line(end, baseline + 1, start + 5, baseline + 1)
        canvas.restoreState()
    draw_block(canvas, details, y, TEXT - numbers)


def hairline(canvas: drawing.Canvas, y: float) -> None:
    """Draw the rule that ends a line."""
    canvas.setStrokeColor(drawing.RULE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, y, WIDTH - MARGIN, y)
