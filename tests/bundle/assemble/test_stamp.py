"""The stamp stands upright where the eye sees bottom right, and touches nothing else."""

from collections.abc import Callable
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageChops, ImageStat

from packetgen.annexes.pdf.text import page_texts
from packetgen.bundle.assemble import stamp
from packetgen.bundle.pages.drawing import STAMP_BASELINE, STAMP_RIGHT
from packetgen.bundle.pdf_page import PIECE
from packetgen.model.bundle import MARKS, PROJET
from tests.bundle.samples import differing, picture
from tests.pdfs import as_bytes, draw_page, drawing

TEXT = "Pièce 3 · p. 2/5 — 17/48"
Box = tuple[int, int, int, int]
A4: Box = (0, 0, 595, 842)
SCALE = 2.0
# A border of black, so that the stamp's white ground shows, and marks that tell the sides apart
DRAWING = b"""
q 0.6 g -2000 -2000 6000 6000 re f Q
q 1 0 0 rg %(x)d %(y)d 40 40 re f 0 0 1 rg %(right)d %(top)d 30 30 re f Q
"""


def _content(box: Box) -> bytes:
    left, bottom, right, top = box
    return DRAWING % {b"x": left + 90, b"y": bottom + 120, b"right": right - 150, b"top": top - 150}


def _file(content: bytes, box: Box = A4, **entries: object) -> bytes:
    return as_bytes(draw_page(content, MediaBox=Array(box), **entries))


def _stamped(source: bytes, text: str = TEXT) -> bytes:
    """The file bound, each page stamped, or none when `text` is empty."""
    with Pdf.new() as pdf, Pdf.open(BytesIO(source)) as opened:
        pdf.add_pages_from(opened)
        for page in pdf.pages if text else ():
            stamp.apply(page, stamp.draw_stamps([text], pdf), pdf)
        return as_bytes(pdf)


def _pictures(source: bytes, scale: float, text: str = TEXT) -> tuple[Image.Image, Image.Image]:
    return picture(source, 0, scale), picture(_stamped(source, text), 0, scale)


def _check(source: bytes, page: int = 0) -> Image.Image:
    """Check that a page differs from its source by the stamp alone; return the stamp's picture."""
    before, after = picture(source, page, SCALE), picture(_stamped(source), page, SCALE)
    assert after.size == before.size
    right = after.width - (STAMP_RIGHT - stamp.PADDING) * SCALE
    bottom = after.height - (STAMP_BASELINE - stamp.BASELINE) * SCALE
    left = right - stamp.extent(TEXT)[0] * SCALE
    top = bottom - stamp.GROUND * SCALE
    assert differing(before, after) == pytest.approx((left, top, right, bottom), abs=2.5)
    return after.crop((round(left), round(top), round(right), round(bottom)))


@pytest.fixture(scope="module")
def upright() -> Image.Image:
    return _check(_file(_content(A4)))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270, -90])
@pytest.mark.parametrize("offset", [(0, 0), (200, 100), (-300, -421)])
@pytest.mark.parametrize("cropped", [False, True], ids=["whole", "cropped"])
def test_it_is_seen_bottom_right_upright(
    rotation: int, offset: tuple[int, int], cropped: bool, upright: Image.Image
) -> None:
    x, y = offset
    media = (x, y, x + 595, y + 842)
    crop = (x + 50, y + 30, x + 500, y + 700) if cropped else media
    source = _file(_content(crop), media, CropBox=Array(crop), Rotate=rotation)
    seen = _check(source).resize(upright.size)
    assert TEXT in page_texts(_stamped(source))[0]
    assert _gap(seen, upright) < 6
    assert _gap(seen.rotate(180), upright) > 12


def _gap(one: Image.Image, other: Image.Image) -> float:
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0])


@pytest.mark.parametrize("rotation", [0, 90])
def test_it_has_its_size_in_large_user_units(rotation: int) -> None:
    # PDFium draws a user unit as a point: a stamp of 8 points is then drawn on 4
    small = (0, 0, 298, 421)
    before, after = _pictures(_file(_content(small), small, UserUnit=2, Rotate=rotation), 4)
    box = differing(before, after)
    assert box is not None
    found = (box[3] - box[1], after.width - box[2], after.height - box[3])
    points = (stamp.GROUND, STAMP_RIGHT - stamp.PADDING, STAMP_BASELINE - stamp.BASELINE)
    assert found == pytest.approx([2 * length for length in points], abs=2.5)


