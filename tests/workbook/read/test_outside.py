"""What is written where no field is read: read as rows, told at its cell, or left in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl import Workbook

from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.model.finding import Severity
from packetgen.workbook.read.dossier import Reading, read
from packetgen.workbook.read.problems import Lecture
from packetgen.workbook.write.create import create
from tests.workbook.read.cases import (
    Bench,
    Edit,
    cell,
    cells_of,
    fill,
    only,
    point,
    put,
    relabel,
    said,
    write,
)


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


def test_pieces_below_the_last_row_are_read_and_said(bench: Bench) -> None:
    edits = [free_piece(row, f"Annexe {row}", f"{row}.pdf") for row in range(1, 8)]
    result = bench.read(*edits)
    assert free_codes(result) == [(f"autre{n}", f"Annexe {n}", f"{n}.pdf") for n in range(1, 8)]
    finding = only(result, Lecture.LIGNES_AJOUTEES, Severity.INFORMATION)
    first = int(result.dossier.origins["pieces.autre5.fichier"].cell[1:])
    assert f"({first}, {first + 1} et {first + 2})" in finding.message


def test_pieces_after_a_gap_or_without_title_are_read(bench: Bench) -> None:
    result = bench.read(free_piece(6, None, "presse.pdf"), free_piece(9, "Bail", None, "Attendu"))
    assert free_codes(result) == [("autre5", "Autre pièce 5", "presse.pdf"), ("autre6", "Bail", "")]
    assert len(said(result, Lecture.PIECE_SANS_TITRE)) == 1


def test_a_row_inserted_among_the_pieces_is_read(bench: Bench) -> None:
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

    assert free_codes(bench.read(insert)) == [("autre5", "Statuts, la suite", "statuts-2.pdf")]


def test_a_title_alone_below_the_pieces_is_told(bench: Bench) -> None:
    result = bench.read(free_piece(6, "Le bail suivra", None))
    finding = only(result, Lecture.CELLULE_NON_LUE)
    assert "Le bail suivra" in finding.message


def test_more_free_pieces_than_rows_are_written_and_read_again(
    bench: Bench, dossier: Dossier
) -> None:
    """A workbook carried over holds them all, in rows of its own."""
    free = tuple(PieceFournie(f"autre{n}", f"Annexe {n}", f"{n}.pdf") for n in range(1, 8))
    carried = replace(dossier, actions=(), pieces=free, origins={})
    create(bench.folder / "x.xlsx", bench.campagne, dossier=carried)
    result = read(bench.folder / "x.xlsx", bench.campagne)
    assert result.findings == ()
    assert free_codes(result) == [(each.code, each.titre, each.fichier) for each in free]


def agent(row: int) -> list[Edit]:
    line = {"metier": f"Métier {row}", "service": "PMI de Lens", "agents": 2, "seances": 4}
    return [fill(f"agents.{name}", row, value) for name, value in (line | {"duree": 1.5}).items()]


def test_agents_under_the_total_are_read_and_said(bench: Bench) -> None:
    edits = [edit for row in (1, 14, 15, 17) for edit in agent(row)]
    result = bench.drawn(*edits)
    lines = result.dossier.actions[0].interventions
    assert [line.metier for line in lines] == [f"Métier {row}" for row in (1, 14, 15, 17)]
    only(result, Lecture.LIGNES_AJOUTEES, Severity.INFORMATION)


def test_a_note_under_the_agents_is_told_and_blocks_nothing(bench: Bench) -> None:
    result = bench.drawn(*agent(1), fill("agents.metier", 15, "Heures à confirmer"))
    assert len(result.dossier.actions[0].interventions) == 1
    only(result, Lecture.CELLULE_NON_LUE)


def test_an_amount_typed_over_a_sum_is_told(bench: Bench) -> None:
    def overtype(workbook: Workbook) -> None:
        cell(workbook, "budget.604").offset(row=-1).value = 4200

    result = bench.drawn(overtype)
    finding = only(result, Lecture.CELLULE_NON_LUE)
    assert "4200" in finding.message
    head = result.dossier.origins["budget.604"].cell
    assert cells_of([finding]) == [f"Budget!D{int(head[1:]) - 1}"]


def test_a_seventh_quartier_on_an_inserted_row_is_told(bench: Bench) -> None:
    edits = [put(action__lieu="Cité 12 – 14"), relabel("action.lieu", None)]
    (finding,) = said(
        bench.drawn(*edits, point("action.lieu", "'Action'!$C$99")), Lecture.CELLULE_NON_LUE
    )
    assert "Cité 12" in finding.message


def test_an_answer_in_the_column_of_examples_is_told(bench: Bench) -> None:
    answer = relabel("porteur.sigle", "JDC62", left=-3)
    only(bench.drawn(answer), Lecture.CELLULES_HORS_CHAMPS, Severity.INFORMATION)


def test_notes_in_the_margins_are_told_once_a_sheet_and_block_nothing(bench: Bench) -> None:
    result = bench.drawn(write("Action", J12="à revoir avec Nadia", J15="vu", B150="relu le 12"))
    finding = only(result, Lecture.CELLULES_HORS_CHAMPS, Severity.INFORMATION)
    assert cells_of([finding]) == ["Action!J12"]
    assert "J12, J15 et B150" in finding.message


def test_many_stray_cells_are_told_at_the_first_and_counted(bench: Bench) -> None:
    stray = write("Porteur", **{f"C{row}": f"reste {row}" for row in range(100, 400)})
    found = said(bench.drawn(stray), Lecture.CELLULE_NON_LUE)
    assert cells_of(found) == [f"Porteur!C{row}" for row in range(100, 108)]
    assert "284 autres" in found[-1].message


def test_pieces_of_an_action_left_aside_are_told(bench: Bench) -> None:
    result = bench.drawn(put(pieces__cerfa__2__fichier="cerfa.pdf"), actions=2)
    (finding,) = said(result, Lecture.CELLULE_NON_LUE)
    assert "cerfa.pdf" in finding.message


def test_peoples_own_sheets_are_theirs(bench: Bench) -> None:
    def add(workbook: Workbook) -> None:
        workbook.create_sheet("Brouillon")["C12"] = 4200

    assert bench.drawn(add, write("Lisez-moi", B60="lu")).findings == ()


@pytest.mark.parametrize("actions", [1, 3])
def test_what_packetgen_prints_is_never_told(actions: int, bench: Bench) -> None:
    """Each text of the sheets, drawn by the code that draws them; also once formulas are values."""
    findings = bench.drawn(actions=actions).findings
    findings += bench.read(actions=actions).findings
    assert {finding.code for finding in findings} <= {Lecture.ACTION_VIDE.code}
