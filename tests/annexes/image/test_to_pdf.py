"""A photo or a scanned image ends upright, whole and anonymous, on one A4 page."""

from __future__ import annotations

import io
import struct
import time
import zlib
from collections.abc import Callable, Iterator

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image, ImageCms, ImageDraw

from packetgen.annexes.image.metadata import rejoin, strip
from packetgen.annexes.outcome import Intake
from packetgen.errors import AnnexRefused

Take = Callable[..., Intake]
Picture = Callable[..., Image.Image]

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


def _scene(size: tuple[int, int] = (1200, 1600), mode: str = "RGB") -> Image.Image:
    """Draw a grey image with a color in each corner, from the upper left, clockwise."""
    image = Image.new("RGB", size, "grey")
    draw = ImageDraw.Draw(image)
    w, h = size
    for color, (x, y) in zip(
        CORNERS, ((0, 0), (w - w // 4, 0), (w - w // 4, h - h // 4), (0, h - h // 4)), strict=True
    ):
        draw.rectangle((x, y, x + w // 4, y + h // 4), fill=color)
    return image.convert(mode)


def _private() -> Image.Exif:
    exif = Image.Exif()
    exif[MAKER] = "CANARI"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (50.0, 25.0, 54.0)
    return exif


def _save(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def _assert_upright(drawn: Image.Image, *, lying: bool = False) -> None:
    """Check the four corners of the scene as drawn on its page."""
    width, height = drawn.size
    assert (width > height) == lying
    box = drawn.convert("L").point(lambda v: 255 if v < 250 else 0).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert left >= width * 10 / 297 - 2
    assert top >= height * 10 / 297 - 2
    places = ((left, top), (right, top), (right, bottom), (left, bottom))
    for color, (x, y) in zip(CORNERS.values(), places, strict=True):
        inside = (x + (12 if x == left else -12), y + (12 if y == top else -12))
        assert drawn.getpixel(inside) == pytest.approx(color, abs=40)


def _content(done: Intake) -> bytes:
    with pikepdf.open(done.pdf) as pdf:
        out = io.BytesIO()
        pdf.save(out, qdf=True)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize("orientation", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
def test_a12_a_photo_is_upright_and_anonymous(
    take: Take, picture: Picture, form: str, orientation: int
) -> None:
    exif = _private()
    exif[ORIENTATION] = orientation
    scene = _scene()
    stored = scene.transpose(UNDO[orientation]) if orientation in UNDO else scene
    source = _save(stored, form, exif=exif)
    assert b"CANARI" in source
    done = take(source)
    assert (done.kind, done.pages, done.reservations) == (form, 1, ())
    turned = ("photo redressée",) if orientation in UNDO else ()
    assert done.changes == (*turned, "date, lieu et appareil de la photo retirés")
    _assert_upright(picture(done.pdf))
    for trace in (b"CANARI", b"Exif", b"eXIf"):
        assert trace not in _content(done)


def test_a_lying_photo_lies_on_a_lying_sheet(take: Take, picture: Picture) -> None:
    _assert_upright(picture(take(_save(_scene((1600, 1200)), "JPEG")).pdf), lying=True)


def test_a_photo_gives_the_same_bytes_at_another_second(take: Take) -> None:
    source = _save(_scene(), "JPEG")
    first = take(source).pdf.read_bytes()
    time.sleep(1.1)  # libraries make identifiers from the clock, to the second
    assert take(source).pdf.read_bytes() == first


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_the_pixels_of_a_photo_are_not_encoded_again(take: Take, orientation: int) -> None:
    exif = _private()
    exif[ORIENTATION] = orientation
    source = _save(_scene(), "JPEG", exif=exif, quality=70)
    scan = source[source.index(b"\xff\xda") :]
    assert scan in take(source).pdf.read_bytes()


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_a12_grey_and_printing_inks_look_right(take: Take, picture: Picture, mode: str) -> None:
    done = take(_save(_scene(mode=mode), "JPEG"))
    with pikepdf.open(done.pdf) as pdf:
        (image,) = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == Name.Image
        ]
        assert image.ColorSpace == (Name.DeviceGray if mode == "L" else Name.DeviceRGB)
    drawn = picture(done.pdf)
    if mode == "CMYK":
        assert done.changes == ("couleurs d’imprimerie converties pour l’écran",)
        _assert_upright(drawn)


def test_inks_follow_their_profile_when_it_is_one(take: Take, picture: Picture) -> None:
    broken = _save(_scene(mode="CMYK"), "JPEG", icc_profile=b"not a profile")
    _assert_upright(picture(take(broken).pdf))


def test_the_colors_profile_of_a_photo_is_kept(take: Take, picture: Picture) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    done = take(_save(_scene(), "JPEG", icc_profile=profile))
    _assert_upright(picture(done.pdf))
    assert b"ICCBased" in _content(done)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "LA", "RGBA"])
def test_a12_every_png_is_drawn_on_white(take: Take, picture: Picture, mode: str) -> None:
    image = _scene()
    if mode in ("LA", "RGBA"):
        image.putalpha(255)
        image.paste((0, 0, 0, 0), (500, 700, 700, 900))
    done = take(_save(image.convert(mode), "PNG"))
    transparent = mode in ("LA", "RGBA")
    assert done.changes == (("fond transparent rempli en blanc",) if transparent else ())
    drawn = picture(done.pdf)
    if transparent:
        assert drawn.getpixel((drawn.width // 2, drawn.height // 2)) == (255, 255, 255)
    if mode in ("P", "RGB", "RGBA"):
        _assert_upright(drawn)


def _png(width: int, height: int, depth: int, color: int, pixels: bytes) -> bytes:
    """Write a PNG that Pillow does not write."""
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


@pytest.mark.parametrize(
    ("color", "pixel", "expected"),
    [
        (0, b"\x80\x00", (128, 128, 128)),
        (2, b"\xff\xff\x80\x00\x00\x00", (255, 128, 0)),
        (6, b"\xff\xff\x80\x00\x00\x00\xff\xff", (255, 128, 0)),
    ],
    ids=["grey", "colors", "with alpha"],
)
def test_a12_sixteen_bits_keep_their_shade(
    take: Take, picture: Picture, color: int, pixel: bytes, expected: tuple[int, ...]
) -> None:
    source = _png(300, 400, 16, color, (b"\0" + pixel * 300) * 400)
    drawn = picture(take(source).pdf)
    seen = drawn.getpixel((drawn.width // 2, drawn.height // 2))
    assert seen == pytest.approx(expected, abs=2)


def test_a_transparent_color_of_a_palette_is_white(take: Take, picture: Picture) -> None:
    image = Image.new("P", (300, 400), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    drawn = picture(take(_save(image, "PNG", transparency=1)).pdf)
    assert drawn.getpixel((drawn.width // 2, drawn.height // 2)) == (255, 255, 255)


def test_an_interlaced_png_is_taken(take: Take, picture: Picture) -> None:
    source = bytearray(_png(1, 1, 8, 2, b"\0\xff\0\0"))
    source[28] = 1
    source[29:33] = struct.pack(">I", zlib.crc32(bytes(source[12:29])))
    drawn = picture(take(bytes(source)).pdf, width=595)
    assert drawn.getpixel((297, 421)) == (255, 0, 0)


def test_an_image_without_enough_points_is_reserved_and_not_blown_up(
    take: Take, picture: Picture
) -> None:
    done = take(_save(_scene((90, 120)), "PNG"))
    assert done.reservations == (
        "image peu précise (72 points par pouce)\u00a0: vérifiez qu’elle se lit",
    )
    box = picture(done.pdf, width=595).convert("L").point(lambda v: 255 * (v < 250)).getbbox()
    assert box is not None
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx((90, 120), abs=2)


def test_an_animation_says_that_one_view_is_taken(take: Take) -> None:
    views = [_scene(), Image.new("RGB", (1200, 1600), "red")]
    done = take(_save(views[0], "PNG", save_all=True, append_images=views[1:]))
    assert done.pages == 1
    assert done.reservations == ("image animée\u00a0: seule sa première vue est reprise",)


def test_a_second_view_hidden_in_a_photo_is_left_out(take: Take, picture: Picture) -> None:
    other = Image.new("RGB", (1200, 1600), "red")
    source = _save(_scene(), "MPO", save_all=True, append_images=[other], exif=_private())
    done = take(source)
    assert (done.kind, done.pages) == ("JPEG", 1)
    _assert_upright(picture(done.pdf))
    assert b"CANARI" not in done.pdf.read_bytes()
    assert len(done.pdf.read_bytes()) < len(source)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a13_a_truncated_image_is_refused(take: Take, form: str, part: float) -> None:
    noise = Image.effect_noise((400, 400), 80).convert("RGB")
    data = _save(noise, form)
    with pytest.raises(AnnexRefused, match=r"incomplète ou abîmée.*de nouveau"):
        take(data[: int(len(data) * part)])


@pytest.mark.parametrize("side", [7_800, 12_000, 20_000, 60_000])
def test_a13_an_image_of_too_many_points_is_refused_by_its_header(take: Take, side: int) -> None:
    with pytest.raises(AnnexRefused, match=r"60 millions de points.*plus petite"):
        take(_png(side, side, 8, 2, b""))


def test_a_corrupt_exif_costs_the_photo_nothing(take: Take, picture: Picture) -> None:
    source = _save(_scene(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff broken")
    _assert_upright(picture(take(source).pdf))


def test_strip_keeps_pixels_and_colors_only() -> None:
    exif = _private()
    source = _save(
        _scene(), "JPEG", exif=exif, comment=b"CANARI", icc_profile=b"PROFILE", progressive=True,
        xmp=b"<x>CANARI</x>", dpi=(300, 300),
    )  # fmt: skip
    stripped = strip(source + b"CANARI after the end")
    assert b"CANARI" not in stripped
    assert b"PROFILE" in stripped
    assert b"JFIF" in stripped
    before, after = (Image.open(io.BytesIO(data)) for data in (source, stripped))
    assert before.tobytes() == after.tobytes()
    assert strip(stripped) == stripped


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8xx",
        b"\xff\xd8\xff\xe1\xff\xff",
        b"\xff\xd8\xff\xda\x00\x02data",
    ],
)  # fmt: skip
def test_strip_refuses_what_is_no_whole_jpeg(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        strip(data)


def test_a_png_in_many_pieces_is_not_copied_at_each() -> None:
    noise = Image.effect_noise((700, 900), 80)
    source = _save(noise, "PNG", dpi=(300, 300), exif=_private())
    content = zlib.decompress(b"".join(_chunks(source, b"IDAT")))
    pixels = zlib.compress(content, 0)
    pieces = b"".join(_chunk(b"IDAT", pixels[n : n + 100]) for n in range(0, len(pixels), 100))
    start, end = source.index(b"IDAT") - 4, source.index(b"IEND") - 4
    joined = rejoin(source[:start] + pieces + source[end:])
    assert joined.count(b"IDAT") == 1
    assert b"CANARI" not in joined
    assert Image.open(io.BytesIO(joined)).tobytes() == noise.tobytes()
    assert rejoin(joined) == joined


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\0\x09IHDR"])
def test_rejoin_refuses_what_is_no_whole_png(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        rejoin(data)


def _chunks(source: bytes, wanted: bytes) -> Iterator[bytes]:
    position = 8
    while position < len(source):
        size = int.from_bytes(source[position : position + 4])
        if source[position + 4 : position + 8] == wanted:
            yield source[position + 8 : position + 8 + size]
        position += size + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
