"""What the embedded engine draws beyond the text: sizes, colours, notes, links; and our fonts."""

import hashlib
import re
import struct
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from docx.document import Document
from docx.shared import Pt

from packetgen import resources
from packetgen.convert.engines import Conversion, convert_documents
from packetgen.convert.fontconfig import write_fontconfig
from packetgen.convert.fonts import NO_KEY
from packetgen.convert.normalise.symbols import IN_TEXT_FONTS
from tests.convert import samples
from tests.convert.samples import TYPES, insert, paragraph, run, write_docx
from tests.documents.word_parts import add_notes
from tests.packages import repack
from tests.tables import table

XML = table(__file__)


def convert(source: Path) -> Conversion:
    [done] = convert_documents([source], source.parent)
    return done


def fonts_of(pdf: Path) -> set[str]:
    with pikepdf.open(pdf) as document:
        return {
            str(found.BaseFont).rpartition("+")[2].lstrip("/")
            for found in document.objects
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/Font"
        }


def test_default_size_stays_out_of_tables(tmp_path: Path) -> None:
    def small(document: Document) -> None:
        document.styles["Normal"].font.size = Pt(7)
        document.add_table(1, 1, style="Table Grid").cell(0, 0).text = "Subvention"
        document.add_paragraph("Participation")

    done = convert(write_docx(tmp_path / "d.docx", edit=small))
    letters = (samples.boxes(done.pdf, word) for word in ("Subvention", "Participation"))
    in_table, outside = (box[-2] - box[0] for box in letters)
    assert in_table / outside == pytest.approx(10 / 12.3, abs=0.06)


def test_automatic_text_is_white_on_a_dark_cell(tmp_path: Path) -> None:
    dark = '<w:shd w:val="clear" w:color="auto" w:fill="063C64"/>'
    body = samples.table(paragraph(run("MONTANT", '<w:sz w:val="72"/>')), properties=dark)
    done = convert(write_docx(tmp_path / "d.docx", body))
    with pdfium.PdfDocument(done.pdf) as document:
        picture = document[0].render(scale=0.5).to_pil().convert("RGB")
    inside = picture.crop((45, 36, 260, 60))
    shades = list(zip(*[iter(inside.tobytes())] * 3, strict=True))
    assert min(map(max, shades)) >= 10 < 240 < max(map(min, shades))


def test_notes_of_a_table_stand_below_it(tmp_path: Path) -> None:
    call = '<w:r><w:footnoteReference w:id="{}"/></w:r>'.format
    cells = [paragraph(run("Coût"), call(2)), paragraph(run("Total"), call(3))]
    source = write_docx(tmp_path / "d.docx", samples.table(*cells) + paragraph(run("La suite")))
    done = convert(add_notes(source, "footnotes", " Hors taxes", " Sous réserve"))
    text = samples.text_of(done.pdf).replace(" ", "")
    assert ("CoûtaTotalbaHorstaxesbSousréserveLasuite" in text, done.missing_words) == (True, ())


def test_a_link_leads_to_the_first_bookmark_of_its_name(tmp_path: Path) -> None:
    page = paragraph(
        '<w:bookmarkStart w:id="{0}" w:name="lieu"/>', run("Page"), '<w:bookmarkEnd w:id="{0}"/>',
        properties="<w:pageBreakBefore/>",
    ).format  # fmt: skip
    link = paragraph(f'<w:hyperlink w:anchor="lieu">{run("Voir")}</w:hyperlink>')
    done = convert(write_docx(tmp_path / "d.docx", "".join([*map(page, range(3)), link])))
    with pikepdf.open(done.pdf) as document:
        first, *others = document.pages
        assert (document.Root.Dests["/lieu"][0], len(others)) == (first.obj, 2)


SHAPE = '<v:shape style="width:90pt;height:60pt"><v:imagedata r:id="image"/></v:shape>'
EMF_HEADER = struct.pack("<II", 1, 100) + bytes(92)


