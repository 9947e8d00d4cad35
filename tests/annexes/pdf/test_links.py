"""A link still leads to its place once its file is bound with another of the same names."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, NameTree, Object, Pdf, String
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from tests.annexes.conftest import entries
from tests.pdfs import Take, draw_page, drawing, pixel
from tests.tables import table

RECT = (100.0, 700.0, 200.0, 720.0)
CASES = table(__file__)


def _linked(more: str = "") -> Pdf:
    pdf = draw_page(b"BT /F 12 Tf 100 700 Td (Voir l'article 3) Tj ET")
    for _ in range(2):
        pdf.pages.append(pdf.pages[0])
    link: dict[str, Any] = {"Subtype": Name.Link, "Rect": Array(RECT)}
    pdf.pages[0].Annots = Array([pdf.make_indirect(Dictionary(**link | entries(more)))])
    return pdf


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


def test_a11_named_places_do_not_clash(take: Take) -> None:
    writer = PdfWriter()
    for pages in (2, 3):
        out = io.BytesIO()
        canvas = Canvas(out, invariant=True)
        canvas.linkRect("", "fin", RECT)
        for _ in range(1, pages):
            canvas.showPage()
        canvas.bookmarkPage("fin")
        canvas.addOutlineEntry("Fin", "fin")
        canvas.showPage()
        canvas.save()
        done = take(out.getvalue())
        assert b"/Outlines" not in done.pdf.read_bytes()
        writer.append(io.BytesIO(done.pdf.read_bytes()))
    bound = io.BytesIO()
    writer.write(bound)
    with pikepdf.open(bound) as pdf:
        for start, goal in ((0, 1), (2, 4)):
            (link,) = list(pdf.pages[start].Annots)
            assert link.Dest[0].objgen == pdf.pages[goal].obj.objgen


@pytest.mark.parametrize(
    ("destination", "expected"),
    [
        (lambda page: Array([page, Name.XYZ, 50, 600, None]), (2, "/XYZ", "50", "600", "None")),
        (lambda page: Array([page, Name.XYZ, None, None, 0]), (2, "/XYZ", "0", "841.89", "None")),
        (lambda page: Array([page, Name.FitH, 600]), (2, "/XYZ", "0", "600", "None")),
        (lambda page: Array([page, Name.FitR, 50, 0, 99, 600]), (2, "/XYZ", "50", "600", "None")),
        (lambda page: Array([page, Name.Fit]), (2, "/Fit")),
        (lambda page: Array([page]), (2, "/Fit")),
        (lambda _: Array([2, Name.Fit]), (2, "/Fit")),
        (lambda _: String("fin"), (2, "/Fit")),
        (lambda _: Name.debut, (1, "/Fit")),
    ],
)
@pytest.mark.parametrize("by_action", [False, True])
def test_every_writing_of_a_place_is_made_explicit(
    take: Take, destination: Callable[[Object], Object], expected: object, by_action: bool
) -> None:
    pdf = _linked()
    pdf.Root.Dests = Dictionary(debut=Array([pdf.pages[1].obj, Name.Fit]))
    tree = NameTree.new(pdf)
    tree["fin"] = Dictionary(D=Array([pdf.pages[2].obj, Name.Fit]))
    pdf.Root.Names = Dictionary(Dests=tree.obj)
    goal = destination(pdf.pages[2].obj)
    link = pdf.pages[0].Annots[0]
    if by_action:
        link.A = Dictionary(S=Name.GoTo, D=goal)
    else:
        link.Dest = goal
    assert _goal(take(pdf).pdf) == expected


@pytest.mark.parametrize("link", CASES["dropped"])
def test_a_link_that_leads_nowhere_good_is_dropped(take: Take, link: str) -> None:
    pdf = _linked(link)
    broken = Dictionary(Names=Array([1, 2, 3]), Kids=Array([4]))
    pdf.Root.Names = Dictionary(Dests=broken)
    done = take(pdf)
    assert (done.pages, _goal(done.pdf)) == (3, None)


def test_links_move_with_their_page_and_places_with_theirs(take: Take) -> None:
    a3 = (841.89, 1190.55)
    pdf = _linked("/QuadPoints [ 100 720 200 720 100 700 200 700 ]")
    for page in pdf.pages:
        page.MediaBox = Array([0, 0, *a3])
    pdf.pages[2].Rotate = 90
    pdf.pages[0].Annots[0].Dest = Array([pdf.pages[2].obj, Name.XYZ, 100, 200, None])
    scale = 595.276 / 841.89
    with pikepdf.open(take(pdf).pdf) as made:
        link = made.pages[0].Annots[0]
        assert [float(v) for v in link.Rect] == pytest.approx([v * scale for v in RECT], abs=0.1)
        assert float(link.QuadPoints[1]) == pytest.approx(720 * scale, abs=0.1)
        goal, _, x, y, _ = link.Dest
        assert goal.objgen == made.pages[2].objgen
        # Lying on its right side, what was 100 from the left is now 100 below the top
        there = (float(x), float(y))
        assert there == pytest.approx((200 * scale, (841.89 - 100) * scale), abs=0.1)


@pytest.mark.parametrize(("address", "look", "width"), CASES["kept"])
def test_an_address_and_the_look_of_a_link_are_kept(
    take: Take, address: str, look: str, width: int
) -> None:
    pdf = _linked(f"/A << /S /URI /URI ({address}) >> {look}")
    pdf.pages[0].Annots[0].AP = Dictionary(N=drawing(pdf, b"1 0 0 rg 0 0 10 10 re f"))
    done = take(pdf)
    assert pixel(done.pdf, 190, 715) == (255, 0, 0)
    assert _goal(done.pdf) == address
    with pikepdf.open(done.pdf) as made:
        assert made.pages[0].Annots[0].Border[2] == width
