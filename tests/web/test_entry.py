"""A real Chromium comes in by the file of the start, and comes back, the next day too."""

import re
import signal
import stat
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import CHROMIUM, DAY, WEB, Open, check, environment, started


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
    variables = environment(tmp_path) | {"BROWSER": f"{browser} %s"}
    with (
        subprocess.Popen(WEB[:-1], stdout=subprocess.PIPE, text=True, env=variables) as process,
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
        profile, program = tmp_path / "profil", CHROMIUM
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
