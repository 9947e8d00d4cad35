"""What is decided in the copy before any engine: revisions, hidden text, styles."""

from pathlib import Path

from docx.document import Document

from packetgen.convert.engines import convert_documents
from packetgen.convert.normalise.accept_revisions import settle
from packetgen.convert.word.package import Package
from tests.convert.samples import BOTH_ENGINES, paragraph, run, text_of, write_docx
from tests.packages import parts_of

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
    source = write_docx(tmp_path / "d.docx", REVISIONS, headers)
    [done] = convert_documents([source], tmp_path, engine)
    assert text_of(done.pdf) == "Première page Visible ajouté"
    assert (done.drawn_by.split()[0] != "rdocx", done.missing_words) == (True, ())


def test_styles_in_use_stay_with_those_they_come_from(tmp_path: Path) -> None:
    def headings(document: Document) -> None:
        document.styles.add_style("Titre CALL", 1).base_style = document.styles["Heading 2"]
        document.add_paragraph("Objet", style="Titre CALL")

    package = Package(write_docx(tmp_path / "d.docx", edit=headings))
    settle(package)
    package.write(copy := tmp_path / "copy.docx")
    sheet = parts_of(copy)["word/styles.xml"]
    assert all(f'"{name}"'.encode() in sheet for name in ("TitreCALL", "Heading2", "Normal"))
    assert not any(f'w:styleId="{name}"'.encode() in sheet for name in ("Heading1", "ListBullet"))
