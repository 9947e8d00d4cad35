"""A photo or a scanned image ends upright, whole and anonymous, on one A4 page."""

import io
import struct
import zlib
from random import Random

import pikepdf
import pytest
from PIL import Image, ImageCms

from packetgen.annexes.image.metadata import strip
from packetgen.annexes.outcome import Intake
from packetgen.errors import AnnexRefused
from tests.annexes.pictures import UNDO, assert_upright, images_of, lying, private, saved, scene
from tests.pdfs import Take, as_bytes, picture
from tests.tables import table

CASES = table(__file__)


def _content(done: Intake) -> bytes:
    with pikepdf.open(done.pdf) as pdf:
        return as_bytes(pdf, qdf=True)


@pytest.mark.parametrize(
    ("form", "orientation"),
    [("JPEG", orientation) for orientation in range(10)]
    + [(form, orientation) for form in ("PNG", "HEIC", "WEBP") for orientation in (1, 5, 6)],
)
def test_a12_a_photo_is_upright_and_anonymous(take: Take, form: str, orientation: int) -> None:
    encoder = "HEIF" if form == "HEIC" else form
    source = saved(lying(scene(), orientation), encoder, exif=private(orientation).tobytes())
    assert b"CANARI" in source
    done = take(source)
    assert (done.kind, done.pages, done.reservations) == (form, 1, ())
    turned = ("photo redressée",) if orientation in UNDO and form != "HEIC" else ()
    assert done.changes == (*turned, "date, lieu et appareil de la photo retirés")
    assert_upright(picture(done.pdf))
    content = _content(done)
    assert not [trace for trace in (b"CANARI", b"Exif", b"eXIf") if trace in content]
    if form in ("HEIC", "WEBP"):
        assert images_of(done.pdf)[0][0] == "/DCTDecode"


@pytest.mark.parametrize(("mode", "orientation"), [("RGB", 1), ("RGB", 6), ("L", 1)])
def test_a12_the_pixels_of_a_photo_stay_as_encoded(take: Take, mode: str, orientation: int) -> None:
    source = saved(scene(mode=mode), "JPEG", exif=private(orientation), quality=70)
    assert source[source.index(b"\xff\xda") :] in take(source).pdf.read_bytes()


@pytest.mark.parametrize("profile", [None, b"not a profile"])
def test_a12_printing_inks_look_right(take: Take, profile: bytes | None) -> None:
    done = take(saved(scene(mode="CMYK"), "JPEG", icc_profile=profile))
    assert done.changes == ("couleurs d’imprimerie converties pour l’écran",)
    assert [space for _, space, _ in images_of(done.pdf)] == ["/DeviceRGB"]
    assert_upright(picture(done.pdf))


def test_a_lying_photo_lies_on_a_lying_sheet_its_colors_profile_kept(take: Take) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    done = take(saved(scene((1600, 1200)), "JPEG", icc_profile=profile))
    assert_upright(picture(done.pdf), lying=True)
    assert b"ICCBased" in _content(done)


