"""A real Chromium: it comes in by the file of the start, goes from nothing to a proved bundle."""

import re
import signal
import stat
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web import conftest as web
from tests.web.conftest import DAY, Open, check, drop_files, enter, pieces_of, started


@pytest.mark.slow
def test_the_keyboard_alone_is_enough(page: Open, tab: Page, folders: tuple[Path, Path]) -> None:
    _, corrected = folders
    # Playwright takes the window over once someone listens, a little after it is told to
    tab.on("filechooser", lambda _chooser: None)
    enter(tab, page(*DAY))
    tab.keyboard.press("Tab")
    expect(tab.locator(".evitement")).to_be_focused()
    tab.keyboard.press("Enter")
    press(tab, "button:has-text('Faire le classeur')", "#titre-1")
    with tab.expect_download() as blank:
        press(tab, "a:has-text('Télécharger le classeur')")
    assert blank.value.path().read_bytes()[:2] == b"PK"
    press(tab, "#titre-2 >> xpath=..")
    with tab.expect_file_chooser() as chooser:
        press(tab, "#deposes")
    chooser.value.set_files([corrected, *pieces_of(corrected)])
    expect(tab.locator("#suivant")).to_have_text("Ranger")
    press(tab, "#suivant", "#titre-ranger")
    press(tab, "select[id^=piece-]", key="End")
    press(tab, ".rangement button", "#titre-2")
    press(tab, "#titre-4 >> xpath=..")
    press(tab, "#pour", key="ArrowDown")
    expect(tab.locator("#pour")).to_have_value("call")
    press(tab, "#fabriquer", "#titre-4")
    with tab.expect_download() as taken:
        press(tab, "a:has-text('Télécharger le dossier PDF')")
    assert "_CALL-LETTRE_" in taken.value.suggested_filename
    press(tab, ".piece summary", key="Space")
    expect(tab.locator(".piece").first).not_to_have_attribute("open", "")


def press(page: Page, selector: str, focused: str = "", *, key: str = "Enter") -> None:
    """Press Tab until something has the focus, which must be seen, then a key."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.locator(selector).first.evaluate("it => it === document.activeElement"):
            break
    else:
        raise AssertionError(f"{selector} is never reached")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press(key)
    if focused:
        expect(page.locator(focused)).to_be_focused()


def is_in(tab: Page) -> None:
    expect(tab.locator("nav[aria-label=Pages]")).to_be_visible()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", tab.url)


def is_stranger(tab: Page) -> None:
    expect(tab.locator("main")).to_contain_text("fermez cet onglet, puis relancez packetgen")


def test_the_browser_comes_in_by_a_file_and_hides_the_token(
    chromium: Browser, tmp_path: Path
) -> None:
    given, browser = tmp_path / "arguments", tmp_path / "navigateur"
    browser.write_text(f'#!/bin/sh\necho "$@" > {given}.x; mv {given}.x {given}\n')
    browser.chmod(0o700)
    variables = web.environment(tmp_path) | {"BROWSER": f"{browser} %s"}
    with (
        subprocess.Popen(web.WEB[:-1], stdout=subprocess.PIPE, text=True, env=variables) as process,
        chromium.new_context() as context,
    ):
        assert process.stdout is not None
        printed = process.stdout.readline()
        while not given.exists():
            assert process.poll() is None
        start = given.read_text().strip()
        file = Path(unquote(urlsplit(start).path))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        tokens = set(re.findall(r"jeton=([\w-]+)", printed + file.read_text()))
        assert len(tokens) == 2
        seen = [start.encode(), *(path.read_bytes() for path in Path("/proc").glob("*/cmdline"))]
        assert not any(token.encode() in line for token in tokens for line in seen)
        tab = context.new_page()
        tab.goto(start)
        is_in(tab)
        context.clear_cookies()
        tab.goto(start)
        is_stranger(tab)
        process.send_signal(signal.SIGTERM)


def test_a_window_closed_and_a_tab_left_open_come_back(chromium: Browser, tmp_path: Path) -> None:
    def window() -> Page:
        profile, program = tmp_path / "profil", web.CHROMIUM
        kept = chromium.browser_type.launch_persistent_context(profile, executable_path=program)
        return kept.new_page()

    with started(tmp_path) as (_, entrance):
        address = entrance.partition("?")[0]
        first = window()
        first.goto(entrance)
        is_in(first)
        first.context.close()
        again = window()
        again.goto(address)
        is_in(again)
        again.goto(address.replace("127.0.0.1", "localhost"))
        is_in(again)
    with started(tmp_path) as (_, entrance):
        again.reload()
        is_stranger(again)
        other = again.context.new_page()
        other.goto(entrance)
        is_in(other)
        again.reload()
        is_in(again)
    again.context.close()


def test_what_is_wrong_in_a_form_is_summed_up_and_leads_to_its_field(page: Open, tab: Page) -> None:
    tab.goto(page(*DAY))
    tab.fill("#actions", "vingt")
    tab.click("button:has-text('Faire le classeur')")
    expect(tab.locator("#erreurs")).to_be_focused()
    check(tab)
    tab.click("#erreurs a")
    expect(tab.locator("#actions")).to_be_focused()
    expect(tab.locator("#actions")).to_have_attribute("aria-invalid", "true")


@pytest.mark.slow
def test_a_text_is_copied_in_one_gesture_and_ticked(
    page: Open, tab: Page, folders: tuple[Path, Path], tmp_path: Path
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
    agenda = web.download(tab, "Télécharger pour mon agenda", tmp_path)
    assert agenda.name == "agenda.ics"
