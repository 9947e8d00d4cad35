"""What is decided in the copy before any engine, each rule on a document of that one feature."""

from io import BytesIO
from pathlib import Path

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree

from packetgen.convert.engines import convert_documents
from packetgen.convert.normalise.rules import settle
from packetgen.convert.protocol import Conversion
from packetgen.convert.word.package import Package
from tests.convert import samples
from tests.convert.samples import BOTH_ENGINES, converted, paragraph, run, write_docx
from tests.documents.word_parts import add_notes
from tests.packages import parts_of
from tests.tables import table

BREAK = '<w:r><w:br w:type="page"/></w:r>'
TABLE = table(__file__)
MARGINS = str(TABLE["margins"]).format
CONTINUOUS = (("continuous", 2000, 1418), ("continuous", 1418, 1418))
KEPT = samples.table(paragraph(run("Total"), properties="<w:keepNext/>"))
PAGE = MARGINS("nextPage", 1417, 1417)  # of 46 lines; the last section has 43
TIGHT = '<w:spacing w:before="{}" w:after="0" w:line="300" w:lineRule="exact"/>'.format
LINE, SPACED = (paragraph(run("x"), properties=TIGHT(before)) for before in (0, 400))
MARKED = '<w:p><w:bookmarkStart w:id="1" w:name="m{}"/><w:bookmarkEnd w:id="1"/></w:p>'.format
SINGLE = paragraph(run("x"), properties=str(TABLE["spacing"]).format(240))
LOW_ROW = samples.table(LINE * 3, row='<w:trHeight w:val="1800"/>')
GRID = PAGE.replace("</w:sectPr>", '<w:docGrid w:type="lines" w:linePitch="600"/></w:sectPr>')
FLOATING = samples.table(LINE * 30).replace("<w:tblPr/>", TABLE["floating"]).replace("4000", "9999")
INLINE = str(TABLE["inline"]).format
FULL = INLINE(height=7_000_000, kind="picture", inner=samples.PICTURE)
CHART = INLINE(height=4_500_000, kind="chart", inner=TABLE["chart"])
PARTED = str(TABLE["parted"]).format(inner=samples.PICTURE)
BORDERED, DEEP = str(TABLE["bordered"]), str(TABLE["deep"])
BROKEN, LIKE = "<w:r><w:br/></w:r>", "<w:contextualSpacing/>"
BODIES = {
    "breaks that end": (paragraph(run("x"), BROKEN, properties=TIGHT(0)) * 22, 2),
    "like paragraphs": (paragraph(run("x"), properties=LIKE + TIGHT(400)) * 40, 1),
    "picture between lines": (paragraph(PARTED, run("x"), properties=TIGHT(0)) * 2 + LINE * 13, 1),
    "borders": ((LINE + paragraph(run("x"), properties=BORDERED)) * 16, 2),
    "level of a list": (paragraph(run("mot " * 20), properties=DEEP) * 30, 3),
    "pictures of one paragraph": (paragraph(FULL * 3), 3),
    "chart": (paragraph(CHART) + LINE * 22, 2),
    "list of the web": (paragraph(run("x"), properties=TABLE["web"]) * 40, 1),
    "box of VML": (paragraph(TABLE["box"]) + LINE * 22, 2),
    "section that ends on a full page": (LINE * 46 + paragraph(properties=PAGE) + LINE, 2),
    "space above at the top of a page": (LINE * 43 + SPACED + LINE * 42, 2),
    "row higher than its text": (LINE * 39 + LOW_ROW + LINE * 38, 3),
    "floating table as wide as the text": (LINE * 20 + paragraph(BREAK) + FLOATING + LINE * 3, 2),
    "lines of a grid": (SINGLE * 24 + paragraph(properties=GRID) + LINE, 3),
    "bookmarks of empty lines": ("".join(map(MARKED, range(24))), 1),
    "empty last page": (paragraph(run("Un")) + paragraph(BREAK) + paragraph(), 2),
    "break below a kept table": (KEPT + paragraph(BREAK, run("Deux")), 2),
    "continuous section": (
        paragraph(run("Un"), properties=PAGE)
        + "".join(paragraph(run("x"), properties=MARGINS(*kind)) for kind in CONTINUOUS),
        2,
    ),
}


