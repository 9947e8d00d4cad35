"""The tags that an annex brings: kept on its page made A4, told where they are damaged."""

from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from packetgen.bundle.element import Element, Mark, Reference
from packetgen.bundle.tags import Reading, write
from tests.pdfs import Take, draw_page
from tests.spoken import spoken, unmarked

TEXT = (
    b"/P <</MCID 0>> BDC\nBT /F 30 Tf 60 700 Td (Statuts) Tj ET\nEMC\n"
    b"/Span /Kept BDC\nBT /F 30 Tf 60 600 Td (Lire ici) Tj ET\nEMC\n"
    b"/Artifact BMC\n60 500 9 9 re f\nEMC"
)


def _tagged() -> Pdf:
    pdf = draw_page(TEXT, MediaBox=Array([0, 0, 1190, 1684]))
    page = pdf.pages[0].obj
    page.Resources.Properties = Dictionary(Kept=Dictionary(MCID=1))
    links = [Dictionary(Subtype=Name.Link, Rect=Array([60, y, 200, y + 20])) for y in (0, 600)]
    links[0].A = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    links[1].A = Dictionary(S=Name.URI, URI="https://exemple.fr/")
    page.Annots = Array(map(pdf.make_indirect, links))
    pdf.Root.Lang = String("fr-FR")
    linked = Element("Link", [Mark(0, 1), Reference(0, 0), Reference(0, 1)])
    write(pdf, [Element("H1", [Mark(0, 0)]), Element("P", [linked])])
    return pdf


def _roles(pdf: Path) -> list[str]:
    with pikepdf.open(pdf) as document:
        return [each.role for top in Reading(document).elements for each in top.elements()]


def test_the_tags_of_an_annex_go_with_its_pages(take: Take) -> None:
    done = take(_tagged())
    assert unmarked(done.pdf) == []
    assert _roles(done.pdf) == ["Document", "H1", "P", "Link"]
    assert spoken(done.pdf)[0][1:] == [("H1", "Statuts"), ("P", ""), ("Link", "Lire ici")]


def test_tags_that_cannot_be_followed_are_told_and_left(take: Take) -> None:
    pdf = _tagged()
    pdf.Root.StructTreeRoot.K.K = pdf.Root.StructTreeRoot.K
    done = take(pdf)
    assert "balises de lecture à voix haute abîmées, non reprises" in done.changes
    assert _roles(done.pdf) == []
