"""All that is wrong in a template is told at once, each with its place and its remedy."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Pt
from PIL import Image

from packetgen.documents.lint.inspect import inspect_template
from packetgen.documents.lint.problem import MOST_WORDS, Problem
from packetgen.documents.rendering.render import render
from packetgen.errors import TemplateInvalid
from packetgen.model.finding import Severity
from tests.documents.conftest import Write
from tests.documents.rendering.test_template_file import relate, repack
from tests.documents.word_parts import TEXT_BOX, VML_BOX, add_notes, insert

FIELDS: dict[str, object] = {
    "nom": "Les Amis",
    "action": {"intitule": "Jardin", "description": "…"},
    "lignes": [{"titre": "un", "contacts": [{"courriel": "a@b.example"}]}] * 20,
    "signe": True,
}


def told(path: Path) -> list[tuple[str, str]]:
    """What is told of a template: message and place."""
    return [(problem.message, problem.place) for problem in inspect_template(path, FIELDS)]


def one(path: Path) -> Problem:
    """The only problem of a template."""
    [problem] = inspect_template(path, FIELDS)
    return problem


def test_all_the_mistakes_are_told_at_once(write: Write) -> None:
    path = write(
        "Nom : {{ nmo }}",
        "Titre : {{ action.intitulé }}, {{ «nom» }}",
        "{%p for ligne in lignes %}",
        "{{ ligne.ttire }}{% for c in ligne.contacts %}{{ c.couriel }}{% endfor %}",
        "{%p endfor %}",
        "{% if signe %}Oui",
    )
    messages = " | ".join(message for message, _ in told(path))
    for expected in (
        "« nmo » n’existe pas ; vouliez-vous dire « nom » ?",
        "« action.intitulé » n’existe pas ; vouliez-vous dire « intitule » ?",
        "des guillemets droits",
        "« ligne.ttire » n’existe pas ; vouliez-vous dire « titre » ?",
        "« c.couriel » n’existe pas ; vouliez-vous dire « courriel » ?",
        "« if » n’est jamais fermé : ajoutez {% endif %}",
    ):
        assert expected in messages
    assert len(told(path)) == 6


def test_what_is_wrong_hides_nothing_after_it(write: Write) -> None:
    path = write("{% for l in lignes %}{% if signe %}{% endfor %}{{ l.ttire }}{% endif %}{{ nmo }}")
    messages = [message for message, _ in told(path)]
    assert sum("ne ferme rien d’ouvert juste avant" in message for message in messages) == 1
    assert any("« nmo » n’existe pas" in message for message in messages)


@pytest.mark.parametrize(
    ("paragraph", "message"),
    [
        ("{% if signe %}a{% else %}b{% else %}c{% endif %}", "vient après un « else »"),
        ("{% for l in lignes %}a{% elif signe %}b{% endfor %}", "« elif » n’est dans aucun « if »"),
        ("{% if signe %}a{% else if nom %}b{% endif %}", "« {% else if nom %} » n’est pas compris"),
        ("{%tr if signe %}", "n’a de sens que dans un tableau"),
    ],
)
def test_a_block_is_told_with_its_paragraph(write: Write, paragraph: str, message: str) -> None:
    problems = inspect_template(write(paragraph), FIELDS)
    assert any(message in problem.message and problem.is_blocking for problem in problems)
    assert all("paragraphe «" in problem.place for problem in problems)


def test_a_long_paragraph_is_quoted_around_the_tag(write: Write) -> None:
    problem = one(write("mot " * 200 + "ICI {{ nmo }} " + "mot " * 200))
    assert "ICI {{ nmo }}" in problem.place
    assert len(problem.place) < MOST_WORDS + 40
    assert one(write("mot " * 200 + "{{ nmo }}")).place.endswith("mot {{ nmo }} »")


def test_headers_footers_and_footnotes_are_read_and_filled(write: Write, tmp_path: Path) -> None:
    path = write("Texte")
    document = Document(str(path))
    document.sections[0].header.paragraphs[0].text = "Tête : {{ nmo }}"
    document.sections[0].footer.paragraphs[0].text = "Pied : {{ nmo }}"
    document.save(str(path))
    places = [place for _, place in told(add_notes(path, "footnotes", "Note : {{ nmo }}"))]
    assert places == [
        "en-tête, paragraphe « Tête : {{ nmo }} »",
        "pied de page, paragraphe « Pied : {{ nmo }} »",
        "note de bas de page, paragraphe « Note : {{ nmo }} »",
    ]
    sound = add_notes(write("Texte"), "footnotes", "Note : {{ nom }}")
    render(sound, FIELDS, tmp_path / "sortie.docx")
    with zipfile.ZipFile(tmp_path / "sortie.docx") as package:
        assert "Note : Les Amis" in package.read("word/footnotes.xml").decode()


def test_a_text_box_and_its_double_are_told_once(write: Write, tmp_path: Path) -> None:
    problem = one(insert(write("Texte"), TEXT_BOX.format(text="Boîte : {{ nmo }}")))
    assert problem.place == "zone de texte, paragraphe « Boîte : {{ nmo }} »"
    sound = insert(write("Texte"), TEXT_BOX.format(text="Boîte : {{ nom }}"))
    render(sound, FIELDS, tmp_path / "sortie.docx")
    with zipfile.ZipFile(tmp_path / "sortie.docx") as package:
        assert package.read("word/document.xml").decode().count("Boîte : Les Amis") == 2


def test_a_tag_where_nothing_is_filled_is_refused(write: Write) -> None:
    path = add_notes(write("Texte"), "endnotes", "Fin : {{ nom }}")
    document = Document(str(path))
    document.core_properties.title = "Lettre {{ nom }}"
    document.save(str(path))
    places = {place for message, place in told(path) if "« {{ nom }} » resterait" in message}
    assert places == {"note de fin", "propriétés du document"}


def test_a_comment_is_told_and_does_not_block(write: Write) -> None:
    path = write("Texte")
    document = Document(str(path))
    document.add_comment(document.paragraphs[0].runs, text="à revoir", author="Anne")
    document.save(str(path))
    assert "un commentaire partirait" in one(path).message
    assert not one(path).is_blocking


RUN = "<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>mot</w:t></w:r></w:p>"
FIELD = '<w:p><w:fldSimple w:instr=" {code} "><w:r><w:t>mot</w:t></w:r></w:fldSimple></w:p>'
CELL = (
    "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr>{properties}</w:tcPr>"
    "<w:p><w:r><w:t>mot</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
BOX = f"<w:p><w:r>{VML_BOX.format(text='mot')}</w:r></w:p>"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


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
        (BOX, "cette zone de texte vient d’un ancien Word"),
        (
            "<w:p><w:r><w:drawing><wp:inline><a:graphic>"
            f'<a:graphicData uri="{CHART}"/></a:graphic></wp:inline></w:drawing></w:r></w:p>',
            "un graphique ou un SmartArt",
        ),
        (FIELD.format(code="TOC"), "« TOC » garde dans le PDF la valeur"),
        (FIELD.format(code="NUMPAGES"), "un numéro de page n’est juste que"),
    ],
)
def test_what_the_engines_do_not_draw_is_told(write: Write, block: str, message: str) -> None:
    problem = one(insert(write("Texte"), block))
    assert message in problem.message
    assert problem.severity is Severity.A_VERIFIER


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (FIELD.format(code="MERGEFIELD Nom"), "« MERGEFIELD » ne sera pas rempli"),
        (
            '<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>mot</w:t></w:r></w:ins></w:p>',
            "une modification suivie attend",
        ),
    ],
)
def test_what_would_go_out_wrong_blocks(
    write: Write, tmp_path: Path, block: str, message: str
) -> None:
    path = insert(write("Texte"), block)
    assert "« mot »" in one(path).place
    with pytest.raises(TemplateInvalid, match=message):
        render(path, FIELDS, tmp_path / "sortie.docx")


def test_macros_and_outside_content_are_told_with_the_rest(write: Write) -> None:
    path = relate(write("Nom : {{ nmo }}"), "image", "http://images.example/logo.png")
    path = repack(path, {"word/vbaProject.bin": b"x", "word/embeddings/o.bin": b"x"})
    messages = " | ".join(message for message, _ in told(path))
    assert "contient une macro" in messages
    assert "contient un objet incorporé" in messages
    assert "va chercher « http://images.example/logo.png »" in messages
    assert "« nmo » n’existe pas" in messages


@pytest.mark.parametrize(
    ("family", "twin"),
    [("Calibri", ""), ("Arial", ""), ("Garamond", "Liberation Sans"), ("Georgia", "Caladea")],
)
def test_a_font_that_does_not_travel_is_told(write: Write, family: str, twin: str) -> None:
    path = write("Texte")
    document = Document(str(path))
    document.paragraphs[0].runs[0].font.name = family
    document.paragraphs[0].runs[0].font.size = Pt(12)
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


def test_a_document_without_a_tag_is_no_template(write: Write) -> None:
    struck = insert(write("Texte"), RUN.format(properties="<w:strike/>"))
    [problem] = inspect_template(struck, FIELDS, must_print=True)
    assert "aucune balise" in problem.message
    assert problem.is_blocking
    assert inspect_template(write("{{ nom }}"), FIELDS, must_print=True) == ()


CONTROL = (
    "<w:p><w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent><w:r><w:t>{text}</w:t></w:r>"
    "</w:sdtContent></w:sdt></w:p>"
)


@pytest.mark.parametrize(
    "block",
    [
        CONTROL.format(properties="<w:showingPlcHdr/>", text="Cliquez ici"),
        CONTROL.format(properties='<w:tag w:val="action.intitule"/>', text="Potagers"),
        CONTROL.format(properties='<w:tag w:val="calcul.date"/>', text="3 mai"),
        CONTROL.format(properties="", text="[Nom de la structure]"),
        "<w:p><w:r><w:t>De [Nom de la </w:t></w:r><w:r><w:t>structure].</w:t></w:r></w:p>",
        FIELD.format(code="FORMTEXT"),
    ],
)
def test_a_blank_left_to_fill_blocks(write: Write, block: str) -> None:
    problem = one(insert(write("{{ nom }}"), block))
    assert "un champ à remplir" in problem.message
    assert "une balise {{ champ }}" in problem.message
    assert problem.is_blocking
    assert problem.words


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


HOSTILE = {
    "loops": ["{% for a in lignes %}" * 3, *["mot " * 500] * 20, "{% endfor %}" * 3],
    "empty loops": [("{% for a in lignes %}" * 3 + "{% endfor %}" * 3) * 40] * 100,
    "braces": ["{{" * 300_000],
    "openings": ["{% if " * 3_000] * 20,
    "unclosed": ["{% if nom %}"] * 8_000,
    "deep": ["{% if nom %}" * 500 + "{% endif %}" * 500],
    "brackets": ["{{ " + "(" * 150 + "nom" + ")" * 150 + " }}"] * 50,
    "nots": ["{% if " + "not " * 90 + "nom %}{% endif %}"] * 50,
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow if name == "unclosed" else ()) for name in HOSTILE],
)
def test_a_hostile_template_ends_soon_in_a_sentence(
    write: Write, tmp_path: Path, name: str
) -> None:
    path = write(*HOSTILE[name])
    start = time.monotonic()
    with pytest.raises(TemplateInvalid, match=r"modele\.docx"):
        render(path, FIELDS, tmp_path / "sortie.docx")
    assert time.monotonic() - start < 10


def test_a_template_is_looked_into_again_once_changed_and_for_other_fields(write: Write) -> None:
    path = write("Nom : {{ nmo }}")
    assert "« nmo » n’existe pas" in one(path).message
    path.write_bytes(write("Nom : {{ nom }}").read_bytes())
    assert not told(path)
    assert "« nom » n’existe pas" in inspect_template(path, {"titre": "x"})[0].message
