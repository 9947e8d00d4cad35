"""A real Chromium: whatever is clicked, the dossier is still there, until its person erases it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import EXAMPLE
from tests.web.conftest import DAY, Open, check, drop_files, pieces_of

pytestmark = pytest.mark.slow
STATUTS = EXAMPLE.parent / "statuts.pdf"


def opened(page: Open, tab: Page, *files: Path) -> str:
    """Drop files on a new page; return the address of the dossier."""
    tab.goto(page(*DAY))
    drop_files(tab, *files)
    expect(tab).to_have_url(re.compile("/dossier/[^/]{20,}/"))
    expect(tab.locator("#travail")).to_have_count(0)
    return tab.url.partition("#")[0]


def test_a_dossier_stays_whatever_is_clicked_until_it_is_erased(page: Open, tab: Page) -> None:
    first = opened(page, tab, EXAMPLE, STATUTS)
    home = first.partition("/dossier/")[0]
    files = tab.locator("#etape-2")
    for address, word in (
        (f"{home}/call", "nav >> text=Votre dossier"),
        (f"{home}/call", ".marque a"),
        (f"{home}/rien", "text=Revenir à votre dossier"),
        (first, ".marque a"),
    ):
        tab.goto(address)
        check(tab)
        tab.click(word)
        expect(files).to_contain_text("statuts.pdf")
    # another one leaves it there
    tab.click("text=Commencer un autre dossier")
    expect(files).not_to_contain_text("statuts.pdf")
    check(tab)
    drop_files(tab, EXAMPLE.parent / "RIB.jpg")
    expect(files).to_contain_text("RIB.jpg")
    assert not tab.url.startswith(first)
    tab.click(".recommencer :text('classeur.xlsx')")
    expect(files).to_contain_text("statuts.pdf")
    # erasing is asked before, and says what goes
    for word in ("Tout effacer et quitter", "Effacer ce dossier"):
        tab.click(f"text={word}")
        expect(tab.locator("h1")).to_have_text(f"{word} ?")
        lost = tab.locator(".perdu", has_text="le classeur « classeur.xlsx »")
        expect(lost).to_contain_text("1 fichier")
        check(tab)
        tab.click("text=Annuler")
        expect(files).to_contain_text("statuts.pdf")
    assert tab.url.startswith(first)
    tab.click("text=Effacer ce dossier")
    tab.click("button:has-text('Effacer')")
    expect(files).not_to_contain_text("statuts.pdf")
    tab.goto(first)
    expect(tab.locator("h1")).to_have_text("Un problème est survenu")
    tab.goto(f"{home}/fin")
    tab.click("button:has-text('Quitter')")
    expect(tab.locator("h1")).to_have_text("C’est fini")
    check(tab)


def test_a_second_choice_of_files_adds_to_the_first(page: Open, tab: Page) -> None:
    tab.goto(page(*DAY))
    rib = EXAMPLE.parent / "RIB.jpg"
    tab.set_input_files("#deposes", [STATUTS])
    tab.set_input_files("#deposes", [rib, STATUTS])
    chosen = tab.locator(".depot .choisis li")
    expect(chosen).to_have_count(2)
    tab.set_input_files("#deposes", [EXAMPLE])
    expect(chosen).to_have_count(3)
    check(tab)
    tab.click("button[aria-label='Retirer classeur.xlsx']")
    expect(chosen).to_have_count(2)
    expect(tab.locator("#deposes")).to_be_focused()
    tab.click("text=Déposer et vérifier")
    expect(tab.locator("#etape-2")).to_contain_text("2 fichiers reçus, en attente du classeur")


def test_what_is_wrong_with_files_is_seen_at_once(page: Open, tab: Page, tmp_path: Path) -> None:
    damaged, trace = tmp_path / "classeur.xlsx", tmp_path / "~$classeur.xlsx"
    damaged.write_bytes(EXAMPLE.read_bytes()[:3000])
    trace.write_bytes(b"\x03moi")
    opened(page, tab, damaged, trace, *pieces_of(EXAMPLE)[:5])
    expect(tab.locator("#erreurs")).to_be_focused()
    expect(tab.locator("#erreurs")).to_contain_text("« classeur.xlsx » est incomplet ou abîmé")
    expect(tab.locator("#erreurs")).not_to_contain_text("trace")
    check(tab)
    tab.click("#erreurs a")
    expect(tab.locator("#recus")).to_be_focused()
    expect(tab.locator("#recus")).to_contain_text("« ~$classeur.xlsx »")
    drop_files(tab, EXAMPLE)
    expect(tab.locator("#titre-3")).to_be_focused()
    tab.click("text=1 autre version du classeur")
    expect(tab.locator(".gardes").last).to_contain_text("« classeur.xlsx » est incomplet ou abîmé")
    check(tab)
    tab.click("#recus button")
    expect(tab.locator("#recus")).to_have_count(0)
