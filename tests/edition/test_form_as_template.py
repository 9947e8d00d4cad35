"""A blank form of the kit saved in place of a template: the year is not ready, nothing is made."""

from pathlib import Path

from packetgen import resources
from packetgen.campagne import status
from packetgen.campagne.load import load_campagne
from packetgen.documents.blanks.write import write_blank
from packetgen.errors import ExitCode
from packetgen.model.dossier import Dossier
from tests.cli.conftest import Packetgen, packetgen  # noqa: F401 - a fixture
from tests.edition.calls import created, of_2027
from tests.folders import with_actions, write_folder


def test_a_form_by_the_name_of_a_template_makes_nothing(
    packetgen: Packetgen,  # noqa: F811
    dossier: Dossier,
    tmp_path: Path,
) -> None:
    root, output = created(tmp_path / "Campagnes"), tmp_path / "sortie"
    with resources.campagnes_in(root):
        template = root / "templates" / "2027" / "fiche_action.docx"
        write_blank("fiche_action", load_campagne(2027), template)
        source = write_folder(tmp_path / "dossier", of_2027(with_actions(dossier, 1)))
    said = packetgen("--campagnes", root, "campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "fiche_action.docx ce document ne contient aucune balise" in said.all
    # as an older version would have
    (root / "data" / "2027" / status.NAME).write_bytes(status.declaration(root, 2027))
    for command in (
        ("generer", source, "--date", "2026-10-20", "--sortie", output),
        ("vierges", "--annee", 2027, "--sortie", output),
    ):
        said = packetgen("--campagnes", root, *command)
        assert said.code == ExitCode.TEMPLATE_INVALID
        assert "fiche_action.docx" in said.err
        assert "balise" in said.err
        assert not list(output.rglob("*.*"))
