"""The sommaire: a clickable line per piece, on as many pages as needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from packetgen.bundle.pages import list_page
from packetgen.bundle.pages.drawing import MARGIN, WIDTH, markup
from packetgen.bundle.pages.list_page import PADDING, Block, ListEntry
from packetgen.model.bundle import SOMMAIRE, Part, Plan, State
from packetgen.text import NBSP, count

NUMBERS = 46.0


@dataclass(frozen=True)
class SommaireEntry(ListEntry):
    """A piece, and where its line stands in the sommaire."""

    part: Part

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        """Where one clicks: left, bottom, right, top, in points."""
        return MARGIN, self.top - self.height, WIDTH - MARGIN, self.top


def lay_out(parts: Sequence[Part]) -> tuple[SommaireEntry, ...]:
    """Place the line of each numbered part; which page a piece begins on plays no role."""
    numbered = [part for part in parts if part.numero]
    places = list_page.place(map(_height, numbered))
    return tuple(
        SommaireEntry(place.page, place.top, place.height, part)
        for part, place in zip(numbered, places, strict=True)
    )


def page_count(parts: Sequence[Part]) -> int:
    """Return the number of pages of the sommaire of `parts`, before they are planned."""
    return max((line.page for line in lay_out(parts)), default=0) + 1


def draw_sommaire(canvas: Canvas, plan: Plan) -> None:
    """Draw the sommaire of `plan`, as many A4 pages as its part SOMMAIRE has.

    The links are not in it: they cross into other files, so that assembling makes them.
    """
    own = next(placed for placed in plan.parts if placed.part.code == SOMMAIRE)
    firsts = {placed.part.numero: placed.first for placed in plan.pieces}
    lines = lay_out([placed.part for placed in plan.parts])
    whole = f"{count(len(plan.pieces), 'pièce')}, {count(plan.pages, 'page')}"
    for page in range(own.part.pages):
        list_page.head(canvas, "Sommaire", whole, page)
        for line in lines:
            if line.page == page:
                _draw(canvas, line, firsts[line.part.numero])
        list_page.foot(canvas, f"{own.first + page}/{plan.pages}")
        canvas.showPage()


def _height(part: Part) -> float:
    return 2 * PADDING + sum(height for _, height in _blocks(part))


def _blocks(part: Part) -> tuple[Block, ...]:
    """Return the title of a line and, below it, its pages, its state unless whole, its notes."""
    details = [count(part.pages, "page")]
    if part.fichier:
        details.append(markup(part.fichier))
    if part.state is not State.INTEGREE:
        details.append(list_page.state(part))
    details += [markup(note) for note in part.notes]
    return list_page.piece_blocks(part, tuple(details), NUMBERS)


def _draw(canvas: Canvas, line: SommaireEntry, page: int) -> None:
    """Draw a line: title, leader dots to its page number, details below, a hairline under all."""
    title, details = _blocks(line.part)
    y = list_page.draw_block(canvas, title, line.top - PADDING)
    end = MARGIN + title[0].getActualLineWidths0()[-1]
    list_page.leader(canvas, end, y, f"p.{NBSP}{page}", NUMBERS)
    list_page.draw_block(canvas, details, y)
    list_page.hairline(canvas, line.top - line.height)
