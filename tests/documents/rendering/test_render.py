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
from tests.annexes.pictures import saved
from tests.conftest import needs_soffice
from tests.documents.conftest import Fill, Write
from tests.documents.word_parts import opened
from tests.packages import parts_of
from tests.tables import table


def texts(path: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(path)).paragraphs]


@pytest.mark.parametrize(("value", "written"), [*table(__file__)["values"], ("x" * 32_000,) * 2])
def test_a_value_arrives_whole(write: Write, fill: Fill, value: str, written: str) -> None:
    template = write("Avant", "{{ nom }}", "Après")
    assert texts(fill(template, nom=value)) == ["Avant", written, "Après"]


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r", "\v", "\f", "_x000D_", "\u2028"])
def test_a_line_break_begins_a_paragraph(write: Write, fill: Fill, breaks: str) -> None:
    path = write("Texte : {{ nom }}", "Après")
    with opened(path) as document:
        document.paragraphs[0].style = document.styles["Quote"]
    first, second, last = Document(str(fill(path, nom=f"un{breaks}deux"))).paragraphs
    assert [each.text for each in (first, second, last)] == ["Texte : un", "deux", "Après"]
    assert [each.style and each.style.name for each in (first, second)] == ["Quote", "Quote"]


def test_a_value_arrives_in_a_table_and_in_the_footer(write: Write, fill: Fill) -> None:
    path = write(["{{ nom }}", "fixe"])
    with opened(path) as document:
        document.sections[0].footer.paragraphs[0].text = "{{ nom }}"
    made = Document(str(fill(path, nom="Dupont & <Fils>")))
    assert made.tables[0].rows[0].cells[0].text == "Dupont & <Fils>"
    assert made.sections[0].footer.paragraphs[0].text == "Dupont & <Fils>"


@pytest.mark.parametrize("value", [None, Decimal(3), 1.5, object(), b"x", {"a": None}, [object()]])
def test_only_plain_data_enters(write: Write, fill: Fill, value: object) -> None:
    with pytest.raises(TypeError, match="is not plain data"):
        fill(write("{{ nom }}"), nom=value)


def test_nobody_and_no_day_is_told(write: Write, fill: Fill) -> None:
    path = write("Texte")
    with opened(path) as document:
        document.core_properties.author = "Une personne"
        document.core_properties.last_modified_by = "Une autre"
        document.core_properties.comments = "relu par elle"
        document.core_properties.title = "Lettre"
    made = Document(str(fill(path))).core_properties
    assert (made.author, made.last_modified_by, made.comments) == ("packetgen", "packetgen", "")
    assert made.title == "Lettre"
    with zipfile.ZipFile(fill(path)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_value_that_would_break_the_document_is_an_error_not_a_loss(
    write: Write, fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "clean", lambda text: (text, ()))
    with pytest.raises(PacketgenError, match="a perdu du texte") as lost:
        fill(write("{{ nom }}", "Après"), nom="a\x01b")
    assert lost.value.exit_code is ExitCode.BUG
    assert not (tmp_path / "sortie.docx").exists()


def test_a_paragraph_lost_after(write: Write, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(self: object, xml: str) -> object:
        tree = whole(self, xml)
        tree[0].remove(tree[0][-2])
        return tree

    whole = rendering._Template.fix_tables
    monkeypatch.setattr(rendering._Template, "fix_tables", cut)
    with pytest.raises(PacketgenError, match="a perdu du texte"):
        fill(write("Avant", "{{ nom }}", "Après"), nom="x")


def test_a_place_that_cannot_be_written_is_said(write: Write, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"sortie\.docx » ne peut pas être écrit"):
        render(write("Texte"), {}, tmp_path / "absent" / "sortie.docx")


def test_a_dossier_leaves_nothing_in_the_next(write: Write, fill: Fill, tmp_path: Path) -> None:
    path = write("{{ nom }}", "{{ s }}")
    alone = fill(path, nom="Jardins", s="").read_bytes()
    Image.new("RGB", (120, 30)).save(tmp_path / "s.png")
    fill(path, {"s": tmp_path / "s.png"}, nom="Autre\nnom", s="")
    assert fill(path, nom="Jardins", s="").read_bytes() == alone
    write("Bonjour {{ nom }}{{ s }}")
    assert texts(fill(path, nom="Jardins", s="")) == ["Bonjour Jardins"]


def drawn(write: Write, fill: Fill, image: Path) -> bytes:
    parts = parts_of(fill(write("{{ s }}"), {"s": image}, s=""))
    return next(part for name, part in parts.items() if name.startswith("word/media/"))


@pytest.mark.parametrize(("size", "millimetres"), [((1200, 300), (60, 15)), ((300, 900), (7, 22))])
def test_an_image_fits_its_room(
    write: Write, fill: Fill, tmp_path: Path, size: tuple[int, int], millimetres: tuple[int, int]
) -> None:
    Image.new("RGB", size).save(tmp_path / "s.png")
    shape = Document(str(fill(write("{{ s }}"), {"s": tmp_path / "s.png"}, s=""))).inline_shapes[0]
    assert (round(shape.width.mm), round(shape.height.mm)) == millimetres


def test_an_image_leaves_its_metadata_and_tilt(write: Write, fill: Fill, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.update({0x0112: 6, 0x010E: "chez moi"})  # lying on its side
    Image.new("RGB", (400, 100)).save(tmp_path / "photo.jpg", exif=exif)
    content = drawn(write, fill, tmp_path / "photo.jpg")
    assert b"chez moi" not in content
    with Image.open(BytesIO(content)) as kept:
        assert kept.height > kept.width


def test_a_transparent_image_is_set_on_white(write: Write, fill: Fill, tmp_path: Path) -> None:
    Image.new("RGBA", (50, 20), (0, 0, 0, 0)).save(tmp_path / "s.png")
    with Image.open(BytesIO(drawn(write, fill, tmp_path / "s.png"))) as kept:
        assert kept.getpixel((0, 0)) == (255, 255, 255)


def test_what_is_no_image_or_is_giant_is_refused(write: Write, fill: Fill, tmp_path: Path) -> None:
    giant = saved(Image.new("1", (30_000, 2_001)), "PNG")
    others = (b"", b"\x89PNG\r\n\x1a\n coup", b"%!PS-Adobe")
    said = {giant: "trop grande", **dict.fromkeys(others, "n’est pas une image")}
    for content, words in said.items():
        (tmp_path / "s.png").write_bytes(content)
        with pytest.raises(AnnexRefused, match=rf"s\.png .*{words}"):
            drawn(write, fill, tmp_path / "s.png")


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
    made = convert_documents([plain, projet], tmp_path, "libreoffice")
    before, after = (pages(each.pdf) for each in made)
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
