"""Whole workbooks as people send them back: years, dates, formulas, actions (X4 to X6)."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from packetgen.campagne.words import asked
from packetgen.errors import WorkbookUnreadable
from packetgen.model.action import ACTION, Action
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Severity
from packetgen.model.porteur import PORTEUR, Porteur
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.read import typed
from packetgen.workbook.read.dossier import read_dossier, year_of
from packetgen.workbook.write.create import create
from tests.workbook.read.cases import Bench, Edit, cell, code, fill, only, point, put, said


def test_a_blank_workbook_says_nothing_and_finds_every_cell(bench: Bench) -> None:
    result = bench.read()
    dossier = result.dossier
    assert result.findings == ()
    assert (dossier.porteur, dossier.actions) == (Porteur(), (Action(),))
    assert not any(piece.fichier or piece.motif for piece in dossier.pieces)
    for field in asked((*PORTEUR, *ACTION), bench.campagne):
        key = field.key if field.rows == 1 else f"{field.key}.{field.rows}"
        assert dossier.origins[key].label == field.label
    keys = {"agents.12.accord", "communes.6.commune", "budget.74epci", "pieces.rib.motif"}
    assert keys <= dossier.origins.keys()
    expected = [piece.code for piece in bench.campagne.pieces if piece.is_given]
    assert [piece.code for piece in dossier.pieces] == expected
    assert {piece.action for piece in dossier.pieces if piece.code == "cerfa"} == {1}


def test_the_example_is_read_as_it_was_written(bench: Bench, dossier: Dossier) -> None:
    source = bench.folder / dossier.file
    create(source, bench.campagne, dossier=dossier)
    result = read_dossier(source, bench.campagne)
    assert (result.dossier, result.findings) == (dossier, ())


def test_what_concerns_the_whole_workbook_is_said_first(bench: Bench) -> None:
    def since_1904(workbook: Workbook) -> None:
        workbook.epoch = MAC_EPOCH
        cell(workbook, "action.date_debut").value = date(2026, 2, 2)

    source = bench.blank(since_1904)
    with ZipFile(source, "a") as package:
        package.writestr("xl/vbaProject.bin", b"")
    assert year_of(open_workbook(source)) == 2026
    result = read_dossier(source, replace(bench.campagne, annee=2027))
    lectures = ("macros", "calendrier_1904", "autre_annee")
    assert [each.code for each in result.findings] == [*map(code, lectures)]
    assert [each.severity for each in result.findings] == ["information", *["à vérifier"] * 2]
    assert "classeur de 2026" in result.findings[-1].message
    assert result.dossier.annee == 2027
    assert result.dossier.actions[0].date_debut == date(2026, 2, 2)


def test_a_workbook_that_lost_its_year_is_read(bench: Bench) -> None:
    source = bench.blank(point("packetgen.annee", None), put(porteur__sigle="JD"))
    assert year_of(open_workbook(source)) is None
    assert read_dossier(source, bench.campagne).dossier.porteur.sigle == "JD"


def test_a_workbook_of_something_else_is_refused(bench: Bench) -> None:
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = "Comptes de 2024"
    workbook.save(bench.folder / "comptes.xlsx")
    with pytest.raises(WorkbookUnreadable, match=r"« comptes\.xlsx » n’est pas un classeur de"):
        read_dossier(bench.folder / "comptes.xlsx", bench.campagne)


def test_every_problem_is_told_at_once_in_the_order_of_the_sheets(bench: Bench) -> None:
    answers = put(budget__74epci="6 500 €", action__date_debut="2 février 2026")
    others = put(porteur__siret=3_252_000_740_012, porteur__sigle="=B2")
    agents = fill("agents.metier", 1, "=A1")
    result = bench.read(answers, others, put(action__public_nombre="beaucoup"), agents)
    keys = ["porteur.sigle", "porteur.siret", "action.date_debut", "action.public_nombre"]
    keys += ["budget.74epci", "agents.1.metier"]
    assert [finding.key for finding in result.findings] == keys
    for finding in result.findings:
        assert finding.origin == result.dossier.origins[finding.key]


def test_a_second_action_left_empty_is_left_aside(bench: Bench) -> None:
    result = bench.read(put(action__intitule="Potagers"), actions=2)
    assert [action.intitule for action in result.dossier.actions] == ["Potagers"]
    assert {piece.action for piece in result.dossier.pieces} == {0, 1}
    only(result, "action_vide", Severity.INFORMATION)


BEGUN: list[Edit] = [
    put(action2__intitule="Voisins"),
    put(budget2__604=5),
    put(action2__agents_departement="Non"),
    fill("agents2.metier", 3, "Puéricultrice"),
    put(action2__montant_call="=A1"),
]


@pytest.mark.parametrize("begin", BEGUN)
def test_a_second_action_begun_anywhere_is_read(begin: Edit, bench: Bench) -> None:
    result = bench.read(begin, actions=2)
    assert [action.numero for action in result.dossier.actions] == [1, 2]
    assert {piece.action for piece in result.dossier.pieces} == {0, 1, 2}
    assert said(result, "action_vide") == []


def test_what_the_reader_says_is_numbered_in_order_and_all_of_it_is_said() -> None:
    codes = [each["code"] for each in typed.LECTURES.values()]
    assert codes == [f"LECTURE-{n:02}" for n in range(1, len(typed.LECTURES) + 1)]
    source = "".join(path.read_text() for path in Path(typed.__file__).parent.glob("*.py"))
    assert [name for name in typed.LECTURES if f'"{name}"' not in source] == []
