"""The stamp stands upright where the eye sees bottom right, and touches nothing else."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf
from PIL import Image, ImageChops, ImageStat

from packetgen.bundle.assemble import stamp
from packetgen.bundle.pages.drawing import STAMP_BASELINE, STAMP_RIGHT
from packetgen.bundle.pdf_page import PIECE, view
from packetgen.model.bundle import PROJET
from tests.bundle.samples import differing, picture, text_of

TEXT = "Pièce 3 · p. 2/5 — 17/48"
A4 = (0, 0, 595, 842)
SCALE = 2.0
OFFSETS = {"at origin": (0, 0), "offset": (200, 100), "negative": (-300, -421)}
# A border of black, so that the stamp's white ground shows, and marks that tell the sides apart
DRAWING = b"""
q 0.6 g -2000 -2000 6000 6000 re f Q
q 1 0 0 rg %(x)d %(y)d 40 40 re f 0 0 1 rg %(right)d %(top)d 30 30 re f Q
"""


def _content(box: tuple[int, int, int, int]) -> bytes:
    left, bottom, right, top = box
    names = {b"x": left + 90, b"y": bottom + 120, b"right": right - 150, b"top": top - 150}
    return DRAWING % names


def _page(pdf: Pdf, contents: Object, **entries: object) -> pikepdf.Page:
    page = Dictionary(Type=Name.Page, MediaBox=Array(A4), Resources=Dictionary())
    page.Contents = contents
    for key, value in entries.items():
        page[f"/{key}"] = value
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf.pages[-1]


def _file(*contents: bytes | list[bytes], **entries: object) -> bytes:
    """A file of a page per contents, all with the same entries."""
    pdf = Pdf.new()
    for content in contents:
        streams = content if isinstance(content, list) else [content]
        made = [pdf.make_indirect(pikepdf.Stream(pdf, stream)) for stream in streams]
        _page(pdf, made[0] if isinstance(content, bytes) else Array(made), **entries)
    return _bytes(pdf)


def _bytes(pdf: Pdf) -> bytes:
    buffer = BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def _stamped(source: bytes, text: str = TEXT) -> bytes:
    """The file bound, each page stamped, or none when `text` is empty."""
    with Pdf.new() as pdf, Pdf.open(BytesIO(source)) as opened:
        pdf.add_pages_from(opened)
        for page in pdf.pages if text else ():
            stamp.apply(page, stamp.draw_stamps([text], pdf), pdf)
        return _bytes(pdf)


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


@pytest.mark.parametrize("rotation", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("cropped", [False, True], ids=["whole", "cropped"])
def test_it_is_seen_bottom_right_upright(
    rotation: int, offset: str, cropped: bool, upright: Image.Image
) -> None:
    x, y = OFFSETS[offset]
    media = (x, y, x + 595, y + 842)
    crop = (x + 50, y + 30, x + 500, y + 700) if cropped else media
    source = _file(_content(crop), MediaBox=Array(media), CropBox=Array(crop), Rotate=rotation)
    seen = _check(source).resize(upright.size)
    assert TEXT in text_of(_stamped(source))
    assert _gap(seen, upright) < 6
    assert _gap(seen.rotate(180), upright) > 12


def _gap(one: Image.Image, other: Image.Image) -> float:
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0])


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_it_has_its_size_in_large_user_units(rotation: int) -> None:
    # PDFium draws a user unit as a point: a stamp of 8 points is then drawn on 4
    small = (0, 0, 298, 421)
    source = _file(_content(small), MediaBox=Array(small), UserUnit=2, Rotate=rotation)
    before, after = picture(source, 0, 4), picture(_stamped(source), 0, 4)
    box = differing(before, after)
    assert box is not None
    assert box[3] - box[1] == pytest.approx(stamp.GROUND / 2 * 4, abs=2.5)
    assert after.width - box[2] == pytest.approx((STAMP_RIGHT - stamp.PADDING) / 2 * 4, abs=2.5)
    assert after.height - box[3] == pytest.approx(
        (STAMP_BASELINE - stamp.BASELINE) / 2 * 4, abs=2.5
    )


@pytest.mark.parametrize(
    "contents",
    [
        b"q q q 3 0 0 3 50 50 cm",
        b"2 0 0 2 -90 -90 cm",
        b"Q Q Q 0.5 0 0 0.5 0 0 cm",
        b"q 0 0 10 10 re W n",
        b"BT /F1 20 Tf 3 Tr 50 Tc 40 Ts",
        b"1 0 0 RG 5 w /Gone gs",
        b"/OC /Hidden BDC",
        b"q (unfinished",
    ],
    ids=["q", "scaled", "Q", "clipped", "in a text", "state", "marked", "cut short"],
)
def test_the_state_that_a_page_leaves_does_not_reach_it(contents: bytes) -> None:
    _check(_file(_content(A4) + contents))


def test_streams_cut_in_the_middle_of_an_operator_are_joined() -> None:
    content = _content(A4)
    half = content.index(b"rg") - 3
    _check(_file([content[:half], content[half:], b"Q q", b"Q"]))


def test_a_page_that_draws_nothing_is_stamped_too() -> None:
    pdf = Pdf.new()
    _page(pdf, Array([]))
    _page(pdf, Array([]))
    del pdf.pages[1].obj["/Contents"]
    del pdf.pages[1].obj["/Resources"]
    source = _bytes(pdf)
    for page in (0, 1):
        assert TEXT in text_of(_stamped(source), page)


def test_resources_keep_their_names_even_those_of_the_stamp() -> None:
    pdf = Pdf.new()
    square = pikepdf.Stream(pdf, b"0 0 1 rg 90 120 40 40 re f")
    square.Subtype, square.BBox = Name.Form, Array(A4)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Courier-Bold"))
    resources = Dictionary(
        XObject=Dictionary({PIECE: pdf.make_indirect(square)}),
        Font=Dictionary({f"/F{n}+0": font for n in range(4)} | {f"/F{n}": font for n in range(4)}),
    )
    drawn = b"0.6 g -900 -900 3000 3000 re f %b Do BT 0 g /F1+0 30 Tf 90 400 Td (MM) Tj ET"
    contents = pdf.make_indirect(pikepdf.Stream(pdf, drawn % PIECE.encode()))
    _page(pdf, contents, Resources=resources)
    _check(_bytes(pdf))


def test_pages_that_share_their_contents_keep_each_their_own_resources() -> None:
    pdf = Pdf.new()
    contents = pdf.make_indirect(pikepdf.Stream(pdf, _content(A4) + b" /Square Do"))
    for colour in (b"1 0 0 rg", b"0 1 0 rg", b"0 0 1 rg"):
        square = pikepdf.Stream(pdf, colour + b" 300 300 90 90 re f")
        square.Subtype, square.BBox = Name.Form, Array(A4)
        resources = Dictionary(XObject=Dictionary(Square=pdf.make_indirect(square)))
        _page(pdf, contents, Resources=resources)
    _page(pdf, contents, Resources=pdf.pages[0].obj.Resources)
    for page in range(4):
        _check(_bytes(pdf), page)


def test_boxes_and_rotation_that_a_page_inherits_count() -> None:
    pdf = Pdf.open(BytesIO(_file(_content((0, 0, 700, 500)))))
    page = pdf.pages[0].obj
    for key, value in (("/MediaBox", Array([0, 0, 700, 500])), ("/Rotate", 90)):
        pdf.Root.Pages[key] = value
        if key in page:
            del page[key]
    pdf.Root.Pages["/Resources"] = page.Resources
    del page["/Resources"]
    _check(_bytes(pdf))


def test_boxes_given_by_other_corners_or_beyond_the_page_count_for_what_is_seen() -> None:
    _check(_file(_content(A4), MediaBox=Array([595, 842, 0, 0])))
    _check(_file(_content(A4), CropBox=Array([-100, -100, 900, 900])))


@pytest.mark.parametrize("size", [(90, 842), (595, 8), (40, 40), (3, 3)])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_it_shrinks_into_a_page_smaller_than_itself(size: tuple[int, int], rotation: int) -> None:
    source = _file(b"", MediaBox=Array([0, 0, *size]), Rotate=rotation)
    with Pdf.open(BytesIO(source)) as pdf:
        seen = view(pdf.pages[0])
    assert seen.size == (size if rotation % 180 == 0 else size[::-1])
    before, after = picture(source, 0, 8), picture(_stamped(source), 0, 8)
    assert differing(before, after) is not None
    shown = "".join(text_of(_stamped(source)).split())
    assert shown == TEXT.replace(" ", "")


def test_a_page_stamped_twice_shows_the_last_number() -> None:
    source = _file(_content(A4))
    twice = _stamped(_stamped(source, "Pièce 1 · p. 1/1 — 7/9"))
    assert differing(picture(twice, 0, SCALE), picture(_stamped(source), 0, SCALE)) is None


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_projet_stands_upright_in_the_middle_of_the_top(rotation: int) -> None:
    source = _file(_content(A4), Rotate=rotation)
    before, after = picture(source, 0, SCALE), picture(_stamped(source, PROJET), 0, SCALE)
    width, height = (length * SCALE for length in stamp.extent(PROJET))
    left, top = (after.width - width) / 2, stamp.MARK_TOP * SCALE
    box = (left, top, left + width, top + height)
    assert differing(before, after) == pytest.approx(box, abs=2.5)
    assert PROJET in text_of(_stamped(source, PROJET))
