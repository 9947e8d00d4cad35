"""Tags: read from files of any origin, within limits, written again, and those of a bundle."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from pikepdf import Array, Dictionary, Name, Object, Pdf

from packetgen.bundle.assemble.part import PageSource
from packetgen.bundle.element import Element, Mark, with_lists
from packetgen.bundle.proof import prove
from packetgen.bundle.tags import Reading, Unreadable, summary, with_artifacts, write
from packetgen.errors import BundleUnproved
from tests.bundle import samples
from tests.bundle.samples import PIECES, entered
from tests.pdfs import TEXT, as_bytes, draw_page
from tests.spoken import spoken, unmarked

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


UNREADABLE: dict[str, Make] = {
    "endless": _endless,
    "deep": _deep,
    "twice": lambda pdf: Array([_of(pdf)] * 2),
    "many": lambda pdf: Array(_of(pdf) for _ in range(21_000)),
    "number": lambda pdf: _of(pdf, kids=10**9),
}


@pytest.mark.parametrize("make", UNREADABLE.values(), ids=UNREADABLE)
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
    [document] = Reading(Pdf.open(BytesIO(as_bytes(pdf)))).elements
    assert document.kids == elements
    assert summary([document]) != summary([Element("Document", elements[0].kids)])


def test_what_no_element_marks_is_an_artifact() -> None:
    marked = b"/P <</MCID 0>> BDC\n(a) Tj\nEMC\n"
    assert with_artifacts(b"q\n" + marked + b"1 0 0 rg\n0 0 9 9 re\nf\nQ\n") == (
        b"q\n" + marked + b"/Artifact BMC\n1 0 0 rg\n0 0 9 9 re\nf\nQ\nEMC\n"
    )


def _tagged(harm: Callable[[Pdf], object] = id) -> bytes:
    pdf = draw_page(b"/P <</MCID 0>> BDC\n%b\nEMC" % TEXT)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[60, 690, 90, 720], Contents="Lien")
    link.Dest = Array([pdf.pages[0].obj, Name.Fit])
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])
    write(pdf, [Element("H1", [Mark(0, 0)])])
    harm(pdf)
    return as_bytes(pdf)


def _bundle(path: Path, *pieces: bytes) -> Path:
    scan, tagged = (replace(PIECES[1], numero=numero, pages=1) for numero in (1, 2))
    ledger = entered(samples.planned((replace(scan, titre="Relevé"), tagged)))
    cover, sommaire, bordereau = samples.own_pages(ledger)
    pdfs: tuple[PageSource, ...] = (cover, sommaire, *pieces, bordereau)
    samples.write(path, ledger, pdfs)
    prove.prove(path, ledger, pdfs)
    return path


def test_each_piece_is_a_part_a_scan_a_figure_of_its_name(tmp_path: Path) -> None:
    bundle = _bundle(tmp_path / "b.pdf", samples.scan(), _tagged())
    assert unmarked(bundle) == []
    pages = spoken(bundle)
    assert pages[2][1:] == [("Part", ""), ("Figure", "Relevé")]
    assert pages[3][1:] == [("Part", ""), ("H1", "Statuts")]
    with Pdf.open(bundle) as pdf:
        [document] = Reading(pdf).elements
    parts = [each for each in document.kids if isinstance(each, Element)][2:4]
    assert [each.said["/T"] for each in parts] == ["Pièce 1 – Relevé", "Pièce 2 – Statuts"]
    assert [[each.role for each in part.elements()][1:] for part in parts] == [
        ["Figure"], ["H1", "Link"],
    ]  # fmt: skip


def _looped(pdf: Pdf) -> None:
    element = pdf.Root.StructTreeRoot.K
    element.K = Array([element])


def _empty_table(pdf: Pdf) -> None:
    document = pdf.Root.StructTreeRoot.K
    document.K = Array([Dictionary(S=Name.Table, K=Dictionary(S=Name.TD)), document.K])


def _blank(pdf: Pdf) -> None:
    del pdf.pages[0].obj.Contents, pdf.pages[0].obj.Annots, pdf.Root.StructTreeRoot


@pytest.mark.parametrize(
    ("harm", "roles"), [(_looped, ["Div", "Link"]), (_empty_table, ["H1", "Link"]), (_blank, [])]
)
def test_a_tree_without_end_or_content_costs_its_piece_its_tags_alone(
    tmp_path: Path, harm: Callable[[Pdf], object], roles: list[str]
) -> None:
    bundle = _bundle(tmp_path / "b.pdf", samples.scan(), _tagged(harm))
    assert unmarked(bundle) == []
    with Pdf.open(bundle) as pdf:
        [document] = Reading(pdf).elements
    part = document.kids[3]
    assert isinstance(part, Element)
    assert [each.role for each in part.elements()][1:] == roles


def test_what_the_bundle_does_not_read_aloud_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deaf(Reading):
        """What reads one element less."""

        def __init__(self, pdf: Pdf) -> None:
            super().__init__(pdf)
            [document] = self.elements
            part = document.kids[3]
            assert isinstance(part, Element)
            part.kids = part.kids[1:]

    monkeypatch.setattr(prove, "Reading", Deaf)
    with pytest.raises(BundleUnproved, match="pièce 2 « Statuts » : ce qui s’y lit à voix haute"):
        _bundle(tmp_path / "b.pdf", samples.scan(), _tagged())
