"""A real Chromium on the real page, from nothing to a proved bundle."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from packetgen import resources
from packetgen.documents.rendering.template_file import NAMES
from tests.bundles import pdf_of
from tests.folders import build
from tests.web.conftest import DAY, Open, check, enter, pieces_of

pytestmark = pytest.mark.slow


def download(page: Page, words: str, folder: Path) -> Path:
    """Take a file away; return where it went."""
    with page.expect_download() as taken:
        page.click(f"a:has-text('{words}')")
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    return path


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


def test_the_kit_the_templates_and_the_register_of_the_call(
    page: Open, tab: Page, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    made = pdf_of(build(folders[1], tmp_path / "recu"))
    altered, content = tmp_path / "retouché.pdf", made.read_bytes()
    altered.write_bytes(content[: len(content) // 2] + b"x" + content[len(content) // 2 + 1 :])
    enter(tab, page(*DAY))
    tab.click("nav >> text=CALL")
    # A click does not wait for the page that it leads to
    expect(tab.locator("#titre-registre")).to_be_visible()
    check(tab)
    expect(tab.locator(".etat").first).to_have_text("Prête")
    tab.click("#faire-kit")
    expect(tab.locator("#titre-kit")).to_be_focused()
    assert download(tab, "Télécharger le kit", tmp_path).name == "AAP2026_kit_vierge.zip"
    templates = resources.folder("templates") / "2026"
    tab.set_input_files("#modeles", [templates / f"{name}.docx" for name in NAMES])
    tab.click("text=Vérifier les modèles")
    expect(tab.locator("#titre-modeles")).to_be_focused()
    picture = tab.locator("#modeles-word .pages img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 260)
    check(tab)
    tab.set_input_files("#recus", [made, altered])
    tab.click("text=Faire le registre")
    expect(tab.locator("#titre-registre")).to_be_focused()
    expect(tab.locator(".bilan .fait dd")).to_have_text("1")
    expect(tab.locator("#registre")).to_contain_text("retouché.pdf")
    expect(tab.locator(".graphique img").first).not_to_have_js_property("naturalWidth", 0)
    check(tab)
    assert download(tab, "registre Excel", tmp_path).read_bytes()[:2] == b"PK"
