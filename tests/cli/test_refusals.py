"""What cannot be done: refused in French, with its exit code and without a traceback."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from packetgen.errors import ExitCode
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.resources import table
from packetgen.workbook.write.create import create
from tests.cli.conftest import Packetgen, english_words
from tests.conftest import EXAMPLE


@pytest.mark.parametrize(("arguments", "words"), table(__file__, "refusals.toml").items())
def test_a_wrong_command_line(
    arguments: str, words: str, packetgen: Packetgen, tmp_path: Path
) -> None:
    said = packetgen(*arguments.format(exemple=EXAMPLE, dossier=tmp_path).split())
    assert said.code == ExitCode.USAGE
    assert words in said.all
    assert english_words(said.all) == []
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_workbook(packetgen: Packetgen, tmp_path: Path) -> None:
    renamed = shutil.copy(EXAMPLE.with_name("statuts.pdf"), tmp_path / "statuts.xlsx")
    said = packetgen("verifier", renamed)
    assert said.code == ExitCode.WORKBOOK_UNREADABLE
    assert "« statuts.xlsx » est un PDF : donnez le classeur Excel rempli." in said.all
    assert said.out == ""


def test_a_workbook_of_another_year(
    packetgen: Packetgen, dossier: Dossier, campagne: Campagne, tmp_path: Path
) -> None:
    later = dataclasses.replace(campagne, annee=2031)
    create(tmp_path / "2031.xlsx", later, dossier=dossier)
    said = packetgen("generer", tmp_path / "2031.xlsx", "--sortie", tmp_path / "output")
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "L’appel 2031 n’a pas de données. Années disponibles : 2026." in said.all
    for command in ("nouveau", tmp_path / "1999.xlsx"), ("vierges", "--sortie", tmp_path / "site"):
        assert packetgen(*command, "--annee", 1999).code == ExitCode.CAMPAGNE_INVALID
    assert [path.name for path in tmp_path.iterdir()] == ["2031.xlsx"]