@pytest.mark.parametrize("mode", ["P", "RGB"])
def test_a12_a_png_keeps_its_colors(take: Take, mode: str) -> None:
    done = take(saved(scene(mode=mode), "PNG"))
    assert done.changes == ()
    drawn = picture(done.pdf)
    assert_upright(drawn)
    assert drawn.getpixel((drawn.width // 2, drawn.height // 2)) != (255, 255, 255)


def _png(
    size: tuple[int, int], depth: int, color: int, pixels: bytes, interlaced: int = 0
) -> bytes:
    """Write a PNG that Pillow does not write, in pieces of 100 bytes, with a comment."""
    data = zlib.compress(pixels, 0)
    pieces = ((b"IDAT", data[start : start + 100]) for start in range(0, len(data), 100))
    head = struct.pack(">IIBBBBB", *size, depth, color, 0, 0, interlaced)
    png = b"\x89PNG\r\n\x1a\n"
    for name, content in ((b"IHDR", head), (b"tEXt", b"CANARI"), *pieces, (b"IEND", b"")):
        checksum = zlib.crc32(name + content)
        png += struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
    return png


def _palette() -> bytes:
    image = Image.new("P", (300, 400), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    return saved(image, "PNG", transparency=1)


DEEP = (b"\0" + b"\xff\xff\x80\0\0\0" * 300) * 400
RARE = {
    "16 bits of grey": (_png((300, 400), 16, 0, (b"\0" + b"\x80\0" * 300) * 400), (128,) * 3),
    "16 bits": (_png((300, 400), 16, 2, DEEP), (255, 128, 0)),
    "transparent palette": (_palette(), (255, 255, 255)),
    "interlaced": (_png((1, 1), 8, 2, b"\0\xff\0\0", interlaced=1), (255, 0, 0)),
}


@pytest.mark.parametrize(("source", "expected"), RARE.values(), ids=RARE)
def test_a12_a_rare_png_keeps_its_shade(
    take: Take, source: bytes, expected: tuple[int, ...]
) -> None:
    drawn = picture(take(source).pdf, width=595)
    assert drawn.getpixel((drawn.width // 2, drawn.height // 2)) == pytest.approx(expected, abs=2)


def test_an_image_without_enough_points_is_reserved_and_not_blown_up(take: Take) -> None:
    done = take(saved(scene((90, 120)), "PNG"))
    said = "image peu précise (72 points par pouce)\u00a0: vérifiez qu’elle se lit"
    assert done.reservations == (said,)
    box = picture(done.pdf, width=595).convert("L").point(lambda v: 255 * (v < 250)).getbbox()
    assert box is not None
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((90, 120), abs=2)


@pytest.mark.parametrize(("form", "said"), CASES["views"].items())
def test_only_the_first_of_several_views_is_taken_and_it_is_said(
    take: Take, form: str, said: list[str]
) -> None:
    other = Image.new("RGB", (1200, 1600), "red")
    source = saved(scene(), form, save_all=True, append_images=[other], exif=private())
    done = take(source)
    assert (done.pages, done.reservations) == (1, tuple(said))
    assert_upright(picture(done.pdf))
    assert b"CANARI" not in done.pdf.read_bytes()
    if form == "MPO":
        assert done.kind == "JPEG"
        assert done.pdf.stat().st_size < len(source)


@pytest.mark.parametrize("side", [7_800, 60_000])
def test_a13_an_image_of_too_many_points_is_refused_by_its_header(take: Take, side: int) -> None:
    with pytest.raises(AnnexRefused, match=r"60 millions de points.*plus petite"):
        take(_png((side, side), 8, 2, b""))


@pytest.mark.parametrize("name", ["exif", "icc_profile"])
def test_what_is_corrupt_beside_its_points_costs_a_photo_nothing(take: Take, name: str) -> None:
    corrupt = {name: b"Exif\0\0II*\0\x08\0\0\0\xff\xff broken"}
    assert_upright(picture(take(saved(scene(), "JPEG", **corrupt)).pdf))


def test_strip_keeps_pixels_and_colors_only() -> None:
    source = saved(
        scene(), "JPEG", exif=private(), comment=b"CANARI", icc_profile=b"PROFILE",
        progressive=True, xmp=b"<x>CANARI</x>", dpi=(300, 300),
    )  # fmt: skip
    stripped = strip(source + b"CANARI after the end")
    assert b"CANARI" not in stripped
    assert b"PROFILE" in stripped and b"JFIF" in stripped
    before, after = (Image.open(io.BytesIO(data)) for data in (source, stripped))
    assert before.tobytes() == after.tobytes()
    assert strip(stripped) == stripped


@pytest.mark.parametrize("part", CASES["parts"])
def test_what_is_no_whole_photo_is_not_cleaned(part: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        strip(part.encode("latin-1"))


def test_a_png_in_many_pieces_keeps_its_pixels_and_nothing_else(take: Take) -> None:
    noise = Random(1).randbytes(70 * 90)  # noqa: S311
    rows = b"".join(b"\0" + noise[start : start + 70] for start in range(0, len(noise), 70))
    done = take(_png((70, 90), 8, 0, rows))
    assert b"CANARI" not in _content(done)
    assert [pixels for _, _, pixels in images_of(done.pdf)] == [noise]
