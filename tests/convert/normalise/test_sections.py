"""What is decided in the copy before any engine: sections, notes, revisions, styles."""

from pathlib import Path

from docx.document import Document

from packetgen.convert.engines import convert_documents
from packetgen.convert.normalise.accept_revisions import settle
from packetgen.convert.word.package import Package
from tests.convert import samples
from tests.convert.samples import BOTH_ENGINES, paragraph, run, table
from tests.documents.word_parts import add_notes
from tests.packages import parts_of

BREAK = '<w:r><w:br w:type="page"/></w:r>'
MARGINS = (
    '<w:sectPr><w:type w:val="{}"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{}" '
    'w:right="1417" w:bottom="1417" w:left="{}" w:header="708" w:footer="708" w:gutter="0"/>'
    "</w:sectPr>"
).format
CONTINUOUS = (("continuous", 2000, 1418), ("continuous", 1418, 1418))
KEPT = table(paragraph(run("Total"), properties="<w:keepNext/>"))
PAGE = MARGINS("nextPage", 1417, 1417)  # of 46 lines; the last section has 43
TIGHT = '<w:spacing w:before="{}" w:after="0" w:line="300" w:lineRule="exact"/>'.format
LINE, SPACED = (paragraph(run("x"), properties=TIGHT(before)) for before in (0, 400))
MARKED = '<w:p><w:bookmarkStart w:id="1" w:name="m{}"/><w:bookmarkEnd w:id="1"/></w:p>'.format
BODIES = {
    "section that ends on a full page": (LINE * 46 + paragraph(properties=PAGE) + LINE, 2),
    "space above at the top of a page": (LINE * 43 + SPACED + LINE * 42, 2),
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
    bodies = enumerate(body for body, _ in BODIES.values())
    sources = [samples.write_docx(tmp_path / f"{number}.docx", body) for number, body in bodies]
    drawn = convert_documents(sources, tmp_path, engine)
    assert [each.pages for each in drawn] == [pages for _, pages in BODIES.values()]


@BOTH_ENGINES
def test_a_footnote_and_an_endnote_of_one_number_are_drawn(engine: str, tmp_path: Path) -> None:
    calls = (f'<w:r><w:{kind}Reference w:id="2"/></w:r>' for kind in ("footnote", "endnote"))
    source = samples.write_docx(tmp_path / "d.docx", paragraph(run("Texte"), *calls))
    add_notes(add_notes(source, "footnotes", "Bas"), "endnotes", "Fin")
    [done] = convert_documents([source], tmp_path, engine)
    text = samples.text_of(done.pdf).replace(" ", "")
    assert ("Bas" in text, "Fin" in text, done.missing_words) == (True, True, ())


REVISIONS = paragraph(
    run("Visible "),
    run("invisible", "<w:vanish/>"),
    '<w:del w:id="1" w:author="a"><w:r><w:delText>supprimé</w:delText></w:r></w:del>',
    f'<w:moveFrom w:id="2" w:author="a">{run("déplacé")}</w:moveFrom>',
    f'<w:ins w:id="3" w:author="a">{run("ajouté")}</w:ins>',
)


def headers(document: Document) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Première page"
    section.header.paragraphs[0].text = "Pages suivantes"


@BOTH_ENGINES
def test_only_what_shows_is_drawn_and_wanted(engine: str, tmp_path: Path) -> None:
    source = samples.write_docx(tmp_path / "d.docx", REVISIONS, headers)
    [done] = convert_documents([source], tmp_path, engine)
    assert samples.text_of(done.pdf) == "Première page Visible ajouté"
    assert (done.drawn_by.split()[0] != "rdocx", done.missing_words) == (True, ())


def test_styles_in_use_stay_with_those_they_come_from(tmp_path: Path) -> None:
    def headings(document: Document) -> None:
        document.styles.add_style("Titre CALL", 1).base_style = document.styles["Heading 2"]
        document.add_paragraph("Objet", style="Titre CALL")

    package = Package(samples.write_docx(tmp_path / "d.docx", edit=headings))
    settle(package)
    package.write(copy := tmp_path / "copy.docx")
    sheet = parts_of(copy)["word/styles.xml"]
    assert all(f'"{name}"'.encode() in sheet for name in ("TitreCALL", "Heading2", "Normal"))
    assert not any(f'w:styleId="{name}"'.encode() in sheet for name in ("Heading1", "ListBullet"))
