"""The tags of the parts in the bundle: those that they bring, those of pages without any."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from packetgen.bundle.assemble.part import PageSource
from packetgen.bundle.element import Element, Mark
from packetgen.bundle.proof import prove
from packetgen.bundle.tags import Reading, write
from packetgen.errors import BundleUnproved
from tests.bundle import samples
from tests.bundle.samples import PIECES, entered
from tests.pdfs import as_bytes, draw_page
from tests.spoken import spoken, unmarked

SCAN = replace(PIECES[1], titre="Relevé", numero=1, pages=1)
TAGGED = replace(PIECES[1], titre="Statuts", numero=2, pages=1)
TEXT = b"/P <</MCID 0>> BDC\nBT /F 30 Tf 60 700 Td (Statuts) Tj ET\nEMC"


def _tagged(harm: Callable[[Pdf], object] = id) -> bytes:
    pdf = draw_page(TEXT)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[60, 690, 90, 720], Contents="Lien")
    link.Dest = Array([pdf.pages[0].obj, Name.Fit])
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])
    write(pdf, [Element("H1", [Mark(0, 0)])])
    harm(pdf)
    return as_bytes(pdf)


def _bundle(path: Path, *pieces: bytes) -> Path:
    parts = (SCAN, TAGGED)
    ledger = entered(samples.planned(parts))
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


def test_a_tree_without_end_costs_its_piece_its_tags_alone(tmp_path: Path) -> None:
    bundle = _bundle(tmp_path / "b.pdf", samples.scan(), _tagged(harm=_looped))
    assert unmarked(bundle) == []
    assert [role for role, _ in spoken(bundle)[3]] == ["Document", "Part", "Div"]


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
