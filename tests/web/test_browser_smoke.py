"""A real Chromium on the real page, for a moment: its script, its colours, its focus."""

from playwright.sync_api import Page, expect

from tests.web.conftest import DAY, Open, check


def test_what_is_wrong_in_a_form_is_summed_up_and_leads_to_its_field(page: Open, tab: Page) -> None:
    tab.goto(page(*DAY))
    tab.fill("#actions", "vingt")
    tab.click("button:has-text('Faire le classeur')")
    expect(tab.locator("#erreurs")).to_be_focused()
    check(tab)
    tab.click("#erreurs a")
    expect(tab.locator("#actions")).to_be_focused()
    expect(tab.locator("#actions")).to_have_attribute("aria-invalid", "true")
