"""A copy of a person's workbook where what is wrong is noted at its cell; no value is touched."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl.xml
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.finding import Finding, Severity
from packetgen.workbook.reports.former import results_of
from packetgen.workbook.styles import HEAD, CellStyle, align, dress, fill, font
from packetgen.workbook.write.save import to_bytes

TO_MEND = "À corriger"
# In characters, then in points
WIDTH, LINE_HEIGHT = 78, 16
COLUMNS = (("Niveau", 14), ("Feuille", 16), ("Cellule", 10), ("Ce qu’il faut corriger", WIDTH + 8))
COLOURS = {Severity.BLOQUANT: "FFD5D0", Severity.A_VERIFIER: "FFE8B8"}
AUTHOR = "packetgen"

if not openpyxl.xml.DEFUSEDXML:
    raise RuntimeError("openpyxl must read XML through defusedxml: OPENPYXL_DEFUSEDXML is set")


def annotated(source: Path, findings: Sequence[Finding]) -> bytes:
    """Return a copy of the workbook `source`, which was already opened as safe.

    A faulty cell is coloured and bears a note; a first sheet lists them all, with links.
    """
    content = source.read_bytes()
    workbook = load_workbook(BytesIO(content), keep_links=False)
    noted = [each for each in findings if each.severity in COLOURS]
    by_cell = defaultdict(list)
    for finding in noted:
        if finding.origin and finding.origin.sheet in workbook.sheetnames:
            by_cell[finding.origin.sheet, finding.origin.cell].append(finding)
    for (sheet, cell), said in by_cell.items():
        _note(workbook[sheet], cell, said)
    _list(workbook, noted)
    created = workbook.properties.created or datetime(1980, 1, 1)  # noqa: DTZ001 - as the format
    return to_bytes(workbook, results_of(workbook, content), created)


def _note(sheet: Worksheet, reference: str, said: Sequence[Finding]) -> None:
    cell = sheet[reference]
    cell.fill = fill(COLOURS[said[0].severity])
    text = "\n\n".join(each.message for each in said)
    cell.comment = Comment(text, AUTHOR, width=360, height=60 + 18 * (len(text) // 45))


def _list(workbook: Workbook, findings: Iterable[Finding]) -> None:
    if TO_MEND in workbook.sheetnames:
        del workbook[TO_MEND]
    sheet = workbook.create_sheet(TO_MEND, 0)
    workbook.active = 0
    for view in (each.sheet_view for each in workbook.worksheets[1:]):
        view.tabSelected = False
    for column, (heading, width) in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, column, heading)
        dress(cell, HEAD)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, finding in enumerate(findings, start=2):
        _line(sheet, row, finding)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _line(sheet: Worksheet, row: int, finding: Finding) -> None:
    origin = finding.origin
    place = (origin.sheet, origin.cell) if origin else ("", "")
    for column, said in enumerate((finding.severity.value, *place, finding.message), start=1):
        cell = sheet.cell(row, column, said)
        # a text, whatever it begins with
        cell.data_type = "s"
        dress(cell, CellStyle(font(), alignment=align(vertical="top")))
    sheet.cell(row, 1).fill = fill(COLOURS[finding.severity])
    sheet.row_dimensions[row].height = LINE_HEIGHT * (len(finding.message) // WIDTH + 1)
    if origin:
        link = sheet.cell(row, 3)
        location = f"{quote_sheetname(origin.sheet)}!{origin.cell}"
        link.hyperlink = Hyperlink(ref=link.coordinate, location=location)
        link.font = Font(name="Calibri", color="0563C1", underline="single")
