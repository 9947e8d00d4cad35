"""Whatever a page's boxes, turn and unit, its reader sees the same thing on an A4 sheet."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image
from pypdf import PdfReader

from packetgen.annexes.outcome import Intake
from packetgen.annexes.pdf.a4 import A4

Take = Callable[..., Intake]
Picture = Callable[..., Image.Image]
Difference = Callable[[Image.Image, Image.Image], float]

WIDTH, HEIGHT = A4
# Four colors in the corners, and a tiling that is bound to the page's own space
BLOCKS = b"""
q 1 0 0 rg %(x)f %(y)f 120 80 re f Q
q 0 0 1 rg %(right)f %(y)f -60 200 re f Q
q 0 .6 0 rg %(x)f %(top)f 200 -40 re f Q
q /Pattern cs /Tiles scn %(x)f %(middle)f 300 150 re f Q
BT /F 24 Tf %(x)f %(middle)f Td (Association de Lens) Tj ET
"""


@pytest.fixture
def corners(
    draw_page: Callable[..., Pdf], as_bytes: Callable[[Pdf], bytes]
) -> Callable[..., bytes]:
    """Make a page whose corners differ, visible in the box (x, y, right, top)."""

    def make(x: float, y: float, right: float, top: float, **entries: object) -> bytes:
        places = {"x": x, "y": y, "right": right, "top": top, "middle": (y + top) / 2}
        content = BLOCKS % {key.encode(): value for key, value in places.items()}
        pdf = draw_page(content, **entries)
        tiles = pdf.make_stream(
            b"1 0 1 rg 0 0 10 10 re f",
            Type=Name.Pattern,
            PatternType=1,
            PaintType=1,
            TilingType=1,
            BBox=Array([0, 0, 40, 40]),
            XStep=40,
            YStep=40,
            Resources=Dictionary(),
        )
        pdf.pages[0].Resources.Pattern = Dictionary(Tiles=tiles)
        return as_bytes(pdf)

    return make


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("crop", [False, True])
@pytest.mark.parametrize("unit", [1, 2])
def test_a09_an_a4_page_keeps_its_look(
    take: Take, picture: Picture, difference: Difference, corners: Callable[..., bytes],
    rotate: int, crop: bool, unit: int,
) -> None:  # fmt: skip
    x, y = (-50.0, 130.0) if crop else (0.0, 0.0)
    shown = (x, y, x + WIDTH / unit, y + HEIGHT / unit)
    entries: dict[str, object] = {"MediaBox": Array(shown), "Rotate": rotate, "UserUnit": unit}
    if crop:
        entries["CropBox"] = Array(shown)
        entries["MediaBox"] = Array([shown[2] + 200, shown[3] + 90, x - 100, y - 70])
    source = corners(*shown, **entries)
    done = take(source)
    assert (done.changes, done.reservations) == ((), ())
    assert difference(picture(source), picture(done.pdf)) < 0.1
    landscape = bool(rotate % 180)
    with pikepdf.open(done.pdf) as pdf:
        width, height = (float(side) for side in list(pdf.pages[0].mediabox)[2:])
    assert (width > height) == landscape


def test_a09_a_page_keeps_what_its_node_gives_it(
    take: Take, picture: Picture, difference: Difference, corners: Callable[..., bytes]
) -> None:
    with pikepdf.open(io.BytesIO(corners(0, 0, WIDTH, HEIGHT))) as pdf:
        page = pdf.pages[0].obj
        for key in ("/MediaBox", "/Resources"):
            pdf.Root.Pages[key] = page[key]
            del page[key]
        pdf.Root.Pages.Rotate = 90
        pdf.Root.Pages.CropBox = Array([0, 0, WIDTH, HEIGHT])
        out = io.BytesIO()
        pdf.save(out)
    done = take(out.getvalue())
    assert difference(picture(out.getvalue()), picture(done.pdf)) < 0.1


def test_a_crop_larger_than_the_page_shows_the_page(
    take: Take, picture: Picture, difference: Difference, corners: Callable[..., bytes]
) -> None:
    source = corners(0, 0, WIDTH, HEIGHT, CropBox=Array([-300, -300, 2000, 2000]))
    done = take(source)
    assert done.changes == ()
    assert difference(picture(source), picture(done.pdf)) < 0.1


@pytest.mark.parametrize(
    ("size", "sheet", "change"),
    [
        ((841.89, 1190.55), "portrait", "page 1\u00a0: réduction au format A4"),
        ((1190.55, 841.89), "landscape", "page 1\u00a0: réduction au format A4"),
        ((612, 792), "portrait", "page 1\u00a0: réduction au format A4"),
        ((419.53, 595.28), "portrait", "page 1\u00a0: agrandissement au format A4"),
        ((600, 600), "portrait", "page 1\u00a0: réduction au format A4"),
    ],
    ids=["A3", "A3 lying", "Letter", "A5", "square"],
)
def test_a09_another_format_is_fitted_to_the_sheet(
    take: Take, picture: Picture, difference: Difference, corners: Callable[..., bytes],
    size: tuple[float, float], sheet: str, change: str,
) -> None:  # fmt: skip
    source = corners(0, 0, *size, MediaBox=Array([0, 0, *size]))
    done = take(source)
    assert (done.changes, done.reservations) == ((change,), ())
    width, height = A4 if sheet == "portrait" else A4[::-1]
    scale = min(width / size[0], height / size[1])
    left, top = (width - size[0] * scale) / 2, (height - size[1] * scale) / 2
    whole = picture(done.pdf, width=600)
    pixel = whole.width / width
    part = whole.crop(
        (round(left * pixel), round(top * pixel),
         round((width - left) * pixel), round((height - top) * pixel))
    )  # fmt: skip
    assert difference(picture(source, width=part.width), part) < 2
    assert whole.getpixel((0, 0)) == (255, 255, 255) or left < 1


def test_a_card_is_enlarged_a_little_only(
    take: Take, picture: Picture, corners: Callable[..., bytes]
) -> None:
    done = take(corners(0, 0, 240, 150, MediaBox=Array([0, 0, 240, 150])))
    assert done.changes == ("page 1\u00a0: petit format, centré sur une feuille A4",)
    drawn = picture(done.pdf, width=842)
    assert drawn.width > drawn.height
    box = drawn.convert("L").point(lambda v: 255 if v < 250 else 0).getbbox()
    assert box == pytest.approx((421 - 180, 298 - 113, 421 + 180, 298 + 113), abs=2)


def test_each_fitting_names_its_pages(take: Take, as_bytes: Callable[[Pdf], bytes]) -> None:
    pdf = Pdf.new()
    for size in ((842, 1191), (595, 842), (420, 595), (842, 1191), (100, 100), (595, 842)):
        pdf.add_blank_page(page_size=size)
    assert take(as_bytes(pdf)).changes == (
        "pages 1 et 4\u00a0: réduction au format A4",
        "page 3\u00a0: agrandissement au format A4",
        "page 5\u00a0: petit format, centré sur une feuille A4",
    )


def test_a09_a_plan_too_large_to_be_read_is_reserved(
    take: Take, corners: Callable[..., bytes]
) -> None:
    five_metres = 5000 * 72 / 25.4
    done = take(corners(0, 0, five_metres, 2000, MediaBox=Array([0, 0, five_metres, 2000])))
    assert done.reservations == (
        "page 1\u00a0: grand format réduit (jusqu’à 6\u00a0% de sa taille), "
        "vérifiez que tout reste lisible",
    )


def test_what_lies_outside_the_visible_part_stays_out(
    take: Take, picture: Picture, draw_page: Callable[..., Pdf], as_bytes: Callable[[Pdf], bytes]
) -> None:
    pdf = draw_page(
        b"0 g 0 0 2000 2000 re f",
        MediaBox=Array([0, 0, 2000, 2000]),
        CropBox=Array([0, 0, 600, 600]),
    )
    stain = pdf.make_stream(b"0 0 9 9 re f", Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    pdf.pages[0].Annots = Array(
        [Dictionary(Subtype=Name.Stamp, Rect=Array([0, 0, 2000, 2000]), AP=Dictionary(N=stain))]
    )
    done = take(as_bytes(pdf))
    drawn = picture(done.pdf)
    assert drawn.getpixel((150, 20)) == (255, 255, 255)
    assert drawn.getpixel((150, 212)) == (0, 0, 0)


@pytest.mark.parametrize(
    "entries",
    [
        {"MediaBox": Array([0, 0, 0, 0])},
        {"MediaBox": Array([1, 2])},
        {"UserUnit": 0},
        {"Rotate": 45},
    ],
)
def test_void_geometry_is_read_as_viewers_do(
    take: Take, picture: Picture, corners: Callable[..., bytes],
    entries: dict[str, object],
) -> None:  # fmt: skip
    done = take(corners(0, 0, 400, 400, **entries))
    assert done.pages == 1
    assert picture(done.pdf).convert("L").getextrema() != (255, 255)


def test_an_unbalanced_page_does_not_move_the_stamp(
    take: Take, picture: Picture, draw_page: Callable[..., Pdf], as_bytes: Callable[[Pdf], bytes]
) -> None:
    for content in (b"q 3 0 0 3 500 500 cm q", b"Q Q 1 0 0 rg 10 10 50 50 re f Q", b""):
        done = take(as_bytes(draw_page(content)))
        with pikepdf.open(done.pdf, allow_overwriting_input=True) as pdf:
            pdf.pages[0].contents_add(b"0 0 1 rg 0 0 100 100 re f")
            out = io.BytesIO()
            pdf.save(out)
        drawn = picture(out.getvalue(), width=595)
        assert drawn.getpixel((80, 842 - 80)) == (0, 0, 255)
        assert drawn.getpixel((120, 842 - 120)) == (255, 255, 255)


def test_a_content_in_pieces_is_joined(
    take: Take, picture: Picture, draw_page: Callable[..., Pdf], as_bytes: Callable[[Pdf], bytes]
) -> None:
    pdf = draw_page(b"")
    pieces = (b"q 1 0 0 rg 0 0", b"300 400", b"re f Q")
    pdf.pages[0].Contents = Array([pdf.make_stream(piece) for piece in pieces])
    done = take(as_bytes(pdf))
    assert picture(done.pdf, width=595).getpixel((299, 842 - 399)) == (255, 0, 0)


def test_text_stays_text(take: Take, corners: Callable[..., bytes]) -> None:
    done = take(corners(0, 0, 841.89, 1190.55, MediaBox=Array([0, 0, 841.89, 1190.55])))
    assert "Association de Lens" in PdfReader(done.pdf).pages[0].extract_text()
