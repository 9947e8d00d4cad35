"""What the embedded engine draws: sizes, colours, fonts, notes, links, signs, shapes; or tells."""

import hashlib
import re
import struct
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pikepdf
import pypdfium2 as pdfium
import pytest
from docx.document import Document
from docx.shared import Pt
from PIL import Image

from packetgen import resources
from packetgen.convert.engines import convert_documents
from packetgen.convert.fonts import NO_KEY, write_fontconfig
from packetgen.convert.normalise.symbols import IN_TEXT_FONTS
from packetgen.convert.protocol import Conversion
from tests.convert import samples
from tests.convert.samples import BOTH_ENGINES, converted, paragraph, run, write_docx
from tests.documents.word_parts import add_notes
from tests.packages import repack
from tests.tables import table

CASES = table(__file__)


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
    [done] = converted(tmp_path, body)
    with pdfium.PdfDocument(done.pdf) as document:
        picture = document[0].render(scale=0.5).to_pil().convert("RGB")
    shades = list(zip(*[iter(picture.crop((45, 36, 260, 60)).tobytes())] * 3, strict=True))
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
    [done] = converted(tmp_path, "".join([*map(page, range(3)), link]))
    with pikepdf.open(done.pdf) as document:
        first, *others = document.pages
        assert (document.Root.Dests["/lieu"][0], len(others)) == (first.obj, 2)


SHAPE = '<v:shape style="width:90pt;height:60pt"><v:imagedata r:id="image"/></v:shape>'
EMF_HEADER = struct.pack("<II", 1, 100) + bytes(92)


NAMED: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "TIFF": (b"II*\x00" + bytes(60), ("i.png",)),
    "drawn metafile": (EMF_HEADER + struct.pack("<II", 43, 24) + bytes(16), ("i.png",)),
    "metafile of one bitmap": (EMF_HEADER + struct.pack("<II", 81, 120) + bytes(112), ()),
}


@pytest.mark.parametrize(("picture", "named"), NAMED.values(), ids=NAMED)
def test_a_picture_not_drawn_is_named(
    picture: bytes, named: tuple[str, ...], tmp_path: Path
) -> None:
    body = paragraph(run("Tableau"), f"<w:r><w:pict>{SHAPE}</w:pict></w:r>")
    source = samples.add_picture(write_docx(tmp_path / "d.docx", body), picture)
    assert convert(source).missing_words == named


