"""Where the pages of a part come from: a PDF of its own, or some pages of one that parts share."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pikepdf import Pdf
from pypdfium2 import PdfDocument

from packetgen.bundle.element import Kid


@dataclass(frozen=True)
class Extract:
    """The pages of one part, numbered from 0, in a PDF that may hold those of others too.

    `elements` are theirs: the PDF itself has none.
    """

    pdf: bytes
    pages: range
    elements: Sequence[Kid] = ()


PageSource = Path | bytes | Extract


def opened(origin: PageSource) -> Pdf:
    """Open the PDF of a part; raise what pikepdf raises."""
    pdf = pdf_of(origin)
    return Pdf.open(BytesIO(pdf) if isinstance(pdf, bytes) else pdf)


def pdf_of(origin: PageSource) -> Path | bytes:
    """Return the whole PDF that the pages of a part stand in."""
    return origin.pdf if isinstance(origin, Extract) else origin


def pages_of(origin: PageSource, pdf: Pdf | PdfDocument) -> range:
    """Return the numbers, from 0, of a part's pages in its PDF, opened as `pdf`."""
    if isinstance(origin, Extract):
        return origin.pages
    return range(len(pdf.pages if isinstance(pdf, Pdf) else pdf))
