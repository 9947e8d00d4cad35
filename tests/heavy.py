"""Pieces that weigh: photos of a phone, scans in colors, what no program makes lighter."""

import zlib
from pathlib import Path
from random import Random

import img2pdf
from pikepdf import Name
from PIL import Image, ImageDraw

from tests import pdfs
from tests.annexes.pictures import saved

WORDS = "Article 4 – Les membres du bureau sont élus pour trois ans par l’assemblée générale."


def paper(size: tuple[int, int], seed: int = 5) -> Image.Image:
    """A sheet as a scanner sees it: not quite white, never twice the same."""
    noise = Random(seed).randbytes(size[0] * size[1])  # noqa: S311 - the same paper each time
    return Image.frombytes("L", size, noise).point(lambda level: 225 + level // 12)


def scan(text: str = WORDS, seed: int = 5, size: tuple[int, int] = (2480, 3508)) -> bytes:
    """A page of text seen by a scanner at 300 points per inch, as a JPEG."""
    sheet = paper(size, seed)
    pen = ImageDraw.Draw(sheet)
    for line in range(size[0] // 8, size[1] - size[0] // 8, size[0] // 40):
        pen.text((size[0] // 8, line), text, fill=20, font_size=size[0] // 60)
    return saved(sheet, "JPEG", quality=88)


def photo(seed: int = 3, size: tuple[int, int] = (2400, 1800)) -> Image.Image:
    """A photo in colors: soft shapes, and the grain of a phone."""
    random = Random(seed)  # noqa: S311 - the same photo each time
    shapes = Image.frombytes("RGB", (24, 18), random.randbytes(24 * 18 * 3)).resize(size)
    return Image.blend(shapes, paper(size, seed).convert("RGB"), 0.2)


def scanned(path: Path, *pages: bytes) -> None:
    """Write JPEGs as a PDF of as many A4 pages."""
    layout = img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)))
    path.write_bytes(img2pdf.convert(list(pages), layout_fun=layout, nodate=True))


def report(path: Path, image: Image.Image) -> None:
    """Write a page with an image stored without loss, in haste, at some 300 points per inch."""
    data, rgb = zlib.compress(image.tobytes(), 1), Name.DeviceRGB
    across, up = (length * 72 / 300 for length in image.size)
    pdf = pdfs.show(
        b"q %f 0 0 %f 10 300 cm /Photo Do Q" % (across, up),
        Photo=lambda pdf: pdfs.image(pdf, data, image.size, rgb, Filter=Name.FlateDecode),
    )
    path.write_bytes(pdfs.as_bytes(pdf))


def incompressible(path: Path, size: tuple[int, int] = (900, 1200)) -> None:
    """Write a page that nothing makes lighter: noise in JPEG, drawn below 200 points per inch."""
    noise = Random(7).randbytes(size[0] * size[1])  # noqa: S311
    scanned(path, saved(Image.frombytes("L", size, noise), "JPEG", quality=90))
