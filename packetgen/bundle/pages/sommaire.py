"""The sommaire: a clickable line per piece, on as many pages as needed."""

from collections.abc import Sequence

from reportlab.platypus import Paragraph

from packetgen.bundle.pages import drawing, list_page
from packetgen.model.bundle import SOMMAIRE, Part, Plan, State
from packetgen.text import count

NUMBERS = 46.0


def lay_out(parts: Sequence[Part]) -> list[list_page.ListEntry]:
    """Place the line of each numbered part; which page a piece begins on plays no role."""
    return list(list_page.place(list_page.height(_blocks(part)) for part in parts if part.numero))


def page_count(parts: Sequence[Part]) -> int:
    """Return the number of pages of the sommaire of `parts`, before they are planned."""
    return max((line.page for line in lay_out(parts)), default=0) + 1


def draw_sommaire(canvas: drawing.Canvas, plan: Plan) -> None:
    """Draw the sommaire of `plan`, as many A4 pages as its part SOMMAIRE has.

    The links are not in it: they cross into other files, so that assembling makes them.
    """
    lines = lay_out([placed.part for placed in plan.parts])
    for page in list_page.pages(canvas, plan, SOMMAIRE):
        for placed, line in zip(plan.pieces, lines, strict=True):
            if line.page == page:
                with canvas.within("TOCI"), canvas.within("Link"):
                    list_page.draw_piece(canvas, _blocks(placed.part), line, placed.first, NUMBERS)
                list_page.hairline(canvas, line.bottom)


def _blocks(part: Part) -> tuple[Paragraph, ...]:
    """Return the title of a line and, below it, its pages, its state unless whole, its notes."""
    details = [count(part.pages, "page")]
    if part.fichier:
        details.append(drawing.markup(part.fichier))
    if part.state is not State.INTEGREE:
        details.append(list_page.state(part))
    return list_page.piece_blocks(part, (*details, *map(drawing.markup, part.notes)), NUMBERS)
