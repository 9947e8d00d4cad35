"""A damaged PDF as PDFium reads it: what its viewers show, and copies that qpdf can read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from PIL import ImageChops
from PIL.Image import Image
from pypdfium2 import raw

from packetgen.annexes.outcome import MAX_PAGES

# Of the picture of a page, in pixels a point: a line of text is seen, not its font
SCALE = 0.1
# Levels of 255 by which a pixel may change: a font that is not embedded may be drawn otherwise
SAME = 60


@dataclass(frozen=True)
class View:
    """The pages that a viewer shows, each by its text, the number of its annotations, its picture.

    `announced` counts those that the file says it has.
    """

    announced: int
    pages: tuple[tuple[str, int, Image], ...]

    def is_same(self, other: View) -> bool:
        """Tell whether another shows the same pages."""
        if [page[:2] for page in self.pages] != [page[:2] for page in other.pages]:
            return False
        pictures = zip(self.pages, other.pages, strict=True)
        return all(_difference(one[2], two[2]) <= SAME for one, two in pictures)


def view(data: bytes) -> View | None:
    """Return what PDFium shows of a file, None when it cannot open it."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            return View(len(document), tuple(_seen(page) for _, page in _loaded(document)))
    except pypdfium2.PdfiumError:
        return None


def _seen(page: pypdfium2.PdfPage) -> tuple[str, int, Image]:
    picture = page.render(scale=SCALE, grayscale=True).to_pil()
    return page.get_textpage().get_text_range(), raw.FPDFPage_GetAnnotCount(page), picture


def _difference(one: Image, two: Image) -> int:
    return max(ImageChops.difference(one, two).tobytes()) if one.size == two.size else 255


def copies(data: bytes) -> Iterator[bytes]:
    """Yield a file as PDFium writes it again: with all that it holds, then its pages alone."""
    try:
        with pypdfium2.PdfDocument(data) as document, pypdfium2.PdfDocument.new() as pages_alone:
            yield _written(document)
            if shown := [number for number, _ in _loaded(document)]:
                pages_alone.import_pages(document, shown)
                yield _written(pages_alone)
    except pypdfium2.PdfiumError:
        return


def _written(document: pypdfium2.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out, flags=raw.FPDF_REMOVE_SECURITY)
    return out.getvalue()


def _loaded(document: pypdfium2.PdfDocument) -> Iterator[tuple[int, pypdfium2.PdfPage]]:
    """Yield the pages that are there, with their places; a wrong count announces others."""
    for number in range(min(len(document), 2 * MAX_PAGES)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            continue
        yield number, page
        page.close()
