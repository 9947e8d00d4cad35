"""Tags read from files of any origin: within limits, as the standard names them, and written."""

from collections.abc import Callable
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf

from packetgen.bundle.element import Element, Mark, with_lists
from packetgen.bundle.tags import Reading, Unreadable, summary, with_artifacts, write
from tests.pdfs import draw_page

Make = Callable[[Pdf], Object | Array | int | None]


def _tree(make: Make) -> Pdf:
    """A page whose tree holds what is made for it; its own contents are 0 and 1."""
    pdf = draw_page(b"/P <</MCID 0>> BDC\nEMC\n/P <</MCID 1>> BDC\nEMC")
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    pdf.Root.StructTreeRoot.RoleMap = Dictionary(Titre=Name.Chapitre, Chapitre=Name.H2, X=Name.X)
    pdf.Root.StructTreeRoot.ClassMap = Dictionary(Head=Dictionary(O=Name.Table, Scope=Name.Row))
    pdf.Root.StructTreeRoot.K = make(pdf)
    return pdf


def _of(pdf: Pdf, role: str = "/P", kids: object = 0, **entries: object) -> Object:
    held = {"/S": Name(role), "/Pg": pdf.pages[0].obj, "/K": kids, **entries}
    return pdf.make_indirect(Dictionary(held))


def _endless(pdf: Pdf) -> Object:
    element = _of(pdf)
    element.K = Array([element])
    return element


def _deep(pdf: Pdf) -> Object:
    element = _of(pdf)
    for _ in range(3_000):
        element = _of(pdf, "/Sect", element)
    return element


@pytest.mark.parametrize(
    "make",
    [
        _endless,
        _deep,
        lambda pdf: Array([_of(pdf)] * 2),
        lambda pdf: Array(_of(pdf) for _ in range(21_000)),
        lambda pdf: _of(pdf, kids=10**9),
    ],
    ids=["endless", "deep", "twice", "many", "number"],
)
def test_a_tree_that_cannot_be_followed_is_refused(make: Make) -> None:
    with pytest.raises(Unreadable):
        Reading(_tree(make))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda pdf: _of(pdf, kids=Array([7, "texte"])), [Element("P", [Mark(0, 7)])]),
        (lambda pdf: _of(pdf, "/Titre"), [Element("H2", [Mark(0, 0)])]),
        (lambda pdf: _of(pdf, "/Inconnu"), [Element("Div", [Mark(0, 0)])]),
        (lambda pdf: _of(pdf, "/X"), [Element("Div", [Mark(0, 0)])]),
        (lambda pdf: _of(pdf, "/Sect", Array([_of(pdf, kids=Array([]))])), []),
        (
            lambda pdf: _of(pdf, "/TH", **{"/C": Name.Head, "/A": Dictionary(O=Name.Layout, X=1)}),
            [Element("TH", [Mark(0, 0)], {}, {"/Scope": "/Row"})],
        ),
        (
            lambda pdf: _of(pdf, "/Figure", **{"/Alt": "Le plan", "/AF": Array([])}),
            [Element("Figure", [Mark(0, 0)], {"/Alt": "Le plan"})],
        ),
        (
            lambda pdf: Array([_of(pdf), _of(pdf), _of(pdf, kids=Array([0, 1]))]),
            [Element("P", [Mark(0, 0)]), Element("P", [Mark(0, 1)])],
        ),
    ],
    ids=["other kids", "mapped", "unknown", "mapped to itself", "void", "class", "said", "shared"],
)  # fmt: skip
def test_what_a_tree_says_is_read(make: Make, expected: list[Element]) -> None:
    assert Reading(_tree(make)).elements == expected


def test_what_is_written_is_read_again() -> None:
    pdf = draw_page(b"/P <</MCID 0>> BDC\nEMC")
    cells = [Element("TH", [Mark(0, 2)], {}, {"/Scope": "/Column", "/ColSpan": 2}), Element("TD")]
    listed = with_lists([Element("LI", [Mark(0, 0)]), Element("LI", [Mark(0, 1)])])
    elements = [Element("Part", [*listed, Element("TR", [*cells])], {"/T": "Été", "/Lang": "en"})]
    write(pdf, elements)
    saved = BytesIO()
    pdf.save(saved)
    [document] = Reading(Pdf.open(saved)).elements
    assert document.kids == elements
    assert summary([document]) != summary([Element("Document", elements[0].kids)])


def test_what_no_element_marks_is_an_artifact() -> None:
    marked = b"/P <</MCID 0>> BDC\n(a) Tj\nEMC\n"
    assert with_artifacts(b"q\n" + marked + b"1 0 0 rg\n0 0 9 9 re\nf\nQ\n") == (
        b"q\n" + marked + b"/Artifact BMC\n1 0 0 rg\n0 0 9 9 re\nf\nQ\nEMC\n"
    )
