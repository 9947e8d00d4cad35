"""« PROJET » is seen across every page of a Word file, and moves none of its text."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from PIL import ImageChops

from packetgen.convert.engines import convert_documents
from packetgen.documents.rendering.watermark import with_watermark
from tests.conftest import needs_soffice


def letter(path: Path) -> Path:
    """A file of two sections, the first with a first page and even pages of their own."""
    document = Document()
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "Une page impaire"
    for number in range(1, 4):
        document.add_paragraph(f"Page {number}")
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("Fin")
    document.save(str(path))
    return path


def pages(pdf: Path) -> list[tuple[str, bool]]:
    """The text of each page, and whether anything is drawn in red on it."""
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [page.render(scale=1).to_pil().convert("RGB") for page in document]
        texts = [page.get_textpage().get_text_bounded() for page in document]
    # black on white has no red that is not blue as well
    reds = [ImageChops.subtract(each.getchannel("R"), each.getchannel("B")) for each in pictures]
    return [(text, max(red.tobytes()) > 20) for text, red in zip(texts, reds, strict=True)]


@pytest.mark.slow
@needs_soffice
def test_it_is_seen_on_every_page_and_the_text_stays(tmp_path: Path) -> None:
    plain = letter(tmp_path / "lettre.docx")
    projet = tmp_path / "projet.docx"
    projet.write_bytes(with_watermark(plain))
    before, after = (
        pages(conversion.pdf)
        for conversion in convert_documents([plain, projet], tmp_path, "libreoffice")
    )
    assert len(before) > 3
    assert [text for text, _ in after] == [text for text, _ in before]
    assert {red for _, red in before} == {False}
    assert {red for _, red in after} == {True}


def test_each_header_is_marked_once(tmp_path: Path) -> None:
    made = Document(BytesIO(with_watermark(letter(tmp_path / "lettre.docx"))))
    first = made.sections[0]
    for header in (first.header, first.first_page_header, first.even_page_header):
        assert header._element.xml.count('string="PROJET"') == 1
    assert made.paragraphs[0].text == "Page 1"
