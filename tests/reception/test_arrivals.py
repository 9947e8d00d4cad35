"""Forty files in four arrivals, and what instructors type between them: nothing lost, all exact."""

import email
import subprocess
from datetime import date
from email import policy
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill

from packetgen import service
from packetgen.model.dossier import Dossier
from packetgen.model.registre import Registre
from tests.conftest import needs_soffice
from tests.reception.boxes import arrivals
from tests.tables import table
from tests.workbook.read.cases import saved_again

pytestmark = [pytest.mark.slow, needs_soffice]
LEADS, SEEN = "Communauté d’Agglomération de Lens-Liévin (CALL)", "Vu en réunion"
NOTES = "Mes notes"
EXPECTED = table(__file__)
End = tuple[Registre, Path, Path]


class Sheet:
    """A sheet of the register, by the heads of its columns."""

    def __init__(self, book: Workbook, title: str) -> None:
        self.sheet = book[title]
        heads = [cell for cell in self.sheet[4] if cell.value]
        assert len({cell.value for cell in heads}) == len(heads), "one name a column"
        self.places = {str(cell.value): cell.column for cell in heads}

    def cell(self, row: int, head: str) -> Any:  # noqa: ANN401
        return self.sheet.cell(row, self.places[head.replace(" :", "\u00a0:")])

    def rows(self, head: str, value: str) -> list[int]:
        numbers = range(5, self.sheet.max_row + 1)
        return [row for row in numbers if str(self.cell(row, head).value).endswith(value)]

    def of(self, association: int, head: str) -> Any:  # noqa: ANN401
        [row] = self.rows("Association", f"{association:02}")
        return self.cell(row, head).value

    def column(self, head: str) -> dict[str, Any]:
        numbers = range(5, self.sheet.max_row + 1)
        first = min(self.places.values())
        cells = ((self.sheet.cell(row, first).value, self.cell(row, head).value) for row in numbers)
        return {str(name): value for name, value in cells if name}


def type_after_first(book: Workbook) -> None:
    dossiers, programme = Sheet(book, "Dossiers"), Sheet(book, "Programmation")
    sheet = dossiers.sheet
    place = sheet.max_column + 1
    sheet.cell(4, place).value = SEEN
    for row in range(5, 13):
        sheet.cell(row, place).value = f"oui, {dossiers.cell(row, 'Association').value}"
        dossiers.cell(row, "Suivi").value = f"rappeler {dossiers.cell(row, 'Association').value}"
    sheet.cell(6, 3).fill = PatternFill("solid", start_color="FFC7CE", end_color="FFC7CE")
    sheet.column_dimensions["C"].width = 61
    for row in range(5, 13):
        asked = programme.cell(row, f"Demandé : {LEADS}").value
        programme.cell(row, f"Proposé : {LEADS}").value = asked / 2
        programme.cell(row, f"Avis : {LEADS}").value = "favorable"
        programme.cell(row, "Motif").value = f"motif {programme.cell(row, 'Association').value}"
    # sorted the other way round, as Excel does
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=12)]
    for place, values in zip(range(5, 13), reversed(cells), strict=True):
        for cell, value in zip(sheet[place], values, strict=True):
            cell.value = value
    notes = book.create_sheet(NOTES)
    notes["A1"], notes["A2"] = "À moi", "=2+3"
    Sheet(book, "Par financeur").sheet["C5"] = 100_000


def type_after_second(book: Workbook) -> None:
    versions, shares = Sheet(book, "Versions"), Sheet(book, "Répartition")
    rows = versions.rows("Association", "04")
    [late] = (row for row in rows if versions.cell(row, "Demandé").value == 4400)
    versions.cell(late, "À retenir").value = "oui"
    for row, persons in zip(shares.rows("Association", "01"), (30, 10, None), strict=True):
        shares.cell(row, "Personnes du lieu").value = persons


def type_after_third(book: Workbook) -> None:
    programme = Sheet(book, "Programmation")
    for number, voted in ((1, 700), (4, 4000.5), (12, 6000)):
        [row] = programme.rows("Association", f"{number:02}")
        programme.cell(row, f"Voté : {LEADS}").value = voted


TYPE = (type_after_first, type_after_second, type_after_third, None)


