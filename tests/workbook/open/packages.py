"""Small workbooks whose parts are changed by hand."""

from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.workbook.open.open import open_workbook
from tests.workbook.read.cases import with_parts

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def small(folder: Path) -> Path:
    """A workbook of three cells, on the sheet Porteur."""
    source = folder / "classeur.xlsx"
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Porteur"
    sheet["A1"], sheet["B2"], sheet["C3"] = "un", 2, "=1+1"
    workbook.save(source)
    return source


def with_sheet(folder: Path, content: str) -> Path:
    """The small workbook, its sheet made of `content`."""
    xml = f'<worksheet xmlns="{MAIN}">{content}</worksheet>'
    return with_parts(small(folder), {SHEET: lambda _: xml.encode()})


def with_rows(folder: Path, rows: str) -> Path:
    """The small workbook, its sheet made of these rows."""
    return with_sheet(folder, f"<sheetData>{rows}</sheetData>")


def with_texts(folder: Path, texts: str) -> Path:
    """Make A1 the first text of a table of shared texts, as Excel writes them."""
    source = with_rows(folder, '<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    with ZipFile(source, "a") as package:
        package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
    return source


def opened(source: Path) -> Worksheet:
    """The sheet Porteur, as it is read."""
    return open_workbook(source).workbook["Porteur"]
