"""Prove that every word of the Word document is in the PDF, whatever engine drew it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from packetgen.convert.words import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def read_back(wanted: Mapping[str, str], pdf: Path) -> tuple[int, tuple[str, ...]] | None:
    """Return the pages of a PDF, and the words of `wanted` that it does not show.

    None where it is no readable PDF.
    """
    try:
        with pdfium.PdfDocument(pdf) as document:
            pages = len(document)
            text = squeeze("".join(page.get_textpage().get_text_range() for page in document))
    except pdfium.PdfiumError:
        return None
    return pages, tuple(written for folded, written in wanted.items() if folded not in text)
