"""What is written where no field is read: read as rows, told at its cell, or left in peace."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.model.finding import Severity
from packetgen.workbook.read.dossier import Reading, read
from packetgen.workbook.read.problems import Lecture
from packetgen.workbook.write.create import create
from tests.workbook.read.cases import (
    Edit,
    cell,
    cells_of,
    fill,
    put,
    reading,
    said,
    saved_again,
)

SOFFICE = shutil.which("soffice")


def write(title: str, **cells: str | int) -> Edit:
    def edit(workbook: Workbook) -> None:
        for place, value in cells.items():
            workbook[title][place] = value

    return edit


def drawn(folder: Path, campagne: Campagne, *edits: Edit, actions: int = 1) -> Reading:
    """Read the year's blank workbook, its formulas as Excel keeps them, after `edits`."""
    source = folder / "classeur.xlsx"
    create(source, campagne, actions=actions)
    return read(saved_again(source, *edits), campagne)


def free_piece(row: int, titre: str | None, fichier: str | None, motif: str | None = None) -> Edit:
    """Write a free row of the pieces, counted from 1, past the last one too."""

    def edit(workbook: Workbook) -> None:
        first = cell(workbook, "pieces.autre1.titre")
        for right, value in ((0, titre), (2, fichier), (3, motif)):
            first.offset(row - 1, right).value = value

    return edit


def free_codes(result: Reading) -> list[tuple[str, str, str]]:
    pieces = [each for each in result.dossier.pieces if each.code.startswith("autre")]
    return [(each.code, each.titre, each.fichier) for each in pieces]


def test_pieces_below_the_last_row_are_read_and_said(tmp_path: Path, campagne: Campagne) -> None:
    edits = [free_piece(row, f"Annexe {row}", f"{row}.pdf") for row in range(1, 8)]
    result = reading(tmp_path, campagne, *edits)
    assert free_codes(result) == [(f"autre{n}", f"Annexe {n}", f"{n}.pdf") for n in range(1, 8)]
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (
        Lecture.LIGNES_AJOUTEES.code,
        Severity.INFORMATION,
    )
    first = int(result.dossier.origins["pieces.autre5.fichier"].cell[1:])
    assert f"({first}, {first + 1} et {first + 2})" in finding.message


def test_pieces_after_a_gap_or_without_title_are_read(tmp_path: Path, campagne: Campagne) -> None:
    result = reading(
        tmp_path,
        campagne,
        free_piece(6, None, "presse.pdf"),
        free_piece(9, "Bail", None, "Attendu"),
    )
    assert free_codes(result) == [("autre5", "Autre pièce 5", "presse.pdf"), ("autre6", "Bail", "")]
    assert len(said(result, Lecture.PIECE_SANS_TITRE)) == 1


def test_a_row_inserted_among_the_pieces_is_read(tmp_path: Path, campagne: Campagne) -> None:
    """It stands between named rows, and has no name."""

    def insert(workbook: Workbook) -> None:
        statuts, rib = (cell(workbook, f"pieces.{code}.fichier") for code in ("statuts", "rib"))
        for right in (0, 1):
            name = workbook.defined_names["pieces.rib." + ("fichier", "motif")[right]]
            name.attr_text = f"'Pièces'!${'DE'[right]}${rib.row + 40}"
        sheet = workbook["Pièces"]
        sheet[f"B{rib.row + 40}"], sheet[f"B{rib.row}"] = "RIB", "Statuts, la suite"
        rib.value = "statuts-2.pdf"
        assert statuts.row < rib.row

    assert free_codes(reading(tmp_path, campagne, insert)) == [
        ("autre5", "Statuts, la suite", "statuts-2.pdf")
    ]


def test_a_title_alone_below_the_pieces_is_told(tmp_path: Path, campagne: Campagne) -> None:
    result = reading(tmp_path, campagne, free_piece(6, "Le bail suivra", None))
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (
        Lecture.CELLULE_NON_LUE.code,
        Severity.A_VERIFIER,
    )
    assert "Le bail suivra" in finding.message


def test_more_free_pieces_than_rows_are_written_and_read_again(
    tmp_path: Path, campagne: Campagne, dossier: Dossier
) -> None:
    """A workbook carried over holds them all, in rows of its own."""
    free = tuple(PieceFournie(f"autre{n}", f"Annexe {n}", f"{n}.pdf") for n in range(1, 8))
    carried = replace(dossier, actions=(), pieces=free, origins={})
    create(tmp_path / "x.xlsx", campagne, dossier=carried)
    result = read(tmp_path / "x.xlsx", campagne)
    assert (free_codes(result), result.findings) == (
        [(each.code, each.titre, each.fichier) for each in free],
        (),
    )


def agent(row: int) -> list[Edit]:
    return [
        fill("agents.metier", row, f"Métier {row}"),
        fill("agents.service", row, "PMI de Lens"),
        fill("agents.agents", row, 2),
        fill("agents.seances", row, 4),
        fill("agents.duree", row, 1.5),
    ]


