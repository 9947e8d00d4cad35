"""`vierges`: the blank kit is made, and what to publish is said."""

from pathlib import Path

from packetgen.errors import ExitCode
from tests.cli.conftest import Packetgen


def test_the_kit_is_made_and_told(packetgen: Packetgen, tmp_path: Path) -> None:
    said = packetgen("vierges", "--annee", 2026, "--sortie", tmp_path / "site")
    assert said.code == ExitCode.DONE
    assert "4 - Fiche action.docx" in said.out
    assert f"À publier : {tmp_path / 'site' / 'AAP2026_kit_vierge.zip'}" in said.all
    assert (tmp_path / "site" / "AAP2026_kit_vierge.zip").is_file()
