"""TIFF, HEIC, WEBP and BMP: every page, upright, anonymous; what is damaged is said or refused."""

import io
import struct
import sys
from collections.abc import Callable

import pytest
from PIL import Image

from packetgen.annexes.image.open import STRIP_BYTES, STRIP_OFFSETS
from packetgen.errors import AnnexRefused
from tests.annexes.pictures import ORIENTATION, assert_page, images_of, lying, page, saved, tiff
from tests.pdfs import Take, picture


@pytest.mark.parametrize(
    ("mode", "compression", "kept_as", "orientation"),
    [
        ("1", "group4", "CCITTFax", 1), ("1", "group3", "CCITTFax", 1),
        ("L", "tiff_lzw", "Flate", 1), ("P", "packbits", "Flate", 1),
        ("L", "jpeg", "DCT", 1), ("CMYK", "tiff_lzw", "Flate", 1),
        *(("1", "group4", "CCITTFax", orientation) for orientation in (3, 5, 6)),
    ],
)  # fmt: skip
def test_a12_every_page_of_a_tiff_is_taken_upright(
    take: Take, mode: str, compression: str, kept_as: str, orientation: int
) -> None:
    pages = [lying(page(number, mode=mode), orientation) for number in (1, 2, 3)]
    tags = {ORIENTATION: orientation}
    done = take(tiff(*pages, compression=compression, tiffinfo=tags), "scan.tif")
    assert (done.kind, done.pages, done.reservations) == ("TIFF", 3, ())
    assert [coding for coding, _, _ in images_of(done.pdf)] == [f"/{kept_as}Decode"] * 3
    for number in (1, 2, 3):
        assert_page(picture(done.pdf, number - 1), number)


def test_the_flat_points_of_a_fax_are_made_square(take: Take) -> None:
    fax = page(2, (1728, 1145), "1")
    assert_page(picture(take(tiff(fax, dpi=(204, 98))).pdf), 2)
    flat = picture(take(tiff(fax, dpi=(204, 1))).pdf)
    assert flat.width > flat.height


def test_pages_of_a_tiff_are_capped(take: Take) -> None:
    pages = [page(size=(80, 110), mode="1")] * 4
    assert take(tiff(*pages), max_pages=4).pages == 4
    with pytest.raises(AnnexRefused, match=r"4.pages, la limite est de 3.*pages utiles"):
        take(tiff(*pages), max_pages=3)


def test_a12_what_was_exact_stays_exact(take: Take) -> None:
    screen = page(2, mode="RGB")
    for source in (saved(screen, "BMP"), saved(screen, "WEBP", lossless=True)):
        [(_, _, pixels)] = images_of(take(source).pdf)
        assert pixels == screen.tobytes()


@pytest.mark.parametrize("form", ["PNG", "WEBP", "HEIF", "TIFF"])
def test_a12_what_is_transparent_is_white(take: Take, form: str) -> None:
    image = page(mode="RGBA")
    image.paste((0, 0, 0, 0), (400, 700, 800, 1000))
    done = take(saved(image, form))
    assert done.changes == ("fond transparent rempli en blanc",)
    drawn = picture(done.pdf)
    assert_page(drawn)
    middle = drawn.getpixel((drawn.width // 2, drawn.height // 2))
    assert middle == pytest.approx((255, 255, 255), abs=2)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "HEIF", "WEBP", "BMP", "G4"])
def test_a13_a_truncated_image_is_refused(take: Take, form: str) -> None:
    noise = Image.effect_noise((500, 500), 80)
    several = [noise.convert("1")] * 3
    data = tiff(*several) if form == "G4" else saved(noise.convert("RGB"), form)
    for part in (0.3, 0.6, 0.95):
        with pytest.raises(AnnexRefused, match=r"incomplète ou abîmée.*de nouveau"):
            take(data[: int(len(data) * part)])


