"""What a Word file holds that no engine draws, or that must not go out, is told."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

from packetgen.documents.rendering.render import render
from packetgen.errors import TemplateInvalid
from packetgen.model.finding import Severity
from tests.documents.conftest import Write
from tests.documents.lint.test_inspect import FIELDS, one, told
from tests.documents.word_parts import VML_BOX, insert

RUN = "<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>mot</w:t></w:r></w:p>"
FIELD = '<w:p><w:fldSimple w:instr=" {code} "><w:r><w:t>mot</w:t></w:r></w:fldSimple></w:p>'
CELL = (
    "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr>{properties}</w:tcPr>"
    "<w:p><w:r><w:t>mot</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
BOX = f"<w:p><w:r>{VML_BOX.format(text='mot')}</w:r></w:p>"
CHART = (
    '<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="http://x.example/chart"/>'
    "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
INSERTED = '<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>mot</w:t></w:r></w:ins></w:p>'


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("<w:p><w:pPr><w:framePr w:w='99'/></w:pPr><w:r><w:t>mot</w:t></w:r></w:p>", "un cadre"),
        (CELL.format(properties='<w:textDirection w:val="btLr"/>'), "un texte tourné"),
        (RUN.format(properties="<w:strike/>"), "un texte barré"),
        (RUN.format(properties="<w:emboss/>"), "un effet de texte"),
        (RUN.format(properties="<w:smallCaps/>"), "les petites capitales"),
        (RUN.format(properties='<w:u w:val="double"/>'), "un soulignement double"),
        ("<w:p><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>", "une équation"),
        ("<w:p><w:r><w:commentReference w:id='0'/></w:r></w:p>", "un commentaire partirait"),
        ("<w:p><w:r><w:footnoteReference w:id='2'/></w:r></w:p>", "une note de bas de page"),
        (BOX, "cette zone de texte vient d’un ancien Word"),
        (CHART, "un graphique ou un SmartArt"),
        (FIELD.format(code="TOC"), "« TOC » garde dans le PDF la valeur"),
        (FIELD.format(code="date"), "« DATE » garde dans le PDF la valeur"),
        (FIELD.format(code="NUMPAGES"), "un numéro de page n’est juste que"),
    ],
)
def test_what_the_engines_do_not_draw_is_told(write: Write, block: str, message: str) -> None:
    problem = one(insert(write("Texte"), block))
    assert message in problem.message
    assert problem.severity is Severity.A_VERIFIER


CONTROL = (
    "<w:p><w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent><w:r><w:t>{text}</w:t></w:r>"
    "</w:sdtContent></w:sdt></w:p>"
)
BLANK = "un champ à remplir, comme ceux du formulaire"
SPLIT = "<w:p><w:r><w:t>De [Nom de la </w:t></w:r><w:r><w:t>structure].</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (FIELD.format(code="MERGEFIELD Nom"), "« MERGEFIELD » ne sera pas rempli"),
        (INSERTED, "une modification suivie attend"),
        (CONTROL.format(properties="<w:showingPlcHdr/>", text="Cliquez ici"), BLANK),
        (CONTROL.format(properties='<w:tag w:val="action.intitule"/>', text="Potagers"), BLANK),
        (CONTROL.format(properties='<w:tag w:val="calcul.date"/>', text="3 mai"), BLANK),
        (CONTROL.format(properties="", text="[Nom de la structure]"), BLANK),
        (SPLIT, BLANK),
        (FIELD.format(code="FORMTEXT"), BLANK),
    ],
)
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
    document = Document(str(path))
    document.paragraphs[0].runs[0].font.name = family
    document.save(str(path))
    fonts = [message for message, _ in told(path) if "ne voyage pas" in message]
    assert len(fonts) == bool(twin)
    assert all(f"« {family} »" in message and twin in message for message in fonts)


def test_a_picture_that_is_not_drawn_is_named(write: Write) -> None:
    path = write("Texte")
    png, tiff = BytesIO(), BytesIO()
    Image.new("RGB", (9, 9)).save(png, "PNG")
    Image.new("RGB", (9, 9)).save(tiff, "TIFF")
    document = Document(str(path))
    document.add_picture(tiff)
    document.add_picture(png)
    document.save(str(path))
    assert "l’image image1.tiff n’est pas tracée" in one(path).message


@pytest.mark.parametrize(
    "block",
    [
        CONTROL.format(properties='<w:alias w:val="Titre"/>', text="Appel à projets"),
        "<w:p><w:r><w:t>Le texte [cité] de la note</w:t></w:r></w:p>",
        RUN.format(properties='<w:strike w:val="0"/><w:smallCaps w:val="false"/>'),
    ],
)
def test_what_is_a_text_is_no_hazard(write: Write, block: str) -> None:
    assert told(insert(write("{{ nom }}"), block)) == []
