"""`generer` and `verifier` as people type them: what is printed, and the exit code."""

import json
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from packetgen.annexes.pdf.text import page_texts
from packetgen.cli.generer import show_weight
from packetgen.cli.options import in_bytes
from packetgen.errors import ExitCode
from packetgen.pipeline.size_limit import Weight
from tests.changes import action, both, piece, porteur
from tests.cli.conftest import DAY, IBAN, Packetgen, Workbook, terminal
from tests.conftest import EXAMPLE
from tests.folders import type_in


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


def test_two_workbooks_in_a_call(packetgen: Packetgen, workbook: Workbook, tmp_path: Path) -> None:
    whole = workbook(name="un")
    no_rib = piece("rib", fichier="", motif="Attendu le 12/11")
    wanting = workbook(both(action(intitule="Sans RIB", description="Autre"), no_rib), name="deux")
    output = tmp_path / "output"
    said = packetgen("generer", wanting, whole, *DAY, "--sortie", output)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert [path.name.rpartition("_")[2] for path in sorted(output.glob("*.pdf"))] == [
        "grandir-au-jardin-ateliers-parents-enfants-en-pied.pdf",
        "sans-rib-INCOMPLET.pdf",
    ]
    assert re.search(r"8\. RIB p\. \d+ absente Attendu le 12/11", said.all)
    assert re.search(r"8\. RIB p\. \d+ intégrée", said.all)
    assert "Bloquant (1) Pièces ›" in said.all


def test_a_protected_piece(packetgen: Packetgen, workbook: Workbook, tmp_path: Path) -> None:
    source, output = workbook(), tmp_path / "output"
    with pikepdf.open(source.with_name("statuts.pdf"), allow_overwriting_input=True) as pdf:
        pdf.save(pdf.filename, encryption=pikepdf.Encryption(owner="jardin", user="jardin"))
    said = packetgen("generer", source, *DAY, "--sortie", output)
    assert said.code == ExitCode.ANNEX_REFUSED
    assert re.search(r"5\. Statuts p\. \d+ refusée « statuts\.pdf » : ce PDF est protégé", said.all)
    [bundle] = output.glob("*.pdf")
    assert bundle.name.endswith("-INCOMPLET.pdf")
    pages = [" ".join(text.split()) for text in page_texts(bundle)]
    [page] = (text for text in pages if text.startswith("Pièce 5 Statuts : refusée"))
    assert "protégé par un mot de passe" in page
    assert "Imprimer › Enregistrer au format PDF" in page
    # what is wanting counts before what is refused
    type_in(source, pieces__rib__fichier="")
    assert packetgen("verifier", source, *DAY).code == ExitCode.DOSSIER_NOT_CONFORM


def test_the_weight_is_said_with_the_heaviest_pieces(capsys: pytest.CaptureFixture[str]) -> None:
    assert (in_bytes("0.5"), in_bytes("4,5")) == (500_000, 4_500_000)
    show_weight(Weight(2_500_000, 3_200_000, (("flux", 1_700_000),), ()))
    show_weight(Weight(500_000, 3_200_000, (("flux", 1_700_000),), (("Statuts", 1_600_000),)))
    said = " ".join(capsys.readouterr().out.split())
    assert "3,20 Mo avant, 1,70 Mo après, sous la limite de 2,50 Mo flux : 1,70 Mo Poids" in said
    assert "3,20 Mo avant, 1,70 Mo après, au-delà de la limite de 0,50 Mo flux : 1,70 Mo" in said
    assert "Le plus lourd : Statuts (1,60 Mo). Donnez ces pièces plus légères" in said


def test_an_iban_in_other_cells_is_not_shown(packetgen: Packetgen, workbook: Workbook) -> None:
    whole = "FR14 2004 1010 0505 0001 3M02 606"
    source = workbook(porteur(titulaire_compte=whole, siret=whole, bic=whole))
    for form in ("texte", "json"):
        said = packetgen("verifier", source, *DAY, "--format", form)
        assert said.all.count("« FR14 •••• 2606 »") == 2


def test_the_findings_as_json(packetgen: Packetgen, workbook: Workbook) -> None:
    source = workbook(both(porteur(siret="912 345 006 00016"), action(pilier="")))
    said = packetgen("verifier", source, *DAY, "--format", "json")
    findings: list[dict[str, Any]] = json.loads(said.out)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    keys = {"code", "gravite", "message", "feuille", "cellule", "champ", "source"}
    assert [set(finding) for finding in findings] == [keys] * len(findings)
    assert all(isinstance(value, str) for finding in findings for value in finding.values())
    blocking = [finding for finding in findings if finding["gravite"] == "bloquant"]
    told = [(each["code"], each["champ"], each["feuille"]) for each in blocking]
    assert told == [("ID-01", "porteur.siret", "Porteur"), ("EPCI-10", "action.pilier", "Action")]
    assert re.fullmatch(r"[A-Z]\d+", blocking[0]["cellule"])
    assert blocking[1]["source"].startswith("note de cadrage 2026, «")
