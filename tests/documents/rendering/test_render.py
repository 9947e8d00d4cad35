"""Values arrive in the Word file as they were given; same input, same bytes; « PROJET » across."""

import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from PIL import Image, ImageChops

from packetgen.convert.engines import convert_documents
from packetgen.documents.rendering import render as rendering
from packetgen.documents.rendering.render import render
from packetgen.documents.rendering.watermark import with_watermark
from packetgen.errors import AnnexRefused, CannotWrite, ExitCode, PacketgenError
from tests.conftest import needs_soffice
from tests.documents.conftest import Write
from tests.documents.word_parts import opened
from tests.packages import parts_of
from tests.tables import table


def texts(path: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(path)).paragraphs]


LONG = "x" * 32_000


@pytest.mark.parametrize(("value", "written"), [*table(__file__)["values"], (LONG, LONG)])
def test_a_value_arrives_whole(write: Write, tmp_path: Path, value: str, written: str) -> None:
    template = write("Avant", "{{ nom }}", "Après")
    render(template, {"nom": value}, tmp_path / "sortie.docx")
    assert texts(tmp_path / "sortie.docx") == ["Avant", written, "Après"]


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r", "\v", "\f", "_x000D_", "\u2028"])
def test_a_line_break_begins_a_paragraph(write: Write, tmp_path: Path, breaks: str) -> None:
    path = write("Texte : {{ nom }}", "Après")
    with opened(path) as document:
        document.paragraphs[0].style = document.styles["Quote"]
    render(path, {"nom": f"un{breaks}deux"}, tmp_path / "sortie.docx")
    assert texts(tmp_path / "sortie.docx") == ["Texte : un", "deux", "Après"]
    made = Document(str(tmp_path / "sortie.docx"))
    styles = [paragraph.style for paragraph in made.paragraphs[:2]]
    assert [style and style.name for style in styles] == ["Quote", "Quote"]


def test_a_value_arrives_in_a_table_and_in_the_footer(write: Write, tmp_path: Path) -> None:
    path = write(["{{ nom }}", "fixe"])
    with opened(path) as document:
        document.sections[0].footer.paragraphs[0].text = "{{ nom }}"
    render(path, {"nom": "Dupont & <Fils>"}, tmp_path / "sortie.docx")
    made = Document(str(tmp_path / "sortie.docx"))
    assert made.tables[0].rows[0].cells[0].text == "Dupont & <Fils>"
    assert made.sections[0].footer.paragraphs[0].text == "Dupont & <Fils>"


@pytest.mark.parametrize("value", [None, Decimal(3), 1.5, object(), b"x", {"a": None}, [object()]])
def test_only_plain_data_enters(write: Write, tmp_path: Path, value: object) -> None:
    with pytest.raises(TypeError, match="is not plain data"):
        render(write("{{ nom }}"), {"nom": value}, tmp_path / "sortie.docx")


def test_nobody_and_no_day_is_told(write: Write, tmp_path: Path) -> None:
    path = write("Texte")
    with opened(path) as document:
        document.core_properties.author = "Une personne"
        document.core_properties.last_modified_by = "Une autre"
        document.core_properties.comments = "relu par elle"
        document.core_properties.title = "Lettre"
    render(path, {}, tmp_path / "sortie.docx")
    made = Document(str(tmp_path / "sortie.docx")).core_properties
    assert (made.author, made.last_modified_by, made.comments) == ("packetgen", "packetgen", "")
    assert made.title == "Lettre"
    with zipfile.ZipFile(tmp_path / "sortie.docx") as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_value_that_would_break_the_document_is_an_error_not_a_loss(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "clean", lambda text: (text, ()))
    with pytest.raises(PacketgenError, match="a perdu du texte") as lost:
        render(write("{{ nom }}", "Après"), {"nom": "a\x01b"}, tmp_path / "sortie.docx")
    assert lost.value.exit_code is ExitCode.BUG
    assert not (tmp_path / "sortie.docx").exists()


def test_a_paragraph_lost_after(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(self: object, xml: str) -> object:
        tree = whole(self, xml)
        tree.remove(tree[-2])
        return tree

    whole = rendering._Template.fix_tables
    monkeypatch.setattr(rendering._Template, "fix_tables", cut)
    with pytest.raises(PacketgenError, match="a perdu du texte"):
        render(write("Avant", "{{ nom }}", "Après"), {"nom": "x"}, tmp_path / "sortie.docx")


def test_a_place_that_cannot_be_written_is_said(write: Write, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"sortie\.docx » ne peut pas être écrit"):
        render(write("Texte"), {}, tmp_path / "absent" / "sortie.docx")


@pytest.mark.parametrize(("size", "millimetres"), [((1200, 300), (60, 15)), ((300, 900), (7, 22))])
def test_an_image_fits_its_room(
    write: Write, tmp_path: Path, size: tuple[int, int], millimetres: tuple[int, int]
) -> None:
    Image.new("RGB", size).save(tmp_path / "signature.png")
    drawn(write, tmp_path, tmp_path / "signature.png")
    shape = Document(str(tmp_path / "sortie.docx")).inline_shapes[0]
    assert (round(shape.width.mm), round(shape.height.mm)) == millimetres


def test_a_dossier_leaves_nothing_in_the_next(write: Write, tmp_path: Path) -> None:
    path = write("{{ nom }}", "{{ s }}")
    alone, other, again = (tmp_path / f"{number}.docx" for number in range(3))
    render(path, {"nom": "Jardins", "s": ""}, alone)
    Image.new("RGB", (120, 30)).save(tmp_path / "s.png")
    render(path, {"nom": "Autre\nnom", "s": ""}, other, images={"s": tmp_path / "s.png"})
    render(path, {"nom": "Jardins", "s": ""}, again)
    assert again.read_bytes() == alone.read_bytes()
    write("Bonjour {{ nom }}{{ s }}")
    render(path, {"nom": "Jardins", "s": ""}, again)
    assert texts(again) == ["Bonjour Jardins"]


def drawn(write: Write, folder: Path, image: Path) -> bytes:
    render(write("{{ s }}"), {"s": ""}, folder / "sortie.docx", images={"s": image})
    parts = parts_of(folder / "sortie.docx")
    return next(part for name, part in parts.items() if name.startswith("word/media/"))


def test_an_image_leaves_its_metadata_and_its_tilt(write: Write, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010E] = "chez moi"
    Image.new("RGB", (400, 100)).save(tmp_path / "photo.jpg", exif=exif)
    content = drawn(write, tmp_path, tmp_path / "photo.jpg")
    assert b"chez moi" not in content
    with Image.open(BytesIO(content)) as kept:
        assert kept.height > kept.width


def test_a_transparent_image_is_set_on_white(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "signature.png"
    Image.new("RGBA", (50, 20), (0, 0, 0, 0)).save(path)
    with Image.open(BytesIO(drawn(write, tmp_path, path))) as kept:
        assert kept.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n coup", b"%!PS-Adobe"])
def test_another_file_is_no_image(write: Write, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "signature.png").write_bytes(content)
    with pytest.raises(AnnexRefused, match=r"signature\.png"):
        drawn(write, tmp_path, tmp_path / "signature.png")


def test_a_giant_image_is_refused(write: Write, tmp_path: Path) -> None:
    Image.new("1", (30_000, 2_001)).save(tmp_path / "signature.png")
    with pytest.raises(AnnexRefused, match="trop grande"):
        drawn(write, tmp_path, tmp_path / "signature.png")


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
