"""`generer` as people type it: what is printed, and the exit code."""

import re
from pathlib import Path

import pytest

from packetgen.annexes.pdf.text import page_texts
from packetgen.cli.generer import in_bytes, show_weight
from packetgen.errors import ExitCode
from packetgen.pipeline.size_limit import Weight
from tests.changes import action, both, piece, porteur
from tests.cli.conftest import DAY, IBAN, Packetgen, Workbook, protect, terminal
from tests.conftest import EXAMPLE


def test_the_example_from_a_terminal(tmp_path: Path) -> None:
    output = tmp_path / "output"
    made = terminal("generer", EXAMPLE, *DAY, "--sortie", output, LC_ALL="en_GB.UTF-8")
    assert made.returncode == ExitCode.DONE
    assert made.stderr.splitlines() == [
        "Lecture de classeur.xlsx et de ses pièces…",
        "Écriture des documents Word…",
        "Assemblage et contrôle du dossier…",
    ]
    said = " ".join(made.stdout.split())
    for pdf in output.glob("*.pdf"):
        assert re.search(rf"Dossier : {re.escape(str(pdf))} \(\d+ pages\)", said)
    assert said.count("Lettre au Président de la CALL p. 3 intégrée") == 2
    assert "Lu dans les pièces, concorde (10)" in said
    assert "Bilan : 0 point bloquant, 0 à vérifier, 9 informations" in said
    assert IBAN not in said.replace(" ", "")


def test_one_action_alone(packetgen: Packetgen, tmp_path: Path) -> None:
    output = tmp_path / "a" / "b"
    said = packetgen("generer", EXAMPLE, *DAY, "--action", 2, "--sortie", output, "--garder-docx")
    assert said.code == ExitCode.DONE
    assert "Action 2 – Voisins connectés" in said.all
    assert "Action 1 –" not in said.all
    assert said.all.count("Word : ") == 4
    suffixes = sorted(path.suffix for path in output.iterdir())
    assert suffixes == [".docx"] * 4 + [".json", ".pdf"]


def test_two_workbooks_in_a_call(packetgen: Packetgen, workbook: Workbook, tmp_path: Path) -> None:
    whole = workbook(name="un")
    wanting = workbook(
        both(
            action(intitule="Sans RIB", description="Autre"),
            piece("rib", fichier="", motif="Attendu le 12/11"),
        ),
        name="deux",
    )
    output = tmp_path / "output"
    said = packetgen("generer", wanting, whole, *DAY, "--sortie", output)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    names = [path.name.rpartition("_")[2] for path in sorted(output.glob("*.pdf"))]
    assert names == [
        "grandir-au-jardin-ateliers-parents-enfants-en-pied.pdf",
        "sans-rib-INCOMPLET.pdf",
    ]
    assert re.search(r"8\. RIB p\. \d+ absente Attendu le 12/11", said.all)
    assert re.search(r"8\. RIB p\. \d+ intégrée", said.all)
    assert "Bloquant (1) Pièces ›" in said.all


def test_strict_writes_nothing(packetgen: Packetgen, workbook: Workbook, tmp_path: Path) -> None:
    output = tmp_path / "output"
    wanting = workbook(piece("statuts", fichier=""))
    said = packetgen("generer", wanting, *DAY, "--strict", "--sortie", output)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert "Dossier incomplet : rien n’a été écrit (option --strict)." in said.all
    assert not output.exists()


def test_a_protected_piece(packetgen: Packetgen, workbook: Workbook, tmp_path: Path) -> None:
    source, output = workbook(), tmp_path / "output"
    protect(source.with_name("statuts.pdf"))
    said = packetgen("generer", source, *DAY, "--sortie", output)
    assert said.code == ExitCode.ANNEX_REFUSED
    assert re.search(r"5\. Statuts p\. \d+ refusée « statuts\.pdf » : ce PDF est protégé", said.all)
    [bundle] = output.glob("*.pdf")
    assert bundle.name.endswith("-INCOMPLET.pdf")
    pages = [" ".join(text.split()) for text in page_texts(bundle)]
    [page] = (text for text in pages if text.startswith("Pièce 5 Statuts : refusée"))
    assert "protégé par un mot de passe" in page
    assert "Imprimer › Enregistrer au format PDF" in page


def test_wrong_values_stop_all(packetgen: Packetgen, workbook: Workbook, tmp_path: Path) -> None:
    source = workbook(both(porteur(iban="FR14 2004 1010 0505 0001 3M02 607"), action(intitule="")))
    said = packetgen("generer", source, *DAY, "--sortie", tmp_path / "output")
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert "Aucun document n’a été fait" in said.all
    assert not (tmp_path / "output").exists()
    assert "Porteur › C37 L’IBAN n’est pas valide" in said.all
    assert "Action › C7 L’intitulé de l’action manque" in said.all
    assert "3M02 607" not in said.all


def test_the_weight_is_said_with_the_heaviest_pieces(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert (in_bytes("0.5"), in_bytes("4,5")) == (500_000, 4_500_000)
    show_weight(Weight(2_500_000, 3_200_000, (("flux", 1_700_000),), ()))
    show_weight(Weight(500_000, 3_200_000, (("flux", 1_700_000),), (("Statuts", 1_600_000),)))
    said = " ".join(capsys.readouterr().out.split())
    assert "3,20 Mo avant, 1,70 Mo après, sous la limite de 2,50 Mo flux : 1,70 Mo Poids" in said
    assert "3,20 Mo avant, 1,70 Mo après, au-delà de la limite de 0,50 Mo flux : 1,70 Mo" in said
    assert "Le plus lourd : Statuts (1,60 Mo). Donnez ces pièces plus légères" in said


def test_what_is_not_sure_and_what_is_left_are_said(packetgen: Packetgen, tmp_path: Path) -> None:
    asked = ("--pour", "departement", "--date", "2025-11-05", "--sortie", tmp_path)
    said = packetgen("generer", EXAMPLE, *asked)
    assert said.code == ExitCode.DONE
    assert "Action 2 – Voisins connectés" in said.out
    assert "Rien n’est demandé au financeur « Département du Pas-de-Calais »" in said.all
    assert "Non vérifié : La note demande un dépôt" in said.all
    assert "Sahaman BELKADI" in said.out
