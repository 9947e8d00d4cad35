"""Whatever a page's boxes, turn and unit, its reader sees the same thing on an A4 sheet."""

from collections.abc import Sequence

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from packetgen.annexes.pdf.a4 import A4
from tests.annexes.conftest import written
from tests.pdfs import Take, difference, draw_page, drawing, look_changed, picture
from tests.tables import table

CASES = table(__file__)


def _corners(box: Sequence[float], page: str = "", node: str = "") -> bytes:
    """Write a page whose corners differ, visible in the box: left, bottom, right, top."""
    x, y, right, top = box
    content = CASES["blocks"].format(x=x, y=y, right=right, top=top, middle=(y + top) / 2)
    words = {"page": page, "node": node, "content": content, "length": len(content)}
    return written([each.format(**words) for each in CASES["objects"]])


def _sized(width: float, height: float) -> bytes:
    return _corners((0, 0, width, height), CASES["marked"].format(width=width, height=height))


@pytest.mark.parametrize(("box", "page", "node"), CASES["a4"])
def test_a09_an_a4_page_keeps_its_look(take: Take, box: list[float], page: str, node: str) -> None:
    source = _corners(box, page, node)
    done = take(source)
    assert (done.changes, done.reservations) == ((), ())
    assert look_changed(source, done.pdf) < 0.1
    with pikepdf.open(done.pdf) as pdf:
        own = pdf.pages[0].obj
        # the transparency of a page stays that of the page
        assert ("/Group" in own) == ("/Group" in page)
        assert "/Group" not in own.Resources.XObject.Page


FORMATS = {
    "A3": ((841.89, 1190.55), A4, "réduction"),
    "A3 lying": ((1190.55, 841.89), A4[::-1], "réduction"),
    "A5": ((419.53, 595.28), A4, "agrandissement"),
    "square": ((600, 600), A4, "réduction"),
}


@pytest.mark.parametrize(("size", "sheet", "change"), FORMATS.values(), ids=FORMATS)
def test_a09_another_format_is_fitted_to_the_sheet(
    take: Take, size: tuple[float, float], sheet: tuple[float, float], change: str
) -> None:
    source = _sized(*size)
    done = take(source)
    assert (done.changes, done.reservations) == ((f"page 1\u00a0: {change} au format A4",), ())
    assert "Association de Lens" in done.texts[0]
    width, height = sheet
    scale = min(width / size[0], height / size[1])
    left, top = (width - size[0] * scale) / 2, (height - size[1] * scale) / 2
    whole = picture(done.pdf, width=600)
    dots = whole.width / width
    edges = (left, top, width - left, height - top)
    part = whole.crop((*(round(edge * dots) for edge in edges),))  # type: ignore[arg-type]
    assert difference(picture(source, width=part.width), part) < 2
    assert whole.getpixel((0, 0)) == (255, 255, 255) or left < 1


def test_a_card_is_enlarged_a_little_only(take: Take) -> None:
    done = take(_sized(240, 150))
    assert done.changes == ("page 1\u00a0: petit format, centré sur une feuille A4",)
    drawn = picture(done.pdf, width=842)
    assert drawn.width > drawn.height
    box = drawn.convert("L").point(lambda v: 255 if v < 250 else 0).getbbox()
    assert box == pytest.approx((421 - 180, 298 - 113, 421 + 180, 298 + 113), abs=2)


def test_a09_each_fitting_names_its_pages_and_a_plan_too_large_to_be_read(take: Take) -> None:
    pdf = Pdf.new()
    for size in ((842, 1191), (595, 842), (420, 595), (842, 1191), (100, 100), (14_173, 2000)):
        pdf.add_blank_page(page_size=size)
    done = take(pdf)
    assert done.changes == (
        "pages 1, 4 et 6\u00a0: réduction au format A4",
        "page 3\u00a0: agrandissement au format A4",
        "page 5\u00a0: petit format, centré sur une feuille A4",
    )
    assert done.reservations == (
        "page 6\u00a0: grand format réduit (jusqu’à 6\u00a0% de sa taille), "
        "vérifiez que tout reste lisible",
    )


def test_what_lies_outside_the_visible_part_stays_out(take: Take) -> None:
    whole, seen = Array([0, 0, 2000, 2000]), Array([0, 0, 600, 600])
    pdf = draw_page(b"0 g 0 0 2000 2000 re f", MediaBox=whole, CropBox=seen)
    stain = Dictionary(N=drawing(pdf, b"0 0 9 9 re f", (0, 0, 9, 9)))
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Stamp, Rect=whole, AP=stain)])
    drawn = picture(take(pdf).pdf)
    assert drawn.getpixel((150, 20)) == (255, 255, 255)
    assert drawn.getpixel((150, 212)) == (0, 0, 0)


@pytest.mark.parametrize("page", CASES["void"])
def test_void_geometry_is_read_as_viewers_do(take: Take, page: str) -> None:
    done = take(_corners((0, 0, 400, 400), f"/Resources 4 0 R {page}"))
    assert done.pages == 1
    assert picture(done.pdf).convert("L").getextrema() != (255, 255)
