"""What the embedded engine drew, with the structure of its Word document."""

from io import BytesIO
from pathlib import Path

import docx
import pikepdf
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from PIL import Image

from packetgen.convert.engines import convert_documents
from packetgen.convert.pdf_metadata import tagged
from tests.pdfs import pictures
from tests.spoken import spoken, unmarked

LONG = "Un paragraphe qui va à la ligne, puis à la page suivante. " * 90


def made(folder: Path, document: Document) -> Path:
    document.save(str(folder / "d.docx"))
    [done] = convert_documents([folder / "d.docx"], folder)
    with pikepdf.open(BytesIO(tagged(done.pdf, done.outline))) as pdf:
        pdf.Root.Lang = "fr-FR"
        pdf.save(folder / "tagged.pdf")
    assert pictures(done.pdf) == pictures(folder / "tagged.pdf")
    assert unmarked(folder / "tagged.pdf") == []
    return folder / "tagged.pdf"


def rich() -> Document:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "En-tête"
    document.add_heading("Le projet", 0)
    document.add_heading("Son objet", 1)
    picture = BytesIO()
    Image.new("RGB", (9, 9), "red").save(picture, "PNG")
    text = document.add_paragraph("Voici le plan ")
    text.add_run().add_picture(picture, Cm(1))._inline.docPr.set("descr", "Plan du jardin")
    text.add_run(" et sa légende")
    for item in ("semer", "arroser"):
        document.add_paragraph(item, style="List Bullet")
    linked = document.add_paragraph("Voir ")
    link, run = OxmlElement("w:hyperlink"), linked.add_run("le site")._r
    link.set(qn("r:id"), document.part.relate_to("https://exemple.fr/", LINK, is_external=True))
    link.append(run)
    linked._p.append(link)
    table = document.add_table(3, 2, style="Table Grid")
    cells = ("Poste", "Montant", "Graines", "40 €", "Total", "40 €")
    for cell, said in zip(table._cells, cells, strict=True):
        cell.text = said
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph(LONG)
    return document


LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def test_each_thing_is_what_the_word_file_says(tmp_path: Path) -> None:
    first, *_ = spoken(made(tmp_path, rich()))
    assert first[1:-1] == [
        *(("H1", "Le projet"), ("H2", "Son objet"), ("P", "Voici le plan et sa légende")),
        *(("Figure", "Plan du jardin"), ("L", "")),
        *(each for item in ("semer", "arroser") for each in (("LI", ""), ("LBody", f"• {item}"))),
        *(("P", "Voir"), ("Link", "le site"), ("Table", "")),
        *(("TR", ""), ("TH", "Poste"), ("TH", "Montant")),
        *(("TR", ""), ("TH", "Graines"), ("TD", "40 €")),
        *(("TR", ""), ("TH", "Total"), ("TD", "40 €")),
    ]


def test_what_goes_on_on_the_next_page_is_the_same_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    for cell, word in zip(table._cells, ("gauche ", "droite "), strict=True):
        cell.text = word * 700
    document.add_paragraph(LONG)
    pages = spoken(made(tmp_path, document))
    cells = [[text for role, text in page if role in ("TH", "TD")] for page in pages]
    assert sum(left.count("gauche") for left, _ in filter(None, cells)) == 700
    assert sum(right.count("droite") for _, right in filter(None, cells)) == 700
    assert not any("droite" in left for left, _ in filter(None, cells))
    with pikepdf.open(tmp_path / "tagged.pdf") as pdf:
        assert [str(each.S) for each in pdf.Root.StructTreeRoot.K.K] == ["/Table", "/P"]
