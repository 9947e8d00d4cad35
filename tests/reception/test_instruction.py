"""The sheets and letters made from a register: what is typed decides, nothing is invented."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from msgspec.structs import replace
from openpyxl import load_workbook

from packetgen import resources, service
from packetgen.convert.word.package import Package
from packetgen.convert.word.words import shown_texts
from packetgen.model.dossier import Dossier
from packetgen.model.reception import LIMITE, MOTIF, VOTE, Suivi
from packetgen.reception.instruction import Instruction
from tests.reception.boxes import call_of, dossier_of, made
from tests.reception.test_arrivals import LEADS, Sheet
from tests.tables import table

CELL = re.compile("«\u00a0([^«»]+)\u00a0», cellule ([A-Z]+[0-9]+)")
HEADS = {
    "vote": f"Voté : {LEADS}", "avis": f"Avis : {LEADS}", "motif": "Motif",
    "avant": "Voté l’année précédente", "etat": "Voté : État",
}  # fmt: skip
TYPED = table(__file__)


@pytest.mark.parametrize("name", TYPED)
def test_what_is_typed_decides_the_letter(name: str) -> None:
    typed = dict(TYPED[name])
    expected = typed.pop("courriers")
    votes = {funder: Decimal(amount) for funder, amount in typed.pop("votes", {}).items()}
    asked = {"CALL": Decimal(6500), "État": Decimal(9000)}
    cells = {VOTE: "N7", MOTIF: "T7", LIMITE: "F5"}
    found = dict(Suivi(asked, votes=votes, cellules=cells, **typed).courriers())
    assert list(found) == list(expected)
    for letter, words in expected.items():
        assert words in found[letter].replace("\u00a0", " ")
        assert bool(words) is bool(found[letter])


@pytest.fixture
def register(dossier: Dossier, tmp_path: Path) -> Path:
    """A register of two workbooks of the kit, which owe their bundle."""
    path = tmp_path / "registre.xlsx"
    received = [
        made(dossier_of(dossier, number, number * 1000), tmp_path / str(number), "classeur", None)
        for number in (1, 2)
    ]
    service.register(received, path, today=date(2025, 11, 12), report=print)
    return path


def type_in(register: Path, row: int, **typed: object) -> None:
    """Type in a row of « Programmation », by the heads of its columns."""
    sheet = Sheet(book := load_workbook(register), "Programmation")
    for name, value in typed.items():
        sheet.cell(row, HEADS[name]).value = value
    book.save(register)


def instruct(register: Path) -> Instruction:
    return service.instruction(register, register.parent / "suites", report=print)


def words_of(path: Path) -> str:
    return " ".join(" ".join(shown_texts(Package(path))).replace("\u00a0", " ").split())


def test_a_letter_is_made_once_its_cell_is_filled(register: Path) -> None:
    first = instruct(register)
    assert sorted(str(each.relative_to(first.folder)) for each in first.ecrits) == [
        f"{name}/AAP2026_association-0{number}_action-0{number}_da2600090{number}.docx"
        for name in ("accuse_reception", "instruction")
        for number in (1, 2)
    ]
    [one, two] = first.manques
    assert one.startswith("Association 01, «\u00a0Action 01\u00a0», demande de pièces")
    book = load_workbook(register)
    for said in (one, two):
        sheet, cell = CELL.findall(said)[-1]
        book[sheet][cell] = date(2025, 11, 28)
    book.save(register)
    second = instruct(register)
    assert [each.parent.name for each in second.ecrits] == ["demande_pieces"] * 2
    assert (second.manques, second.gardes) == ((), ())
    letter = words_of(second.ecrits[0])
    assert "avant le 28 novembre 2025" in letter
    assert "Le dossier PDF fait par packetgen, avec ses pièces." in letter
    assert instruct(register).ecrits == ()


def test_a_sheet_follows_the_register_and_what_people_wrote_stays(register: Path) -> None:
    first = instruct(register)
    sheets = [each for each in first.ecrits if each.parent.name == "instruction"]
    shown = words_of(sheets[0])
    for words in (
        "Action 01", "SIRET 700 000 011 00010", "1 000 €", "rien n’en a été contrôlé",
        "les porteurs associatifs devront avoir pris contact", "non fait par packetgen",
    ):  # fmt: skip
        assert words in shown
    document = Document(str(sheets[1]))
    document.tables[2].rows[2].cells[-1].text = "Très attendu."
    document.save(str(sheets[1]))
    type_in(register, 5, vote=700, avis="favorable", avant=650)
    type_in(register, 6, vote=0, avis="non", motif="Hors des priorités de l’appel.")
    second = instruct(register)
    accord, sheet, refus = sorted(second.ecrits)
    assert second.gardes == (sheets[1],)
    assert "Très attendu." in words_of(sheets[1])
    assert sheet == sheets[0]
    assert "700 €" in words_of(sheet)
    assert "Voté l’année précédente : 650 €" in words_of(sheet)
    assert "700 € (sept cents euros)" in words_of(accord)
    assert "Hors des priorités de l’appel." in words_of(refus)
    type_in(register, 5, vote=800)
    third = instruct(register)
    assert (third.ecrits, third.gardes) == ((sheet,), (accord, sheets[1]))
    assert "700 €" in words_of(accord), "it may have been sent"


def test_votes_come_from_the_register_of_the_year_before(dossier: Dossier, tmp_path: Path) -> None:
    files: list[Path] = []
    with resources.campagnes_in(call_of(tmp_path / "appels", 2025)):
        for annee in (2025, 2026):
            one = replace(dossier_of(dossier, 1, 1000), annee=annee)
            received = [*files, made(one, tmp_path / str(annee), "classeur", None)]
            files.append(register := tmp_path / f"{annee}.xlsx")
            service.register(received, register, today=date(annee, 11, 12), report=print)
            if annee == 2025:
                type_in(register, 5, vote=700, etat=300)
    assert Sheet(book := load_workbook(register), "Programmation").of(1, HEADS["avant"]) == 1000
    assert book["Autres fichiers"]["C5"].value == "Registre"
