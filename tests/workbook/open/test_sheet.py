"""What is read of a workbook, held to what openpyxl itself reads of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.campagne import Campagne
from packetgen.workbook.campagne.write import campagne_workbook
from packetgen.workbook.open.open import open_workbook
from tests.conftest import EXAMPLE

SOFFICE = shutil.which("soffice")


def stored(sheet: Worksheet) -> Mapping[str, tuple[object, str, str]]:
    """The value, the type and, of a number, the format of each filled cell."""
    return {
        cell.coordinate: (
            cell.value,
            cell.data_type,
            cell.number_format if cell.data_type in "nd" else "",
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def held(path: Path) -> None:
    """Hold each sheet as it is read here to what openpyxl reads."""
    ours, theirs = open_workbook(path), load_workbook(path, data_only=True)
    assert ours.workbook.sheetnames == theirs.sheetnames
    assert ours.names == {name: each.attr_text for name, each in theirs.defined_names.items()}
    for title in theirs.sheetnames:
        here, there = ours.workbook[title], theirs[title]
        assert stored(here) == stored(there)
        assert here.sheet_state == there.sheet_state
        assert set(map(str, here.merged_cells.ranges)) == set(map(str, there.merged_cells.ranges))
        hidden = {row for row, each in there.row_dimensions.items() if each.hidden}
        assert {row for row, each in here.row_dimensions.items() if each.hidden} <= hidden


def test_the_example() -> None:
    held(EXAMPLE)


def test_the_call_as_a_workbook(campagne: Campagne, tmp_path: Path) -> None:
    (tmp_path / "appel.xlsx").write_bytes(campagne_workbook(campagne))
    held(tmp_path / "appel.xlsx")


def test_what_people_put_in_cells(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    bold = TextBlock(InlineFont(b=True), "en gras")
    values = (
        "texte", "  espaces  ", "deux\nlignes", "_x0041_", "l’été € ½ 𝄞", 12, -0.5, 1e300, 1e-7,
        0.1 + 0.2, True, False, date(2026, 3, 4), datetime(2026, 3, 4, 18, 30), time(18, 30),  # noqa: DTZ001
        timedelta(hours=30), "#N/A", CellRichText("Un mot ", bold, " ici"),
    )  # fmt: skip
    for value in values:
        sheet.append([value])
    sheet["C1"].number_format = '#,##0.00\\ "€"'
    sheet["C1"] = 1234.5
    sheet["D1"], sheet["D1"].number_format = 0.25, "0%"
    sheet["E1"], sheet["E1"].number_format = 46085, "dd/mm/yyyy"
    sheet.merge_cells("G2:H4")
    sheet.row_dimensions[3].hidden = True
    workbook.create_sheet("cachée").sheet_state = "hidden"
    workbook.save(tmp_path / "cases.xlsx")
    held(tmp_path / "cases.xlsx")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n’est pas installé")
def test_the_example_saved_by_libreoffice(tmp_path: Path) -> None:
    source = shutil.copy(EXAMPLE, tmp_path / "source.xlsx")
    command = [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "again")]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    held(tmp_path / "again" / "source.xlsx")
