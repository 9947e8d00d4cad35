"""The text that a reader can select in the pages of a PDF."""

from pathlib import Path
from unicodedata import category, normalize

from pypdfium2 import PdfDocument, PdfTextPage

from packetgen.system.pdfium import PDFIUM

# Beyond it a page is no form, and ordering its text would take long
MOST_RUNS = 2_000
# Controls and formats: no sign of their own
UNSEEN = ("Cc", "Cf")


def signs_of(text: str) -> list[str]:
    """Return the signs of a text that a reader sees, however they are written."""
    signs = normalize("NFKC", text)
    return [sign for sign in signs if not sign.isspace() and category(sign) not in UNSEEN]


def page_texts(pdf: Path | bytes) -> tuple[str, ...]:
    """Return the text of each page, empty for a page that is only a picture."""
    return texts_and_lines(pdf, by_line=False)[0]


def texts_and_lines(pdf: Path | bytes, *, by_line: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the text of each page and, `by_line`, the same as its lines are seen, else nothing.

    The answers of a form are drawn last, and stand beside their labels.
    """
    texts, lines = [], []
    with PDFIUM, PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_bounded())
            if by_line:
                lines.append(_lines(text))
    return tuple(texts), tuple(lines)


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
