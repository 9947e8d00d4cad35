"""TIFF, HEIC, WEBP and BMP: every page, upright, anonymous; what is damaged is said or refused."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pikepdf
import pytest
from pikepdf import Name, Stream
from PIL import Image, ImageDraw

from packetgen.annexes.image.open import STRIP_BYTES, STRIP_OFFSETS
from packetgen.annexes.outcome import Intake
from packetgen.errors import AnnexRefused

Take = Callable[..., Intake]
Picture = Callable[..., Image.Image]

MAKER, ORIENTATION, GPS = 0x010F, 0x0112, 0x8825


def _page(number: int = 1, size: tuple[int, int] = (1240, 1754)) -> Image.Image:
    """Draw a page with a black band at the top, as many squares as its number, and lines."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0], size[1] // 10), fill=0)
    for square in range(number):
        left = 50 + square * size[0] // 8
        draw.rectangle((left, size[1] // 4, left + size[0] // 12, size[1] // 3), fill=0)
    for line in range(size[1] // 2, size[1] - 40, 30):
        draw.line((50, line, size[0] - 50 - (line * 37) % 300, line), fill=0, width=4)
    return image


def _tiff(*pages: Image.Image, compression: str = "group4", **options: object) -> bytes:
    out = io.BytesIO()
    pages[0].save(
        out, "TIFF", save_all=True, append_images=pages[1:], compression=compression, **options
    )
    return out.getvalue()


def _save(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def _assert_page(drawn: Image.Image, number: int = 1) -> None:
    """Check the band at the top of the sheet, inside its margins, and count the squares."""
    width, height = drawn.size
    dark = drawn.convert("L").point(lambda value: 255 * (value < 128))
    assert height > width
    assert dark.getpixel((width // 2, round(height * 0.06))) == 255
    row = dark.crop((0, round(height * 0.3), width, round(height * 0.3) + 1)).tobytes()
    assert sum(a < b for a, b in pairwise(row)) == number


def _filters(done: Intake) -> list[str]:
    with pikepdf.open(done.pdf) as pdf:
        return [
            str(item.Filter[0] if isinstance(item.Filter, pikepdf.Array) else item.Filter)
            for item in pdf.objects
            if isinstance(item, Stream) and item.get("/Subtype") == Name.Image
        ]


@pytest.mark.parametrize(
    ("mode", "compression", "kept_as"),
    [
        ("1", "group4", "CCITTFax"),
        ("1", "group3", "CCITTFax"),
        ("1", "raw", "CCITTFax"),
        ("L", "tiff_lzw", "Flate"),
        ("RGB", "tiff_adobe_deflate", "Flate"),
        ("P", "packbits", "Flate"),
        ("L", "jpeg", "DCT"),
        ("CMYK", "tiff_lzw", "Flate"),
    ],
)
def test_a12_every_page_of_a_tiff_is_taken(
    take: Take, picture: Picture, mode: str, compression: str, kept_as: str
) -> None:
    pages = [_page(number).convert(mode) for number in (1, 2, 3)]
    done = take(_tiff(*pages, compression=compression), "scan.tif")
    assert (done.kind, done.pages, done.reservations) == ("TIFF", 3, ())
    assert _filters(done) == [f"/{kept_as}Decode"] * 3
    for number in (1, 2, 3):
        _assert_page(picture(done.pdf, number - 1), number)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a12_the_pages_of_a_tiff_are_upright(
    take: Take, picture: Picture, orientation: int
) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    pages = [_page(number).convert("1") for number in (1, 2)]
    if orientation in undo:
        pages = [page.transpose(undo[orientation]) for page in pages]
    done = take(_tiff(*pages, tiffinfo={ORIENTATION: orientation}))
    for number in (1, 2):
        _assert_page(picture(done.pdf, number - 1), number)


def test_the_flat_points_of_a_fax_are_made_square(take: Take, picture: Picture) -> None:
    fax = _page(2, (1728, 1145)).convert("1")
    done = take(_tiff(fax, dpi=(204, 98)))
    _assert_page(picture(done.pdf), 2)
    lying = take(_tiff(fax, dpi=(204, 1)))
    assert picture(lying.pdf).width > picture(lying.pdf).height


def test_pages_of_a_tiff_are_capped(take: Take) -> None:
    pages = [_page(size=(80, 110)).convert("1")] * 4
    assert take(_tiff(*pages), max_pages=4).pages == 4
    with pytest.raises(AnnexRefused, match=r"4.pages, la limite est de 3.*pages utiles"):
        take(_tiff(*pages), max_pages=3)


@pytest.mark.parametrize(("form", "kind"), [("HEIF", "HEIC"), ("WEBP", "WEBP")])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a12_a_photo_of_a_phone_is_upright_and_anonymous(
    take: Take, picture: Picture, form: str, kind: str, orientation: int
) -> None:
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "CANARI", orientation
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (50.0, 25.0, 54.0)
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    photo = _page(3).convert("RGB")
    if orientation in turned:
        photo = photo.transpose(turned[orientation])
    source = _save(photo, form, exif=exif.tobytes(), quality=80)
    assert b"CANARI" in source
    done = take(source, "photo")
    assert (done.kind, done.pages, done.reservations) == (kind, 1, ())
    assert "date, lieu et appareil de la photo retirés" in done.changes
    _assert_page(picture(done.pdf), 3)
    assert b"CANARI" not in done.pdf.read_bytes()
    assert _filters(done) == ["/DCTDecode"]


def test_a12_what_was_exact_stays_exact(take: Take) -> None:
    screen = _page(2).convert("RGB")
    for source in (_save(screen, "BMP"), _save(screen, "WEBP", lossless=True)):
        done = take(source)
        with pikepdf.open(done.pdf) as pdf:
            [image] = [o for o in pdf.objects if isinstance(o, Stream) and "/Width" in o]
            assert pikepdf.PdfImage(image).as_pil_image().tobytes() == screen.tobytes()


@pytest.mark.parametrize("form", ["WEBP", "HEIF", "TIFF"])
def test_a12_what_is_transparent_is_white(take: Take, picture: Picture, form: str) -> None:
    image = _page().convert("RGBA")
    image.paste((0, 0, 0, 0), (400, 700, 800, 1000))
    done = take(_save(image, form))
    assert done.changes == ("fond transparent rempli en blanc",)
    drawn = picture(done.pdf)
    _assert_page(drawn)
    assert drawn.getpixel((drawn.width // 2, drawn.height // 2)) == pytest.approx(
        (255, 255, 255), abs=2
    )


@pytest.mark.parametrize("form", ["WEBP", "HEIF"])
def test_only_the_first_of_several_views_is_taken_and_it_is_said(take: Take, form: str) -> None:
    views = [_page(number, (620, 877)).convert("RGB") for number in (1, 2, 3)]
    done = take(_save(views[0], form, save_all=True, append_images=views[1:]))
    assert done.pages == 1
    assert len(done.reservations) == 2
    assert "est reprise" in done.reservations[0]


@cache
def _noise(form: str) -> bytes:
    noise = Image.effect_noise((500, 500), 80)
    several = [noise.convert("1")] * 3
    return _tiff(*several) if form == "G4" else _save(noise.convert("RGB"), form)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("form", ["TIFF", "HEIF", "WEBP", "BMP", "G4"])
def test_a13_a_truncated_image_is_refused(take: Take, form: str, part: float) -> None:
    data = _noise(form)
    with pytest.raises(AnnexRefused, match=r"incomplète ou abîmée.*de nouveau"):
        take(data[: int(len(data) * part)])


@pytest.mark.skipif(sys.platform == "win32", reason="autre système : libtiff y parle ailleurs")
@pytest.mark.parametrize("damage", [0, 0x55])
def test_lines_that_cannot_be_read_are_said_with_their_page(
    take: Take, capfd: pytest.CaptureFixture[str], damage: int
) -> None:
    data = bytearray(_tiff(*[_page(number).convert("1") for number in (1, 2, 3)]))
    with Image.open(io.BytesIO(data)) as image:
        image.seek(1)
        start, size = (image.getexif()[tag][1] for tag in (STRIP_OFFSETS, STRIP_BYTES))
    data[start + size // 3 : start + size // 2] = bytes([damage]) * (size // 2 - size // 3)
    done = take(bytes(data))
    assert done.pages == 3
    assert done.reservations == ("page 2\u00a0: image abîmée par endroits, à vérifier",)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("form", ["WEBP", "BMP", "TIFF"])
def test_a13_an_image_of_too_many_points_is_refused(take: Take, form: str) -> None:
    image = Image.new("1" if form != "WEBP" else "RGB", (7_800, 7_800))
    data = _save(image, form, **({"method": 0} if form == "WEBP" else {}))
    with pytest.raises(AnnexRefused, match=r"60 millions de points.*plus petite"):
        take(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_save(Image.new("RGB", (90, 90)), "GIF"), "une image GIF.*JPEG ou PNG"),
        (_save(Image.new("RGB", (90, 90)), "EPS"), "un dessin.*Exporter › PDF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "un dessin.*Exporter › PDF"),
        (_save(Image.new("RGB", (90, 90)), "AVIF"), "d’un format rare.*JPEG ou PNG"),
        (b"", "un fichier vide.*de nouveau"),
    ],
    ids=["gif", "eps", "svg", "avif", "empty"],
)
def test_a13_other_pictures_are_refused_whatever_their_name(
    take: Take, data: bytes, reason: str
) -> None:
    with pytest.raises(AnnexRefused, match=reason):
        take(data, "photo.jpg")