@pytest.mark.parametrize(
    ("picture", "named"),
    [
        (b"II*\x00" + bytes(60), ("i.png",)),
        (EMF_HEADER + struct.pack("<II", 43, 24) + bytes(16), ("i.png",)),
        (EMF_HEADER + struct.pack("<II", 81, 120) + bytes(112), ()),
    ],
    ids=["TIFF", "drawn metafile", "metafile of one bitmap"],
)
def test_a_picture_not_drawn_is_named(
    picture: bytes, named: tuple[str, ...], tmp_path: Path
) -> None:
    body = paragraph(run("Tableau"), f"<w:r><w:pict>{SHAPE}</w:pict></w:r>")
    source = samples.add_picture(write_docx(tmp_path / "d.docx", body), picture)
    assert convert(source).missing_words == named


def in_family(family: str, text: str, face: str = "") -> str:
    fonts = f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}"/>{face}'
    return paragraph(run(text, fonts))


@pytest.mark.parametrize(("asked", "drawn"), XML["stand_ins"])
def test_families_have_a_bundled_stand_in(tmp_path: Path, asked: str, drawn: str) -> None:
    done = convert(write_docx(tmp_path / "d.docx", in_family(asked, "Association")))
    assert fonts_of(done.pdf) == {drawn}


FAMILIES = ("Calibri", "Cambria", "Arial", "Times New Roman", "Courier New")


def test_fonts_travel_in_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has none of our fonts but one draws the same page as this one."""
    faces = ("", "<w:b/>", "<w:i/>", "<w:b/><w:i/>")
    body = "".join(in_family(family, "Œuvre ☐ ☑ ᵉ", face) for family in FAMILIES for face in faces)
    source = write_docx(tmp_path / "d.docx", body)
    here = convert(source).pdf.read_bytes()
    elsewhere = tmp_path / "autre"
    elsewhere.mkdir()
    configuration = write_fontconfig(elsewhere)
    for font in (elsewhere / "fonts").iterdir():
        if font.name != "Carlito-Bold.ttf":
            font.unlink()
    monkeypatch.setattr("packetgen.convert.embedded.own_fontconfig", lambda: configuration)
    monkeypatch.setattr("packetgen.convert.embedded.FINDS_FONTS", False)
    assert convert(source).pdf.read_bytes() == here


def test_signs_left_to_text_fonts_are_in_all_of_them(tmp_path: Path) -> None:
    bodies = {family: in_family(family, IN_TEXT_FONTS) for family in FAMILIES}
    sources = [write_docx(tmp_path / f"{family}.docx", body) for family, body in bodies.items()]
    done = convert_documents(sources, tmp_path)
    assert [len(fonts_of(each.pdf)) for each in done] == [1] * len(FAMILIES)


def test_a_font_that_the_document_brings_is_used(tmp_path: Path) -> None:
    def name_it(document: Document) -> None:
        document.add_paragraph().add_run("Association").font.name = "Lensoise"

    font = (resources.folder("fonts") / "Caladea-Italic.ttf").read_bytes()
    source = write_docx(tmp_path / "d.docx", edit=name_it)
    insert(source, "word/fontTable.xml", "</w:fonts>", XML["entry"].format(NO_KEY))
    insert(source, TYPES, "</Types>", XML["default"])
    added = {"word/_rels/fontTable.xml.rels": XML["relationships"].encode()}
    repack(source, added | {"word/fonts/font1.odttf": font})
    assert fonts_of(convert(source).pdf) == {"Caladea-Italic"}


ROW = re.compile(r"^\| (\S+\.ttf) \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_each_font_is_listed_with_its_digest() -> None:
    fonts = resources.folder("fonts")
    listed = dict(ROW.findall((fonts / "LICENCES.md").read_text(encoding="utf-8")))
    shipped = {
        font.name: hashlib.sha256(font.read_bytes()).hexdigest() for font in fonts.glob("*.ttf")
    }
    assert listed == shipped
    assert len(shipped) == 23


def test_each_licence_named_is_there_in_full() -> None:
    fonts = resources.folder("fonts")
    links = re.findall(r"\((licences/[^)]+)\)", (fonts / "LICENCES.md").read_text(encoding="utf-8"))
    texts = {link: (fonts / link).read_text(encoding="utf-8") for link in links}
    assert {fonts / link for link in links} == set((fonts / "licences").glob("*.txt"))
    assert "SIL OPEN FONT LICENSE" in texts["licences/OFL-1.1.txt"]
    assert "Arev Fonts Copyright" in texts["licences/DejaVu-Bitstream-Vera.txt"]