@BOTH_ENGINES
def test_pages_are_those_of_the_sections(engine: str, tmp_path: Path) -> None:
    drawn = converted(tmp_path, *(body for body, _ in BODIES.values()), engine=engine)
    assert [each.pages for each in drawn] == [pages for _, pages in BODIES.values()]


@BOTH_ENGINES
def test_a_footnote_and_an_endnote_of_one_number_are_drawn(engine: str, tmp_path: Path) -> None:
    calls = (f'<w:r><w:{kind}Reference w:id="2"/></w:r>' for kind in ("footnote", "endnote"))
    source = write_docx(tmp_path / "d.docx", paragraph(run("Texte"), *calls))
    add_notes(add_notes(source, "footnotes", "Bas"), "endnotes", "Fin")
    inside = samples.table(paragraph(run("Tableau")))
    samples.insert(source, "word/endnotes.xml", "</w:endnote>", inside)
    [done] = convert_documents([source], tmp_path, engine)
    text = samples.text_of(done.pdf).replace(" ", "")
    assert [word for word in ("Bas", "Fin", "Tableau") if word not in text] == []
    assert done.missing_words == ()


def letterhead(document: Document) -> None:
    """Place a picture low on the page, from a table of the header."""
    header = document.sections[0].header
    header._element.extend(etree.fromstring(TABLE["low_line"]) for _ in range(10))
    cell = header.add_table(1, 1, Cm(9)).cell(0, 0)
    picture = cell.paragraphs[0].add_run().add_picture(BytesIO(samples.PIXEL), Cm(2))
    drawing = TABLE["low"].format(graphic=etree.tostring(picture._inline.graphic).decode())
    picture._inline.getparent().replace(picture._inline, etree.fromstring(drawing))


@BOTH_ENGINES
def test_a_picture_takes_room_on_its_page_alone(engine: str, tmp_path: Path) -> None:
    body = LINE * 40 + paragraph(BREAK) + paragraph(TABLE["at_top"].format(inner=samples.PICTURE))
    source = write_docx(tmp_path / "d.docx", body, letterhead)
    [done] = convert_documents([samples.add_picture(source, samples.PIXEL)], tmp_path, engine)
    assert done.pages == 2


def headers(document: Document) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Première page"
    section.header.paragraphs[0].text = "Pages suivantes"


@BOTH_ENGINES
def test_only_what_shows_is_drawn_and_wanted(engine: str, tmp_path: Path) -> None:
    source = write_docx(tmp_path / "d.docx", paragraph(*TABLE["revisions"]), headers)
    [done] = convert_documents([source], tmp_path, engine)
    assert samples.text_of(done.pdf) == "Première page Visible ajouté"
    assert (done.drawn_by.split()[0] != "rdocx", done.missing_words) == (True, ())


def test_styles_in_use_stay_with_those_they_come_from(tmp_path: Path) -> None:
    def headings(document: Document) -> None:
        document.styles.add_style("Titre CALL", 1).base_style = document.styles["Heading 2"]
        document.add_paragraph("Objet", style="Titre CALL")

    package = Package(write_docx(tmp_path / "d.docx", edit=headings))
    settle(package)
    (copy := tmp_path / "copy.docx").write_bytes(package.to_bytes())
    sheet = parts_of(copy)["word/styles.xml"]
    assert all(f'"{name}"'.encode() in sheet for name in ("TitreCALL", "Heading2", "Normal"))
    assert not any(f'w:styleId="{name}"'.encode() in sheet for name in ("Heading1", "ListBullet"))


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
    document.element.body[-1].find(qn("w:headerReference")).set(qn("w:type"), "odd")


SHAPE = samples.anchored(TABLE["shape"].format(size=samples.SIZE), "wps")
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
EDITED: dict[str, tuple[samples.Edit, str]] = {
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
    assert samples.text_of(done.pdf) == " ".join(expected.split())
    assert (done.drawn_by, done.missing_words) == ("dxpdf 0.8.1", ())
