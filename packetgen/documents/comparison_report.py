"""The comparison of two years as a Word file, for the services that do not read a screen."""

from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from packetgen.documents.rendering.render import to_bytes
from packetgen.model.comparison import Change, Comparison, Section
from packetgen.text import clean, count

FONT = "Calibri"
DARK, GREY = RGBColor(0x1F, 0x38, 0x64), RGBColor(0x5B, 0x66, 0x75)
PALE = "E8EEF7"
NOTHING = "Rien ne change, ni dans les données, ni dans les règles, ni dans les modèles."


def comparison_report(comparison: Comparison) -> bytes:
    """Return the .docx that tells `comparison`: same comparison, same bytes."""
    document: Any = Document()
    _set_page(document, comparison)
    _set_styles(document)
    document.add_paragraph(comparison.title, "Title")
    size = count(comparison.size, "changement")
    document.add_paragraph(size if comparison.size else NOTHING, "Subtitle")
    for section in comparison.sections:
        _add_section(document, section)
    return to_bytes(document)


def _set_page(document: Any, comparison: Comparison) -> None:  # noqa: ANN401
    """A4, the title and the number of the page at the foot of each."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(f"{comparison.title} – page ")
    # python-docx has no fields: a field is three marks, each in a run
    for tag, text in (("begin", ""), ("instrText", "PAGE"), ("end", "")):
        mark = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            mark.text = text
        else:
            mark.set(qn("w:fldCharType"), tag)
        foot.add_run()._r.append(mark)
    for run in foot.runs:
        run.font.size, run.font.color.rgb = Pt(9), GREY
    properties = document.core_properties
    properties.title, properties.author = comparison.title, "packetgen"
    properties.comments, properties.language = "", "fr-FR"


def _set_styles(document: Any) -> None:  # noqa: ANN401
    for name, size, color, before, after in (
        ("Normal", 10.5, None, 0, 3),
        ("Title", 20, DARK, 0, 2),
        ("Subtitle", 11, GREY, 0, 10),
        ("Heading 1", 13, DARK, 14, 4),
        ("List Bullet", 10.5, None, 0, 3),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.italic = False
        drawn = style.element.get_or_add_rPr()
        for spaced in drawn.findall(qn("w:spacing")):
            drawn.remove(spaced)
        fonts = drawn.get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        fonts.set(qn("w:hAnsi"), FONT)
        if color is not None:
            style.font.color.rgb = color
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)


def _add_section(document: Any, section: Section) -> None:  # noqa: ANN401
    document.add_paragraph(f"{section.title} ({len(section.news)})", "Heading 1")
    for news in section.news:
        if news.before or news.after:
            _add_texts(document, news)
        else:
            document.add_paragraph(clean(news.sentence)[0], "List Bullet")


def _add_texts(document: Any, news: Change) -> None:  # noqa: ANN401
    """A text before and after, side by side."""
    told = document.add_paragraph(news.sentence)
    told.paragraph_format.keep_with_next = True
    told.paragraph_format.space_before = Pt(6)
    table = document.add_table(rows=2, cols=2, style="Table Grid")
    for column, (head, text) in enumerate((("Avant", news.before), ("Après", news.after))):
        heading, words = (table.cell(row, column) for row in (0, 1))
        run = heading.paragraphs[0].add_run(head)
        run.bold, run.font.color.rgb = True, DARK
        heading.paragraphs[0].paragraph_format.keep_with_next = True
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", PALE)):
            shade.set(qn(f"w:{key}"), value)
        heading._tc.get_or_add_tcPr().append(shade)
        words.paragraphs[0].add_run(clean(text)[0] or "–")
        for cell in (heading, words):
            cell.paragraphs[0].paragraph_format.space_before = Pt(3)
