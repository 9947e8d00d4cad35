"""What cannot be done: refused in French, with its exit code and without a traceback."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from packetgen.bundle.process import client
from packetgen.errors import ExitCode
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.workbook.write.create import create
from tests.cli.conftest import IBAN, Packetgen
from tests.conftest import CHECKOUT, EXAMPLE

ENGLISH = re.compile(
    r"\b(?:the|is|are|not|no such|does|invalid|missing|unknown|error|usage|try|help|of|for|to|and"
    r"|must|required|value|integer|range|file|directory|path|choose|format|traceback|exception)\b",
    re.IGNORECASE,
)
# What the user typed, or types to be helped
QUOTED = re.compile(r"« [^»]* »|--[a-z]+")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("bricoler", "La commande « bricoler » n’existe pas."),
        ("--bricoler", "L’option « --bricoler » n’existe pas."),
        ("generer", "Il manque l’argument 'CLASSEUR…'."),
        ("generer perdu.xlsx", "« perdu.xlsx » n’existe pas."),
        ("generer {dossier}", "est un dossier."),
        ("generer {exemple} --bricoler", "L’option « --bricoler » n’existe pas."),
        ("generer {exemple} --strickt", "Vouliez-vous dire '--strict' ?"),
        ("generer {exemple} --action", "L’option « --action » demande une valeur."),
        ("generer {exemple} --action deux", "« deux » n’est pas un nombre entier."),
        ("generer {exemple} --action 0", "0 n’est pas dans l’intervalle x>=1."),
        ("generer {exemple} --action 9", "classeur.xlsx n’a pas d’action 9."),
        ("generer {exemple} --moteur word", "« word » n’est pas parmi 'integre', 'libreoffice'."),
        ("generer {exemple} --date demain", "« demain » n’est pas une date"),
        ("generer {exemple} --sortie {exemple}", "classeur.xlsx » est un fichier."),
        ("verifier", "Il manque l’argument 'CLASSEUR'."),
        ("verifier {exemple} --format xml", "« xml » n’est pas parmi 'texte', 'json'."),
        ("nouveau", "Il manque le nom du classeur à écrire."),
        ("nouveau {dossier}/n --actions 21", "21 n’est pas dans l’intervalle 1<=x<=20."),
        ("nouveau {dossier}/n --depuis perdu.xlsx", "« perdu.xlsx » n’existe pas."),
        ("nouveau {exemple}", "existe déjà : choisissez un autre nom"),
        ("diagnostic tout", "tout"),
    ],
)
def test_a_wrong_command_line(
    arguments: str, words: str, packetgen: Packetgen, tmp_path: Path
) -> None:
    said = packetgen(*arguments.format(exemple=EXAMPLE, dossier=tmp_path).split())
    assert said.code == ExitCode.USAGE
    assert words in said.all
    assert ENGLISH.findall(QUOTED.sub("", said.all)) == []
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def terminal(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "packetgen", *map(str, arguments)],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("command", ["", "--aide", "generer --aide", "nouveau -h"])
def test_the_help_is_in_french(command: str) -> None:
    said = terminal(*command.split(), LANGUAGE="en", LC_ALL="en_GB.UTF-8")
    assert said.returncode == (ExitCode.DONE if command else ExitCode.USAGE)
    shown = said.stdout + said.stderr
    assert shown.startswith("Utilisation\u00a0: packetgen")
    assert ENGLISH.findall(QUOTED.sub("", shown)) == []


@pytest.mark.parametrize("command", ["generer", "verifier"])
def test_what_is_no_workbook(command: str, packetgen: Packetgen, tmp_path: Path) -> None:
    renamed = tmp_path / "statuts.xlsx"
    shutil.copy(EXAMPLE.with_name("statuts.pdf"), renamed)
    said = packetgen(command, renamed)
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
    unknown = packetgen("nouveau", tmp_path / "1999.xlsx", "--annee", 1999)
    assert unknown.code == ExitCode.CAMPAGNE_INVALID
    assert not (tmp_path / "1999.xlsx").exists()


def test_what_cannot_be_written(packetgen: Packetgen, tmp_path: Path) -> None:
    taken = tmp_path / "fichier"
    taken.write_text("un fichier, pas un dossier", encoding="utf-8")
    asked = ("--action", 2, "--date", "2025-11-05", "--sortie", taken / "output")
    said = packetgen("generer", EXAMPLE, *asked)
    assert said.code == ExitCode.CANNOT_WRITE
    assert re.search(r"« .*output.* » ne peut pas être écrit : .*choisissez", said.all)
    assert said.out == ""
    assert packetgen("nouveau", tmp_path / "absent" / "n.xlsx").code == ExitCode.CANNOT_WRITE
    assert [path.name for path in tmp_path.iterdir()] == ["fichier"]


VALUES = f"{IBAN} Nadia Wattrelos contact@jardins1214.example 14 rue des Cordiers"


def fail_here(_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this process fail."""

    def failing(*_given: object, **_named: object) -> None:
        raise LookupError(VALUES) from ValueError(VALUES)

    monkeypatch.setattr("packetgen.pipeline.verify.ask_annexes", failing)


def fail_where_bundles_are_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the process that makes bundles fail."""
    (folder / "failing.py").write_text(
        "from packetgen.bundle.process import worker\n"
        "def prove(*_given):\n"
        f"    raise LookupError({VALUES!r}) from ValueError({VALUES!r})\n"
        "worker.prove = prove\n"
        "handle = worker.handle\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(client, "ASSEMBLY", replace(client.ASSEMBLY, module="failing"))


@pytest.mark.parametrize("fail", [fail_here, fail_where_bundles_are_made])
def test_a_bug_is_told_without_any_value(
    fail: Callable[[Path, pytest.MonkeyPatch], None],
    packetgen: Packetgen,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fail(tmp_path, monkeypatch)
    asked = ("--action", 2, "--date", "2025-11-05", "--sortie", tmp_path / "output")
    said = packetgen("generer", EXAMPLE, *asked)
    assert said.code == ExitCode.BUG
    assert "rien n’a été publié" in said.err
    assert not (tmp_path / "output").exists()
    [incident] = (tmp_path / "chez moi").rglob("incident-*.txt")
    assert str(incident) in said.err
    report = incident.read_text(encoding="utf-8")
    assert report.startswith("LookupError\n")
    for text in (report, said.all):
        assert [word for word in VALUES.split() if len(word) > 3 and word in text] == []


def test_an_accented_workbook_where_the_locale_has_no_accent(tmp_path: Path) -> None:
    source = tmp_path / "dossier d’été.xlsx"
    for file in EXAMPLE.parent.iterdir():
        if file.suffix in (".pdf", ".jpg", ".xlsx"):
            shutil.copy(file, source if file == EXAMPLE else tmp_path)
    asked = ("--action", 2, "--date", "2025-11-05", "--sortie", tmp_path / "output")
    made = terminal("generer", source, *asked, LC_ALL="C", PYTHONUTF8="0")
    assert made.returncode == ExitCode.DONE, made.stderr
    [bundle] = (tmp_path / "output").glob("*.pdf")
    record = PdfReader(bundle).attachments["packetgen.json"][0]
    assert json.loads(bytes(record))["classeur"] == source.name
