"""Pictures of pages, drawn by PDFium in greys, and whether two of them show the same."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import PdfPage

from packetgen.bundle.stamp import GROUND, View, place, width_of

# Widths in pixels: pages that hold the same, pages that do not
COARSE, FINE = 300, 1000
# Levels of grey, of 255, below which two pixels are one: as many as a change of program makes
SAME = 24
PAPER = 255


def difference(source: PdfPage, bound: PdfPage, seen: View, stamp: str, width: int) -> str:
    """Say in French how `bound`, seen as `seen`, differs from the page it comes from, or `""`.

    The place of `stamp` is masked in both; `width` is that of the pictures, in pixels.
    """
    pictures = [_picture(page, seen, stamp, width) for page in (source, bound)]
    if pictures[0].size != pictures[1].size:
        return "elle n’a plus le format de sa source"
    before, after = (picture.getextrema() for picture in pictures)
    if _most(ImageChops.difference(*pictures)) <= SAME:
        return ""
    blank = before != (PAPER, PAPER) and after == (PAPER, PAPER)
    return "elle est devenue blanche" if blank else "on n’y voit plus ce que montre sa source"


def _picture(page: PdfPage, seen: View, stamp: str, width: int) -> Image.Image:
    """Draw a page, white where its stamp stands."""
    scale = width / max(page.get_size())
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    if stamp:
        across, up = seen.size
        x, y, shrunk = place(seen, width_of(stamp))
        horizontal, vertical = picture.width / across, picture.height / up
        left, right = x * horizontal, (x + width_of(stamp) * shrunk) * horizontal
        top, bottom = (up - y - GROUND * shrunk) * vertical, (up - y) * vertical
        # One pixel more all round: its edges are softened
        box = (left - 1, top - 1, right + 1, bottom + 1)
        ImageDraw.Draw(picture).rectangle(box, fill=PAPER)
    return picture


def _most(picture: Image.Image) -> int:
    """Return the brightest level of a picture in greys."""
    extrema = picture.getextrema()
    return int(extrema[1]) if isinstance(extrema[1], int | float) else PAPER
