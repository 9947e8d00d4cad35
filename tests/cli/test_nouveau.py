"""`nouveau` and `diagnostic`: a workbook to fill, and what this installation can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from packetgen import __version__
from packetgen.convert import libreoffice
from packetgen.errors import ExitCode
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.workbook.read.dossier import read
from tests.cli.conftest import Packetgen
from tests.conftest import EXAMPLE


@pytest.mark.parametrize("name", ["classeur", "classeur.xlsx", "jardins v1.2", "ancien.xls"])
def test_a_new_workbook_always_ends_as_one(name: str, packetgen: Packetgen, tmp_path: Path) -> None:
    said = packetgen("nouveau", tmp_path / name)
    assert said.code == ExitCode.DONE
    [written] = tmp_path.iterdir()
    assert written.name == f"{name.removesuffix('.xlsx')}.xlsx"
    assert f"Classeur écrit : {written}" in said.all
    assert f'packetgen verifier "{written}"' in said.all


def test_a_filled_workbook_is_never_overwritten(packetgen: Packetgen, tmp_path: Path) -> None:
    filled = tmp_path / "classeur.xlsx"
    filled.write_bytes(b"des heures de travail")
    for name in ("classeur.xlsx", "classeur"):
        said = packetgen("nouveau", tmp_path / name)
        assert said.code == ExitCode.USAGE
        assert "existe déjà" in said.err
    assert filled.read_bytes() == b"des heures de travail"


def test_a_workbook_of_two_actions(
    packetgen: Packetgen, campagne: Campagne, tmp_path: Path
) -> None:
    packetgen("nouveau", tmp_path / "deux", "--actions", 2)
    reading = read(tmp_path / "deux.xlsx", campagne)
    assert "action2.intitule" in reading.dossier.origins
    assert packetgen("verifier", tmp_path / "deux.xlsx").code == ExitCode.DOSSIER_NOT_CONFORM


@pytest.mark.parametrize("actions", [1, 2])
def test_an_earlier_workbook_gives_its_porteur_and_pieces(
    actions: int, packetgen: Packetgen, dossier: Dossier, campagne: Campagne, tmp_path: Path
) -> None:
    asked = ("--depuis", EXAMPLE, "--actions", actions)
    said = packetgen("nouveau", tmp_path / "neuf.xlsx", *asked)
    assert said.code == ExitCode.DONE
    carried = read(tmp_path / "neuf.xlsx", campagne).dossier
    assert carried.porteur == dossier.porteur
    assert carried.actions == (Action(),)
    named = [given for given in dossier.pieces if given.fichier and given.action <= actions]
    assert f"« Les Jardins du 12-14 » et {len(named)} noms de pièces." in said.all
    found = [given for given in carried.pieces if given.fichier]
    # nobody has begun to fill the second action: its Cerfa is not read yet
    assert found == [given for given in named if given.action <= 1]
    assert "À vérifier : les dirigeants, le RIB et les pièces ont pu changer" in said.all


def test_what_this_installation_can_do(
    packetgen: Packetgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(libreoffice, "_program", lambda: None)
    said = packetgen("diagnostic")
    assert said.code == ExitCode.DONE
    for line in (
        f"✓ packetgen : {__version__}",
        "✓ Moteur integre : dxpdf",
        "✗ Moteur libreoffice : absent",
        "✓ Appel 2026 :",
        f"✓ Dossier de sortie : {tmp_path / 'output'} : écriture possible",
    ):
        assert line in said.all
    assert list(tmp_path.iterdir()) == []
