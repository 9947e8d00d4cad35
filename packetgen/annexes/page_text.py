"""The text that a reader can select in the pages of a PDF."""

from __future__ import annotations

from pathlib import Path

from pypdfium2 import PdfDocument, PdfTextPage

# Beyond it a page is no form, and ordering its text would take long
MOST_RUNS = 2_000


def page_texts(pdf: Path | bytes) -> tuple[str, ...]:
    """Return the text of each page, empty for a page that is only a picture."""
    with PdfDocument(pdf) as document:
        return tuple(page.get_textpage().get_text_bounded() for page in document)


def texts_and_lines(pdf: Path | bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the text of each page, then the same as its lines are seen.

    The answers of a form are drawn last, and stand beside their labels.
    """
    with PdfDocument(pdf) as document:
        pages = [
            (text.get_text_bounded(), _lines(text))
            for text in (page.get_textpage() for page in document)
        ]
    return tuple(text for text, _ in pages), tuple(lines for _, lines in pages)


def _lines(text: PdfTextPage) -> str:
    """Return the runs of a page from top to bottom, those of one height from left to right."""
    runs = text.count_rects()
    if runs > MOST_RUNS:
        return str(text.get_text_bounded())
    lines: list[list[tuple[float, float, float, float]]] = []
    places = (text.get_rect(run) for run in range(runs))
    for left, bottom, right, top in sorted(places, key=lambda place: -(place[1] + place[3])):
        _, lowest, _, highest = lines[-1][0] if lines else (0, 0, 0, -1)
        if lowest <= (bottom + top) / 2 <= highest:
            lines[-1].append((left, bottom, right, top))
        else:
            lines.append([(left, bottom, right, top)])
    return "\n".join(
        " ".join(text.get_text_bounded(*place).strip() for place in sorted(line)) for line in lines
    )
