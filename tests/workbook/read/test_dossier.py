"""Whole workbooks as people send them back: years, dates, formulas, actions (X4 to X6)."""

from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from packetgen.campagne.words import asked
from packetgen.errors import WorkbookUnreadable
from packetgen.model.action import ACTION, Action
from packetgen.model.dossier import PORTEUR, Dossier, Porteur
from packetgen.resources import table
from packetgen.text import NBSP
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.read import typed
from packetgen.workbook.read.dossier import read_dossier, year_of
from packetgen.workbook.read.typed import LECTURES
from packetgen.workbook.write.create import create
from packetgen.workbook.write.values import values_of
from tests.workbook.read import cases
from tests.workbook.read.cases import CALL, EDITS, Bench, cell, cells_of, code, point, put


def test_a_blank_workbook_says_nothing_and_finds_every_cell(bench: Bench) -> None:
    result = bench.read()
    dossier = result.dossier
    assert result.findings == ()
    assert (dossier.porteur, dossier.actions) == (Porteur(), (Action(),))
    assert not any(piece.fichier or piece.motif for piece in dossier.pieces)
    for field in asked((*PORTEUR, *ACTION), CALL):
        key = field.key if field.rows == 1 else f"{field.key}.{field.rows}"
        assert dossier.origins[key].label == field.label
    keys = {"agents.12.accord", "communes.6.commune", "budget.74epci", "pieces.rib.motif"}
    assert keys <= dossier.origins.keys()
    expected = [piece.code for piece in CALL.pieces if piece.is_given]
    assert [piece.code for piece in dossier.pieces] == expected
    assert {piece.action for piece in dossier.pieces if piece.code == "cerfa"} == {1}


def test_the_example_is_read_as_written_and_without_names(bench: Bench, dossier: Dossier) -> None:
    source = bench.folder / dossier.file
    create(source, CALL, dossier=dossier)
    result = read_dossier(source, CALL)
    assert (result.dossier, result.findings) == (dossier, ())
    cases.with_parts(source, {"xl/workbook.xml": cases.without_names})
    result = read_dossier(source, CALL)
    assert result.dossier == dossier
    assert {finding.code for finding in result.findings} == {code("champs_retrouves")}


def test_what_concerns_the_whole_workbook_is_said_first(bench: Bench) -> None:
    def since_1904(workbook: Workbook) -> None:
        workbook.epoch = MAC_EPOCH
        cell(workbook, "action.date_debut").value = date(2026, 2, 2)

    source = bench.blank(since_1904)
    with ZipFile(source, "a") as package:
        package.writestr("xl/vbaProject.bin", b"")
    assert year_of(open_workbook(source)) == 2026
    result = read_dossier(source, replace(CALL, annee=2027))
    lectures = ("macros", "calendrier_1904", "autre_annee")
    assert [each.code for each in result.findings] == [*map(code, lectures)]
    assert [each.severity for each in result.findings] == ["information", *["à vérifier"] * 2]
    assert "classeur de 2026" in result.findings[-1].message
    assert result.dossier.annee == 2027
    assert result.dossier.actions[0].date_debut == date(2026, 2, 2)


def test_a_workbook_that_lost_its_year_is_read(bench: Bench) -> None:
    source = bench.blank(point("packetgen.annee", None), put(porteur__sigle="JD"))
    assert year_of(open_workbook(source)) is None
    assert read_dossier(source, CALL).dossier.porteur.sigle == "JD"


def test_a_workbook_of_something_else_is_refused(bench: Bench) -> None:
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = "Comptes de 2024"
    workbook.save(bench.folder / "comptes.xlsx")
    with pytest.raises(WorkbookUnreadable, match=r"« comptes\.xlsx » n’est pas un classeur de"):
        read_dossier(bench.folder / "comptes.xlsx", CALL)


CASES = table(__file__, "workbooks.toml")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_people_send_back_is_read_and_told(case: dict[str, Any], bench: Bench) -> None:
    edits = [EDITS[name](*words) for name, *words in case["edits"]]
    read = bench.drawn if case.get("drawn") else bench.read
    result = read(*edits, actions=case.get("actions", 1))
    for (lecture, where, words), finding in zip(case.get("said", ()), result.findings, strict=True):
        assert (finding.code, finding.key or cells_of([finding])[0]) == (code(lecture), where)
        assert finding.severity == LECTURES[lecture]["gravite"]
        assert words in finding.message.replace(NBSP, " ")
        if finding.key:
            assert finding.origin == result.dossier.origins.get(finding.key)
    pieces = {each.key: each for each in result.dossier.pieces}
    found = values_of(result.dossier, frozenset(pieces))
    found |= {f"{key}.titre": each.titre for key, each in pieces.items()}
    places = {key: result.dossier.origins[key].cell for key in case.get("cells", {})}
    assert places == case.get("cells", {})
    held = case.get("holds", {})
    assert {key: str(found.get(key, "")) for key in held} == held
    numeros = case.get("numeros", [1])
    assert [action.numero for action in result.dossier.actions] == numeros
    assert {each.action for each in pieces.values()} == {0, *numeros}


def test_what_the_reader_says_is_numbered_in_order_and_all_of_it_is_said() -> None:
    codes = [each["code"] for each in LECTURES.values()]
    assert codes == [f"LECTURE-{n:02}" for n in range(1, len(LECTURES) + 1)]
    source = "".join(path.read_text() for path in Path(typed.__file__).parent.glob("*.py"))
    assert [name for name in LECTURES if f'"{name}"' not in source] == []