def in_family(family: str, text: str, face: str = "") -> str:
    return paragraph(run(text, f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}"/>{face}'))


@pytest.mark.parametrize(("asked", "drawn"), CASES["stand_ins"])
def test_families_have_a_bundled_stand_in(tmp_path: Path, asked: str, drawn: str) -> None:
    [done] = converted(tmp_path, in_family(asked, "Association"))
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
    done = converted(tmp_path, *(in_family(family, IN_TEXT_FONTS) for family in FAMILIES))
    assert [len(fonts_of(each.pdf)) for each in done] == [1] * len(FAMILIES)


def test_a_font_that_the_document_brings_is_used(tmp_path: Path) -> None:
    font = (resources.folder("fonts") / "Caladea-Italic.ttf").read_bytes()
    source = write_docx(tmp_path / "d.docx", in_family("Lensoise", "Association"))
    samples.insert(source, "word/fontTable.xml", "</w:fonts>", CASES["entry"].format(NO_KEY))
    samples.insert(source, samples.TYPES, "</Types>", CASES["default"])
    added = {"word/_rels/fontTable.xml.rels": CASES["relationships"].encode()}
    repack(source, added | {"word/fonts/font1.odttf": font})
    assert fonts_of(convert(source).pdf) == {"Caladea-Italic"}


def test_each_font_is_listed_with_its_digest_and_its_licence_is_there_in_full() -> None:
    fonts = resources.folder("fonts")
    text = (fonts / "LICENCES.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"(?m)^\| (\S+\.ttf) \|.*\| `([0-9a-f]{64})` \|$", text))
    found = {ttf.name: hashlib.sha256(ttf.read_bytes()).hexdigest() for ttf in fonts.glob("*.ttf")}
    assert listed == found
    assert len(found) == 23
    links = re.findall(r"\((licences/[^)]+)\)", text)
    texts = {link: (fonts / link).read_text(encoding="utf-8") for link in links}
    assert {fonts / link for link in links} == set((fonts / "licences").glob("*.txt"))
    assert "SIL OPEN FONT LICENSE" in texts["licences/OFL-1.1.txt"]
    assert "Arev Fonts Copyright" in texts["licences/DejaVu-Bitstream-Vera.txt"]


SIGNS, TOLD = CASES["signs"], CASES["told"]


@BOTH_ENGINES
def test_every_sign_is_drawn(engine: str, tmp_path: Path) -> None:
    drawn = converted(tmp_path, *(paragraph(body) for body, _ in SIGNS.values()), engine=engine)
    assert [each.missing_words for each in drawn] == [()] * len(SIGNS)
    hidden = str.maketrans("", "", " \u00ad\u200d\ufe0f\u200e\u200f\u2060")
    texts = [normalize("NFC", samples.text_of(each.pdf)).translate(hidden) for each in drawn]
    assert list(map(sorted, texts)) == [sorted(shown) for _, shown in SIGNS.values()]


def test_an_equation_is_written_on_the_line(tmp_path: Path) -> None:
    [done] = converted(tmp_path, paragraph(CASES["equation"]))
    assert samples.text_of(done.pdf).replace(" ", "") == "Charges/Produits×x2∑(a+b)√(c)"
    assert done.missing_words == ()


def test_what_is_not_drawn_is_told_with_its_place(tmp_path: Path) -> None:
    drawn = converted(tmp_path, *(paragraph(body) for body, _ in TOLD.values()))
    for done, (_, told) in zip(drawn, TOLD.values(), strict=True):
        assert told in done.missing_words
        assert "(ici" not in told or told.partition("(ici ")[2][:-1] in samples.text_of(done.pdf)
        assert done.drawn_by.startswith("dxpdf")


def test_a_sign_or_a_word_lost_once_is_counted(tmp_path: Path) -> None:
    [done] = converted(tmp_path, paragraph(run("Total 12 € et total")) + paragraph(CASES["box"]))
    assert done.missing_words[0].casefold() == "total"
    assert {each[0] for each in done.missing_words} >= {"5", "€"}


GRADIENT = f'<a:gradFill><a:gsLst><a:gs pos="0">{samples.RED[13:-14]}</a:gs></a:gsLst></a:gradFill>'
SHADED = '<w:shd w:val="clear" w:color="auto" w:fill="auto"/><w:spacing w:after="2000"/>'


def shape(preset: str, fill: str = samples.RED) -> str:
    inner = f'{samples.SIZE}<a:prstGeom prst="{preset}"><a:avLst/></a:prstGeom>{fill}'
    whole = f"<wps:wsp><wps:cNvSpPr/><wps:spPr>{inner}</wps:spPr><wps:bodyPr/></wps:wsp>"
    return samples.anchored(whole, "wps")


FILLED, GROUP = f"<a:blipFill>{samples.BLIP}</a:blipFill>", "word/2010/wordprocessingGroup"
# A drawing in red, and how it is told where it is not drawn
DRAWINGS = {
    "rectangle": (shape("rect"), ""),
    "ellipse": (shape("ellipse"), ""),
    "arrow of two colours": (shape("rightArrow", GRADIENT), ""),
    "star": (shape("star5"), "Forme 1"),
    "shape filled with a picture": (shape("rect", FILLED), "i.png"),
    "picture behind shading": (samples.anchored(samples.PICTURE, "pic", 1, "None"), ""),
    "picture behind, text around": (samples.anchored(samples.PICTURE, "pic", 1, "Square"), ""),
    "picture in a group": (samples.anchored(f"<g>{samples.PICTURE}</g>", GROUP), "i.png"),
} | CASES["vml"]


@pytest.mark.parametrize(("drawing", "told"), DRAWINGS.values(), ids=DRAWINGS)
def test_a_drawing_is_drawn_or_told(drawing: str, told: str, tmp_path: Path) -> None:
    Image.new("RGB", (9, 9), "red").save(picture := BytesIO(), "PNG")
    body = paragraph(run("Texte"), drawing) + paragraph(run("Suite"), properties=SHADED)
    source = write_docx(tmp_path / "d.docx", body)
    [done] = convert_documents([samples.add_picture(source, picture.getvalue())], tmp_path)
    with pdfium.PdfDocument(done.pdf) as document:
        page = document[0].render().to_pil().convert("RGB")
    colours = [colour for _, colour in page.getcolors(1 << 20) or ()]
    is_drawn = any(red > 240 and max(others) < 15 for red, *others in colours)
    assert (is_drawn, done.missing_words) == (not told, (told,) if told else ())
