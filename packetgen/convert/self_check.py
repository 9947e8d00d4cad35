"""Prove that every word of the Word document is in the PDF, whatever engine drew it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from packetgen.convert.words import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def missing_words(wanted: Mapping[str, str], pdf: Path) -> tuple[str, ...] | None:
    """Return the words of `wanted` that the PDF does not show; None where it is no readable PDF."""
    try:
        with pdfium.PdfDocument(pdf) as document:
            text = squeeze("".join(page.get_textpage().get_text_range() for page in document))
    except pdfium.PdfiumError:
        return None
    return tuple(written for folded, written in wanted.items() if folded not in text)


def page_count(pdf: Path) -> int:
    """Return the number of pages of a PDF that was read before."""
    with pdfium.PdfDocument(pdf) as document:
        return len(document)
