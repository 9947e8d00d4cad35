"""Render pages in greys with PDFium, and compare them as pictures."""

from collections.abc import Sequence
from typing import cast

from msgspec import Struct
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import PdfPage

from packetgen.bundle.assemble.stamp import extent, place_page
from packetgen.bundle.pdf_page import View

PAPER = 255


class PageImage(Struct, frozen=True):
    """How two pages are compared: the longer side of their pictures, in pixels, and `same`.

    Two pixels are one when no more than `same` levels of grey, of 255, lie between them.
    """

    width: int
    same: int


# Pages that hold the same, and pages that do not: a change of program makes as many levels
COARSE, FINE = PageImage(300, 24), PageImage(1000, 24)
# Pages whose photos were resampled: two scans of text, even alike, are twice as far apart
RESAMPLED = PageImage(400, 40)


def difference(
    source: PdfPage, bound: PdfPage, seen: View, stamps: Sequence[str], look: PageImage
) -> str:
    """Return in French how `bound`, seen as `seen`, differs from its source page, or `""`.

    The places of `stamps` are masked in both.
    """
    pictures = [_picture(page, seen, stamps, look.width) for page in (source, bound)]
    if pictures[0].size != pictures[1].size:
        return "elle n’a plus le format de sa source"
    before, after = (picture.getextrema() for picture in pictures)
    _, most = cast("tuple[int, int]", ImageChops.difference(*pictures).getextrema())
    if most <= look.same:
        return ""
    blank = before != (PAPER, PAPER) and after == (PAPER, PAPER)
    return "elle est devenue blanche" if blank else "on n’y voit plus ce que montre sa source"


def _picture(page: PdfPage, seen: View, stamps: Sequence[str], width: int) -> Image.Image:
    scale = width / max(page.get_size())
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    across, up = seen.size
    horizontal, vertical = picture.width / across, picture.height / up
    for stamp in stamps:
        wide, high = extent(stamp)
        x, y, shrunk = place_page(seen, stamp)
        left, right = x * horizontal, (x + wide * shrunk) * horizontal
        top, bottom = (up - y - high * shrunk) * vertical, (up - y) * vertical
        # One pixel more all round: its edges are softened
        box = (left - 1, top - 1, right + 1, bottom + 1)
        ImageDraw.Draw(picture).rectangle(box, fill=PAPER)
    return picture
