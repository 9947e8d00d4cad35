"""Workbooks that LibreOffice saves again: one start for all."""

import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from packetgen.convert import libreoffice
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.service import correct
from packetgen.workbook.read.dossier import read_dossier
from packetgen.workbook.write.create import create
from tests.conftest import needs_soffice
from tests.workbook.open.test_cells import compare

pytestmark = [pytest.mark.slow, needs_soffice]
FULL, EMPTY, BARE = "plein.xlsx", "vide.xlsx", "nu.xlsx"
CORRECTED, TWICE = "corrige.xlsx", "encore.xlsx"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, campagne: Campagne, dossier: Dossier) -> Path:
    """A folder of workbooks, those of the same names saved by LibreOffice in `again`."""
    folder = tmp_path_factory.mktemp("libreoffice")
    create(folder / FULL, campagne, dossier=dossier)
    create(folder / EMPTY, campagne)
    # openpyxl drops what formulas give, so that all is computed
    load_workbook(folder / FULL).save(folder / BARE)
    correct(folder / FULL, "", {"budget.74epci": "7 000 €"}, folder / CORRECTED)
    command = [str(libreoffice._program()), f"-env:UserInstallation={(folder / 'p').as_uri()}"]
    command += ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command += ["--outdir", str(folder / "again")]
    sources = [str(folder / name) for name in (FULL, EMPTY, BARE, CORRECTED)]
    subprocess.run([*command, *sources], check=True, capture_output=True, timeout=120)
    return folder


def results(path: Path) -> dict[str, object]:
    """What the formulas of a workbook give, by sheet and cell."""
    shown = load_workbook(path, data_only=True)
    return {
        f"{sheet.title} {cell.coordinate}": shown[sheet.title][cell.coordinate].value or ""
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def test_it_is_read_as_by_openpyxl_and_not_reported(folder: Path, campagne: Campagne) -> None:
    compare(folder / "again" / FULL)
    for name in (FULL, EMPTY):
        assert read_dossier(folder / "again" / name, campagne).findings == ()


def test_it_finds_the_same_results_and_names(folder: Path) -> None:
    ours, theirs = results(folder / FULL), results(folder / "again" / BARE)
    assert len(ours) > 60
    assert {place: theirs[place] for place in ours} == pytest.approx(ours)
    paths = (folder / FULL, folder / "again" / BARE)
    before, after = (set(load_workbook(path).defined_names) for path in paths)
    assert before <= after


def test_it_computes_what_a_correction_changes(folder: Path, campagne: Campagne) -> None:
    correct(folder / "again" / FULL, "", {"budget.74epci": "7 000 €"}, folder / TWICE)
    for corrected in (folder / "again" / CORRECTED, folder / TWICE):
        assert read_dossier(corrected, campagne).dossier.actions[0].budget.montant("74epci") == 7000
    before, after = (results(folder / "again" / name) for name in (FULL, CORRECTED))
    changed = {place: after[place] for place in before if after[place] != before[place]}
    assert changed.pop("Budget B5") == "Écart de 500 €"
    assert (changed["Budget H5"], changed["Budget I5"], len(changed)) == (7000, 18500, 6)
