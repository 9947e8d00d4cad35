"""All that is wrong in a template, or that no engine draws, is told with its place and remedy."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

from packetgen.documents.lint.inspect import inspect_template
from packetgen.documents.lint.problem import MOST_WORDS, TemplateProblem
from packetgen.documents.rendering.render import render
from packetgen.errors import ExitCode, TemplateInvalid
from packetgen.model.finding import Severity
from tests.annexes.pictures import saved
from tests.convert.samples import field
from tests.documents.conftest import Fill, Write
from tests.documents.word_parts import TEXT_BOX, add_notes, insert, opened
from tests.packages import parts_of
from tests.processes import ends_soon
from tests.tables import table

CASES = table(__file__)
FIELDS = CASES["fields"] | {"lignes": CASES["lignes"] * 20}


def told(path: Path) -> list[tuple[str, str]]:
    return [(problem.message, problem.place) for problem in inspect_template(path, FIELDS)]


def one(path: Path) -> TemplateProblem:
    [problem] = inspect_template(path, FIELDS)
    return problem


def test_all_the_mistakes_are_told_at_once(write: Write) -> None:
    path = write(*CASES["paragraphs"])
    messages = [message for message, _ in told(path)]
    assert [each for each in CASES["together"] if each not in " | ".join(messages)] == []
    assert len(messages) == len(CASES["together"])
    path = write("{% for l in lignes %}{% if signe %}{% endfor %}{{ l.ttire }}{% endif %}{{ nmo }}")
    again = " | ".join(message for message, _ in told(path))
    assert again.count("ne ferme rien d’ouvert juste avant") == 1
    assert "« nmo » n’existe pas" in again


def test_a_long_paragraph_is_quoted_around_the_tag(write: Write) -> None:
    problem = one(write("mot " * 200 + "ICI {{ nmo }} " + "mot " * 200))
    assert "ICI {{ nmo }}" in problem.place
    assert len(problem.place) < MOST_WORDS + 40
    assert one(write("mot " * 200 + "{{ nmo }}")).place.endswith("mot {{ nmo }} »")


def test_headers_footers_and_footnotes_are_read_and_filled(write: Write, fill: Fill) -> None:
    path = write("Texte")
    with opened(path) as document:
        document.sections[0].header.paragraphs[0].text = "Tête : {{ nmo }}"
        document.sections[0].footer.paragraphs[0].text = "Pied : {{ nmo }}"
    assert [place for _, place in told(add_notes(path, "footnotes", "Note : {{ nmo }}"))] == [
        "en-tête, paragraphe « Tête : {{ nmo }} »",
        "pied de page, paragraphe « Pied : {{ nmo }} »",
        "note de bas de page, paragraphe « Note : {{ nmo }} »",
    ]
    sound = add_notes(write("Texte"), "footnotes", "Note : {{ nom }}")
    assert "Note : Les Amis" in parts_of(fill(sound, **FIELDS))["word/footnotes.xml"].decode()


def test_a_text_box_and_its_double_are_told_once(write: Write, fill: Fill) -> None:
    problem = one(insert(write("Texte"), TEXT_BOX.format(text="Boîte : {{ nmo }}")))
    assert problem.place == "zone de texte, paragraphe « Boîte : {{ nmo }} »"
    sound = insert(write("Texte"), TEXT_BOX.format(text="Boîte : {{ nom }}"))
    filled = parts_of(fill(sound, **FIELDS))["word/document.xml"]
    assert filled.decode().count("Boîte : Les Amis") == 2


def test_a_tag_where_nothing_is_filled_is_refused(write: Write) -> None:
    path = add_notes(write("Texte"), "endnotes", "Fin : {{ nom }}")
    with opened(path) as document:
        document.core_properties.title = "Lettre {{ nom }}"
    places = {place for message, place in told(path) if "« {{ nom }} » resterait" in message}
    assert places == {"notes de fin, paragraphe 1", "propriétés du fichier"}


@pytest.mark.parametrize(("paragraph", "message"), CASES["tags"])
def test_a_mistake_quotes_its_paragraph(
    write: Write, fill: Fill, tmp_path: Path, paragraph: str | list[str], message: str
) -> None:
    template = write("Avant", paragraph, "Après")
    with pytest.raises(TemplateInvalid) as refused:
        fill(template, **FIELDS)
    assert message in str(refused.value)
    assert "modele.docx" in str(refused.value)
    assert "Nom :" in str(refused.value)
    assert refused.value.exit_code is ExitCode.TEMPLATE_INVALID
    assert not (tmp_path / "sortie.docx").exists()


def test_what_word_rewrites_harmlessly_is_accepted(write: Write, fill: Fill) -> None:
    template = write(
        "{{\u00a0nom\u00a0}}",
        "{% if nom == “Les Amis” %}oui{% endif %}{% if nom == ‘Les Amis’ %}oui{% endif %}",
        "{{ 'oui' if signe else 'non' }}{# une remarque #}",
    )
    made = Document(str(fill(template, **FIELDS)))
    assert [each.text for each in made.paragraphs] == ["Les Amis", "ouioui", "oui"]


HOSTILE = {
    "loops": ["{% for a in lignes %}" * 3, *["mot " * 500] * 20, "{% endfor %}" * 3],
    "empty loops": [("{% for a in lignes %}" * 3 + "{% endfor %}" * 3) * 40] * 100,
    "braces": ["{{" * 300_000],
    "unclosed": ["{% if nom %}"] * 8_000,
    "brackets": ["{{ " + "(" * 150 + "nom" + ")" * 150 + " }}"] * 50,
    "nots": ["{% if " + "not " * 90 + "nom %}{% endif %}"] * 50,
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow if name == "unclosed" else ()) for name in HOSTILE],
)
def test_a_hostile_template_ends_soon(write: Write, fill: Fill, name: str) -> None:
    path = write(*HOSTILE[name])
    with ends_soon(), pytest.raises(TemplateInvalid, match=r"modele\.docx"):
        fill(path, **FIELDS)


def test_a_template_is_looked_into_again_once_changed_or_for_others(write: Write) -> None:
    path = write("Nom : {{ nmo }}")
    assert "« nmo » n’existe pas" in one(path).message
    path.write_bytes(write("Nom : {{ nom }}").read_bytes())
    assert not told(path)
    assert "« nom » n’existe pas" in inspect_template(path, {"titre": "x"})[0].message


@pytest.mark.parametrize("severity", [Severity.A_VERIFIER, Severity.BLOQUANT])
def test_what_no_engine_draws_is_told_and_what_would_go_out_wrong_blocks(
    write: Write, severity: Severity
) -> None:
    for block, message in CASES[severity.value]:
        problem = one(insert(write("{{ nom }}"), block))
        assert message in problem.message, block
        assert problem.severity is severity
        assert problem.words or not problem.is_blocking


@pytest.mark.parametrize(
    ("content", "name"),
    [
        *((field(f" {code} x "), code) for code in (
            "DDEAUTO", "DDE", "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "LINK", "EMBED",
            "MACROBUTTON", "GOTOBUTTON", "DATABASE", "RD", "PRINT", "ADDIN", "CONTROL", "AUTOTEXT",
        )),
        (field(" DD", "EAU", "TO c:\\\\x"), "DDEAUTO"),
        (field("IF ", f"</w:instrText></w:r>{field(' DdE x')}<w:r><w:instrText>", " = 1"), "DDE"),
        ('<w:fldSimple w:instr="ddeauto x"/>', "DDEAUTO"),
        (field(f"</w:instrText></w:r>{field('QUOTE 68')}<w:r><w:instrText>", " x"), "X"),
        (field(' HYPERLINK "file:///C:/a.exe"'), "HYPERLINK"),
        (field(" HYPERLINK \\l a \\\\\\\\serveur\\\\a"), "HYPERLINK"),
    ],
)  # fmt: skip
def test_r4_a_field_that_runs_blocks(write: Write, tmp_path: Path, content: str, name: str) -> None:
    path = insert(write("Texte"), f"<w:p><w:r><w:t>mot</w:t></w:r>{content}</w:p>")
    assert f"le champ Word « {name} »" in (message := told(path)[0][0])
    assert "(paragraphe « mot »)" in message
    for inspected in (True, False):
        with pytest.raises(TemplateInvalid, match="Ctrl"):
            render(path, FIELDS, tmp_path / "sortie.docx", inspected=inspected)


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
    with opened(path) as document:
        for form in ("TIFF", "PNG"):
            document.add_picture(BytesIO(saved(Image.new("RGB", (9, 9)), form)))
        for shape in document.inline_shapes:
            shape._inline.docPr.set("descr", "Un carré")
    assert "l’image image1.tiff n’est pas tracée" in one(path).message


def test_r4_what_is_a_text_or_a_field_that_stays_in_the_document_is_no_hazard(write: Write) -> None:
    codes = ('HYPERLINK "https://a.example/"', 'HYPERLINK \\l "plus" \\o "x"', "SYMBOL 61", "EQ x")
    for block in (*CASES["texts"], f"<w:p>{''.join(map(field, codes))}</w:p>"):
        assert told(insert(write("{{ nom }}"), block)) == [], block
