"""What is read of a workbook, compared with what it stores and with what openpyxl reads of it."""

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
from packetgen.workbook.open.grid import merge_of, reference_of
from packetgen.workbook.open.open import open_workbook
from tests.conftest import EXAMPLE
from tests.workbook.open.packages import held, opened, with_rows, with_texts

STORED = {
    "a number": ("><v>2</v>", 2, "n"),
    "a decimal": ("><v>1.5E2</v>", 150.0, "n"),
    "an exponent": ("><v>1E+05</v>", 1e5, "n"),
    "digits that Excel rounds": ("><v>1234567890123456</v>", 1234567890123456.0, "n"),
    "a zero with a sign": ("><v>-0</v>", 0, "n"),
    "a text": ('t="inlineStr"><is><t>un</t></is>', "un", "s"),
    "a text like a formula": ('t="str"><v>=1+1</v>', "=1+1", "s"),
    "a text longer than Excel's": (f't="str"><v>{"a" * 40_000}</v>', "a" * 40_000, "s"),
    "a text like an error": ('t="inlineStr"><is><t>#N/A</t></is>', "#N/A", "s"),
    "an error": ('t="e"><v>#N/A</v>', "#N/A", "e"),
    "a yes": ('t="b"><v>1</v>', True, "b"),
    "a day of ISO 8601": ('t="d"><v>2026-03-04</v>', date(2026, 3, 4), "d"),
    "a formula": ("><f>1+1</f><v></v>", "=1+1", "f"),
    "a formula and its result": ("><f>1+1</f><v>2</v>", 2, "n"),
    "a formula and its empty text": ('t="str"><f>""</f><v></v>', None, "n"),
}


@pytest.mark.parametrize(("cell", "value", "kind"), STORED.values(), ids=STORED)
def test_a_cell_is_what_it_stores(cell: str, value: object, kind: str, tmp_path: Path) -> None:
    read = held(with_rows(tmp_path, f'<row r="1"><c r="A1" {cell}</c></row>'))
    # an empty text is a cell that holds nothing
    assert (type(read.value), read.value, read.type) == (type(value), value, kind)


def test_a_day_that_no_calendar_has_is_an_error(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title, sheet["A1"], sheet["A1"].number_format = "Porteur", 1e9, "dd/mm/yyyy"
    workbook.save(tmp_path / "jour.xlsx")
    assert held(tmp_path / "jour.xlsx").value == "#VALUE!"


def test_cells_and_rows_without_references_keep_their_place(tmp_path: Path) -> None:
    rows = (
        '<row><c/><c t="inlineStr"><is><r><t>a</t></r><rPh sb="0" eb="1"><t>x</t></rPh>'
        '<r><t xml:space="preserve"> b</t></r></is></c></row>'
        "<row/><row><c/><c/><c><v>3</v></c></row>"
    )
    sheet = opened(with_rows(tmp_path, rows))
    assert (sheet.cell(1, 2).value, sheet.cell(3, 3).value) == ("a b", 3)
    # shared texts are read
    texts = "<si><r><t>rue </t></r><r><t>des Cordiers</t></r></si>"
    assert held(with_texts(tmp_path, texts)).value == "rue des Cordiers"


def stored(sheet: Worksheet) -> Mapping[str, tuple[object, str, str]]:
    """The value, the type and, of a number, the format of each filled cell."""
    found: dict[str, tuple[object, str, str]] = {}
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
        shown = cell.number_format if cell.data_type in "nd" else ""
        found[cell.coordinate] = (cell.value, cell.data_type, shown)
    return found


def compare(path: Path) -> None:
    ours, theirs = open_workbook(path), load_workbook(path, data_only=True)
    assert list(ours.workbook.sheets) == theirs.sheetnames
    assert ours.names == {name: each.attr_text for name, each in theirs.defined_names.items()}
    for title in theirs.sheetnames:
        here, there = ours.workbook.sheets[title], theirs[title]
        filled = {
            reference_of(*at): (each.value, each.type, each.format if each.type in "nd" else "")
            for at, each in here.cells.items()
        }
        assert filled == stored(there)
        assert here.is_visible == (there.sheet_state == "visible")
        merges = {merge_of(str(each)) for each in there.merged_cells.ranges}
        assert set(here.merges.values()) == merges
        hidden = {row for row, each in there.row_dimensions.items() if each.hidden}
        assert here.hidden_rows <= hidden


def test_what_we_and_people_write_is_read_as_by_openpyxl(
    campagne: Campagne, tmp_path: Path
) -> None:
    compare(EXAMPLE)
    (tmp_path / "appel.xlsx").write_bytes(campagne_workbook(campagne))
    compare(tmp_path / "appel.xlsx")
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    bold = TextBlock(InlineFont(b=True), "en gras")
    values = (
        "texte", "  espaces  ", "deux\nlignes", "_x0041_", "l’été € ½ 𝄞", 12, -0.5, 1e300, 1e-7,
        0.1 + 0.2, True, False, date(2026, 3, 4), datetime(2026, 3, 4, 18, 30), time(18, 30),  # noqa: DTZ001
        timedelta(hours=30), "#N/A", CellRichText("Un mot ", bold, " ici"),
    )  # fmt: skip
    for value in values:
        sheet.append([value])
    sheet["C1"], sheet["C1"].number_format = 1234.5, '#,##0.00\\ "€"'
    sheet["D1"], sheet["D1"].number_format = 0.25, "0%"
    sheet["E1"], sheet["E1"].number_format = 46085, "dd/mm/yyyy"
    sheet.merge_cells("G2:H4")
    sheet.row_dimensions[3].hidden = True
    workbook.create_sheet("cachée").sheet_state = "hidden"
    workbook.save(tmp_path / "cases.xlsx")
    compare(tmp_path / "cases.xlsx")
