"""The bordereau: last pages of the bundle, what was received and what became of each file."""

from collections.abc import Sequence

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph

from packetgen.bundle.ledger import UNSEALED
from packetgen.bundle.pages import drawing, list_page
from packetgen.bundle.pages.drawing import GREY, MARGIN, SPAN, TEXT, WIDTH, markup, paragraph, write
from packetgen.bundle.pages.list_page import DETAIL_SIZE, PADDING, TITLE_SIZE, ListEntry, draw_block
from packetgen.model.bundle import BORDEREAU, Ledger, Part, PlacedPart, Replaced, SourceFile
from packetgen.text import NBSP, count, long_date, number

DIGEST_SIZE, ORIGIN_SIZE = 7.5, 8.5
NUMBERS, ORIGIN, INTRO, SEAL = 70.0, 13.0, 44.0, 74.0
OTHER = 2 * PADDING + TITLE_SIZE * 1.22 + ORIGIN

PURPOSE = (
    "Ce que packetgen a reçu, reconnu à son empreinte (SHA-256), et ce que ce dossier en contient."
    " «\u00a0packetgen prouver\u00a0» refait toute la preuve sur ce seul PDF. Le sceau engage"
    " chaque page\u00a0: gardé ailleurs, il prouve que c’est bien ce dossier\u00a0; seul, il ne"
    " dit pas qui l’a fait."
)


def page_count(parts: Sequence[Part], others: int = 1) -> int:
    """Return the number of pages of the bordereau of `parts`, before they are planned.

    `others` counts the files that have no page of their own, the workbook, a signature; and the
    version that the bundle replaces.
    """
    return _lay_out(parts, others)[-1].page + 1


def draw_bordereau(canvas: drawing.Canvas, ledger: Ledger) -> None:
    """Draw the bordereau of a bundle, as many A4 pages as its part BORDEREAU has."""
    plan = ledger.plan
    listed = len(ledger.others) + bool(ledger.replaces)
    *places, last = _lay_out([placed.part for placed in plan.parts], listed)
    pieces, others = places[: len(plan.pieces)], places[len(plan.pieces) :]
    for page in list_page.pages(canvas, plan, BORDEREAU):
        if page == 0:
            purpose = paragraph(PURPOSE, 10, color=GREY)
            draw_block(canvas, purpose, list_page.TOP - list_page.FIRST_HEADER)
        for placed, place in zip(plan.pieces, pieces, strict=True):
            if place.page == page:
                with canvas.within("LI"), canvas.within("LBody"):
                    _draw_piece(canvas, placed, ledger.sources.get(placed.part.numero), place)
        for source, place in zip(ledger.others, others, strict=False):
            if place.page == page:
                _draw_other(canvas, "Aussi reçu", source, place)
        if ledger.replaces and others[-1].page == page:
            _draw_other(canvas, "Remplace", _replaced(ledger.replaces), others[-1])
        if last.page == page:
            _draw_seal(canvas, last.bottom)


def _lay_out(parts: Sequence[Part], others: int) -> list[ListEntry]:
    """Place the pieces, the other files, the seal; only what the parts say plays a role."""
    heights = [_height(part) for part in parts if part.numero]
    return list(list_page.place([*heights, *[OTHER] * others, SEAL], INTRO))


def _height(part: Part) -> float:
    return list_page.height(_blocks(part)) + (ORIGIN if part.state.is_included else 0)


def _blocks(part: Part) -> tuple[Paragraph, ...]:
    """Return the title of a piece and, below it, its file, its state, what was changed."""
    file = [markup(part.fichier)] if part.fichier else []
    details = [*file, list_page.state(part), *map(markup, part.notes)]
    return list_page.piece_blocks(part, tuple(details), NUMBERS)


def _draw_piece(
    canvas: drawing.Canvas, placed: PlacedPart, source: SourceFile | None, place: ListEntry
) -> None:
    """Draw a piece: its numbers in the bundle, what became of its file, the file's digest."""
    part = placed.part
    pages = f"{placed.first}-{placed.last}" if part.pages > 1 else placed.first
    list_page.draw_piece(canvas, _blocks(part), place, pages, NUMBERS)
    if source and part.state.is_included:
        verb = "reçue" if part.fichier else "écrite"
        came = count(source.pages, f"page {verb}", f"pages {verb}s")
        went = f"{number(part.pages)} reliée" + ("s" if part.pages > 1 else "")
        origin = f"{source.nature}{NBSP}: {came}, {went}"
        _draw_origin(canvas, origin, source.sha256, place.bottom + PADDING)
    list_page.hairline(canvas, place.bottom)


def _replaced(former: Replaced) -> SourceFile:
    name = f"version {former.version}, établie le {long_date(former.day)}"
    return SourceFile(name, "Sceau de cette version", former.seal)


def _draw_other(canvas: drawing.Canvas, head: str, source: SourceFile, place: ListEntry) -> None:
    named = markup(_clipped(source.fichier, TITLE_SIZE, TEXT - NUMBERS))
    title = paragraph(f"{list_page.bold(head)}{NBSP}· {named}", TITLE_SIZE, role=SPAN)
    with canvas.within("LI"), canvas.within("LBody"):
        draw_block(canvas, title, place.top - PADDING)
        _draw_origin(canvas, source.nature, source.sha256, place.bottom + PADDING)
    list_page.hairline(canvas, place.bottom)


def _draw_origin(canvas: drawing.Canvas, text: str, digest: str, bottom: float) -> None:
    """Write on one line what a file is, its digest at the right."""
    room = TEXT - stringWidth(digest, drawing.REGULAR, DIGEST_SIZE) - 12
    clipped = markup(_clipped(text, ORIGIN_SIZE, room))
    draw_block(canvas, paragraph(clipped, ORIGIN_SIZE, color=GREY, role=SPAN), bottom + 10.5)
    right = WIDTH - MARGIN
    write(canvas, right, bottom + 2, digest, DIGEST_SIZE, GREY, right=True, role=SPAN)


def _draw_seal(canvas: drawing.Canvas, bottom: float) -> None:
    """Draw the place of the seal, known once all pages are, styled as the foot of the cover."""
    drawing.ground(canvas, drawing.NAVY, bottom, SEAL - 20)
    left, title = MARGIN + 18, "Sceau du bordereau"
    write(canvas, left, bottom + 33, title, 12, drawing.NAVY, font=drawing.BOLD, role="P")
    right, whole = WIDTH - MARGIN - 16, "empreinte de tout ce qu’il dit, et des pages"
    write(canvas, right, bottom + 33, whole, DETAIL_SIZE, GREY, right=True, role="P")
    write(canvas, left, bottom + 15, UNSEALED, 11, role="P")


def _clipped(text: str, size: float, room: float) -> str:
    """Return as much of a text as fits `room`, in points."""
    if stringWidth(text, drawing.REGULAR, size) <= room:
        return text
    while text and stringWidth(f"{text}…", drawing.REGULAR, size) > room:
        text = text[:-1]
    return f"{text}…"