def test_agents_under_the_total_are_read_and_said(tmp_path: Path, campagne: Campagne) -> None:
    edits = [edit for row in (1, 14, 15, 17) for edit in agent(row)]
    result = drawn(tmp_path, campagne, *edits)
    lines = result.dossier.actions[0].interventions
    assert [line.metier for line in lines] == [f"Métier {row}" for row in (1, 14, 15, 17)]
    (finding,) = said(result, Lecture.LIGNES_AJOUTEES)
    assert finding.severity is Severity.INFORMATION


def test_a_note_under_the_agents_is_told_and_blocks_nothing(
    tmp_path: Path, campagne: Campagne
) -> None:
    result = drawn(tmp_path, campagne, *agent(1), fill("agents.metier", 15, "Heures à confirmer"))
    assert len(result.dossier.actions[0].interventions) == 1
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (
        Lecture.CELLULE_NON_LUE.code,
        Severity.A_VERIFIER,
    )


def test_an_amount_typed_over_a_sum_is_told(tmp_path: Path, campagne: Campagne) -> None:
    def overtype(workbook: Workbook) -> None:
        cell(workbook, "budget.604").offset(row=-1).value = 4200

    result = drawn(tmp_path, campagne, overtype)
    (finding,) = result.findings
    assert (finding.code, "4200" in finding.message) == (Lecture.CELLULE_NON_LUE.code, True)
    head = result.dossier.origins["budget.604"].cell
    assert cells_of([finding]) == [f"Budget!D{int(head[1:]) - 1}"]


def test_a_seventh_quartier_on_an_inserted_row_is_told(tmp_path: Path, campagne: Campagne) -> None:
    def insert(workbook: Workbook) -> None:
        lieu = cell(workbook, "action.lieu")
        workbook.defined_names["action.lieu"].attr_text = "'Action'!$C$99"
        lieu.value, lieu.offset(column=-1).value = "Cité 12 – 14", None

    (finding,) = said(drawn(tmp_path, campagne, insert), Lecture.CELLULE_NON_LUE)
    assert "Cité 12" in finding.message


def test_an_answer_in_the_column_of_examples_is_told(tmp_path: Path, campagne: Campagne) -> None:
    def answer(workbook: Workbook) -> None:
        cell(workbook, "porteur.sigle").offset(column=3).value = "JDC62"

    (finding,) = drawn(tmp_path, campagne, answer).findings
    assert (finding.code, finding.severity) == (
        Lecture.CELLULES_HORS_CHAMPS.code,
        Severity.INFORMATION,
    )


def test_notes_in_the_margins_are_told_once_a_sheet_and_block_nothing(
    tmp_path: Path, campagne: Campagne
) -> None:
    result = drawn(
        tmp_path, campagne, write("Action", J12="à revoir avec Nadia", J15="vu", B150="relu le 12")
    )
    (finding,) = result.findings
    assert (finding.code, finding.severity, cells_of([finding])) == (
        Lecture.CELLULES_HORS_CHAMPS.code,
        Severity.INFORMATION,
        ["Action!J12"],
    )
    assert "J12, J15 et B150" in finding.message


def test_many_stray_cells_are_told_at_the_first_and_counted(
    tmp_path: Path, campagne: Campagne
) -> None:
    stray = write("Porteur", **{f"C{row}": f"reste {row}" for row in range(100, 400)})
    found = said(drawn(tmp_path, campagne, stray), Lecture.CELLULE_NON_LUE)
    assert cells_of(found) == [f"Porteur!C{row}" for row in range(100, 108)]
    assert "284 autres" in found[-1].message


def test_pieces_of_an_action_left_aside_are_told(tmp_path: Path, campagne: Campagne) -> None:
    result = drawn(tmp_path, campagne, put(pieces__cerfa__2__fichier="cerfa.pdf"), actions=2)
    (finding,) = said(result, Lecture.CELLULE_NON_LUE)
    assert "cerfa.pdf" in finding.message


def test_peoples_own_sheets_are_theirs(tmp_path: Path, campagne: Campagne) -> None:
    def add(workbook: Workbook) -> None:
        workbook.create_sheet("Brouillon")["C12"] = 4200

    assert drawn(tmp_path, campagne, add, write("Lisez-moi", B60="lu")).findings == ()


@pytest.mark.parametrize("actions", [1, 3])
def test_what_packetgen_prints_is_never_told(
    actions: int, tmp_path: Path, campagne: Campagne
) -> None:
    """Each text of the sheets, drawn by the code that draws them; also once formulas are values."""
    findings = drawn(tmp_path, campagne, actions=actions).findings
    findings += reading(tmp_path, campagne, actions=actions).findings
    assert {finding.code for finding in findings} <= {Lecture.ACTION_VIDE.code}


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n’est pas installé")
def test_what_libreoffice_saves_again_is_never_told(
    tmp_path: Path, campagne: Campagne, dossier: Dossier
) -> None:
    create(tmp_path / "plein.xlsx", campagne, dossier=dossier)
    create(tmp_path / "vide.xlsx", campagne)
    command = [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path / "again")]
    sources = [str(tmp_path / name) for name in ("plein.xlsx", "vide.xlsx")]
    subprocess.run([*command, *sources], check=True, capture_output=True, timeout=120)
    for name in ("plein.xlsx", "vide.xlsx"):
        assert read(tmp_path / "again" / name, campagne).findings == ()