@pytest.fixture(scope="module")
def end(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> End:
    """The register after the four arrivals, and the box of the requests."""
    box = arrivals(dossier, tmp_path_factory)
    register = box / "registre.xlsx"
    for number, typed in enumerate(TYPE, start=1):
        today, until = date(2025, 11, 10 + number), date(2025, 11, 28)
        given, asked = [box / str(number)], box / f"demandes {number}"
        found, _ = service.register(
            given, register, today=today, report=print, requests=asked, until=until
        )
        if typed:
            saved_again(register, typed)
    return found, register, box


def test_every_dossier_counts_once(end: End) -> None:
    found, register, _ = end
    dossiers = Sheet(load_workbook(register, data_only=True), "Dossiers")
    asked = dossiers.column(f"Demandé : {LEADS}")
    kept = {int(name[-2:]): amount for name, amount in asked.items()}
    expected = {n: n * 1000 for n in range(2, 21)} | {1: 1200, 4: 4400, 12: 12500, 16: 16600}
    del expected[17]
    assert kept == expected
    assert dossiers.cell(3, f"Demandé : {LEADS}").value == sum(expected.values())
    states = dossiers.column("Situation")
    assert states["Association 13"] == "Projet"
    assert states["Association 15"] == "Non fait par packetgen"
    assert states["Association 03"] == "Complet", "it was answered"
    assert dossiers.of(13, "Marque") == "PROJET"
    assert "après la date limite" in dossiers.of(1, "Dans les délais")
    assert dossiers.of(2, "Dans les délais") == "dans les délais"
    assert "DA26000909" in dossiers.of(14, "À vérifier")
    assert len(found.modifies) == 3
    natures = {Path(each.fichier).name: each.nature for each in (*found.etrangers, *found.modifies)}
    assert natures == EXPECTED["natures"]
    told = {Path(each.fichier).name: each for each in found.modifies}["a11 coupé.pdf"]
    assert "sa fin manque" in told.raisons[0], "the cause first"
    assert told.association == "Association 11"
    assert "a11@exemple.example" in told.raisons[-1]


def test_nothing_typed_is_lost(end: End) -> None:
    book = load_workbook(end[1])
    dossiers, programme = Sheet(book, "Dossiers"), Sheet(book, "Programmation")
    for number in range(1, 9):
        name = f"Association {number:02}"
        assert dossiers.of(number, SEEN) == f"oui, {name}"
        assert dossiers.of(number, "Suivi") == f"rappeler {name}"
        assert programme.of(number, f"Proposé : {LEADS}") == number * 500
        assert programme.of(number, "Motif") == f"motif {name}"
        assert programme.of(number, f"Avis : {LEADS}") == "favorable"
    assert programme.of(1, f"Voté : {LEADS}") == 700
    assert dossiers.sheet.column_dimensions["C"].width == 61
    assert dossiers.sheet["C6"].fill.start_color.rgb == "00FFC7CE"
    assert dossiers.sheet["B5"].value == "Association 08", "sorted by people"
    assert book[NOTES]["A2"].value == "=2+3"


def test_every_figure_is_that_of_a_spreadsheet(end: End, tmp_path: Path) -> None:
    formulas = load_workbook(end[1])
    # without what they give, so that all is computed
    formulas.save(bare := tmp_path / "nu.xlsx")
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "calcul", bare],
        check=True, capture_output=True,
    )  # fmt: skip
    paths = (end[1], tmp_path / "calcul" / bare.name)
    ours, theirs = (load_workbook(each, data_only=True) for each in paths)
    compared = 0
    for sheet in formulas.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            shown = ours[sheet.title][cell.coordinate].value
            again = theirs[sheet.title][cell.coordinate].value
            if sheet.title != NOTES:
                assert again == (pytest.approx(shown) if isinstance(shown, float) else shown), cell
                compared += 1
    assert compared > 400
    programme, shares = Sheet(ours, "Programmation"), Sheet(ours, "Répartition")
    # 1 200 to who leads and 11 000 to others, over 30 and 10 persons
    told = [shares.cell(row, "Demandé").value for row in shares.rows("Association", "01")]
    assert told == [pytest.approx(12200 * 0.75), pytest.approx(12200 * 0.25), 12200]
    assert programme.of(1, "Total voté") == 700
    asked = programme.cell(3, "Total demandé").value
    for title in ("Par financeur", "Par pilier", "Par thématique", "Par quartier", "Par commune"):
        summed = Sheet(ours, title)
        for head, whole in (("Demandé", asked), ("Proposé", 18000), ("Voté", 10700.5)):
            assert summed.cell(3, head).value == pytest.approx(whole), (title, head)
    hours = Sheet(ours, "Dossiers").cell(3, "Heures du Département").value
    for title in ("Heures par quartier", "Heures par service"):
        assert Sheet(ours, title).cell(3, "Heures").value == pytest.approx(hours)


def test_versions_are_linked_with_what_changed(end: End) -> None:
    versions = Sheet(load_workbook(end[1]), "Versions")
    first, _, third = rows = versions.rows("Association", "01")
    assert [versions.cell(row, "Demandé").value for row in rows] == [1000, 1500, 1200]
    assert versions.cell(first, "Copie").value == 2, "the same file twice"
    assert "a01 corrigé.pdf" in versions.cell(third, "Remplace").value
    told = versions.cell(third, "Ce qui change").value.replace("\u00a0", " ")
    assert "Montant demandé à la CALL : 1 500 € devient 1 200 €" in told
    assert versions.cell(third, "Hors délai").value == "oui"
    states = {versions.cell(row, "Situation").value for row in versions.rows("Association", "04")}
    assert states == {"Compté", "Remplacé"}, "people chose"


def test_a_request_is_ready_for_each_association_that_owes_something(end: End) -> None:
    _, register, box = end
    for number, owing in EXPECTED["owing"].items():
        asked = {path.stem[-2:] for path in (box / f"demandes {number}").iterdir()}
        assert asked == {*owing.split()}
    sent = (box / "demandes 1" / "association-03.eml").read_bytes()
    mail = email.message_from_bytes(sent, policy=policy.default)
    assert mail["To"] == "a03@exemple.example"
    body = mail.get_content()
    assert "Statuts\u00a0: le fichier «\u00a0perdus.pdf\u00a0» n’a pas été joint." in body
    assert "28\u00a0novembre 2025" in body
    assert "classeur" not in body
    asking = Sheet(load_workbook(register), "À demander")
    days = [f"{asking.of(3, head):%d/%m/%Y}" for head in ("Demandé le", "Répondu le")]
    assert days == ["11/11/2025", "13/11/2025"]
