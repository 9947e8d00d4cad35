"""What a Word file holds that no engine draws, or that must not go out, is told."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from packetgen.documents.rendering.render import render
from packetgen.errors import TemplateInvalid
from packetgen.model.finding import Severity
from tests.documents.conftest import Write
from tests.documents.lint.test_inspect import FIELDS, one, told
from tests.documents.word_parts import insert, opened
from tests.tables import table

CASES = table(__file__)


@pytest.mark.parametrize(("block", "message"), CASES["drawn"])
def test_what_the_engines_do_not_draw_is_told(write: Write, block: str, message: str) -> None:
    problem = one(insert(write("Texte"), block))
    assert message in problem.message
    assert problem.severity is Severity.A_VERIFIER


@pytest.mark.parametrize(("block", "message"), CASES["blocking"])
def test_what_would_go_out_wrong_blocks(write: Write, block: str, message: str) -> None:
    problem = one(insert(write("{{ nom }}"), block))
    assert message in problem.message
    assert problem.is_blocking
    assert problem.words


def field(*runs: str) -> str:
    """A field whose code is in so many runs."""
    typed = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return char.format("begin") + typed + char.format("separate") + char.format("end")


NESTED = field("IF ", f"</w:instrText></w:r>{field(' DdE x')}<w:r><w:instrText>", " = 1")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        *((field(f" {code} x "), code) for code in (
            "DDEAUTO", "DDE", "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "LINK", "EMBED",
            "MACROBUTTON", "GOTOBUTTON", "DATABASE", "RD", "PRINT", "ADDIN", "CONTROL", "AUTOTEXT",
        )),
        (field(" DD", "EAU", "TO c:\\\\x"), "DDEAUTO"),
        (NESTED, "DDE"),
        ('<w:fldSimple w:instr="ddeauto x"/>', "DDEAUTO"),
        (field(f"</w:instrText></w:r>{field('QUOTE 68')}<w:r><w:instrText>", " x"), "X"),
        (field(' HYPERLINK "file:///C:/a.exe"'), "HYPERLINK"),
        (field(" HYPERLINK \\l a \\\\\\\\serveur\\\\a"), "HYPERLINK"),
    ],
)  # fmt: skip
def test_r4_a_field_that_runs_or_fetches_blocks(
    write: Write, tmp_path: Path, content: str, name: str
) -> None:
    path = insert(write("Texte"), f"<w:p><w:r><w:t>mot</w:t></w:r>{content}</w:p>")
    assert f"le champ Word « {name} »" in (message := told(path)[0][0])
    assert "(paragraphe « mot »)" in message
    for inspected in (True, False):
        with pytest.raises(TemplateInvalid, match="Ctrl"):
            render(path, FIELDS, tmp_path / "sortie.docx", inspected=inspected)


def test_r4_fields_that_stay_in_the_document_are_allowed(write: Write) -> None:
    codes = ('HYPERLINK "https://a.example/"', 'HYPERLINK \\l "plus" \\o "x"', "SYMBOL 61", "EQ x")
    content = "".join(map(field, codes))
    assert told(insert(write("Texte"), f"<w:p>{content}</w:p>")) == []


@pytest.mark.parametrize(
    ("family", "twin"),
    [("Calibri", ""), ("Arial", ""), ("Garamond", "Liberation Sans"), ("Georgia", "Caladea")],
)
def test_a_font_that_does_not_travel_is_told(write: Write, family: str, twin: str) -> None:
    path = write("Texte")
    with opened(path) as document:
        document.paragraphs[0].runs[0].font.name = family
    fonts = [message for message, _ in told(path) if "ne voyage pas" in message]
    assert len(fonts) == bool(twin)
    assert all(f"« {family} »" in message and twin in message for message in fonts)


def test_a_picture_that_is_not_drawn_is_named(write: Write) -> None:
    path = write("Texte")
    png, tiff = BytesIO(), BytesIO()
    Image.new("RGB", (9, 9)).save(png, "PNG")
    Image.new("RGB", (9, 9)).save(tiff, "TIFF")
    with opened(path) as document:
        document.add_picture(tiff)
        document.add_picture(png)
        for shape in document.inline_shapes:
            shape._inline.docPr.set("descr", "Un carré")
    assert "l’image image1.tiff n’est pas tracée" in one(path).message


@pytest.mark.parametrize("block", CASES["texts"])
def test_what_is_a_text_is_no_hazard(write: Write, block: str) -> None:
    assert told(insert(write("{{ nom }}"), block)) == []
