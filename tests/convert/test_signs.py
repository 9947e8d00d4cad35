"""Every sign and drawing of a Word file is drawn, or told: emoji, symbols, equations, shapes."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pypdfium2 as pdfium
import pytest
from docx.document import Document
from PIL import Image

from packetgen.convert.engines import Conversion, convert_documents
from tests.convert import samples
from tests.convert.samples import BOTH_ENGINES, RED, SIZE, anchored, paragraph, run
from tests.tables import table

CASES = table(__file__)
SIGNS, TOLD = CASES["signs"], CASES["told"]


def convert(folder: Path, bodies: Iterable[str], engine: str = "integre") -> list[Conversion]:
    sources = [
        samples.write_docx(folder / f"{number}.docx", paragraph(body))
        for number, body in enumerate(bodies)
    ]
    return convert_documents(sources, folder, engine)


@BOTH_ENGINES
def test_every_sign_is_drawn(engine: str, tmp_path: Path) -> None:
    drawn = convert(tmp_path, (body for body, _ in SIGNS.values()), engine)
    assert [each.missing_words for each in drawn] == [()] * len(SIGNS)
    hidden = str.maketrans("", "", " \u00ad\u200d\ufe0f\u200e\u200f\u2060")
    texts = [normalize("NFC", samples.text_of(each.pdf)).translate(hidden) for each in drawn]
    assert list(map(sorted, texts)) == [sorted(shown) for _, shown in SIGNS.values()]


def test_an_equation_is_written_on_the_line(tmp_path: Path) -> None:
    [done] = convert(tmp_path, [CASES["equation"]])
    assert samples.text_of(done.pdf).replace(" ", "") == "Charges/Produits×x2∑(a+b)√(c)"
    assert done.missing_words == ()


def test_what_is_not_drawn_is_told_with_its_place(tmp_path: Path) -> None:
    drawn = convert(tmp_path, (body for body, _ in TOLD.values()))
    for done, (_, told) in zip(drawn, TOLD.values(), strict=True):
        assert told in done.missing_words
        assert "(ici" not in told or told.partition("(ici ")[2][:-1] in samples.text_of(done.pdf)
        assert done.drawn_by.startswith("dxpdf")


def test_a_sign_or_a_word_lost_once_is_counted(tmp_path: Path) -> None:
    def in_a_box(document: Document) -> None:
        document.add_paragraph("Total 12 € et total")

    body = paragraph(CASES["box"])
    [done] = convert_documents([samples.write_docx(tmp_path / "d.docx", body, in_a_box)], tmp_path)
    assert done.missing_words[0].casefold() == "total"
    assert {each[0] for each in done.missing_words} >= {"5", "€"}


GRADIENT = f'<a:gradFill><a:gsLst><a:gs pos="0">{RED[13:-14]}</a:gs></a:gsLst></a:gradFill>'
SHADED = '<w:shd w:val="clear" w:color="auto" w:fill="auto"/><w:spacing w:after="2000"/>'


def shape(preset: str, fill: str = RED) -> str:
    inner = f'{SIZE}<a:prstGeom prst="{preset}"><a:avLst/></a:prstGeom>{fill}'
    return anchored(
        f"<wps:wsp><wps:cNvSpPr/><wps:spPr>{inner}</wps:spPr><wps:bodyPr/></wps:wsp>", "wps"
    )


FILLED, GROUP = f"<a:blipFill>{samples.BLIP}</a:blipFill>", "word/2010/wordprocessingGroup"
# A drawing in red, and how it is told where it is not drawn
DRAWINGS = {
    "rectangle": (shape("rect"), ""),
    "ellipse": (shape("ellipse"), ""),
    "arrow of two colours": (shape("rightArrow", GRADIENT), ""),
    "star": (shape("star5"), "Forme 1"),
    "shape filled with a picture": (shape("rect", FILLED), "i.png"),
    "picture behind shading": (anchored(samples.PICTURE, "pic", 1, "None"), ""),
    "picture behind, text around": (anchored(samples.PICTURE, "pic", 1, "Square"), ""),
    "picture in a group": (anchored(f"<g>{samples.PICTURE}</g>", GROUP), "i.png"),
} | CASES["vml"]


@pytest.mark.parametrize(("drawing", "told"), DRAWINGS.values(), ids=DRAWINGS)
def test_a_drawing_is_drawn_or_told(drawing: str, told: str, tmp_path: Path) -> None:
    Image.new("RGB", (9, 9), "red").save(picture := BytesIO(), "PNG")
    body = paragraph(run("Texte"), drawing) + paragraph(run("Suite"), properties=SHADED)
    source = samples.write_docx(tmp_path / "d.docx", body)
    [done] = convert_documents([samples.add_picture(source, picture.getvalue())], tmp_path)
    with pdfium.PdfDocument(done.pdf) as document:
        page = document[0].render().to_pil().convert("RGB")
    colours = [colour for _, colour in page.getcolors(1 << 20) or ()]
    is_drawn = any(red > 240 and max(others) < 15 for red, *others in colours)
    assert (is_drawn, done.missing_words) == (not told, (told,) if told else ())
