"""What each document must say, looked for in the document itself: whatever says it will do."""

import shutil
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from packetgen.documents.blanks.write import CONTEXTS, write_blank
from packetgen.documents.contexts.kit import kit_pages
from packetgen.documents.lint.essentials import ESSENTIALS, essentials, needed
from packetgen.documents.rendering.render import render
from packetgen.documents.rendering.template_file import COURRIERS, path_of
from packetgen.errors import TemplateInvalid
from packetgen.model.campagne import Campagne
from packetgen.modeles import check
from packetgen.modeles.sample_dossiers import specimens
from tests.documents.conftest import Write
from tests.documents.word_parts import edited, opened
from tests.tables import table

CASES = table(__file__)
LETTER = CASES["lettre"]
UNLIKE = permutations((name for name in ESSENTIALS if name not in COURRIERS), 2)
PAIRS = [pytest.param(*pair, marks=[pytest.mark.slow] * (n > 0)) for n, pair in enumerate(UNLIKE)]
ADDRESSED = ["CA DE LENS-LIEVIN {{ destinataire|join(' ') }}", *LETTER[1:]]


def wrong(path: Path, name: str, campagne: Campagne) -> list[str]:
    """What blocks in a template, used as the year's `name`."""
    checked = check.check_template(path, name, campagne, check.trials(campagne))
    return [problem.message for problem in checked.problems if problem.is_blocking]


def fields_of(name: str, campagne: Campagne) -> dict[str, Any]:
    """The fields of the example: of a dossier, or of the call for a page of the kit."""
    documents: dict[str, Any] = dict(specimens(campagne)["exemple"].fields)
    return dict(documents.get(name) or kit_pages(campagne))


@pytest.mark.parametrize("name", [*CONTEXTS, "made"])
def test_what_is_made_is_no_template(name: str, campagne: Campagne, tmp_path: Path) -> None:
    used = "lettre" if name == "made" else name
    path = tmp_path / f"{used}.docx"
    if name == "made":
        render(path_of(2026, used), fields_of(used, campagne), path)
    else:
        write_blank(name, campagne, path)
    [message] = wrong(path, used, campagne)
    assert "aucune balise" in message
    assert "formulaire vierge du kit" in message


@pytest.mark.parametrize(("name", "other"), [*permutations(COURRIERS, 2), *PAIRS])
def test_another_template_is_refused(
    name: str, other: str, campagne: Campagne, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.docx"
    shutil.copy(path_of(2026, other), path)
    assert wrong(path, name, campagne) != []


@pytest.mark.parametrize(("name", "variables"), CASES["printed"])
def test_each_prints_its_fields(
    name: str, variables: str, campagne: Campagne, tmp_path: Path
) -> None:
    tags = [f"{{{{ {variable} }}}}" for variable in variables.split()]
    [message] = wrong(edited(tmp_path, name, *tags), name, campagne)
    assert all(tag in message for tag in tags)
    if "{{ ligne.heures }}" in tags:
        assert "d’heures de mobilisation\u00a0» (note de cadrage 2026" in message


def test_a_rule_that_the_year_does_not_set_asks_for_nothing(campagne: Campagne) -> None:
    kept = tuple(rule for rule in campagne.regles if rule.code != "EPCI-03")
    tags = [each.tags for each in essentials("lettre", replace(campagne, regles=kept))]
    assert ("{{ action.intitule }}",) in tags
    assert ("{{ action.description }}",) not in tags


@pytest.mark.parametrize(
    "paragraph",
    [
        "{% if not lieu %}{{ subvention.montant }}{% endif %}",  # never taken
        "{% if contact %}{{ subvention.montant }}{% endif %}",  # for some dossiers
        "6\u00a0500\u00a0€",  # the example’s own
    ],
)
def test_what_nobody_reads_is_not_said(paragraph: str, campagne: Campagne, tmp_path: Path) -> None:
    with opened(edited(tmp_path, "lettre", "{{ subvention.montant }}")) as document:
        document.add_paragraph(paragraph)
    [message] = wrong(tmp_path / "lettre.docx", "lettre", campagne)
    assert "n’écrit pas {{ subvention.montant }}, ou pas là où on le lit" in message


@pytest.mark.parametrize(
    ("name", "paragraphs"), [("lettre", LETTER), ("lettre", ADDRESSED), *CASES["otherwise"]]
)
def test_said_otherwise(name: str, paragraphs: list[str], campagne: Campagne, write: Write) -> None:
    messages = wrong(write(*paragraphs), name, campagne)
    assert [message for message in messages if "n’écrit pas" in message] == []


def test_a_typed_address_is_right_while_it_is_the_year_s(campagne: Campagne, write: Write) -> None:
    lines = fields_of("lettre", campagne)["destinataire"]
    assert wrong(write(*lines, *LETTER[1:]), "lettre", campagne) == []
    [message] = wrong(write("M. le Maire", *LETTER[1:]), "lettre", campagne)
    assert "{% for ligne in destinataire %}" in message


@pytest.mark.parametrize("inspected", [True, False])
def test_nothing_is_made_with_a_form(inspected: bool, campagne: Campagne, tmp_path: Path) -> None:
    form = tmp_path / "fiche_action.docx"
    write_blank("fiche_action", campagne, form)
    fields, required = fields_of("fiche_action", campagne), essentials("fiche_action", campagne)
    with pytest.raises(TemplateInvalid, match=r"fiche_action\.docx : .*balise"):
        render(form, fields, tmp_path / "fiche.docx", inspected=inspected, required=required)


def test_a_text_of_many_lines_is_found(campagne: Campagne, write: Write, tmp_path: Path) -> None:
    title, text = "Le jardin\tn° 1 & « 2 »", "Un <b>\n- deux\n\n- trois &amp; {{ 4 }}"
    fields = fields_of("lettre", campagne) | {"action": {"intitule": title, "description": text}}
    required = essentials("lettre", campagne)
    render(write(*LETTER), fields, tmp_path / "lettre.docx", required=required)


def test_a_variable_outside_its_loop_is_not_the_mandatory_one(campagne: Campagne) -> None:
    required = {"liste": essentials("liste", campagne)}
    assert needed("{% for piece in pieces %}{{ piece.titre }}", required) == "oui"
    assert needed("{% for piece in pieces %}", required) == ""
    assert needed("{{ action }}", required) == ""
