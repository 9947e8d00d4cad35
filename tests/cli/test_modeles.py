"""The commands for the templates: what is printed, and with which code they end."""

import shutil
from pathlib import Path

import pytest
from docx import Document

from packetgen.documents.rendering.template_file import path_of
from packetgen.errors import ExitCode
from tests.cli.conftest import Packetgen


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """The letter of 2026 with two mistakes, in the text and in the footer."""
    path = tmp_path / "lettre.docx"
    shutil.copy(path_of(2026, "lettre"), path)
    document = Document(str(path))
    document.add_paragraph("Merci à {{ expediteur.nmo }}")
    document.sections[0].footer.paragraphs[0].text = "Année {{ année }} {% if lieu %}"
    document.save(str(path))
    return path


def test_verifier_tells_everything_with_its_place(packetgen: Packetgen, letter: Path) -> None:
    said = packetgen("modeles", "verifier", letter)
    assert said.code == ExitCode.TEMPLATE_INVALID
    assert "Bloquant : le champ « expediteur.nmo » n’existe pas" in said.all
    assert "paragraphe « Merci à {{ expediteur.nmo }} »" in said.all
    assert "pied de page, paragraphe « Année {{ année }} {% if lieu %} »" in said.all
    assert "vouliez-vous dire « annee » ?" in said.all
    assert "ajoutez {% endif %}" in said.all
    assert "Bilan : 1 modèle à corriger" in said.all


def test_verifier_takes_the_shipped_letter_or_asks(packetgen: Packetgen, tmp_path: Path) -> None:
    said = packetgen("modeles", "verifier", path_of(2026, "lettre"), "--annee", 2026)
    assert said.code == ExitCode.DONE
    assert "1 page avec un dossier d’exemple" in said.all
    assert "Bilan : rien à corriger" in said.all
    path = tmp_path / "note.docx"
    Document().save(str(path))
    said = packetgen("modeles", "verifier", path)
    assert said.code == ExitCode.USAGE
    assert "« note.docx » : quel modèle est-ce ?" in said.err


def test_variables_are_listed_or_written(packetgen: Packetgen, tmp_path: Path) -> None:
    said = packetgen("modeles", "variables")
    assert "{{ nom|de }} écrit un nom avec « de »" in said.out
    assert said.code == ExitCode.DONE
    assert "{{ subvention.en_lettres }} Montant demandé à la CALL, en lettres" in said.all
    assert "{% for commune in action.communes %}" in said.all
    assert packetgen("modeles", "variables", "--ecrire", tmp_path / "l.md").code == ExitCode.DONE
    assert (tmp_path / "l.md").read_text(encoding="utf-8").startswith("# Les modèles Word\n")


def test_apercu_writes_one_pdf(packetgen: Packetgen, tmp_path: Path) -> None:
    pdf = tmp_path / "vu.pdf"
    said = packetgen("modeles", "apercu", "--modele", "lettre", "--sortie", pdf)
    assert said.code == ExitCode.DONE
    assert pdf.read_bytes().startswith(b"%PDF")


def test_apercu_refuses_wrong_templates(packetgen: Packetgen, letter: Path, tmp_path: Path) -> None:
    said = packetgen("modeles", "apercu", letter, "--sortie", tmp_path / "vu.pdf")
    assert said.code == ExitCode.TEMPLATE_INVALID
    assert "packetgen modeles verifier" in said.err
    assert not (tmp_path / "vu.pdf").exists()
    both = packetgen("modeles", "apercu", letter, "--modele", "liste")
    assert (both.code, "pas les deux" in both.err) == (ExitCode.USAGE, True)
