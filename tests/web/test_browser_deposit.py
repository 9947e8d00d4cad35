"""A real Chromium on the page of the deposit: a text copied, ticked, still ticked."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import DAY, Open, check, drop_files, enter, pieces_of

pytestmark = pytest.mark.slow


def test_a_text_is_copied_in_one_gesture_and_ticked(
    page: Open, tab: Page, folders: tuple[Path, Path]
) -> None:
    _, corrected = folders
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(tab, page(*DAY))
    drop_files(tab, corrected, *pieces_of(corrected))
    tab.click("#avant-depot ~ ul a")
    expect(tab.locator("#recopie")).to_be_visible()
    check(tab)
    button = tab.locator("[data-copie=texte-1-description]")
    button.click()
    expect(button).to_contain_text("Copié")
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Pilier : Prévenir, repérer.\nDe mars à novembre")
    tick = tab.locator("[type=checkbox][name='1.description']")
    tick.check()
    expect(tab.locator("[data-etat-garde]")).to_have_text("Gardé.")
    tab.reload()
    expect(tick).to_be_checked()
    expect(tab.locator("[type=checkbox][name='1.intitule']")).not_to_be_checked()
    assert tab.locator("a[href^='mailto:']").count() == 3
    with tab.expect_download() as taken:
        tab.click("text=Télécharger pour mon agenda")
    assert taken.value.suggested_filename == "agenda.ics"
