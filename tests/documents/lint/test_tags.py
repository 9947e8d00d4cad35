"""Tags as people type them: each mistake is told with its file and its paragraph."""

from pathlib import Path

import pytest
from docx import Document

from packetgen.documents.rendering.render import render
from packetgen.errors import ExitCode, TemplateInvalid
from tests.documents.conftest import Write

FIELDS = {"nom": "Les Amis", "lignes": [{"titre": "un"}], "signe": True}


@pytest.mark.parametrize(
    ("paragraph", "message"),
    [
        ("Nom : {{ «nom» }}", "des guillemets droits"),
        ("Nom : {{ nom – 1 }}", "un tiret simple"),
        ("Nom : {{ nom… }}", "trois points"),
        ("Nom : {{ no\u200bm }}", "un caractère invisible"),
        ("Nom : {{ no\u00adm }}", "un tiret invisible"),
        ("Nom : {{ nom }", "une accolade manque"),
        ("Nom : { nom }", "une accolade manque"),
        ("Nom : {% if nom }", "une accolade manque"),
        ("Nom : {{ nom du porteur }}", "« {{ nom_du_porteur }} »"),
        ("Nom : {{ nom | 7 }}", "« {{ nom | 7 }} » n’est pas compris"),
        ("Nom : {{r nom }}", "sans lettre devant"),
        ("Nom : {% if nom % 2 %}x{% endif %}", "le signe %"),
        ("Nom : {% fro x in lignes %}{% endfor %}", "vouliez-vous dire « for » ?"),
        ("Nom : {% set x = 1 %}", "l’instruction « set » n’est pas permise"),
        ("Nom : {% endfor %}", "ne ferme rien"),
        ("Nom : {% if signe %}a{% else %}b{% else %}c{% endif %}", "vient après un « else »"),
        ("Nom : {% for l in lignes %}a{% elif signe %}b{% endfor %}", "n’est dans aucun « if »"),
        ("Nom : {% if signe %}a{% else if nom %}b{% endif %}", "{% else if nom %} » n’est pas co"),
        ("Nom : {%tr if signe %}", "n’a de sens que dans un tableau"),
        ("Nom : {%- if signe -%}a{% endif %}", "écrivez « {% if signe %} », sans tiret"),
        ("Nom : {%-p if signe %}", "écrivez « {%p if signe %} »"),
        ("Nom : {%p- if signe %}", "écrivez « {%p if signe %} »"),
        ("Nom : {% if signe +%}a{% endif %}", "écrivez « {% if signe %} »"),
        ("Nom : {{- nom }}", "écrivez « {{ nom }} »"),
        ("Nom : {#- rien -#}", "écrivez « {# rien #} »"),
        ("Nom : {% raw %}a{% endraw %}", "l’instruction « raw » n’est pas permise"),
        ("Nom : {%p if nom %} suite", "elle doit y être seule"),
        (["Nom : {%tr if signe %}", "perdu"], "fait disparaître la ligne du tableau"),
    ],
)
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
