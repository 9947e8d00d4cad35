"""The sheets and letters made from a register: what is typed decides, nothing is invented."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from packetgen import service
from packetgen.convert.word.package import Package
from packetgen.convert.word.words import shown_texts
from packetgen.model.dossier import Dossier
from packetgen.model.reception.suivi import LIMITE, MOTIF, VOTE, Suivi
from packetgen.reception.instruction import Instruction
from tests.reception.boxes import dossier_of, made

LEADS = "Communauté d’Agglomération de Lens-Liévin (CALL)"
CELL = re.compile("«\u00a0([^«»]+)\u00a0», cellule ([A-Z]+[0-9]+)")
LIMIT = date(2025, 11, 28)
TYPED = tomllib.loads((Path(__file__).parent / "courriers.toml").read_text(encoding="utf-8"))


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


def type_in(register: Path, *typed: tuple[str, str, Any]) -> None:
    """Type in cells: their sheet, their place, a value."""
    book = load_workbook(register)
    for sheet, cell, value in typed:
        book[sheet][cell] = value
    book.save(register)


def column_of(book: Workbook, title: str, head: str) -> str:
    [cell] = [each for each in book[title][4] if each.value == head.replace(" :", "\u00a0:")]
    return str(cell.column_letter)


def instruct(register: Path) -> Instruction:
    return service.instruction(register, register.parent / "suites", report=print)


def words_of(path: Path) -> str:
    return " ".join(" ".join(shown_texts(Package(path))).replace("\u00a0", " ").split())


def names_of(found: Instruction) -> list[str]:
    return sorted(str(each.relative_to(found.folder)) for each in found.ecrits)


def test_a_letter_is_made_once_its_cell_is_filled(register: Path) -> None:
    first = instruct(register)
    assert names_of(first) == [
        f"{name}/AAP2026_association-0{number}_action-0{number}_da2600090{number}.docx"
        for name in ("accuse_reception", "instruction")
        for number in (1, 2)
    ]
    [one, two] = first.manques
    assert one.startswith("Association 01, «\u00a0Action 01\u00a0», demande de pièces")
    places = [CELL.findall(said)[-1] for said in (one, two)]
    type_in(register, *((sheet, cell, LIMIT) for sheet, cell in places))
    second = instruct(register)
    assert [each.parent.name for each in second.ecrits] == ["demande_pieces"] * 2
    assert (second.manques, second.gardes) == ((), ())
    letter = words_of(second.ecrits[0])
    assert "avant le 28 novembre 2025" in letter
    assert "Le dossier PDF fait par packetgen, avec ses pièces." in letter
    assert "Association 01" in letter
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
    book = load_workbook(register)
    heads = (f"Voté : {LEADS}", f"Avis : {LEADS}", "Motif", "Voté l’année précédente")
    vote, opinion, reason, former = (column_of(book, "Programmation", head) for head in heads)
    typed = (
        *((f"{vote}5", 700), (f"{opinion}5", "favorable"), (f"{former}5", 650)),
        *(
            (f"{vote}6", 0),
            (f"{reason}6", "Hors des priorités de l’appel."),
            (f"{opinion}6", "non"),
        ),
    )
    type_in(register, *(("Programmation", *each) for each in typed))
    second = instruct(register)
    accord, sheet, refus = sorted(second.ecrits)
    assert second.gardes == (sheets[1],)
    assert "Très attendu." in words_of(sheets[1])
    assert sheet == sheets[0]
    assert "700 €" in words_of(sheet)
    assert "Voté l’année précédente : 650 €" in words_of(sheet)
    assert "700 € (sept cents euros)" in words_of(accord)
    assert "Hors des priorités de l’appel." in words_of(refus)
    type_in(register, ("Programmation", f"{vote}5", 800))
    third = instruct(register)
    assert (third.ecrits, third.gardes) == ((sheet,), (accord, sheets[1]))
    assert "700 €" in words_of(accord), "it may have been sent"
