"""`nouveau`: a workbook to fill, blank, or with what an earlier one or Word forms say."""

from pathlib import Path

import pytest

from packetgen.campagne.load import load_campagne
from packetgen.documents.blanks.write import write_blank
from packetgen.errors import ExitCode
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.workbook.read.dossier import read_dossier
from tests.cli.conftest import Packetgen
from tests.conftest import EXAMPLE
from tests.documents.blanks.filling import fill
from tests.folders import filled_forms


@pytest.fixture(scope="module")
def filled(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return filled_forms(tmp_path_factory.mktemp("formulaires"), dossier)


@pytest.mark.parametrize("name", ["classeur.xlsx", "jardins v1.2", "ancien.xls"])
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


@pytest.mark.parametrize("actions", [1, 2])
def test_an_earlier_workbook_gives_its_porteur_and_pieces(
    actions: int, packetgen: Packetgen, dossier: Dossier, campagne: Campagne, tmp_path: Path
) -> None:
    asked = ("--depuis", EXAMPLE, "--actions", actions)
    said = packetgen("nouveau", tmp_path / "neuf.xlsx", *asked)
    assert said.code == ExitCode.DONE
    carried = read_dossier(tmp_path / "neuf.xlsx", campagne).dossier
    assert ("action2.intitule" in carried.origins) is (actions == 2)
    assert carried.porteur == dossier.porteur
    assert carried.actions == (Action(),)
    named = [given for given in dossier.pieces if given.fichier and given.action <= actions]
    assert f"« Les Jardins du 12-14 » et {len(named)} noms de pièces." in said.all
    found = [given for given in carried.pieces if given.fichier]
    # nobody has begun to fill the second action: its Cerfa is not read yet
    assert found == [given for given in named if given.action <= 1]
    assert "À vérifier : les dirigeants, le RIB et les pièces ont pu changer" in said.all
    assert packetgen("verifier", tmp_path / "neuf.xlsx").code == ExitCode.DOSSIER_NOT_CONFORM


@pytest.mark.parametrize(
    "typed", ["{} --depuis {} {}", "--depuis {1} {2} {0}", "--depuis {1} --depuis {2} {0}"]
)
def test_filled_forms_make_a_workbook(
    typed: str, filled: list[Path], packetgen: Packetgen, dossier: Dossier, tmp_path: Path
) -> None:
    target = tmp_path / "repris.xlsx"
    said = packetgen("nouveau", *typed.format(target, *filled).split())
    assert said.code == ExitCode.DONE
    assert "Repris des formulaires" in said.out
    reading = read_dossier(target, load_campagne(2026)).dossier
    assert reading.porteur.siret == dossier.porteur.siret
    assert reading.actions[0].budget == dossier.actions[0].budget


def test_what_is_not_read_is_told_and_a_workbook_without_name_is_called_classeur(
    campagne: Campagne, packetgen: Packetgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_blank("fiche_action", campagne, tmp_path / "vierge.docx")
    answers = {"action.date_debut": ["au printemps"], "action.intitule": ["Potagers"]}
    fiche = fill(tmp_path / "vierge.docx", tmp_path / "fiche.docx", answers)
    said = packetgen("nouveau", "--depuis", fiche)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert "À reprendre à la main : fiche.docx › Début : « au printemps »" in said.all
    reading = read_dossier(tmp_path / "classeur.xlsx", campagne).dossier
    assert reading.actions[0].intitule == "Potagers"
