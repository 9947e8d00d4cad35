"""The pages and notes of sections, as LibreOffice has them."""

from pathlib import Path

from packetgen.convert.engines import convert_documents
from tests.convert import samples
from tests.convert.samples import BOTH_ENGINES, paragraph, run, table
from tests.documents.word_parts import add_notes

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
