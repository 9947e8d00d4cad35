"""Each rule of the normaliser: on a document with that one feature, dxpdf keeps the whole text."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from packetgen.convert.engines import Conversion, convert_documents
from tests.convert.samples import Edit, paragraph, run, table, text_of, write_docx


def between(*content: str) -> str:
    """Return a paragraph whose end must not be lost with `content`."""
    return paragraph(run("Avant "), *content, run(" après"))


def mark(kind: str, data: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{data}</w:fldChar></w:r>'


def code(instruction: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'


def form(data: str, instruction: str) -> str:
    begin = mark("begin", f"<w:ffData><w:name w:val='c'/>{data}</w:ffData>")
    return begin + code(instruction) + mark("separate") + mark("end")


def style_in_capitals(document: Document) -> None:
    based = document.styles.add_style("Solennel", 1)
    based.font.all_caps = True
    document.styles.add_style("TresSolennel", 1).base_style = based


def wingdings_bullet(document: Document) -> None:
    document.add_paragraph("Puce", style="List Bullet")
    for level in document.part.numbering_part.element.iter(qn("w:lvl")):
        level.find(qn("w:lvlText")).set(qn("w:val"), "\uf0d8")
        for fonts in level.iter(qn("w:rFonts")):
            fonts.set(qn("w:ascii"), "Wingdings")
            fonts.set(qn("w:hAnsi"), "Wingdings")


def label_without_value(document: Document) -> None:
    document.add_paragraph("Étiquette", style="List Bullet")
    for label in document.part.numbering_part.element.iter(qn("w:lvlText")):
        del label.attrib[qn("w:val")]


def page_number_without_result(document: Document) -> None:
    footer = document.sections[0].footer.paragraphs[0]
    footer.add_run("Page numéro ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        element.text = text
        if kind:
            element.set(qn("w:fldCharType"), kind)
        footer.add_run()._r.append(element)
    footer.add_run(" du pied")


def odd_header(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "Entête impair"
    reference = document.element.body[-1].find(qn("w:headerReference"))
    reference.set(qn("w:type"), "odd")


ROUNDED = (
    '<w:r><w:pict><v:roundrect style="width:200pt;height:50pt" arcsize="10923f"><v:textbox>'
    f"<w:txbxContent><w:p>{run('Encadré')}</w:p></w:txbxContent></v:textbox></v:roundrect>"
    "</w:pict></w:r>"
)
SHAPE = (
    '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
    'relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
    '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset>'
    '</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset>'
    '</wp:positionV><wp:extent cx="2000000" cy="600000"/><wp:wrapTopAndBottom/>'
    '<wp:docPr id="1" name="f"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/'
    'word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="2000000" cy="600000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:scrgbClr r="100000" g="50000" b="50000"/></a:solidFill></wps:spPr><wps:txbx>'
    f"<w:txbxContent><w:p>{run('Forme')}</w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    "</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
)
SPACING = '<w:spacing w:after="20"/>'
LONG = "".join(paragraph(run(f"Ligne {number} du règlement intérieur")) for number in range(90))


@dataclass(frozen=True)
class Case:
    """A body, the texts that its PDF must hold, and those it must not."""

    body: str
    shown: tuple[str, ...]
    absent: tuple[str, ...] = ()
    edit: Edit | None = None


CASES = {
    "content-control": Case(
        between("<w:sdt><w:sdtPr/><w:sdtContent>" + run("Dedans") + "</w:sdtContent></w:sdt>"),
        ("Avant Dedans après",),
    ),
    "nested-content-controls": Case(
        "<w:sdt><w:sdtContent>"
        + between("<w:sdt><w:sdtContent>" + run("Dedans") + "</w:sdtContent></w:sdt>")
        + "</w:sdtContent></w:sdt>",
        ("Avant Dedans après",),
    ),
    "direction-mark": Case(
        between('<w:bdo w:val="ltr">' + run("Dedans") + "</w:bdo>"), ("Avant Dedans après",)
    ),
    "field-in-one-run": Case(
        between(
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>XE "mot"</w:instrText>'
            '<w:fldChar w:fldCharType="end"/></w:r>'
        ),
        ("Avant après",),
    ),
    "field-without-result": Case(
        between(mark("begin") + code('XE "mot"') + mark("end")), ("Avant après",), ("mot",)
    ),
    "page-without-result": Case("", ("Page numéro 1 du pied",), edit=page_number_without_result),
    "checked-box": Case(
        between(form("<w:checkBox><w:checked/></w:checkBox>", "FORMCHECKBOX")),
        ("Avant ☒ après",),
    ),
    "unchecked-box": Case(
        between(
            form(
                '<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>',
                "FORMCHECKBOX",
            )
        ),
        ("Avant ☐ après",),
    ),
    "drop-down": Case(
        between(
            form(
                '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Lens"/>'
                '<w:listEntry w:val="Liévin"/></w:ddList>',
                "FORMDROPDOWN",
            )
        ),
        ("Avant Liévin après",),
        ("Lens",),
    ),
    "wingdings-sign": Case(
        between('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'), ("Avant ☑ après",)
    ),
    "symbol-text": Case(
        between(run("\uf0b3", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>')),
        ("Avant ≥ après",),
    ),
    "wingdings-bullet": Case("", ("➢ Puce",), edit=wingdings_bullet),
    "no-break-hyphen": Case(
        between("<w:r><w:t>porte</w:t><w:noBreakHyphen/><w:t>parole</w:t></w:r>"),
        ("porte\u2011parole",),
    ),
    "embedded-object": Case(
        between(
            '<w:r><w:object><v:shape style="width:9pt;height:9pt"/><o:OLEObject/></w:object></w:r>'
        ),
        ("Avant après",),
    ),
    "unknown-in-run": Case(between("<w:r><w:dayLong/><w:t>Dedans</w:t></w:r>"), ("Dedans",)),
    "ruby": Case(
        between(
            f"<w:r><w:ruby><w:rt>{run('dessus')}</w:rt><w:rubyBase>{run('Dedans')}</w:rubyBase>"
            "</w:ruby></w:r>"
        ),
        ("Avant Dedans (dessus) après",),
    ),
    "equation": Case(
        between("<m:oMathPara><m:oMath><m:r><m:t>sinus</m:t></m:r></m:oMath></m:oMathPara>"),
        ("Avant sinus après",),
    ),
    "alternate-text": Case(
        between(
            '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w:ruby/></mc:Choice>'
            "<mc:Fallback><w:t>Dedans</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        ),
        ("Avant Dedans après",),
    ),
    "capitals": Case(between(run("majuscules", "<w:caps/>")), ("Avant MAJUSCULES après",)),
    "small-capitals": Case(between(run("petites", "<w:smallCaps/>")), ("Avant PETITES après",)),
    "capitals-from-style": Case(
        paragraph(
            run("convention "),
            run("annuelle", '<w:caps w:val="0"/>'),
            properties='<w:pStyle w:val="TresSolennel"/>',
        ),
        ("CONVENTION annuelle",),
        edit=style_in_capitals,
    ),
    "rounded-box": Case(between(ROUNDED), ("Encadré",)),
    "linear-colour": Case(between(SHAPE), ("Forme",)),
    "colour-without-value": Case(
        between(run("Dedans", '<w:color w:themeColor="text1"/>')), ("Avant Dedans après",)
    ),
    "border-without-value": Case(
        paragraph(run("Dedans"), properties='<w:pBdr><w:top w:sz="4"/></w:pBdr>'),
        ("Dedans",),
    ),
    "negative-spacing": Case(
        paragraph(run("Dedans"), properties='<w:spacing w:before="-20" w:after="-5"/>'),
        ("Dedans",),
    ),
    "property-said-twice": Case(
        paragraph(
            run("Dedans"),
            properties='<w:spacing w:after="0"/><w:jc w:val="left"/><w:spacing w:after="20"/>',
        ),
        ("Dedans",),
    ),
    "label-without-value": Case("", ("Étiquette",), edit=label_without_value),
    "odd-header": Case("", ("Entête impair",), edit=odd_header),
    "long-row": Case(
        table(LONG, row="<w:cantSplit/>"), ("Ligne 0 du règlement", "Ligne 89 du règlement")
    ),
}


@pytest.fixture(scope="module")
def conversions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Conversion]:
    """All the cases, converted in one call."""
    folder = tmp_path_factory.mktemp("normalise")
    sources = [
        write_docx(folder / f"{name}.docx", case.body, case.edit) for name, case in CASES.items()
    ]
    return {done.source.stem: done for done in convert_documents(sources, folder)}


@pytest.mark.parametrize("name", CASES)
def test_rule_keeps_the_text(name: str, conversions: dict[str, Conversion]) -> None:
    case, done = CASES[name], conversions[name]
    text = text_of(done.pdf)
    assert [shown for shown in case.shown if shown not in text] == []
    assert [absent for absent in case.absent if absent in text] == []
    assert (done.drawn_by, done.missing_words) == ("dxpdf 0.8.1", ())
