"""What a bundle changes from the one that it replaces: the page after its cover."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from reportlab.platypus import Flowable, Paragraph

from packetgen.bundle.pages import drawing, list_page
from packetgen.bundle.pages.drawing import MARGIN, TEXT, markup, paragraph
from packetgen.model.bundle import CHANGEMENTS, Part, Plan, plan
from packetgen.model.comparison import Amendment, Change, Section
from packetgen.text import NBSP

NOTHING = "Aucune réponse ni aucune pièce jointe ne change ; les documents sont refaits."
SIZE, HEADING, INDENT = 11.0, 14.0, 18.0
LEAST = 60.0  # points below a heading, so that none stands alone

Placed = tuple[Flowable, float, float]  # indent, top
Block = tuple[Paragraph, float, float, float]


def page_count(amendment: Amendment) -> int:
    """Return the number of pages of what changes."""
    return len(_lay_out(_replaced(amendment), amendment.sections))


def draw_changes(canvas: drawing.Canvas, plan: Plan, amendment: Amendment) -> None:
    """Draw what changes, as many A4 pages as its part CHANGEMENTS has."""
    _draw(canvas, plan, _lay_out(_replaced(amendment), amendment.sections))


def changes_file(title: str, told: str, sections: Sequence[Section]) -> bytes:
    """Return a PDF of its own of what changes, `told` being what it is of."""
    laid_out = _lay_out(told, sections)

    def draw(canvas: drawing.Canvas) -> None:
        canvas.setTitle(title)
        _draw(canvas, plan([Part(CHANGEMENTS, title, len(laid_out))]), laid_out)

    [drawn] = drawing.draw_pages([draw])
    return drawn.pdf


def _replaced(amendment: Amendment) -> str:
    former = amendment.replaced
    return f"Version{NBSP}{former.version}, sceau {former.seal}"


def _draw(canvas: drawing.Canvas, plan: Plan, laid_out: list[list[Placed]]) -> None:
    for page in list_page.pages(canvas, plan, CHANGEMENTS):
        for block, indent, top in laid_out[page]:
            _, height = block.wrap(TEXT - indent, drawing.HEIGHT)
            block.drawOn(canvas, MARGIN + indent, top - height)


def _lay_out(told: str, sections: Sequence[Section]) -> list[list[Placed]]:
    """Place the paragraphs on as many pages as needed; a long one goes on on the next."""
    pages: list[list[Placed]] = [[]]
    top = list_page.TOP - list_page.FIRST_HEADER
    for block, indent, before, least in _blocks(told, sections):
        top -= before
        rest: list[Flowable] = [block]
        while rest:
            part = rest.pop(0)
            _, height = part.wrap(TEXT - indent, drawing.HEIGHT)
            room = top - list_page.BOTTOM
            if height + least > room:
                parts = part.split(TEXT - indent, room) if height > LEAST else []
                if len(parts) > 1:
                    rest = [*parts, *rest]
                    continue
                pages.append([])
                top = list_page.TOP - list_page.HEADER - SIZE
            pages[-1].append((part, indent, top))
            top -= height
    return pages


def _blocks(told: str, sections: Sequence[Section]) -> Iterator[Block]:
    """Yield each paragraph, its indent, the space before it, and what must stand below it."""
    yield paragraph(markup(told), list_page.DETAIL_SIZE, color=drawing.GREY), 0, 0, 0
    for section in sections:
        title = paragraph(markup(section.title), HEADING, color=drawing.NAVY, bold=True, role="H2")
        yield title, 0, 16, LEAST
        for change in section.news:
            is_text = bool(change.before or change.after)
            yield paragraph(markup(change.sentence), SIZE), 0, 6, LEAST / 2 if is_text else 0
            if is_text:
                for label, text in zip(("Avant", "Après"), _emphasised(change), strict=True):
                    shown = f"{list_page.bold(label, drawing.GREY)}{NBSP}: {text or '–'}"
                    yield paragraph(shown, SIZE), INDENT, 2, 0
    if not sections:
        yield paragraph(NOTHING, SIZE), 0, 16, 0


def _emphasised(change: Change) -> tuple[str, str]:
    """Return the markup of the texts of a change, in bold the words that differ."""
    old, new = change.before.split(" "), change.after.split(" ")
    shown: tuple[list[str], list[str]] = ([], [])
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        for side, words in zip(shown, (old[first:last], new[start:end]), strict=True):
            run = markup(" ".join(words))
            side.append(run if kind == "equal" or not run else f"<b>{run}</b>")
    before, after = (" ".join(filter(None, side)) for side in shown)
    return before, after
