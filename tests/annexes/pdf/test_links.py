"""A link still leads to its place once its file is bound with another of the same names."""

from pathlib import Path

import pikepdf
import pytest

from tests.annexes.conftest import written
from tests.pdfs import Take, pixel
from tests.tables import table

RECT = (100.0, 700.0, 200.0, 720.0)
CASES, A3 = table(__file__), "841.89 1190.55"


def _linked(link: str, box: str = "595.28 841.89", turned: str = "", names: str = "") -> bytes:
    names = names or "/Names [ (fin) << /D [ 5 0 R /Fit ] >> ]"
    words = {"link": link, "box": box, "turned": turned, "names": names}
    return written([each.format(**words) for each in CASES["linked"]])


def _goal(path: Path) -> object:
    """Return where the link of the first page leads, if any: an address, or a page and its view."""
    with pikepdf.open(path) as pdf:
        for link in pdf.pages[0].obj.get("/Annots", ()):
            if "/Dest" not in link:
                return str(link.A.URI)
            page, *view = link.Dest
            pages = [each.obj.objgen for each in pdf.pages]
            return (pages.index(page.objgen), *map(str, view))
    return None


@pytest.mark.parametrize("way", ["/Dest {}", "/A << /S /GoTo /D {} >>"])
@pytest.mark.parametrize(("place", "expected"), CASES["places"])
def test_a11_every_writing_of_a_place_is_made_explicit(
    take: Take, place: str, expected: list[object], way: str
) -> None:
    link = f"/Rect [ 100 700 200 720 ] {way.format(place)}"
    assert _goal(take(_linked(link)).pdf) == tuple(expected)


@pytest.mark.parametrize("link", CASES["dropped"])
def test_a_link_that_leads_nowhere_good_is_dropped(take: Take, link: str) -> None:
    done = take(_linked(link, names="/Names [ 1 2 3 ] /Kids [ 4 ]"))
    assert (done.pages, _goal(done.pdf)) == (3, None)


def test_links_move_with_their_page_and_places_with_theirs(take: Take) -> None:
    where = "/Rect [ 100 700 200 720 ] /QuadPoints [ 100 720 200 720 100 700 200 700 ]"
    there = "/Dest [ 5 0 R /XYZ 100 200 null ]"
    scale = 595.276 / 841.89
    with pikepdf.open(take(_linked(f"{where} {there}", A3, "/Rotate 90")).pdf) as made:
        link = made.pages[0].Annots[0]
        assert [float(v) for v in link.Rect] == pytest.approx([v * scale for v in RECT], abs=0.1)
        assert float(link.QuadPoints[1]) == pytest.approx(720 * scale, abs=0.1)
        goal, _, x, y, _ = link.Dest
        assert goal.objgen == made.pages[2].objgen
        # Lying on its right side, what was 100 from the left is now 100 below the top
        assert (float(x), float(y)) == pytest.approx((200 * scale, (841.89 - 100) * scale), abs=0.1)


@pytest.mark.parametrize(("address", "frame"), CASES["kept"])
def test_an_address_and_the_picture_of_a_link_are_kept(
    take: Take, address: str, frame: str
) -> None:
    drawn = "/Rect [ 100 700 200 720 ] /AP << /N 7 0 R >>"
    done = take(_linked(f"{drawn} /A << /S /URI /URI ({address}) >> {frame}"))
    assert pixel(done.pdf, 190, 715) == (255, 0, 0)
    assert _goal(done.pdf) == address
    with pikepdf.open(done.pdf) as made:
        assert [*made.pages[0].Annots[0].Border] == [0, 0, 0]
