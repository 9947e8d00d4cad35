"""The text that a reader can select in the pages of a PDF."""

from __future__ import annotations

from pathlib import Path

from pypdfium2 import PdfDocument


def page_texts(pdf: Path | bytes) -> tuple[str, ...]:
    """Return the text of each page, empty for a page that is only a picture."""
    with PdfDocument(pdf) as document:
        return tuple(page.get_textpage().get_text_bounded() for page in document)
