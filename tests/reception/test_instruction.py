"""The sheets and letters made from a register: what is typed decides, nothing is invented."""

import re
from collections.abc import Callable
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
from packetgen.errors import UsageError
from packetgen.model.dossier import Dossier
from packetgen.model.reception.suivi import LIMITE, MOTIF, VOTE, Suivi
from packetgen.reception.instruction import Instruction
from tests.reception.boxes import dossier_of, made

LEADS = "Communauté d’Agglomération de Lens-Liévin (CALL)"
CELLS = {VOTE: "Programmation!N7", MOTIF: "Programmation!T7", LIMITE: "À demander!F5"}
CELL = re.compile("«\u00a0([^«»]+)\u00a0», cellule ([A-Z]+[0-9]+)")
OWED, LIMIT = ("Statuts : ce document manque.",), date(2025, 11, 28)


def suivi(vote: object = None, **told: object) -> Suivi:
    votes = {} if vote is None else {LEADS: Decimal(str(vote))}
    asked = {LEADS: Decimal(6500), "État": Decimal(9000)}
    return Suivi(asked, votes=votes, cellules=CELLS, **told)  # type: ignore[arg-type]


# what is typed, then the letters and what each lacks
DECISIONS: dict[str, tuple[Suivi, list[tuple[str, str]]]] = {
    "nothing": (suivi(), [("accuse_reception", "")]),
    "pieces owed": (
        suivi(points=OWED, limite=LIMIT),
        [("accuse_reception", ""), ("demande_pieces", "")],
    ),
    "no limit": (
        suivi(points=OWED),
        [("accuse_reception", ""), ("demande_pieces", "écrivez-le en À demander!F5")],
    ),
    "a limit that is no date": (
        suivi(points=OWED, illisibles={LIMITE: "vite"}),
        [("accuse_reception", ""), ("demande_pieces", "«\u00a0vite\u00a0» n’est pas un jour")],
    ),
    "voted": (suivi(4000), [("accord", "")]),
    "voted, pieces owed": (suivi(4000, points=OWED), [("accord", "")]),
    "all that is asked": (suivi(6500), [("accord", "")]),
    "more than asked": (suivi(6500.01), [("accord", "dépasse")]),
    "negative": (suivi(-1), [("accord", "est négatif")]),
    "in words": (
        suivi(illisibles={VOTE: "4 000 €"}),
        [("accord", "«\u00a04 000 €\u00a0» n’est pas un nombre")],
    ),
    "refused": (suivi(0, motif="Hors des priorités."), [("refus", "")]),
    "refused without a reason": (suivi(0), [("refus", "écrivez-le en Programmation!T7")]),
    "of another funder": (
        Suivi({LEADS: Decimal(6500), "État": Decimal(9000)}, votes={"État": Decimal(0)}),
        [("accuse_reception", "")],
    ),
    "an opinion is no vote": (
        suivi(avis={LEADS: "Défavorable"}),
        [("accuse_reception", ""), ("refus", "et 0 refuse")],
    ),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_what_is_typed_decides_the_letter(name: str) -> None:
    typed, expected = DECISIONS[name]
    found = list(typed.courriers())
    assert [modele for modele, _ in found] == [modele for modele, _ in expected]
    for (_, said), (_, words) in zip(found, expected, strict=True):
        assert words in said
        assert bool(words) is bool(said)


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


REFUSED: dict[str, Callable[[Path], object]] = {
    "un classeur": lambda path: Workbook().save(path),
    "un texte": lambda path: path.write_text("bonjour"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_another_file_is_no_register(name: str, tmp_path: Path) -> None:
    REFUSED[name](path := tmp_path / "registre.xlsx")
    with pytest.raises(UsageError, match="n’est pas un registre : donnez celui"):
        instruct(path)
