"""The sommaire: a clickable line per piece, on as many pages as needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from packetgen.bundle import drawing
from packetgen.bundle.drawing import HEIGHT, MARGIN, TEXT, WIDTH, markup, paragraph
from packetgen.bundle.plan import SOMMAIRE
from packetgen.model.packet import Part, Plan, State
from packetgen.text import NBSP, count

TOP = HEIGHT - 62
FIRST_HEADER = 58.0
HEADER = 22.0
BOTTOM = 58.0
NUMBERS = 46.0
TITLE_SIZE = 12.0
DETAIL_SIZE = 9.5
PADDING = 6.0

COLOURS: dict[State, Color] = {
    State.INTEGREE: drawing.GREY,
    State.RESERVE: drawing.AMBER,
    State.ABSENTE: drawing.RED,
    State.REFUSEE: drawing.RED,
    State.SANS_OBJET: drawing.GREY,
}


@dataclass(frozen=True)
class Line:
    """A line's place: its page within the sommaire, from 0, and its top and height in points."""

    part: Part
    page: int
    top: float
    height: float

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        """Where one clicks: left, bottom, right, top, in points."""
        return MARGIN, self.top - self.height, WIDTH - MARGIN, self.top


def lay_out(parts: Sequence[Part]) -> tuple[Line, ...]:
    """Place the line of each numbered part; which page a piece begins on plays no role."""
    return tuple(_place(part for part in parts if part.numero))


def page_count(parts: Sequence[Part]) -> int:
    """Return the number of pages of the sommaire of `parts`, before they are planned."""
    return max((line.page for line in lay_out(parts)), default=0) + 1


def sommaire(plan: Plan) -> bytes:
    """Draw the sommaire of `plan`, a PDF of as many A4 pages as its part SOMMAIRE has.

    The links are not in it: they cross into other files, so that assembling makes them.
    """
    first = next(placed.first for placed in plan.parts if placed.part.code == SOMMAIRE)
    firsts = {placed.part.numero: placed.first for placed in plan.pieces}
    lines = lay_out([placed.part for placed in plan.parts])
    buffer = BytesIO()
    canvas = drawing.new_canvas(buffer)
    for page in range(page_count([placed.part for placed in plan.parts])):
        _header(canvas, plan, page)
        for line in lines:
            if line.page == page:
                _draw(canvas, line, firsts[line.part.numero])
        _foot(canvas, f"{first + page}/{plan.pages}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _place(parts: Iterator[Part]) -> Iterator[Line]:
    page, top = 0, TOP - FIRST_HEADER
    for part in parts:
        height = 2 * PADDING + sum(block.wrap(TEXT - NUMBERS, HEIGHT)[1] for block in _blocks(part))
        if top - height < BOTTOM and top < TOP - HEADER:
            page, top = page + 1, TOP - HEADER
        yield Line(part, page, top, height)
        top -= height


def _blocks(part: Part) -> tuple[Paragraph, Paragraph]:
    """Return the title of a line and, below it, its pages, its state unless whole, its notes."""
    title = (
        f'<b><font color="{drawing.NAVY.hexval()}">Pièce{NBSP}{part.numero}</font></b>'
        f"{NBSP}· {markup(part.titre)}"
    )
    details = [count(part.pages, "page")]
    if part.fichier:
        details.append(markup(part.fichier))
    if part.state is not State.INTEGREE:
        colour = COLOURS[part.state].hexval()
        details.append(f'<b><font color="{colour}">{part.state}</font></b>')
    details += [markup(note) for note in part.notes]
    return (
        paragraph(title, TITLE_SIZE),
        paragraph(f"{NBSP}· ".join(details), DETAIL_SIZE, color=drawing.GREY),
    )


def _draw(canvas: Canvas, line: Line, page: int) -> None:
    """Draw a line: title, leader dots to its page number, details below, a hairline under all."""
    y = line.top - PADDING
    title, details = _blocks(line.part)
    for block in (title, details):
        _, height = block.wrap(TEXT - NUMBERS, HEIGHT)
        y -= height
        block.drawOn(canvas, MARGIN, y)
        if block is title:
            _leader(canvas, MARGIN + title.getActualLineWidths0()[-1], y, page)
    canvas.setStrokeColor(drawing.RULE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, line.top - line.height, WIDTH - MARGIN, line.top - line.height)


def _leader(canvas: Canvas, start: float, bottom: float, page: int) -> None:
    """Lead the eye from the end of the title to the page number."""
    baseline = bottom + TITLE_SIZE * 0.22
    number = f"p.{NBSP}{page}"
    canvas.setFillColor(drawing.INK)
    canvas.setFont(drawing.BOLD, TITLE_SIZE)
    canvas.drawRightString(WIDTH - MARGIN, baseline, number)
    # One end for all lines, so that their dots stand in columns
    end = WIDTH - MARGIN - NUMBERS + 8
    if end - start < 12:
        return
    canvas.saveState()
    canvas.setStrokeColor(drawing.GREY)
    canvas.setLineWidth(0.9)
    canvas.setLineCap(1)
    canvas.setDash([0, 4.5])
    canvas.line(end, baseline + 1, start + 5, baseline + 1)
    canvas.restoreState()


def _header(canvas: Canvas, plan: Plan, page: int) -> None:
    """Name the sommaire, in full on its first page."""
    canvas.setFillColor(drawing.NAVY)
    if page == 0:
        canvas.setFont(drawing.BOLD, 26)
        canvas.drawString(MARGIN, TOP - 20, "Sommaire")
        whole = f"{count(len(plan.pieces), 'pièce')}, {count(plan.pages, 'page')}"
        y = TOP - FIRST_HEADER + 12
    else:
        canvas.setFont(drawing.BOLD, 12)
        canvas.drawString(MARGIN, TOP - 10, "Sommaire (suite)")
        whole, y = "", TOP - HEADER
    canvas.setFillColor(drawing.GREY)
    canvas.setFont(drawing.REGULAR, 11)
    canvas.drawRightString(WIDTH - MARGIN, TOP - 20, whole)
    canvas.setStrokeColor(drawing.NAVY)
    canvas.setLineWidth(1.2)
    canvas.line(MARGIN, y, WIDTH - MARGIN, y)


def _foot(canvas: Canvas, number: str) -> None:
    """Print the page's number in the bundle where the pieces have their stamp."""
    canvas.setFillColor(drawing.GREY)
    canvas.setFont(drawing.REGULAR, drawing.STAMP_SIZE)
    canvas.drawRightString(WIDTH - drawing.STAMP_RIGHT, drawing.STAMP_BASELINE, number)
