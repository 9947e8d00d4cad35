"""What was made of a PDF, compared with what PDFium shows of it, forms and annotations included."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, Object, Page, Pdf, Stream
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from pypdfium2 import PdfDocument, PdfiumError, PdfPage, raw

from packetgen.annexes.notes import Notes, of_pages
from packetgen.annexes.pdf.links import annotations_of, is_link
from packetgen.annexes.pdf.streams import filters
from packetgen.bundle.pdf_page import Rectangle

# Of a picture, in pixels; its squares, of two letters, are compared first
WIDTH, SQUARE = 600, 8
# Levels of 255 by which a square changes when nothing did, and when an edge moved by one pixel;
# where a line is lost, no pixel beside is as it was, by so many levels
SAME, EDGE, LINE = 12, 40, 100
# Signs of a page that may be lost: some are drawn twice, or are cut by its edge
FEW_SIGNS = 2
PLAIN_COLORS = (Name.DeviceGray, Name.DeviceRGB)


@dataclass
class PageLook:
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
        self.area, *self.redrawn = (_moved(each, matrix) for each in (self.area, *self.redrawn))


def _moved(box: Rectangle, matrix: Matrix) -> Rectangle:
    moved = matrix.transform(pikepdf.Rectangle(*box))
    return moved.llx, moved.lly, moved.urx, moved.ury


@dataclass(frozen=True)
class Lost:
    """The pages, from 1, that do not show a text of the source any more, or look otherwise."""

    text: tuple[int, ...] = ()
    look: tuple[int, ...] = ()


def odd_pages(pdf: Pdf) -> frozenset[int]:
    """Return the pages, from 0, that more than their contents draws, or an image that few hold."""
    if "/OCProperties" in pdf.Root:
        return frozenset(range(len(pdf.pages)))
    return frozenset(n for n, page in enumerate(pdf.pages) if _is_odd(page))


def _is_odd(page: Page) -> bool:
    if any("/AP" in a if is_link(a) else True for a in annotations_of(page.obj)):
        return True
    resources = page.obj.get("/Resources")
    images = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    return isinstance(images, Dictionary) and any(map(_is_odd_image, images.values()))


def _is_odd_image(image: object) -> bool:
    if not isinstance(image, Stream) or Name.DCTDecode not in filters(image):
        return False
    colors: Object | None = image.get("/ColorSpace")
    if isinstance(colors, Array) and len(colors) > 1 and colors[0] == Name.ICCBased:
        profile = colors[1]
        return not isinstance(profile, Stream) or profile.get("/N") not in (1, 3)
    return colors not in PLAIN_COLORS


def find_lost(source: bytes, made: bytes, texts: Sequence[str], looks: Sequence[PageLook]) -> Lost:
    """Return what PDFium shows of `source` and not of `made`; nothing if it cannot read it.

    `texts` and `looks` are those of the pages of `made`.
    """
    text, other = [], []
    try:
        with PdfDocument(source) as before, PdfDocument(made) as after:
            if len(before) != len(looks):
                return Lost()
            if any(look.is_odd for look in looks):
                before.init_forms()
            for number, look in enumerate(looks):
                page = before[number]
                if not look.hides and _misses(
                    texts[number], page.get_textpage().get_text_bounded()
                ):
                    text.append(number + 1)
                elif look.is_odd and _is_other(page, after[number], look):
                    other.append(number + 1)
    except PdfiumError:
        return Lost()
    return Lost(tuple(text), tuple(other))


def tell(lost: Lost, texts: Sequence[str], looks: Sequence[PageLook], notes: Notes) -> None:
    """Say on which pages something is lost."""
    pairs = enumerate(zip(texts, looks, strict=True), start=1)
    # What is marked is often its own comment
    if pages := [n for n, (text, look) in pairs if not all(_is_in(text, c) for c in look.comments)]:
        notes.reserve(f"{of_pages(pages)} : le texte des commentaires n’est pas repris")
    if lost.text:
        notes.reserve(
            f"{of_pages(lost.text)} : un texte du fichier ne s’y lit pas, comparez avec l’original"
        )
    if lost.look:
        notes.reserve(
            f"{of_pages(lost.look)} : n’a pas tout à fait l’aspect du fichier, "
            "comparez avec l’original"
        )


def _misses(text: str, expected: str) -> bool:
    if text == expected:
        return False
    return (_signs(expected) - _signs(text)).total() > FEW_SIGNS


def _is_in(text: str, comment: str) -> bool:
    whole, part = (" ".join(each.split()) for each in (text, comment))
    return f" {part} " in f" {whole} "


def _signs(text: str) -> Counter[str]:
    return Counter("".join(normalize("NFKC", text).split()))


def _is_other(before: PdfPage, after: PdfPage, look: PageLook) -> bool:
    """Tell whether something of a page does not look as before."""
    left, bottom, right, top = look.area
    after.set_cropbox(*look.area)
    bitmap = before.render(scale=WIDTH / max(before.get_size()))
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
    changed = _most(ImageChops.difference(first.reduce(SQUARE), second.reduce(SQUARE)))
    if not SAME < changed <= EDGE:
        return changed > EDGE
    darker = ImageChops.subtract(second.filter(ImageFilter.MinFilter(3)), first)
    lighter = ImageChops.subtract(first, second.filter(ImageFilter.MaxFilter(3)))
    return max(_most(darker), _most(lighter)) > LINE


def _most(picture: Image.Image) -> int:
    return max(picture.tobytes())
