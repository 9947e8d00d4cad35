"""The workbook's sheets as pictures, with the letters and numbers of their cells."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from msgspec import Struct
from openpyxl import load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooter
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from dossiers import CAMPAGNE
from packetgen.convert.fonts import write_fontconfig
from packetgen.text import fold
from packetgen.workbook.write.create import create
from pages import contact_sheet, page_pictures, trimmed

WIDTH = 1500
SECONDS = 120
FRENCH = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Setup/L10N">'
    '<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item>'
    "</oor:items>"
)


class View(Struct, frozen=True):
    """A picture: its name, the sheet, and the text of the first row left out."""

    name: str
    sheet: str
    before: str = ""
    blank: bool = False


VIEWS = (
    View("lisez-moi", "Lisez-moi", before="Le calendrier de l’appel", blank=True),
    View("porteur-vide", "Porteur", before="Représentant légal", blank=True),
    View("porteur", "Porteur", before="Représentant légal"),
    View("action", "Action", before="Première demande ?"),
    View("budget", "Budget"),
    View("agents", "Agents"),
    View("pieces", "Pièces", before="Délégation de signature"),
)


def draw_sheets(filled: Path, folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield each view's name and picture; `filled` is a filled workbook."""
    folder.mkdir()
    blank = folder / "vide.xlsx"
    create(blank, CAMPAGNE)
    sources = []
    for view in VIEWS:
        source = folder / f"{view.name}.xlsx"
        show_only(view, blank if view.blank else filled, source)
        sources.append(source)
    convert(sources, folder)
    for view in VIEWS:
        (picture,) = page_pictures(folder / f"{view.name}.pdf", [1], width=3 * WIDTH)
        yield view.name, contact_sheet([trimmed(picture)], WIDTH)


def show_only(view: View, source: Path, destination: Path) -> None:
    """Copy a workbook so that printing gives one page: the rows of a view, with their headings."""
    workbook = load_workbook(source)
    for sheet in workbook.worksheets:
        sheet.sheet_state = "visible" if sheet.title == view.sheet else "hidden"
    sheet = workbook[view.sheet]
    workbook.active = sheet
    last = row_of(sheet, view.before) - 1 if view.before else sheet.max_row
    sheet.print_area = f"A1:{get_column_letter(sheet.max_column)}{last}"
    sheet.print_title_rows = None
    sheet.print_options.headings = True
    sheet.page_setup.fitToHeight = 1
    sheet.HeaderFooter = HeaderFooter()
    for cell in chain.from_iterable(sheet.iter_rows()):
        if cell.font.name == "Consolas":  # of Windows; packetgen carries a font as wide
            cell.font = Font(name="Liberation Mono", size=cell.font.size, color=cell.font.color)
    workbook.save(destination)


def row_of(sheet: Worksheet, text: str) -> int:
    """The first row that holds a text, whatever its spaces."""
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    return next(row for row, values in rows if fold(text) in map(fold, map(str, values)))


def convert(workbooks: list[Path], folder: Path) -> None:
    """Print workbooks to PDF with LibreOffice in French and the fonts of packetgen."""
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit("LibreOffice (soffice) is wanting: it draws the workbook's sheets.")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(FRENCH, encoding="utf-8")
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder)),
            *map(str, workbooks),
        ],
        env=os.environ | {"FONTCONFIG_FILE": str(write_fontconfig(folder))},
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
