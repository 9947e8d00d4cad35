"""What a template may not hold, write nor fetch, refused before it is opened or runs."""

from pathlib import Path

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from jinja2 import TemplateSyntaxError

from packetgen.documents.lint.blocks import check_tags
from packetgen.documents.lint.tags import TAG, Written
from packetgen.documents.rendering import template_file as templates
from packetgen.documents.rendering.environment import TemplateEnvironment, check_nodes
from packetgen.documents.rendering.render import render
from packetgen.errors import TemplateInvalid
from tests.convert.samples import relate
from tests.documents.conftest import Write
from tests.documents.word_parts import OFFICE, opened
from tests.packages import parts_of, repack
from tests.tables import table

CASES = table(__file__)


@pytest.mark.parametrize(
    ("part", "content", "message"),
    [
        *((part, content.encode(), message) for part, content, message in CASES["parts"]),
        ("word/x.xml", "<?xml version='1.0'?><x><control/></x>".encode("utf-16"), "un contrôle"),
        ("word/media/vide.bin", bytes(templates.MAX_UNPACKED + 1), "démesuré"),
    ],
)
def test_what_no_template_may_hold(write: Write, part: str, content: bytes, message: str) -> None:
    with pytest.raises(TemplateInvalid, match=message):
        templates.open_document(repack(write("Texte"), {part: content}))


@pytest.mark.parametrize(("kind", "target", "message"), CASES["relations"])
def test_what_no_template_may_fetch(write: Write, kind: str, target: str, message: str) -> None:
    with pytest.raises(TemplateInvalid, match=message):
        templates.open_document(relate(write("Texte"), ("x", kind, target), mode="External"))


def test_a_hyperlink_alone_is_kept(write: Write, tmp_path: Path) -> None:
    path = relate(write("Texte"), ("x", "hyperlink", "https://site.example/"), mode="External")
    link = OxmlElement("w:attachedTemplate")
    target = ("file:///C:/modele.dotx", f"{OFFICE}/attachedTemplate")
    with opened(path) as document:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
        link.set(qn("r:id"), part.relate_to(*target, is_external=True))
        document.settings.element.append(link)
    render(path, {}, tmp_path / "sortie.docx")
    everything = b"".join(parts_of(tmp_path / "sortie.docx").values())
    assert b"https://site.example/" in everything
    assert b"attachedTemplate" not in everything
    assert b"modele.dotx" not in everything


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "est vide"), (b"%PDF-1.7", "est un PDF"), (b"PK\x05\x06" + bytes(18), "pas un doc")],
)
def test_another_file_is_refused_in_french(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "lettre.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateInvalid, match=rf"lettre\.docx.* {words}"):
        render(path, {}, tmp_path / "sortie.docx")


def test_a_missing_template_is_named_with_its_year() -> None:
    with pytest.raises(TemplateInvalid, match=r"« lettre\.docx » de l’année 1999"):
        templates.path_of(1999, "lettre")


FIELDS = CASES["fields"]


def mistakes(source: str) -> list[str]:
    """What is wrong in a source, in French; Jinja's own word for what it cannot read."""
    try:
        tree = TemplateEnvironment().parse(source)
    except TemplateSyntaxError as error:
        return [str(error)]
    tags = [Written(tag[0], "", (), in_text_box=False) for tag in TAG.finditer(source)]
    return [mistake.message for mistake in (*check_nodes(tree), *check_tags(tags, FIELDS))]


@pytest.mark.parametrize("source", CASES["hostile"])
def test_a_hostile_template_is_refused_before_it_runs(source: str) -> None:
    assert mistakes(source)


@pytest.mark.parametrize(("source", "written"), CASES["honest"])
def test_an_honest_template_is_rendered(source: str, written: str) -> None:
    assert mistakes(source) == []
    assert TemplateEnvironment().from_string(source).render(FIELDS) == written


@pytest.mark.parametrize(("source", "message"), CASES["mistaken"])
def test_a_mistake_is_told_with_its_remedy(source: str, message: str) -> None:
    assert any(message in mistake for mistake in mistakes(source))
