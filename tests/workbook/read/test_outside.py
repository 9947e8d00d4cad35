"""What is written where no field is read: read as rows, told at its cell, or left in peace."""

from dataclasses import replace

import pytest
from openpyxl import Workbook

from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.model.finding import Severity
from packetgen.workbook.read.dossier import Reading, read_dossier
from packetgen.workbook.write.create import create
from tests.workbook.read import cases
from tests.workbook.read.cases import Bench, Edit, cell, cells_of, fill, only, point, put, said


@cases.editor
def free_piece(workbook: Workbook, row: int, titre: str | None, fichier: str | None) -> None:
    """Write a free row of the pieces, counted from 1, past the last one too."""
    first = cell(workbook, "pieces.autre1.titre")
    first.offset(row - 1).value, first.offset(row - 1, 2).value = titre, fichier


def free_codes(result: Reading) -> list[tuple[str, str, str]]:
    pieces = [each for each in result.dossier.pieces if each.code.startswith("autre")]
    return [(each.code, each.titre, each.fichier) for each in pieces]


FREE = [(f"autre{n}", f"Annexe {n}", f"{n}.pdf") for n in range(1, 8)]


def test_pieces_below_the_last_row_are_read_and_said(bench: Bench) -> None:
    result = bench.read(*(free_piece(row, *FREE[row - 1][1:]) for row in range(1, 8)))
    assert free_codes(result) == FREE
    finding = only(result, "lignes_ajoutees", Severity.INFORMATION)
    first = int(result.dossier.origins["pieces.autre5.fichier"].cell[1:])
    assert f"({first}, {first + 1} et {first + 2})" in finding.message


def test_more_free_pieces_than_rows_are_written_and_read_again(
    bench: Bench, dossier: Dossier
) -> None:
    """A workbook carried over holds them all, in rows of its own."""
    pieces = tuple(PieceFournie(*each) for each in FREE)
    carried = replace(dossier, actions=(), pieces=pieces, origins={})
    create(bench.folder / "x.xlsx", bench.campagne, dossier=carried)
    result = read_dossier(bench.folder / "x.xlsx", bench.campagne)
    assert (free_codes(result), result.findings) == (FREE, ())


def test_pieces_after_a_gap_or_without_title_are_read(bench: Bench) -> None:
    rows = ((1, "Presse", "1.pdf"), (3, None, "3.pdf"), (6, None, "6.pdf"), (9, "Bail", "9.pdf"))
    result = bench.read(*(free_piece(*row) for row in rows))
    titles = {each.code: each.titre for each in result.dossier.pieces if each.fichier}
    untitled = {"autre3": "Autre pièce 3", "autre5": "Autre pièce 5"}
    assert titles == {"autre1": "Presse", **untitled, "autre6": "Bail"}
    keys = [finding.key for finding in said(result, "piece_sans_titre")]
    assert keys == [f"pieces.{code}.titre" for code in untitled]


def test_a_row_inserted_among_the_pieces_is_read(bench: Bench) -> None:
    def insert(workbook: Workbook) -> None:
        rib, moved = cell(workbook, "pieces.rib.fichier"), 99
        for name, column in (("fichier", "D"), ("motif", "E")):
            point(f"pieces.rib.{name}", f"'Pièces'!${column}${moved}")(workbook)
        sheet = workbook["Pièces"]
        sheet[f"B{moved}"], sheet[f"B{rib.row}"] = "RIB", "Statuts, la suite"
        rib.value = "statuts-2.pdf"

    assert free_codes(bench.read(insert)) == [("autre5", "Statuts, la suite", "statuts-2.pdf")]


def agent(row: int) -> list[Edit]:
    line = {"metier": f"Métier {row}", "service": "PMI de Lens", "agents": 2, "seances": 4}
    return [fill(f"agents.{name}", row, value) for name, value in (line | {"duree": 1.5}).items()]


def test_agents_under_the_total_are_read_and_said(bench: Bench) -> None:
    rows = (1, 14, 15, 17)
    result = bench.drawn(*(edit for row in rows for edit in agent(row)))
    lines = result.dossier.actions[0].interventions
    assert [line.metier for line in lines] == [f"Métier {row}" for row in rows]
    only(result, "lignes_ajoutees", Severity.INFORMATION)


NO_LIEU = (cases.relabel("action.lieu", None), point("action.lieu", "'Action'!$C$99"))
# the edits, and a part of what is told
ANSWERS: dict[str, tuple[list[Edit], str]] = {
    "a title alone below the pieces": ([free_piece(6, "Le bail suivra", None)], "Le bail suivra"),
    "a note under the agents": ([*agent(1), fill("agents.metier", 15, "À confirmer")], "À conf"),
    "an action left aside": ([put(pieces__cerfa__2__fichier="cerfa.pdf")], "cerfa.pdf"),
    "an inserted row": ([put(action__lieu="Cité 12 – 14"), *NO_LIEU], "Cité 12"),
}


@pytest.mark.parametrize(("edits", "words"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_no_field_reads_is_told(edits: list[Edit], words: str, bench: Bench) -> None:
    (finding,) = said(bench.drawn(*edits, actions=2), "cellule_non_lue")
    assert (words in finding.message, finding.severity) == (True, Severity.A_VERIFIER)


def test_notes_are_told_once_a_sheet_and_block_nothing(bench: Bench) -> None:
    margins = cases.write("Action", J12="à revoir", J15="vu", B150="lu")
    result = bench.drawn(cases.relabel("porteur.sigle", "JDC62", left=-3), margins)
    found = said(result, "cellules_hors_champs")
    assert (list(result.findings), found[0].severity) == (found, Severity.INFORMATION)
    assert cells_of(found)[1:] == ["Action!J12"]
    assert "J12, J15 et B150" in found[1].message


def test_an_amount_typed_over_a_sum_is_told_at_its_cell(bench: Bench) -> None:
    def overtype(workbook: Workbook) -> None:
        cell(workbook, "budget.604").offset(row=-1).value = 4200

    result = bench.drawn(overtype)
    finding = only(result, "cellule_non_lue")
    assert "4200" in finding.message
    head = result.dossier.origins["budget.604"].cell
    assert cells_of([finding]) == [f"Budget!D{int(head[1:]) - 1}"]


def test_many_stray_cells_are_told_at_the_first_and_counted(bench: Bench) -> None:
    stray = cases.write("Porteur", **{f"C{row}": f"reste {row}" for row in range(100, 400)})
    found = said(bench.drawn(stray), "cellule_non_lue")
    assert cells_of(found) == [f"Porteur!C{row}" for row in range(100, 108)]
    assert "284 autres" in found[-1].message


def test_peoples_own_sheets_and_the_heads_of_ours_are_theirs(bench: Bench) -> None:
    def add(workbook: Workbook) -> None:
        workbook.create_sheet("Brouillon")["C12"] = 4200

    notes = (
        cases.write("Lisez-moi", B60="lu"),
        cases.write("Porteur", J3="vu"),
        cases.write("Budget", A1="=1/0"),
    )
    assert bench.drawn(add, *notes).findings == ()


@pytest.mark.parametrize("actions", [1, 3])
def test_what_packetgen_prints_is_never_told(actions: int, bench: Bench) -> None:
    """Each text of the sheets, drawn by the code that draws them; also once formulas are values."""
    findings = bench.drawn(actions=actions).findings
    findings += bench.read(actions=actions).findings
    assert {finding.code for finding in findings} <= {cases.code("action_vide")}