LEFT = {
    "q": b"q q q 3 0 0 3 50 50 cm",
    "Q": b"Q Q Q",
    "clipped": b"q 0 0 10 10 re W n",
    "in a text": b"BT /F1 20 Tf 3 Tr 50 Tc 40 Ts",
    "state": b"1 0 0 RG 5 w /Gone gs",
    "marked": b"/OC /Hidden BDC",
    "cut short": b"q (unfinished",
}


@pytest.mark.parametrize("contents", LEFT.values(), ids=LEFT)
def test_the_state_that_a_page_leaves_does_not_reach_it(contents: bytes) -> None:
    _check(_file(_content(A4) + contents))


def test_a_page_that_draws_nothing_is_stamped_too() -> None:
    pdf = draw_page()
    pdf.pages.append(pdf.pages[0])
    pdf.pages[0].Contents = Array([])
    page = pdf.pages[1].obj
    del page["/Contents"], page["/Resources"]
    source = as_bytes(pdf)
    assert all(TEXT in text for text in page_texts(_stamped(source)))


def _cut_in_an_operator() -> Pdf:
    pdf, content = draw_page(), _content(A4)
    half = content.index(b"rg") - 3
    parts = (content[:half], content[half:], b"Q q", b"Q")
    pdf.pages[0].Contents = Array(pdf.make_stream(part) for part in parts)
    return pdf


def _named_as_the_stamp() -> Pdf:
    drawn = b"0.6 g -900 -900 3000 3000 re f %b Do BT 0 g /F1+0 30 Tf 90 400 Td (MM) Tj ET"
    pdf = draw_page(drawn % PIECE.encode())
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Courier-Bold"))
    names = [f"/F{n}{cut}" for n in range(4) for cut in ("", "+0")]
    square = drawing(pdf, b"0 0 1 rg 90 120 40 40 re f", A4)
    pdf.pages[0].Resources = Dictionary(
        XObject=Dictionary({PIECE: square}), Font=Dictionary(dict.fromkeys(names, font))
    )
    return pdf


def _sharing_contents() -> Pdf:
    pdf = draw_page(_content(A4) + b" /Square Do")
    for _ in range(3):
        pdf.pages.append(pdf.pages[0])
    for number, colour in enumerate((b"1 0 0 rg", b"0 1 0 rg", b"0 0 1 rg")):
        square = drawing(pdf, colour + b" 300 300 90 90 re f", A4)
        pdf.pages[number].Resources = Dictionary(XObject=Dictionary(Square=square))
    pdf.pages[3].Resources = pdf.pages[0].Resources
    return pdf


def _inheriting() -> Pdf:
    pdf = draw_page(_content((0, 0, 700, 500)))
    page, node = pdf.pages[0].obj, pdf.Root.Pages
    node.MediaBox, node.Rotate, node.Resources = Array([0, 0, 700, 500]), 90, page.Resources
    del page.MediaBox, page.Resources
    return pdf


MAKES: dict[str, Callable[[], Pdf]] = {
    "cut": _cut_in_an_operator,
    "same names": _named_as_the_stamp,
    "shared contents": _sharing_contents,
    "inherited": _inheriting,
    "other corners": lambda: draw_page(_content(A4), MediaBox=Array([595, 842, 0, 0])),
    "beyond the page": lambda: draw_page(_content(A4), CropBox=Array([-100, -100, 900, 900])),
}


@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
def test_each_page_keeps_what_it_draws(make: Callable[[], Pdf]) -> None:
    pdf = make()
    for page in range(len(pdf.pages)):
        _check(as_bytes(pdf), page)


@pytest.mark.parametrize("size", [(90, 842), (595, 8), (3, 3)])
@pytest.mark.parametrize("rotation", [0, 90])
def test_it_shrinks_into_a_page_smaller_than_itself(size: tuple[int, int], rotation: int) -> None:
    source = _file(b"", (0, 0, *size), Rotate=rotation)
    assert differing(*_pictures(source, 8)) is not None
    assert "".join(page_texts(_stamped(source))[0].split()) == TEXT.replace(" ", "")


@pytest.mark.parametrize(
    ("rotation", "mark"), [(0, PROJET), *zip([90, 180, 270], MARKS, strict=True)]
)
def test_a_mark_stands_upright_in_the_middle_of_the_top(rotation: int, mark: str) -> None:
    source = _file(_content(A4), Rotate=rotation)
    before, after = _pictures(source, SCALE, mark)
    width, height = (length * SCALE for length in stamp.extent(mark))
    left, top = (after.width - width) / 2, stamp.MARK_TOP * SCALE
    box = (left, top, left + width, top + height)
    assert differing(before, after) == pytest.approx(box, abs=2.5)
    assert mark in page_texts(_stamped(source, mark))[0]
