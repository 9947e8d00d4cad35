"""Each rule of the normaliser: on a document with that one feature, dxpdf keeps the whole text."""

import pytest
from docx.document import Document
from docx.oxml.ns import qn

from packetgen.convert.engines import Conversion, convert_documents
from tests.convert import samples
from tests.convert.samples import SIZE, Edit, anchored, paragraph, run, text_of, write_docx
from tests.tables import table


def style_in_capitals(document: Document) -> None:
    based = document.styles.add_style("Solennel", 1)
    based.font.all_caps = True
    document.styles.add_style("TresSolennel", 1).base_style = based
    text = document.add_paragraph("convention ", style="TresSolennel")
    text.add_run("annuelle").font.all_caps = False


def wingdings_bullet(document: Document) -> None:
    document.add_paragraph("Puce", style="List Bullet")
    for level in document.part.numbering_part.element.iter(qn("w:lvl")):
        level.find(qn("w:lvlText")).set(qn("w:val"), "\uf0d8")
        for fonts in level.iter(qn("w:rFonts")):
            fonts.attrib.update(dict.fromkeys((qn("w:ascii"), qn("w:hAnsi")), "Wingdings"))


def label_without_value(document: Document) -> None:
    document.add_paragraph("Étiquette", style="List Bullet")
    for label in document.part.numbering_part.element.iter(qn("w:lvlText")):
        del label.attrib[qn("w:val")]


def odd_header(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "Entête impair"
    reference = document.element.body[-1].find(qn("w:headerReference"))
    reference.set(qn("w:type"), "odd")


SHAPE = anchored(
    f'<wps:wsp><wps:cNvSpPr/><wps:spPr>{SIZE}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:scrgbClr r="100000" g="50000" b="50000"/></a:solidFill></wps:spPr><wps:txbx>'
    f"<w:txbxContent><w:p>{run('Forme')}</w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>",
    "wps",
)
TABLE = table(__file__)
LINES = [f"Ligne {number} du règlement intérieur" for number in range(90)]
LONG_ROW = "".join(paragraph(run(line)) for line in LINES)
# The end of a paragraph must not be lost with what stands in it
CASES: dict[str, tuple[str, str]] = {
    name: (paragraph(run("Avant "), content, run(" après")), f"Avant {shown} après")
    for name, (content, shown) in TABLE["between"].items()
} | {
    **TABLE["bodies"],
    "linear-colour": (paragraph(run("Avant"), SHAPE), "Forme Avant"),
    "long-row": (samples.table(LONG_ROW, row="<w:cantSplit/>"), " ".join(LINES)),
}
EDITED: dict[str, tuple[Edit, str]] = {
    "wingdings-bullet": (wingdings_bullet, "➢ Puce"),
    "capitals-from-style": (style_in_capitals, "CONVENTION annuelle"),
    "label-without-value": (label_without_value, "Étiquette"),
    "odd-header": (odd_header, "Entête impair"),
}


@pytest.fixture(scope="module")
def conversions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Conversion]:
    folder = tmp_path_factory.mktemp("normalise")
    sources = [write_docx(folder / name, body) for name, (body, _) in CASES.items()]
    sources += [write_docx(folder / name, edit=edit) for name, (edit, _) in EDITED.items()]
    return {done.source.name: done for done in convert_documents(sources, folder)}


@pytest.mark.parametrize("name", [*CASES, *EDITED])
def test_rule_keeps_the_text(name: str, conversions: dict[str, Conversion]) -> None:
    done, expected = conversions[name], (CASES | EDITED)[name][1]
    assert text_of(done.pdf) == " ".join(expected.split())
    assert (done.drawn_by, done.missing_words) == ("dxpdf 0.8.1", ())
