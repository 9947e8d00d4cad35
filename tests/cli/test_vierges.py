"""`vierges` makes the kit, `nouveau --depuis` reads its forms back."""

from __future__ import annotations

from pathlib import Path

import pytest

from packetgen.documents.blanks.write import write_blank
from packetgen.errors import ExitCode
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.workbook.read.dossier import read
from tests.cli.conftest import Packetgen
from tests.conftest import EXAMPLE
from tests.documents.blanks.filling import answers_of, fill


@pytest.fixture
def filled(campagne: Campagne, dossier: Dossier, tmp_path: Path) -> list[Path]:
    """A letter and a fiche filled by hand with the example's first action."""
    answers = answers_of(dossier, dossier.actions[0])
    paths = []
    for name in ("lettre", "fiche_action"):
        write_blank(name, campagne, tmp_path / "vierge.docx")
        paths.append(fill(tmp_path / "vierge.docx", tmp_path / f"{name}.docx", answers))
    return paths


def test_the_kit_is_made_and_told(packetgen: Packetgen, tmp_path: Path) -> None:
    said = packetgen("vierges", "--annee", 2026, "--sortie", tmp_path / "site")
    assert said.code == ExitCode.DONE
    assert "4 - Fiche action.docx" in said.out
    assert f"À publier : {tmp_path / 'site' / 'AAP2026_kit_vierge.zip'}" in said.all
    assert (tmp_path / "site" / "AAP2026_kit_vierge.zip").is_file()


def test_an_unknown_year_makes_no_kit(packetgen: Packetgen, tmp_path: Path) -> None:
    said = packetgen("vierges", "--annee", 1999, "--sortie", tmp_path / "site")
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("order", ["after", "before", "twice"])
def test_filled_forms_make_a_workbook(
    order: str,
    filled: list[Path],
    packetgen: Packetgen,
    dossier: Dossier,
    campagne: Campagne,
    tmp_path: Path,
) -> None:
    letter, fiche = filled
    target = tmp_path / "repris.xlsx"
    arguments = {
        "after": (target, "--depuis", letter, fiche),
        "before": ("--depuis", letter, fiche, target),
        "twice": ("--depuis", letter, "--depuis", fiche, target),
    }[order]
    said = packetgen("nouveau", *arguments)
    assert said.code == ExitCode.DONE
    assert "Repris des formulaires" in said.out
    reading = read(target, campagne).dossier
    assert reading.porteur.siret == dossier.porteur.siret
    assert reading.actions[0].intitule == dossier.actions[0].intitule
    assert reading.actions[0].budget == dossier.actions[0].budget


def test_without_a_name_the_workbook_is_called_classeur(
    filled: list[Path], packetgen: Packetgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = packetgen("nouveau", "--depuis", *filled)
    assert said.code == ExitCode.DONE
    assert (tmp_path / "classeur.xlsx").is_file()


def test_what_is_not_read_is_told_and_ends_with_3(
    campagne: Campagne, packetgen: Packetgen, tmp_path: Path
) -> None:
    write_blank("fiche_action", campagne, tmp_path / "vierge.docx")
    answers = {"action.date_debut": ["au printemps"], "action.intitule": ["Potagers"]}
    fiche = fill(tmp_path / "vierge.docx", tmp_path / "fiche.docx", answers)
    said = packetgen("nouveau", tmp_path / "repris.xlsx", "--depuis", fiche)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert "À reprendre à la main : fiche.docx › Début : « au printemps »" in said.all
    assert read(tmp_path / "repris.xlsx", campagne).dossier.actions[0].intitule == "Potagers"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Il manque le nom du classeur"),
        (("un.xlsx", "deux.xlsx"), "un seul classeur à écrire"),
        (("un.xlsx", "lettre.docx"), "--depuis"),
        (("un.xlsx", "--depuis", EXAMPLE, "--depuis", EXAMPLE), "un seul classeur"),
        (("un.xlsx", "--depuis", EXAMPLE, "lettre.docx"), "un seul classeur, ou des formulaires"),
        (("un.xlsx", "--depuis", "lettre.docx", "absent.docx"), "« absent.docx » est introuvable"),
        (("un.xlsx", "--depuis", "lettre.docx", "--actions", 2), "une seule action"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    arguments: tuple[object, ...],
    said: str,
    packetgen: Packetgen,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lettre.docx").touch()
    refused = packetgen("nouveau", *arguments)
    assert refused.code == ExitCode.USAGE
    assert said in refused.all
    assert not list(tmp_path.glob("*.xlsx"))
