"""Commands as people type them: what is said, left and returned, or refused, is in the table."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from msgspec.structs import replace

from packetgen import __version__, resources, service
from packetgen.convert import libreoffice
from packetgen.documents.rendering.template_file import path_of
from packetgen.errors import ExitCode
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.workbook.write.create import create
from tests.cli.conftest import DAY, Packetgen, Workbook, english_words
from tests.conftest import EXAMPLE
from tests.documents.word_parts import opened
from tests.folders import type_in
from tests.reception.boxes import dossier_of, made
from tests.tables import table

CASES = table(__file__)
MODELES = resources.folder("templates") / "2026"


@pytest.mark.parametrize("name", CASES["commands"])
def test_a_command(
    name: str,
    packetgen: Packetgen,
    workbook: Workbook,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told, home = CASES["commands"][name], tmp_path / "projet"
    if "cells" in told:
        type_in(workbook(), **told["cells"])
    home.mkdir(exist_ok=True)
    before = {path: path.read_bytes() for path in home.iterdir()}
    monkeypatch.chdir(home)
    monkeypatch.setattr(libreoffice, "_program", lambda: None)
    places = {"exemple": EXAMPLE, "dossier": home, "modeles": MODELES, "version": __version__}
    said = packetgen(*told["typed"].format(**places).split())
    assert said.code == ExitCode[told.get("code", "DONE")]
    assert [each for each in told.get("says", ()) if each.format(**places) not in said.all] == []
    assert [each for each in told.get("says_not", ()) if each in said.all] == []
    assert said.all.endswith(told.get("ends", ""))
    assert {path: path.read_bytes() for path in before} == before
    left = {*home.iterdir(), *home.glob("sortie/*")} - {*before, home / "sortie"}
    assert sorted(path.suffix or path.name for path in left) == told.get("leaves", [])
    pdfs = [each.read_bytes() for each in left if each.suffix == ".pdf"]
    assert all(pdf.startswith(b"%PDF") and pdf.rstrip().endswith(b"%%EOF") for pdf in pdfs)
    assert all(each.read_text().startswith(told["begins"]) for each in left if "begins" in told)


@pytest.mark.parametrize(("typed", "words"), CASES["refusals"])
def test_a_wrong_command_line(
    typed: str, words: str, packetgen: Packetgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    places = {"exemple": EXAMPLE, "dossier": tmp_path, "modeles": MODELES}
    said = packetgen(*typed.format(**places).split())
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


def test_another_year(
    packetgen: Packetgen, dossier: Dossier, campagne: Campagne, tmp_path: Path
) -> None:
    create(tmp_path / "2031.xlsx", replace(campagne, annee=2031), dossier=dossier)
    said = packetgen("generer", tmp_path / "2031.xlsx", "--sortie", tmp_path / "output")
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "L’appel 2031 n’a pas de données. Années disponibles : 2026." in said.all
    for command in ("nouveau", tmp_path / "1999.xlsx"), ("vierges", "--sortie", tmp_path / "site"):
        assert packetgen(*command, "--annee", 1999).code == ExitCode.CAMPAGNE_INVALID
    assert [path.name for path in tmp_path.iterdir()] == ["2031.xlsx"]


def test_a_wrong_template_is_told_with_its_places(packetgen: Packetgen, tmp_path: Path) -> None:
    letter, note, preview = (tmp_path / name for name in ("lettre.docx", "note.docx", "vu.pdf"))
    with opened(path_of(2026, "lettre"), letter) as document:
        document.add_paragraph("Merci à {{ expediteur.nmo }}")
        document.sections[0].footer.paragraphs[0].text = "Année {{ année }} {% if lieu %}"
    said = packetgen("modeles", "verifier", letter)
    assert said.code == ExitCode.TEMPLATE_INVALID
    assert [words for words in CASES["wrong_template"] if words not in said.all] == []
    said = packetgen("modeles", "apercu", letter, "--sortie", preview)
    assert said.code == ExitCode.TEMPLATE_INVALID
    assert "packetgen modeles verifier" in said.err
    assert not preview.exists()
    both = packetgen("modeles", "apercu", letter, "--modele", "liste")
    assert (both.code, "pas les deux" in both.err) == (ExitCode.USAGE, True)
    Document().save(str(note))
    said = packetgen("modeles", "verifier", note)
    assert said.code == ExitCode.USAGE
    assert "« note.docx » : quel modèle est-ce ?" in said.err


def test_what_is_copied_is_a_page_by_itself(packetgen: Packetgen, tmp_path: Path) -> None:
    said = packetgen("dauphin", EXAMPLE, *DAY, "--sortie", tmp_path / "sortie")
    files = [tmp_path / "sortie" / f"action-{number}-dauphin.html" for number in (1, 2)]
    assert said.code == ExitCode.DONE
    assert said.out.splitlines() == [f"Écrit : {file}" for file in files]
    page = files[0].read_text(encoding="utf-8")
    assert '<pre class="a-coller" id="texte-1-description">Pilier : Prévenir, repérer.\n' in page
    assert "Lu dans le Cerfa" in page
    assert "navigator.clipboard" in page
    # nothing is loaded, nobody is told what the program alone knows
    assert re.findall(r"(?:src|action)=|<link|checkbox|FR14", page) == []


def test_what_is_not_made_names_its_cell(
    packetgen: Packetgen, dossier: Dossier, tmp_path: Path
) -> None:
    book = made(dossier_of(dossier, 1, 1000), tmp_path / "reçu", "classeur", None)
    register, out = tmp_path / "registre.xlsx", tmp_path / "suites"
    service.register([book], register, today=date(2025, 11, 12), report=print)
    for written in ("2 documents", "0 document"):
        said = packetgen("instruction", register, "--sortie", out)
        assert said.code == ExitCode.DONE
        assert f"Écrit dans {out} : {written}" in said.all
        assert "il manque le jour où répondre : écrivez-le en « À demander »" in said.all
        assert "Gardé" not in said.all
    [letter] = (out / "accuse_reception").iterdir()
    letter.write_bytes(b"retouche")
    said = packetgen("instruction", register, "--sortie", out)
    assert f"Gardé tel qu’il est : {letter.relative_to(out)}" in said.all
    assert letter.read_bytes() == b"retouche"
    for file in (book, letter):
        other = packetgen("instruction", file, "--sortie", out)
        assert (other.code, "n’est pas un registre" in other.all) == (ExitCode.USAGE, True)
