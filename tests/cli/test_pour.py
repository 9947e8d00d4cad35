"""« generer --pour »: what the command says of a bundle made for one funder."""

from __future__ import annotations

from pathlib import Path

from packetgen.errors import ExitCode
from tests.cli.conftest import Packetgen
from tests.conftest import EXAMPLE


def test_the_command_says_what_is_not_sure_and_what_is_left(
    packetgen: Packetgen, tmp_path: Path
) -> None:
    asked = ("--pour", "departement", "--date", "2025-11-05", "--sortie", tmp_path)
    said = packetgen("generer", EXAMPLE, *asked)
    assert said.code == ExitCode.DONE
    assert "Action 2 – Voisins connectés" in said.out
    assert "Rien n’est demandé au financeur « Département du Pas-de-Calais »" in said.all
    assert "Non vérifié : La note demande un dépôt" in said.all
    assert "Sahaman BELKADI" in said.out


def test_an_unknown_bundle_is_refused_in_french(packetgen: Packetgen) -> None:
    said = packetgen("generer", EXAMPLE, "--pour", "mairie")
    assert said.code == ExitCode.USAGE
    assert "n’est pas" in said.all
    assert "departement" in said.all
