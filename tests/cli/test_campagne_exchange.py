"""packetgen campagne exporter, importer, comparer: the commands, on a call of one's own."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from packetgen import resources
from packetgen.errors import ExitCode
from tests.cli.conftest import Packetgen


@pytest.fixture
def calls(tmp_path: Path) -> Iterator[Path]:
    """A folder of calls with 2026 and 2027, which the commands use."""
    for kind in ("data", "templates"):
        shipped = resources.folder("data" if kind == "data" else "templates") / "2026"
        for year in ("2026", "2027"):
            shutil.copytree(shipped, tmp_path / kind / year)
    identity = tmp_path / "data" / "2027" / "campagne.toml"
    text = identity.read_text(encoding="utf-8").replace("annee = 2026", "annee = 2027")
    identity.write_text(text, encoding="utf-8")
    with resources.campagnes_in(tmp_path):
        yield tmp_path


@pytest.fixture
def edited(calls: Path, packetgen: Packetgen) -> Path:
    """The exported workbook, with a threshold raised and a référent without commune."""
    path = calls / "campagne.xlsx"
    said = packetgen("campagne", "exporter", 2027, path)
    assert (said.code, f'packetgen campagne importer 2027 "{path}"' in said.all) == (0, True)
    workbook = openpyxl.load_workbook(path)
    workbook["Seuils"]["D5"] = "20"
    sheet = workbook["Quartiers"]
    sheet["B24"], sheet["C24"], sheet["D24"] = "QN06255M", "Quartier neuf", "Lens"
    workbook.save(path)
    return path


def answer(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Type `words` at the question."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(words))


def seuils(calls: Path) -> str:
    """The thresholds of 2027, as written."""
    return (calls / "data" / "2027" / "seuils.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("typed", "applied"), [("o\n", True), ("OUI\n", True), ("\n", False)])
def test_import_shows_then_asks(
    calls: Path,
    edited: Path,
    packetgen: Packetgen,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    applied: bool,
) -> None:
    answer(monkeypatch, typed)
    said = packetgen("campagne", "importer", 2027, edited)
    assert said.code == 0
    assert "Ce qui va changer dans l’appel 2027 (2 changements)" in said.all
    assert "la valeur passe de 15 à 20." in said.all
    assert "Quartier QN06255M – Quartier neuf : ajouté (commune Lens)." in said.all
    assert "Le nombre est écrit comme du texte" in said.all
    assert "Sans source, donc « à confirmer » : Quartiers › J24." in said.all
    assert "1 entrée modifiée garde la même source" in said.all
    assert ("valeur = 15" not in seuils(calls)) == applied
    assert ("Rien n’a été écrit." in said.all) != applied


def test_a_doubtful_answer_is_asked_again(
    calls: Path, edited: Path, packetgen: Packetgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "peut-être\nnon\n")
    said = packetgen("campagne", "importer", 2027, edited)
    assert said.all.count("Appliquer ces changements ?") == 2
    assert "valeur = 15" in seuils(calls)


def test_no_answer_at_all_writes_nothing(
    calls: Path, edited: Path, packetgen: Packetgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "")
    assert packetgen("campagne", "importer", 2027, edited).code == ExitCode.INTERRUPTED
    assert "valeur = 15" in seuils(calls)


def test_oui_does_not_ask_and_a_second_import_changes_nothing(
    calls: Path, edited: Path, packetgen: Packetgen
) -> None:
    said = packetgen("campagne", "importer", 2027, edited, "--oui")
    assert "Appliquer" not in said.all
    assert "quartiers.toml et seuils.toml." in said.all
    assert "valeur = 15" not in seuils(calls)
    again = packetgen("campagne", "exporter", 2027, edited)
    assert again.code == 0
    said = packetgen("campagne", "importer", 2027, edited, "--oui")
    assert "Rien ne change" in said.all


def test_wrong_data_leave_with_the_code_of_campagnes(
    calls: Path, edited: Path, packetgen: Packetgen
) -> None:
    workbook = openpyxl.load_workbook(edited)
    workbook["Communes"]["D5"] = "abc"
    workbook.save(edited)
    said = packetgen("campagne", "importer", 2027, edited, "--oui")
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "Communes › D5 : « abc » : un code postal a 5 chiffres" in said.all
    assert "valeur = 15" in seuils(calls)


def test_compare_says_and_reports(calls: Path, edited: Path, packetgen: Packetgen) -> None:
    assert "Rien ne change de l’appel 2026" in packetgen("campagne", "comparer", 2026, 2027).all
    packetgen("campagne", "importer", 2027, edited, "--oui")
    said = packetgen("campagne", "comparer", 2026, 2027, "--sortie", calls / "rapport.docx")
    assert said.code == 0
    assert "Quartiers (1) Quartier QN06255M – Quartier neuf : ajouté (commune Lens)." in said.all
    assert f"Rapport écrit : {calls / 'rapport.docx'}" in said.all
    assert (calls / "rapport.docx").stat().st_size > 10_000


@pytest.mark.usefixtures("calls")
def test_an_unknown_year_is_said(packetgen: Packetgen) -> None:
    said = packetgen("campagne", "comparer", 2026, 2031)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "Années disponibles : 2026 et 2027." in said.all
