"""Forty files in four arrivals in a real Chromium, the register filled in Excel between them."""

import zipfile
from collections import Counter
from pathlib import Path, PurePath

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from packetgen.model.dossier import Dossier
from packetgen.pipeline.receive import read_facts
from packetgen.workbook.reports.registre import chosen, open_register
from tests.conftest import needs_soffice
from tests.reception import boxes
from tests.reception import test_arrivals as arrivals
from tests.web.conftest import BEFORE, check, download, enter, settled, started
from tests.workbook.read.cases import saved_again

# Two arrivals a day; the page is closed meanwhile
DAYS = {"2025-11-11": (1, 2), "2025-11-13": (3, 4)}
ASSOCIATIONS = {"Association 02": "2025-11-11", "Association 09": "2025-11-11",
                "Association 14": "2025-11-13", "Association 18": "2025-11-13"}  # fmt: skip


def send(tab: Page, field: str) -> None:
    """Send the form of a field, and wait for the page that comes next."""
    tab.evaluate(BEFORE)
    tab.click(f"form:has({field}) button")
    settled(tab)


@pytest.mark.slow
@needs_soffice
def test_a_call_is_instructed_on_the_page(
    tab: Page, dossier: Dossier, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    box = boxes.arrivals(dossier, tmp_path_factory)
    (home := tmp_path / "page").mkdir()
    register = box / "registre.xlsx"
    for day, numbers in DAYS.items():
        with started(home, "--date", day) as (_, address):
            enter(tab, address)
            tab.click("nav >> text=CALL")
            for number in numbers:
                received = sorted((box / str(number)).iterdir())
                tab.set_input_files("#recus", [*received, *[register] * register.exists()])
                send(tab, "#recus")
                download(tab, "Télécharger le registre", box)
                if typed := arrivals.TYPE[number - 1]:
                    saved_again(register, typed)
            if not typed:
                follow(tab, box)
    tables = open_register(register)
    end = read_facts(tables.kept, chosen(tables)), register, box
    arrivals.test_every_dossier_counts_once(end)
    arrivals.test_nothing_typed_is_lost(end)
    arrivals.test_versions_are_linked_with_what_changed(end)
    arrivals.test_every_figure_is_that_of_a_spreadsheet(end, tmp_path)
    days = arrivals.Sheet(load_workbook(register), "Dossiers").column("Reçu le")
    assert {name: f"{days[name]:%Y-%m-%d}" for name in ASSOCIATIONS} == ASSOCIATIONS


def follow(tab: Page, box: Path) -> None:
    """Take the requests, the sheets and the letters, and compare two versions."""
    with zipfile.ZipFile(download(tab, "Télécharger les demandes", box)) as sent:
        assert {PurePath(name).stem[-2:] for name in sent.namelist()} == {*"09 13 14 15 17".split()}
    send(tab, "#instruction")
    check(tab)
    with zipfile.ZipFile(download(tab, "Télécharger les fiches", box)) as made:
        kinds = Counter(PurePath(name).parent.name for name in made.namelist())
    assert kinds == {"instruction": 19, "accuse_reception": 16, "demande_pieces": 4, "accord": 3}
    tab.set_input_files("#avant-pdf", box / "1" / "a01.pdf")
    tab.set_input_files("#apres-pdf", box / "4" / "a01 encore.pdf")
    send(tab, "#avant-pdf")
    expect(tab.locator("#versions")).to_contain_text("1 000 € devient 1 200 €")
