"""A blank form of the kit saved in place of a template: the year is not ready, nothing is made."""

from pathlib import Path

import pytest

from packetgen import resources
from packetgen.campagne import status
from packetgen.campagne.load import load_campagne
from packetgen.documents.blanks.write import write_blank
from packetgen.errors import ExitCode
from packetgen.model.dossier import Dossier
from tests.cli.conftest import Packetgen, packetgen  # noqa: F401 - a fixture
from tests.edition.calls import created, of_2027
from tests.folders import with_actions, write_folder


@pytest.mark.parametrize("declared", [False, True], ids=["projet", "declared by an older version"])
def test_a_form_by_the_name_of_a_template_makes_nothing(
    declared: bool,
    packetgen: Packetgen,  # noqa: F811
    dossier: Dossier,
    tmp_path: Path,
) -> None:
    root = created(tmp_path / "Campagnes")
    template = root / "templates" / "2027" / "fiche_action.docx"
    with resources.campagnes_in(root):
        write_blank("fiche_action", load_campagne(2027), template)
        source = write_folder(tmp_path / "dossier", of_2027(with_actions(dossier, 1)))
    if declared:
        status.declare(root, 2027)
    output = tmp_path / "sortie"
    for command in (
        ("generer", source, "--date", "2026-10-20", "--sortie", output),
        ("vierges", "--annee", 2027, "--sortie", output),
    ):
        said = packetgen("--campagnes", root, *command)
        assert said.code == ExitCode.TEMPLATE_INVALID
        assert "fiche_action.docx" in said.err
        assert "balise" in said.err
        assert not list(output.rglob("*.*"))


def test_a_year_with_a_form_for_a_template_is_not_ready(
    packetgen: Packetgen,  # noqa: F811
    tmp_path: Path,
) -> None:
    root = created(tmp_path / "Campagnes")
    template = root / "templates" / "2027" / "liste.docx"
    with resources.campagnes_in(root):
        write_blank("liste", load_campagne(2027), template)
    said = packetgen("--campagnes", root, "campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "templates/2027/liste.docx ce document ne contient aucune balise" in said.all
