"""What is written where no field is read: read as rows, told at its cell, or left in peace."""

import pytest
from msgspec.structs import replace
from openpyxl import Workbook

from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.workbook.read.dossier import Reading, read_dossier
from packetgen.workbook.write.create import create
from tests.workbook.read import cases
from tests.workbook.read.cases import CALL, Bench, cells_of, point, put, relabel, said


def free_codes(result: Reading) -> list[tuple[str, str, str]]:
    pieces = [each for each in result.dossier.pieces if each.code.startswith("autre")]
    return [(each.code, each.titre, each.fichier) for each in pieces]


def test_more_free_pieces_than_rows_are_read_again(bench: Bench, dossier: Dossier) -> None:
    """A workbook carried over holds them all, in rows of its own."""
    free = [(f"autre{n}", f"Annexe {n}", f"{n}.pdf") for n in range(1, 8)]
    pieces = tuple(PieceFournie(*each) for each in free)
    carried = replace(dossier, actions=(), pieces=pieces, origins={})
    create(bench.folder / "x.xlsx", CALL, dossier=carried)
    result = read_dossier(bench.folder / "x.xlsx", CALL)
    assert (free_codes(result), result.findings) == (free, ())


def test_a_row_inserted_among_the_pieces_is_read(bench: Bench) -> None:
    result = bench.read(
        relabel("pieces.rib.fichier", "Statuts, la suite", left=2),
        put(pieces__rib__fichier="statuts-2.pdf"),
        point("pieces.rib.fichier", "'Pièces'!$D$99"),
        point("pieces.rib.motif", "'Pièces'!$E$99"),
        cases.write("Pièces", B99="RIB"),
    )
    assert free_codes(result) == [("autre5", "Statuts, la suite", "statuts-2.pdf")]


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
