"""Pictures made for the tests: a scene whose corners tell which way is up, a numbered page."""

import io
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name, PdfImage, Stream
from PIL import Image, ImageDraw

MAKER, ORIENTATION, GPS = 0x010F, 0x0112, 0x8825
CORNERS = {"red": (255, 0, 0), "blue": (0, 0, 255), "lime": (0, 255, 0), "black": (0, 0, 0)}
# What each Exif orientation did to the photo before it was stored
UNDO = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def tiff(*pages: Image.Image, compression: str = "group4", **options: object) -> bytes:
    others = {"save_all": True, "append_images": pages[1:], "compression": compression}
    return saved(pages[0], "TIFF", **others, **options)


def private(orientation: int = 1) -> Image.Exif:
    """Return what a phone says in a photo: who made it, where, and which way it was held."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "CANARI", orientation
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (50.0, 25.0, 54.0)
    return exif


def lying(image: Image.Image, orientation: int) -> Image.Image:
    return image.transpose(UNDO[orientation]) if orientation in UNDO else image


def scene(size: tuple[int, int] = (1200, 1600), mode: str = "RGB") -> Image.Image:
    """Draw a grey image with a color in each corner, from the upper left, clockwise."""
    image = Image.new("RGB", size, "grey")
    draw = ImageDraw.Draw(image)
    (w, h), (right, bottom) = size, (size[0] - size[0] // 4, size[1] - size[1] // 4)
    places = ((0, 0), (right, 0), (right, bottom), (0, bottom))
    for color, (x, y) in zip(CORNERS, places, strict=True):
        draw.rectangle((x, y, x + w // 4, y + h // 4), fill=color)
    return image.convert(mode)


def assert_upright(drawn: Image.Image, *, lying: bool = False) -> None:
    width, height = drawn.size
    assert (width > height) == lying
    box = drawn.convert("L").point(lambda v: 255 if v < 250 else 0).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert min(left - width * 10 / 297, top - height * 10 / 297) >= -2
    places = ((left, top), (right, top), (right, bottom), (left, bottom))
    for color, (x, y) in zip(CORNERS.values(), places, strict=True):
        inside = (x + (12 if x == left else -12), y + (12 if y == top else -12))
        assert drawn.getpixel(inside) == pytest.approx(color, abs=40)


def page(number: int = 1, size: tuple[int, int] = (1240, 1754), mode: str = "L") -> Image.Image:
    """Draw a page with a black band at the top, as many squares as its number, and lines."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0], size[1] // 10), fill=0)
    for square in range(number):
        left = 50 + square * size[0] // 8
        draw.rectangle((left, size[1] // 4, left + size[0] // 12, size[1] // 3), fill=0)
    for line in range(size[1] // 2, size[1] - 40, 30):
        draw.line((50, line, size[0] - 50 - (line * 37) % 300, line), fill=0, width=4)
    return image.convert(mode)


def assert_page(drawn: Image.Image, number: int = 1) -> None:
    """Check the band at the top of the sheet, inside its margins, and count the squares."""
    width, height = drawn.size
    dark = drawn.convert("L").point(lambda value: 255 * (value < 128))
    assert height > width
    assert dark.getpixel((width // 2, round(height * 0.06))) == 255
    row = dark.crop((0, round(height * 0.3), width, round(height * 0.3) + 1)).tobytes()
    assert sum(a < b for a, b in pairwise(row)) == number


def images_of(pdf: Path) -> list[tuple[str, str, bytes]]:
    """Return how each image of a PDF is coded, its colors, and its pixels."""
    with pikepdf.open(pdf) as document:
        streams = [item for item in document.objects if isinstance(item, Stream)]
        found = [PdfImage(item) for item in streams if item.get("/Subtype") == Name.Image]
        return [(i.filters[0], str(i.obj.ColorSpace), i.as_pil_image().tobytes()) for i in found]
