"""A real Chromium: whatever is clicked, the dossier is still there, until its person erases it."""

from __future__ import annotations

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


def test_a_page_seen_large_opens_in_its_own_tab(
    page: Open, tab: Page, folders: tuple[Path, Path]
) -> None:
    _, corrected = folders
    address = opened(page, tab, corrected, *pieces_of(corrected))
    tab.click("#fabriquer")
    expect(tab.locator(".pages a").first).to_be_visible()
    with tab.context.expect_page() as large:
        tab.locator(".pages a").first.click()
    picture = large.value
    picture.wait_for_load_state()
    assert picture.url.endswith("/grande.webp")
    assert tab.url.startswith(address)
    tab.close()
    assert picture.evaluate("opener") is None
    picture.goto(address)
    expect(picture.locator(".pages a").first).to_be_visible()
    for link in picture.locator("main a[href$='.webp']").all():
        assert link.get_attribute("target") == "_blank"
        assert link.get_attribute("rel") == "noopener"


def test_every_way_leads_back_to_the_dossier(page: Open, tab: Page) -> None:
    address = opened(page, tab, STATUTS)
    home = address.partition("/dossier/")[0]
    back = tab.locator("#etape-2 :text('statuts.pdf')").first
    tab.click("nav >> text=CALL")
    expect(tab.locator("#titre-registre")).to_be_visible()
    check(tab)
    tab.click("nav >> text=Votre dossier")
    expect(back).to_be_visible()
    tab.click(".marque a")
    expect(back).to_be_visible()
    tab.goto(f"{home}/call")
    tab.click(".marque a")
    expect(back).to_be_visible()
    tab.goto(f"{home}/rien")
    check(tab)
    tab.click("text=Revenir à votre dossier")
    expect(back).to_be_visible()
    tab.goto(f"{home}/")
    expect(back).to_be_visible()
    assert tab.url.startswith(address)


def test_another_dossier_leaves_the_first(page: Open, tab: Page) -> None:
    first = opened(page, tab, STATUTS)
    tab.click("text=Commencer un autre dossier")
    expect(tab.locator("#etape-2")).not_to_contain_text("statuts.pdf")
    check(tab)
    drop_files(tab, EXAMPLE.parent / "RIB.jpg")
    expect(tab.locator("#etape-2")).to_contain_text("RIB.jpg")
    second = tab.url
    tab.click("text=Un dossier sans classeur")
    assert tab.url.startswith(first)
    expect(tab.locator("#etape-2")).to_contain_text("statuts.pdf")
    check(tab)
    tab.click(".marque a")
    assert tab.url.startswith(first)
    assert not second.startswith(first)


def test_erasing_is_asked_before_and_says_what_goes(page: Open, tab: Page) -> None:
    address = opened(page, tab, EXAMPLE, STATUTS)
    expect(tab.locator("#etape-3 .bilan")).to_be_visible()
    tab.click("text=Effacer ce dossier")
    expect(tab.locator("h1")).to_have_text("Effacer ce dossier ?")
    expect(tab.locator(".perdu")).to_contain_text("le classeur « classeur.xlsx »")
    expect(tab.locator(".perdu")).to_contain_text("1 fichier")
    check(tab)
    tab.click("text=Annuler")
    expect(tab.locator("#etape-2")).to_contain_text("statuts.pdf")
    tab.click("text=Tout effacer et quitter")
    expect(tab.locator(".perdu")).to_contain_text("le classeur « classeur.xlsx »")
    check(tab)
    tab.click("text=Annuler")
    expect(tab.locator("#etape-2")).to_contain_text("statuts.pdf")
    assert tab.url.startswith(address)
    tab.click("text=Effacer ce dossier")
    tab.click("button:has-text('Effacer')")
    expect(tab.locator("#etape-2")).not_to_contain_text("statuts.pdf")
    tab.goto(address)
    expect(tab.locator("h1")).to_have_text("Un problème est survenu")


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
