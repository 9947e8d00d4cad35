"""A damaged PDF as PDFium reads it: what its viewers show, and copies that qpdf can read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress

from msgspec import Struct
from PIL import ImageChops
from pypdfium2 import PdfDocument, PdfiumError, PdfPage, raw

from packetgen.annexes.outcome import MAX_PAGES

# Of the picture of a page, in pixels a point: a line of text is seen, not its font
SCALE = 0.1
# Levels of 255 by which a pixel may change: a font that is not embedded may be drawn otherwise
SAME = 60


class View(Struct, frozen=True):
    """The pages that a viewer shows of a file, each by its text and the number of its annotations.

    `announced` counts those that the file says it has.
    """

    data: bytes
    announced: int
    pages: tuple[tuple[str, int], ...]

    def is_same(self, other: View) -> bool:
        """Tell whether another shows the same pages."""
        # A font without a name may be drawn otherwise the first time that PDFium meets it
        return self.pages == other.pages and any(
            _look_alike(self.data, other.data) for _ in range(2)
        )


def view(data: bytes) -> View | None:
    """Return what PDFium shows of a file, None when it cannot open it."""
    with suppress(PdfiumError), PdfDocument(data) as document:
        pages = (
            (page.get_textpage().get_text_range(), raw.FPDFPage_GetAnnotCount(page))
            for _, page in _loaded(document)
        )
        return View(data, len(document), tuple(pages))
    return None


def _look_alike(one: bytes, other: bytes) -> bool:
    with suppress(PdfiumError), PdfDocument(one) as first, PdfDocument(other) as second:
        pairs = zip(_loaded(first), _loaded(second), strict=True)
        return all(_difference(before, after) <= SAME for (_, before), (_, after) in pairs)
    return False


def _difference(before: PdfPage, after: PdfPage) -> int:
    one, two = (page.render(scale=SCALE, grayscale=True).to_pil() for page in (before, after))
    return max(ImageChops.difference(one, two).tobytes()) if one.size == two.size else 255


def copies(data: bytes) -> Iterator[bytes]:
    """Yield a file as PDFium writes it again: with all that it holds, then its pages alone."""
    with suppress(PdfiumError), PdfDocument(data) as document, PdfDocument.new() as pages_alone:
        yield _written(document)
        if shown := [number for number, _ in _loaded(document)]:
            pages_alone.import_pages(document, shown)
            yield _written(pages_alone)


def _written(document: PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out, flags=raw.FPDF_REMOVE_SECURITY)
    return out.getvalue()


def _loaded(document: PdfDocument) -> Iterator[tuple[int, PdfPage]]:
    """Yield the pages that are there, with their places; a wrong count announces others."""
    for number in range(min(len(document), 2 * MAX_PAGES)):
        try:
            page = document[number]
        except PdfiumError:
            continue
        yield number, page
        page.close()
