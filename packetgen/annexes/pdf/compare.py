"""What was made of a PDF, compared with what PDFium shows of it, forms and annotations included."""

import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from msgspec import Struct, field
from pikepdf import Array, Dictionary, Matrix, Name, Object, Page, Pdf, Stream
from pikepdf import Rectangle as Box
from PIL import ImageChops, ImageDraw, ImageFilter
from pypdfium2 import PdfDocument, PdfiumError, PdfPage, raw

from packetgen.annexes.notes import Notes, of_pages
from packetgen.annexes.pdf.fields import picture
from packetgen.annexes.pdf.links import annotations_of, is_link
from packetgen.annexes.pdf.streams import filters, within
from packetgen.annexes.pdf.text import signs_of
from packetgen.bundle.pdf_page import Rectangle

# Of a picture, in pixels, at first and where it differs; its squares, of two letters, come first
WIDTHS, SQUARE = (600, 613), 8
# Levels of 255 by which a square changes when nothing did, and when an edge moved by one pixel;
# where a line is lost, no pixel beside is as it was, by so many levels
SAME, EDGE, LINE = 12, 40, 100
# Signs of a page that may be lost: some are drawn twice, or are cut by its edge
FEW_SIGNS = 2
FOUR_COLORS = 4
COMMENT = "le texte des commentaires n’est pas repris"
TEXT = "un texte du fichier ne s’y lit pas, comparez avec l’original"
LOOK = "n’a pas tout à fait l’aspect du fichier, comparez avec l’original"
# It would say on the terminal that it knows no XFA
logging.getLogger("pypdfium2").setLevel(logging.ERROR)
PLAIN_COLORS = (Name.DeviceGray, Name.DeviceRGB)


class PageLook(Struct):
    """What is known of the look of a page: where it is, in points, on its sheet at the end.

    `is_odd` tells that its picture is compared, `hides` that a layer of it was taken out; what is
    drawn at `redrawn` is not as in the source, on purpose; `comments` are not drawn.
    """

    area: Rectangle
    is_odd: bool
    hides: bool = False
    redrawn: list[Rectangle] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def move(self, matrix: Matrix) -> None:
        """Follow the page to its place on its sheet."""
        moved = [matrix.transform(Box(*each)) for each in (self.area, *self.redrawn)]
        self.area, *self.redrawn = [(box.llx, box.lly, box.urx, box.ury) for box in moved]


def odd_pages(pdf: Pdf) -> frozenset[int]:
    """Return the pages, from 0, with annotations, layers, fields without picture, odd images."""
    has_layers = "/OCProperties" in pdf.Root
    return frozenset(n for n, page in enumerate(pdf.pages) if has_layers or _is_odd(page))


def _is_odd(page: Page) -> bool:
    images = within(page.obj, "/Resources", "/XObject").values()
    return any(map(_is_odd_annotation, annotations_of(page.obj))) or any(map(_is_odd_image, images))


def _is_odd_annotation(annotation: Dictionary) -> bool:
    if is_link(annotation):
        return "/AP" in annotation
    # Fields that have their picture are drawn as it is, and answers looked for one by one
    return annotation.get("/Subtype") != Name.Widget or picture(annotation) is None


def _is_odd_image(image: object) -> bool:
    if not isinstance(image, Stream) or Name.DCTDecode not in filters(image):
        return False
    colors: Object | None = image.get("/ColorSpace")
    if isinstance(colors, Array) and len(colors) > 1 and isinstance(colors[1], Stream):
        return bool(colors[1].get("/N") == FOUR_COLORS)
    return colors not in PLAIN_COLORS


def tell_losses(
    source: bytes, made: bytes, texts: Sequence[str], looks: Sequence[PageLook], notes: Notes
) -> None:
    """Say on which pages PDFium shows something of `source` and not of `made`.

    `texts` and `looks` are those of the pages of `made`. What it cannot read is not compared.
    """
    pages = list(zip(texts, looks, strict=True))
    text, other = list[int](), [*range(1, len(pages) + 1)]
    # PDFium may draw a font without a name otherwise the first time; it rounds tiles and lines
    for width in WIDTHS:
        text, found = _lost(source, made, pages, width)
        other = [number for number in other if number in found]
        if not other:
            break
    # What is marked is often its own comment
    told = [all(_is_in(text, each) for each in look.comments) for text, look in pages]
    comment = [number for number, is_told in enumerate(told, 1) if not is_told]
    for what, numbers in ((COMMENT, comment), (TEXT, text), (LOOK, other)):
        if numbers:
            notes.reserve(f"{of_pages(numbers)} : {what}")


def _lost(
    source: bytes, made: bytes, pages: Sequence[tuple[str, PageLook]], width: int
) -> tuple[list[int], list[int]]:
    """Return the numbers of the pages that lack a text, and of those that look otherwise."""
    text, other = [], []
    with suppress(PdfiumError), PdfDocument(source) as before, PdfDocument(made) as after:
        if any(look.is_odd for _, look in pages):
            before.init_forms()
        for number, (found, look) in enumerate(pages if len(before) == len(pages) else ()):
            page = before[number]
            if not look.hides and _misses(found, page.get_textpage().get_text_bounded()):
                text.append(number + 1)
            elif look.is_odd and _is_other(page, after[number], look, width):
                other.append(number + 1)
    return text, other


def _misses(text: str, expected: str) -> bool:
    missing = Counter(signs_of(expected)) - Counter(signs_of(text)) if text != expected else {}
    return sum(missing.values()) > FEW_SIGNS


def _is_in(text: str, comment: str) -> bool:
    whole, part = (" ".join(each.split()) for each in (text, comment))
    return f" {part} " in f" {whole} "


def _is_other(before: PdfPage, after: PdfPage, look: PageLook, width: int) -> bool:
    left, bottom, right, top = look.area
    after.set_cropbox(*look.area)
    bitmap = before.render(scale=width / max(before.get_size()))
    first, size = bitmap.to_pil(), (bitmap.width, bitmap.height)
    # In as many pixels: one more would stretch it, and change its edges
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
    raw.FPDF_RenderPageBitmap(bitmap, after, 0, 0, *size, 0, 0)
    second = bitmap.to_pil()
    across, up = first.width / (right - left), first.height / (top - bottom)
    for x, y, end, high in look.redrawn:
        box = ((x - left) * across, (top - high) * up, (end - left) * across, (top - y) * up)
        for each in (first, second):
            ImageDraw.Draw(each).rectangle(box, fill="white")
    changed = max(ImageChops.difference(first.reduce(SQUARE), second.reduce(SQUARE)).tobytes())
    if not SAME < changed <= EDGE:
        return changed > EDGE
    darker = ImageChops.subtract(second.filter(ImageFilter.MinFilter(3)), first)
    lighter = ImageChops.subtract(first, second.filter(ImageFilter.MaxFilter(3)))
    lines = ImageChops.lighter(darker, lighter).point(lambda level: 255 * (level > LINE))
    return max(lines.reduce(SQUARE).tobytes()) >= 255 // SQUARE