@pytest.mark.skipif(sys.platform == "win32", reason="autre système : libtiff y parle ailleurs")
@pytest.mark.parametrize("damage", [0, 0x55])
def test_lines_that_cannot_be_read_are_said_with_their_page(
    take: Take, capfd: pytest.CaptureFixture[str], damage: int
) -> None:
    data = bytearray(tiff(*[page(number, mode="1") for number in (1, 2, 3)]))
    with Image.open(io.BytesIO(data)) as image:
        image.seek(1)
        start, size = (image.getexif()[tag][1] for tag in (STRIP_OFFSETS, STRIP_BYTES))
    data[start + size // 3 : start + size // 2] = bytes([damage]) * (size // 2 - size // 3)
    done = take(bytes(data))
    said = "page 2\u00a0: image abîmée par endroits, à vérifier"
    assert (done.pages, done.reservations) == (3, (said,))
    assert capfd.readouterr().err == ""


def _bmp(reserved: bytes = bytes(4)) -> bytes:
    """A page of 32 bits whose fourth byte, always zero, is filling."""
    shown = page(mode="RGBA")
    shown.putalpha(0)
    pixels, masks = shown.tobytes("raw", "BGRA"), (0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    head = (56, shown.width, -shown.height, 1, 32, 3, len(pixels), 0, 0, 0, 0, *masks)
    start = b"BM" + struct.pack("<I4sI", 70 + len(pixels), reserved, 70)
    return start + struct.pack("<IiiHHIIiiII4I", *head) + pixels


def _grey(factor: float, mode: str = "I", inverted: bool = False) -> bytes:
    shades = page().point(lambda value: 255 - value) if inverted else page()
    deep = shades.convert("F" if mode == "F" else "I").point(lambda value: value * factor)
    return saved(deep.convert(mode), "TIFF", tiffinfo={262: int(not inverted)})


def _tagged(data: bytes, tag: int, new: int, value: tuple[int, int] | None = None) -> bytes:
    """A TIFF of Pillow with another number, or another value, for one of its tags."""
    place = data.index(struct.pack("<HH", tag, 3 if value else 4))
    old = data[place : place + 12]
    said = struct.pack("<HHIHH", new, 3, 1, *value) if value else struct.pack("<H", new) + old[2:]
    return data.replace(old, said)


def _png() -> bytes:
    chunk = b"\0\0\0\4tEXtA\0BCnone"  # its checksum is wrong
    data = saved(page(), "PNG")
    return data[:33] + chunk + data[33:]


STRETCHED = ("nuances de gris étirées du noir au blanc\u00a0: comparez avec l’original",)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: _grey(257, "I;16"), ()), (lambda: _grey(257, "I;16B"), ()),
        (lambda: _grey(257, "I;16", inverted=True), ()), (lambda: _grey(16, "I;16"), STRETCHED),
        (lambda: _grey(1 / 255, "F"), ()), (lambda: _grey(40, "F"), ()),
        (_bmp, ()), (lambda: _bmp(b"made"), ()), (_png, ()),
        (lambda: _tagged(saved(page(), "TIFF"), STRIP_BYTES, 65_000), ()),
        (lambda: _tagged(tiff(page(mode="1"), strip_size=10**6), STRIP_BYTES, 65_000), ()),
        (lambda: saved(page(), "GIF"), ()), (lambda: saved(page(mode="RGB"), "AVIF"), ()),
    ],
)  # fmt: skip
def test_f5_f14_a_rare_image_is_shown_as_it_is(
    take: Take, make: Callable[[], bytes], said: tuple[str, ...]
) -> None:
    done = take(make())
    assert_page(picture(done.pdf))
    assert done.reservations == said


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "GIF"])
def test_f14_an_image_of_one_color_is_to_verify(take: Take, form: str) -> None:
    done = take(saved(Image.new("L", (1, 4), 9), form))
    assert done.pages == 1
    assert done.reservations[-1].endswith("image d’une seule couleur, à vérifier")


TOO_LARGE = r"60 millions de points.*plus petite"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: _tagged(saved(page(), "TIFF"), 258, 258, (10, 0)), r"format rare.; .*JPEG ou PNG"),
        (lambda: saved(Image.new("1", (7_800, 7_800)), "BMP"), TOO_LARGE),
        (lambda: saved(Image.new("1", (7_800, 7_800)), "TIFF"), TOO_LARGE),
    ],
)
def test_a13_an_image_that_cannot_be_read_is_not_said_damaged(
    take: Take, make: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(AnnexRefused, match=reason):
        take(make())
