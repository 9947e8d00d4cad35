"""Each rule of the normaliser: on a document with that one feature, dxpdf keeps the whole text."""

import pytest
from docx.document import Document
from docx.oxml.ns import qn

from packetgen.convert.engines import Conversion, convert_documents
from tests.convert.samples import SIZE, Edit, anchored, paragraph, run, table, text_of, write_docx


def mark(kind: str, data: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{data}</w:fldChar></w:r>'


def form(data: str, instruction: str) -> str:
    begin = mark("begin", f"<w:ffData><w:name w:val='c'/>{data}</w:ffData>")
    return begin + code(instruction) + mark("separate") + mark("end")


def code(instruction: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'


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


ROUNDED = (
    '<w:r><w:pict><v:roundrect style="width:200pt;height:50pt" arcsize="10923f"><v:textbox>'
    f"<w:txbxContent><w:p>{run('Encadré')}</w:p></w:txbxContent></v:textbox></v:roundrect>"
    "</w:pict></w:r>"
)
SHAPE = anchored(
    f'<wps:wsp><wps:cNvSpPr/><wps:spPr>{SIZE}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:scrgbClr r="100000" g="50000" b="50000"/></a:solidFill></wps:spPr><wps:txbx>'
    f"<w:txbxContent><w:p>{run('Forme')}</w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>",
    "wps",
)
BARE_BORDER = '<w:pBdr><w:top w:sz="4"/></w:pBdr>'
SPACED = '<w:spacing w:after="0"/><w:jc w:val="left"/><w:spacing w:after="20"/>'
LINES = [f"Ligne {number} du règlement intérieur" for number in range(90)]
INSIDE, CONTROL = run("Dedans"), "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
UNCHECKED = '<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>'
CHOICE = (
    '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Lens"/><w:listEntry w:val="Liévin"/>'
    "</w:ddList>"
)
# What stands between « Avant » and « après », and what is read there
BETWEEN: dict[str, tuple[str, str]] = {
    "content-control": (CONTROL.format(INSIDE), "Dedans"),
    "direction-mark": (f'<w:bdo w:val="ltr">{INSIDE}</w:bdo>', "Dedans"),
    "field-in-one-run": (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>XE "mot"</w:instrText>'
        '<w:fldChar w:fldCharType="end"/></w:r>',
        "",
    ),
    "page-without-result": (mark("begin") + code("PAGE") + mark("end"), "1"),
    "checked-box": (form("<w:checkBox><w:checked/></w:checkBox>", "FORMCHECKBOX"), "☒"),
    "unchecked-box": (form(UNCHECKED, "FORMCHECKBOX"), "☐"),
    "drop-down": (form(CHOICE, "FORMDROPDOWN"), "Liévin"),
    "no-break-hyphen": (
        "<w:r><w:t>porte</w:t><w:noBreakHyphen/><w:t>parole</w:t></w:r>",
        "porte\u2011parole",
    ),
    "unknown-in-run": ("<w:r><w:dayLong/><w:t>Dedans</w:t></w:r>", "Dedans"),
    "ruby": (
        f"<w:r><w:ruby><w:rt>{run('dessus')}</w:rt><w:rubyBase>{INSIDE}</w:rubyBase></w:ruby>"
        "</w:r>",
        "Dedans (dessus)",
    ),
    "alternate-text": (
        '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w:ruby/></mc:Choice>'
        "<mc:Fallback><w:t>Dedans</w:t></mc:Fallback></mc:AlternateContent></w:r>",
        "Dedans",
    ),
    "capitals": (run("majuscules", "<w:caps/>"), "MAJUSCULES"),
    "rounded-box": (ROUNDED, "Encadré"),
    "colour-without-value": (run("Dedans", '<w:color w:themeColor="text1"/>'), "Dedans"),
}
NESTED = paragraph(run("Avant "), BETWEEN["content-control"][0], run(" après"))
# The end of a paragraph must not be lost with what stands in it
CASES: dict[str, tuple[str, str]] = {
    name: (paragraph(run("Avant "), content, run(" après")), f"Avant {shown} après")
    for name, (content, shown) in BETWEEN.items()
} | {
    "nested-content-controls": (CONTROL.format(NESTED), "Avant Dedans après"),
    "linear-colour": (paragraph(run("Avant"), SHAPE), "Forme Avant"),
    "border-without-value": (paragraph(INSIDE, properties=BARE_BORDER), "Dedans"),
    "negative-spacing": (paragraph(INSIDE, properties='<w:spacing w:before="-20"/>'), "Dedans"),
    "property-said-twice": (paragraph(INSIDE, properties=SPACED), "Dedans"),
    "long-row": (
        table("".join(paragraph(run(line)) for line in LINES), row="<w:cantSplit/>"),
        " ".join(LINES),
    ),
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
