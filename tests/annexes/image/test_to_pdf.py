"""A photo or a scanned image ends upright, whole and anonymous, on one A4 page."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator

import pikepdf
import pytest
from PIL import Image, ImageCms

from packetgen.annexes.image.metadata import rejoin, strip
from packetgen.annexes.outcome import Intake
from packetgen.errors import AnnexRefused
from tests.annexes.pictures import UNDO, assert_upright, images_of, lying, private, saved, scene
from tests.pdfs import Take, picture

ANONYMOUS = "date, lieu et appareil de la photo retirés"


def _content(done: Intake) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(done.pdf) as pdf:
        pdf.save(out, qdf=True)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "orientation"),
    [(form, orientation) for form in ("JPEG", "PNG") for orientation in range(10)]
    + [(form, orientation) for form in ("HEIC", "WEBP") for orientation in (1, 5, 6)],
)
def test_a12_a_photo_is_upright_and_anonymous(take: Take, form: str, orientation: int) -> None:
    encoder = "HEIF" if form == "HEIC" else form
    source = saved(lying(scene(), orientation), encoder, exif=private(orientation).tobytes())
    assert b"CANARI" in source
    done = take(source)
    assert (done.kind, done.pages, done.reservations) == (form, 1, ())
    turned = ("photo redressée",) if orientation in UNDO and form != "HEIC" else ()
    assert done.changes == (*turned, ANONYMOUS)
    assert_upright(picture(done.pdf))
    for trace in (b"CANARI", b"Exif", b"eXIf"):
        assert trace not in _content(done)
    if form in ("HEIC", "WEBP"):
        assert images_of(done.pdf)[0][0] == "/DCTDecode"


def test_a_lying_photo_lies_on_a_lying_sheet(take: Take) -> None:
    assert_upright(picture(take(saved(scene((1600, 1200)), "JPEG")).pdf), lying=True)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_the_pixels_of_a_photo_are_not_encoded_again(take: Take, orientation: int) -> None:
    source = saved(scene(), "JPEG", exif=private(orientation), quality=70)
    assert source[source.index(b"\xff\xda") :] in take(source).pdf.read_bytes()


@pytest.mark.parametrize(("mode", "space"), [("L", "/DeviceGray"), ("CMYK", "/DeviceRGB")])
def test_a12_grey_and_printing_inks_look_right(take: Take, mode: str, space: str) -> None:
    done = take(saved(scene(mode=mode), "JPEG"))
    assert [found for _, found, _ in images_of(done.pdf)] == [space]
    if mode == "CMYK":
        assert done.changes == ("couleurs d’imprimerie converties pour l’écran",)
        assert_upright(picture(done.pdf))


def test_inks_follow_their_profile_when_it_is_one(take: Take) -> None:
    broken = saved(scene(mode="CMYK"), "JPEG", icc_profile=b"not a profile")
    assert_upright(picture(take(broken).pdf))


def test_the_colors_profile_of_a_photo_is_kept(take: Take) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    done = take(saved(scene(), "JPEG", icc_profile=profile))
    assert_upright(picture(done.pdf))
    assert b"ICCBased" in _content(done)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "LA", "RGBA"])
def test_a12_every_png_is_drawn_on_white(take: Take, mode: str) -> None:
    image = scene()
    transparent = mode in ("LA", "RGBA")
    if transparent:
        image.putalpha(255)
        image.paste((0, 0, 0, 0), (500, 700, 700, 900))
    done = take(saved(image.convert(mode), "PNG"))
    assert done.changes == (("fond transparent rempli en blanc",) if transparent else ())
    drawn = picture(done.pdf)
    if transparent:
        assert drawn.getpixel((drawn.width // 2, drawn.height // 2)) == (255, 255, 255)
    if mode in ("P", "RGB", "RGBA"):
        assert_upright(drawn)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png(width: int, height: int, depth: int, color: int, pixels: bytes) -> bytes:
    """Write a PNG that Pillow does not write."""
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _interlaced() -> bytes:
    source = bytearray(_png(1, 1, 8, 2, b"\0\xff\0\0"))
    source[28] = 1
    source[29:33] = struct.pack(">I", zlib.crc32(bytes(source[12:29])))
    return bytes(source)


def _palette() -> bytes:
    image = Image.new("P", (300, 400), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    return saved(image, "PNG", transparency=1)


def _sixteen_bits(color: int, pixel: bytes) -> bytes:
    return _png(300, 400, 16, color, (b"\0" + pixel * 300) * 400)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (_sixteen_bits(0, b"\x80\x00"), (128, 128, 128)),
        (_sixteen_bits(2, b"\xff\xff\x80\x00\x00\x00"), (255, 128, 0)),
        (_sixteen_bits(6, b"\xff\xff\x80\x00\x00\x00\xff\xff"), (255, 128, 0)),
        (_palette(), (255, 255, 255)),
        (_interlaced(), (255, 0, 0)),
    ],
    ids=["16 bits of grey", "16 bits", "16 bits and alpha", "transparent palette", "interlaced"],
)
def test_a12_a_rare_png_keeps_its_shade(
    take: Take, source: bytes, expected: tuple[int, ...]
) -> None:
    drawn = picture(take(source).pdf, width=595)
    seen = drawn.getpixel((drawn.width // 2, drawn.height // 2))
    assert seen == pytest.approx(expected, abs=2)


def test_an_image_without_enough_points_is_reserved_and_not_blown_up(take: Take) -> None:
    done = take(saved(scene((90, 120)), "PNG"))
    assert done.reservations == (
        "image peu précise (72 points par pouce)\u00a0: vérifiez qu’elle se lit",
    )
    box = picture(done.pdf, width=595).convert("L").point(lambda v: 255 * (v < 250)).getbbox()
    assert box is not None
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((90, 120), abs=2)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("PNG", "image animée\u00a0: seule sa première vue est reprise"),
        ("WEBP", "image animée\u00a0: seule sa première vue est reprise"),
        ("HEIF", "2 photos dans un même fichier\u00a0: seule la principale est reprise"),
        ("MPO", None),
    ],
)
def test_only_the_first_of_several_views_is_taken_and_it_is_said(
    take: Take, form: str, said: str | None
) -> None:
    other = Image.new("RGB", (1200, 1600), "red")
    source = saved(scene(), form, save_all=True, append_images=[other], exif=private())
    done = take(source)
    assert (done.pages, done.reservations) == (1, (said,) if said else ())
    assert_upright(picture(done.pdf))
    assert b"CANARI" not in done.pdf.read_bytes()
    if form == "MPO":
        assert done.kind == "JPEG"
        assert len(done.pdf.read_bytes()) < len(source)


@pytest.mark.parametrize("side", [7_800, 60_000])
def test_a13_an_image_of_too_many_points_is_refused_by_its_header(take: Take, side: int) -> None:
    with pytest.raises(AnnexRefused, match=r"60 millions de points.*plus petite"):
        take(_png(side, side, 8, 2, b""))


def test_a_corrupt_exif_costs_the_photo_nothing(take: Take) -> None:
    source = saved(scene(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff broken")
    assert_upright(picture(take(source).pdf))


def test_strip_keeps_pixels_and_colors_only() -> None:
    source = saved(
        scene(), "JPEG", exif=private(), comment=b"CANARI", icc_profile=b"PROFILE",
        progressive=True, xmp=b"<x>CANARI</x>", dpi=(300, 300),
    )  # fmt: skip
    stripped = strip(source + b"CANARI after the end")
    assert b"CANARI" not in stripped
    assert b"PROFILE" in stripped
    assert b"JFIF" in stripped
    before, after = (Image.open(io.BytesIO(data)) for data in (source, stripped))
    assert before.tobytes() == after.tobytes()
    assert strip(stripped) == stripped


@pytest.mark.parametrize(
    ("clean", "data"),
    [
        (strip, b""),
        (strip, b"\xff\xd8"),
        (strip, b"\xff\xd8\xff"),
        (strip, b"\xff\xd8xx"),
        (strip, b"\xff\xd8\xff\xe1\xff\xff"),
        (strip, b"\xff\xd8\xff\xda\x00\x02data"),
        (rejoin, b""),
        (rejoin, b"\x89PNG\r\n\x1a\n"),
        (rejoin, b"\x89PNG\r\n\x1a\n\0\0\0\x09IHDR"),
    ],
)
def test_what_is_no_whole_image_is_not_cleaned(
    clean: Callable[[bytes], bytes], data: bytes
) -> None:
    with pytest.raises(ValueError, match=r"."):
        clean(data)


def test_a_png_in_many_pieces_is_not_copied_at_each() -> None:
    noise = Image.effect_noise((700, 900), 80)
    source = saved(noise, "PNG", dpi=(300, 300), exif=private())
    pixels = zlib.compress(zlib.decompress(b"".join(_chunks(source, b"IDAT"))), 0)
    pieces = b"".join(_chunk(b"IDAT", pixels[n : n + 100]) for n in range(0, len(pixels), 100))
    start, end = source.index(b"IDAT") - 4, source.index(b"IEND") - 4
    joined = rejoin(source[:start] + pieces + source[end:])
    assert joined.count(b"IDAT") == 1
    assert b"CANARI" not in joined
    assert Image.open(io.BytesIO(joined)).tobytes() == noise.tobytes()
    assert rejoin(joined) == joined


def _chunks(source: bytes, wanted: bytes) -> Iterator[bytes]:
    position = 8
    while position < len(source):
        size = int.from_bytes(source[position : position + 4])
        if source[position + 4 : position + 8] == wanted:
            yield source[position + 8 : position + 8 + size]
        position += size + 12
