"""packetgen campagne exporter, importer, comparer: the commands, on a call of one's own."""

import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from packetgen import resources
from packetgen.edition import excel
from packetgen.errors import ExitCode
from tests.cli.conftest import Packetgen
from tests.edition.conftest import copy_calls
from tests.edition.test_excel import typed
from tests.tables import table
from tests.workbook.read.cases import saved_again


@pytest.fixture(scope="module")
def two_calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of calls with 2026 and 2027, and the lists of 2027 changed in Excel.

    A threshold is raised, and a quartier added without its source.
    """
    folder = copy_calls(tmp_path_factory.mktemp("deux"))
    with resources.campagnes_in(folder):
        path = excel.export(folder / "campagne.xlsx", 2027)
    new = {"Quartiers B24": "QN06255M", "Quartiers C24": "Quartier neuf", "Quartiers D24": "Lens"}
    saved_again(path, typed({"Seuils D5": "20", **new}))
    return folder


@pytest.fixture
def calls(two_calls: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of these calls, which the commands use."""
    shutil.copytree(two_calls, tmp_path, dirs_exist_ok=True)
    with resources.campagnes_in(tmp_path):
        yield tmp_path


def seuils(calls: Path) -> str:
    return (calls / "data" / "2027" / "seuils.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("typed", ["OUI\n", "\n", "peut-être\nnon\n", ""])
def test_import_asks(
    typed: str, calls: Path, packetgen: Packetgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    said = packetgen("campagne", "importer", 2027, calls / "campagne.xlsx")
    assert said.code == (ExitCode.DONE if typed else ExitCode.INTERRUPTED)
    assert [words for words in table(__file__)["told"] if words not in said.all] == []
    assert said.all.count("Appliquer ces changements ?") == max(1, typed.count("\n"))
    assert ("valeur = 15" not in seuils(calls)) is (typed == "OUI\n")
    assert ("Rien n’a été écrit." in said.all) is (typed not in ("OUI\n", ""))


def test_oui_does_not_ask_what_changed_is_told_and_again_changes_nothing(
    calls: Path, packetgen: Packetgen
) -> None:
    edited, report = calls / "campagne.xlsx", calls / "rapport.docx"
    assert "Rien ne change de l’appel 2026" in packetgen("campagne", "comparer", 2026, 2027).all
    said = packetgen("campagne", "importer", 2027, edited, "--oui")
    assert "Appliquer" not in said.all
    assert "quartiers.toml et seuils.toml." in said.all
    assert "valeur = 15" not in seuils(calls)
    said = packetgen("campagne", "comparer", 2026, 2027, "--sortie", report)
    assert said.code == 0
    assert "Quartiers (1) Quartier QN06255M – Quartier neuf : ajouté (commune Lens)." in said.all
    assert f"Rapport écrit : {report}" in said.all
    assert report.stat().st_size > 10_000
    again = packetgen("campagne", "exporter", 2027, edited)
    assert again.code == 0
    assert f'packetgen campagne importer 2027 "{edited}"' in again.all
    said = packetgen("campagne", "importer", 2027, edited, "--oui")
    assert "Rien ne change" in said.all
    unknown = packetgen("campagne", "comparer", 2026, 2031)
    assert unknown.code == ExitCode.CAMPAGNE_INVALID
    assert "Années disponibles : 2026 et 2027." in unknown.all
