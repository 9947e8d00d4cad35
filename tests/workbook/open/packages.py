"""Small workbooks whose parts are changed by hand."""

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook

from packetgen.system.zip_package import write_package
from packetgen.workbook.open.grid import Cell, Sheet
from packetgen.workbook.open.open import open_workbook
from tests.packages import parts_of

SHEET = "xl/worksheets/sheet1.xml"
LINKS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

Parts = dict[str, bytes]


def small(folder: Path) -> Path:
    """A workbook of three cells, on the sheet Porteur."""
    source = folder / "classeur.xlsx"
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Porteur"
    sheet["A1"], sheet["B2"], sheet["C3"] = "un", 2, "=1+1"
    workbook.save(source)
    return source


def with_sheet(folder: Path, content: str, *, compressed: bool = True) -> Path:
    sheet = f'<worksheet xmlns="{MAIN}">{content}</worksheet>'.encode()
    return repacked(small(folder), {SHEET: sheet}, compressed=compressed)


def with_rows(folder: Path, rows: str) -> Path:
    return with_sheet(folder, f"<sheetData>{rows}</sheetData>")


def with_texts(folder: Path, texts: str) -> Path:
    """Make A1 the first text of a table of shared texts, as Excel writes them."""
    source = with_rows(folder, '<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    part = f'<sst xmlns="{MAIN}">{texts}</sst>'.encode()
    return repacked(source, linked(parts_of(source), "sharedStrings", part), compressed=False)


def repacked(source: Path, changes: Parts, *, compressed: bool) -> Path:
    """Replace parts: no ratio betrays a long one that is not compressed."""
    source.write_bytes(write_package(parts_of(source) | changes, compressed=compressed))
    return source


def linked(parts: Parts, kind: str, content: bytes) -> Parts:
    """The parts, and one more that the workbook links to and that is declared."""
    name = f"{kind}.xml"
    link = f'<Relationship Id="{kind}" Type="{RELATION}/{kind}" Target="{name}"/></Relationships>'
    override = f'<Override PartName="/xl/{name}" ContentType="x.{kind}+xml"/></Types>'
    changes = {LINKS: ("</Relationships>", link), TYPES: ("</Types>", override)}
    return {**changed(parts, changes), f"xl/{name}": content}


def changed(parts: Parts, changes: Mapping[str, tuple[str, str]]) -> Parts:
    for name, (old, new) in changes.items():
        assert old.encode() in parts[name]
        parts = {**parts, name: parts[name].replace(old.encode(), new.encode())}
    return parts


def opened(source: Path) -> Sheet:
    return open_workbook(source).workbook.sheets["Porteur"]


def held(source: Path, reference: str = "A1") -> Cell:
    return open_workbook(source).workbook.at("Porteur", reference)
