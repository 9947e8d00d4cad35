"""Tags as people type them: each mistake is told with its file and its paragraph."""

import tomllib
from pathlib import Path

import pytest
from docx import Document

from packetgen.documents.rendering.render import render
from packetgen.errors import ExitCode, TemplateInvalid
from tests.documents.conftest import Write

FIELDS = {"nom": "Les Amis", "lignes": [{"titre": "un"}], "signe": True}
CASES = tomllib.loads(Path(__file__).with_name("mistakes.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("paragraph", "message"), CASES["tags"])
def test_a_mistake_quotes_its_paragraph(
    write: Write, tmp_path: Path, paragraph: str | list[str], message: str
) -> None:
    template = write("Avant", paragraph, "Après")
    with pytest.raises(TemplateInvalid) as refused:
        render(template, FIELDS, tmp_path / "sortie.docx")
    assert message in str(refused.value)
    assert "modele.docx" in str(refused.value)
    assert "Nom :" in str(refused.value)
    assert refused.value.exit_code is ExitCode.TEMPLATE_INVALID
    assert not (tmp_path / "sortie.docx").exists()


def test_what_word_rewrites_harmlessly_is_accepted(write: Write, tmp_path: Path) -> None:
    template = write(
        "{{\u00a0nom\u00a0}}",
        "{% if nom == “Les Amis” %}oui{% endif %}{% if nom == ‘Les Amis’ %}oui{% endif %}",
        "{{ 'oui' if signe else 'non' }}{# une remarque #}",
    )
    render(template, FIELDS, tmp_path / "sortie.docx")
    texts = [paragraph.text for paragraph in Document(str(tmp_path / "sortie.docx")).paragraphs]
    assert texts == ["Les Amis", "ouioui", "oui"]
