"""A year made in a real Chromium by someone who opens only the page, Word and Excel."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.edition.calls import one_year_later
from tests.edition.test_note import write_new_note
from tests.web.conftest import BEFORE, DAY, Open, check, download, enter, settled

NOW = "#suivant"
# What the note of 2027 says of a person, that Excel must say too
MOVED = {"storchy@": "sergine.torchy@", "lola.robin@": "l.robin@"}


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, in which there is no year yet."""
    (root := tmp_path / "Appels").mkdir()
    monkeypatch.setenv("PACKETGEN_CAMPAGNES", str(root))
    return root


def click(tab: Page, selector: str, *, look: bool = True) -> None:
    """Send a form, wait for the page that comes next, and look at it."""
    tab.evaluate(BEFORE)
    tab.click(selector)
    settled(tab)
    if look:
        check(tab)


def drop(tab: Page, field: str, file: Path) -> None:
    """Choose a file in the form of a field, and send it."""
    tab.set_input_files(field, file)
    click(tab, f"form:has({field}) button")


def next_is(tab: Page, words: str) -> None:
    expect(tab.locator(NOW)).to_have_text(words)


def in_excel(book: Path, change: Callable[[str], str]) -> None:
    """Decide all that waits, and change the words of each list, but for its sources."""
    opened = load_workbook(book)
    decisions, *lists = opened.worksheets[1:]
    for row in range(5, decisions.max_row + 1):
        if decisions.cell(row, 3).value:
            decisions.cell(row, 5).value = "note"
            decisions.cell(row, 6).value = "Le porteur n’est pas exonéré"
    for sheet in lists:
        for cell in (each for row in sheet.iter_rows(min_row=5) for each in row):
            head = str(sheet.cell(4, cell.column or 1).value)
            if isinstance(cell.value, str) and "source" not in head:
                cell.value = change(cell.value)
    opened.save(book)


def moved(words: str) -> str:
    for old, new in MOVED.items():
        words = words.replace(old, new)
    return one_year_later(words)


@pytest.mark.slow
def test_2027_is_made_from_2026_with_the_page_word_and_excel(
    page: Open, tab: Page, mine: Path, tmp_path: Path
) -> None:
    enter(tab, page(*DAY))
    tab.click("nav >> text=CALL")
    next_is(tab, "Préparer l’appel 2027")
    tab.click(NOW)
    click(tab, "text=Créer cet appel")
    assert (mine / "data" / "2027" / "campagne.toml").exists()

    next_is(tab, "Déposer la note")
    drop(tab, "#note-recue", write_new_note(tmp_path / "Note de cadrage 2027.docx"))
    expect(tab.locator("#titre-propose")).to_be_focused()
    assert not list((mine / "data" / "2027").glob("note*")), "nothing is written yet"
    expect(tab.locator("ins").first).to_be_visible()
    click(tab, "#confirmer-tout")

    next_is(tab, "Décider")
    for choice in tab.locator("[value=confirmer]").all():
        choice.check()
    click(tab, "#decider")
    click(tab, "#confirmer")
    expect(tab.locator("#titre-decider ~ form .textes")).to_have_count(1)

    book = download(tab, "Télécharger les listes", tmp_path)
    in_excel(book, lambda words: words.replace("62498", "Nulle part"))
    drop(tab, "#listes-recue", book)
    expect(tab.locator("#erreurs")).to_contain_text("Communes › ")
    book = download(tab, "Télécharger les listes", tmp_path)
    in_excel(book, moved)
    drop(tab, "#listes-recue", book)
    expect(tab.locator("#titre-propose ~ details")).to_contain_text("sergine.torchy@")
    click(tab, "#confirmer")

    next_is(tab, "Déclarer l’appel prêt")
    placed = mine / "templates" / "2027" / "lettre.docx"
    before = placed.read_bytes()
    letter = download(tab, "lettre.docx", tmp_path)
    document = Document(str(letter))
    document.paragraphs[-1].insert_paragraph_before("Cette phrase est nouvelle.")
    document.save(str(letter))
    for _ in range(2):
        drop(tab, "#modeles", letter)
        next_is(tab, "Voir les changements")
        new = tab.locator("#titre-propose ~ details ins")
        expect(new).to_have_text("Cette phrase est nouvelle.")
        assert placed.read_bytes() == before
        click(tab, "#confirmer", look=False)
        assert placed.read_bytes() == letter.read_bytes()
        if not tab.locator("#retour").is_visible():
            tab.click("text=Revenir en arrière")
        if _ == 0:
            click(tab, "#retour")
    click(tab, NOW)
    expect(tab.locator(".etat").first).to_have_text("Prête")
    next_is(tab, "Faire le kit")
    click(tab, NOW)
    assert download(tab, "Télécharger le kit", tmp_path).name == "AAP2027_kit_vierge.zip"
    click(tab, "button:text-is('Comparer')")
    expect(tab.locator("h1")).to_contain_text("de l’appel 2026 à l’appel 2027")
    # what changes, and none of the lines that only moved in the note
    expect(tab.locator("main")).to_contain_text("sergine.torchy@")
    expect(tab.locator("main")).not_to_contain_text("lignes de la note")
    assert download(tab, "Télécharger en Word", tmp_path).read_bytes()[:2] == b"PK"
