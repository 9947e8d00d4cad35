"""A copy of a person's workbook where what is wrong is noted at its cell; no value is touched."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl.xml
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.finding import Finding, Severity
from packetgen.workbook import styles
from packetgen.workbook.reports.former import results_of
from packetgen.workbook.reports.table import FIRST_ROW, TEXT, Column, draw_heads
from packetgen.workbook.styles import fill
from packetgen.workbook.write.save import to_bytes
from packetgen.workbook.write.sheet import grow

TO_MEND = "À corriger"
HEADS = {"Niveau": 14, "Feuille": 16, "Cellule": 10, "Ce qu’il faut corriger": 86}
COLUMNS, LINK = [Column(head, width) for head, width in HEADS.items()], 4
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
    sheet = draw_heads(workbook, TO_MEND, TO_MEND, "", COLUMNS)
    workbook.move_sheet(sheet.worksheet, 1 - len(workbook.sheetnames))
    workbook.active = 0
    for view in (each.sheet_view for each in workbook.worksheets[1:]):
        view.tabSelected = False
    for row, finding in enumerate(findings, start=FIRST_ROW):
        origin = finding.origin
        place = (origin.sheet, origin.cell) if origin else ("", "")
        for column, said in enumerate((finding.severity.value, *place, finding.message), start=2):
            sheet.keep(row, column, said, styles.LINK if origin and column == LINK else TEXT)
        sheet.cell(row, 2).fill = fill(COLOURS[finding.severity])
        grow(sheet.worksheet, row, 18)
        if origin:
            link = sheet.cell(row, LINK)
            location = f"{quote_sheetname(origin.sheet)}!{origin.cell}"
            link.hyperlink = Hyperlink(ref=link.coordinate, location=location)
