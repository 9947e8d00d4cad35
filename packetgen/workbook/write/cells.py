"""The strokes that every sheet is drawn with: a text, an answer, a formula, a band, a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from dataclasses import field as attribute
from decimal import Decimal
from textwrap import wrap

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.bundle import PROJET
from packetgen.model.campagne import Campagne
from packetgen.text import french_typography
from packetgen.workbook import styles
from packetgen.workbook.styles import Look, dress
from packetgen.workbook.write.save import Result
from packetgen.workbook.write.values import Value

A4 = 9


@dataclass
class Book:
    """The workbook being written: the values it must hold, what became of each, its results."""

    workbook: Workbook
    campagne: Campagne
    values: Mapping[str, Value]
    placed: set[str] = attribute(default_factory=set)
    results: dict[str, dict[str, Result]] = attribute(default_factory=dict)

    def decimal(self, key: str) -> Decimal:
        """The figure to be put in the cell `key`, 0 when it stays empty."""
        value = self.values.get(key)
        return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def put(sheet: Worksheet, row: int, column: int, text: str | int, look: Look) -> Cell:
    """Write a printed text: typography is set, and no text can become a formula."""
    cell = _cell(sheet, row, column)
    _write(cell, french_typography(text) if isinstance(text, str) else text)
    dress(cell, look)
    return cell


def answer_cell(book: Book, sheet: Worksheet, row: int, column: int, key: str, look: Look) -> Cell:
    """Draw an input cell and put in it, as it is, the value that the dossier has for `key`."""
    cell = _cell(sheet, row, column)
    value = book.values.get(key)
    if value is None:
        dress(cell, look)
        return cell
    book.placed.add(key)
    return keep(sheet, row, column, value, look)


def answer_as(book: Book, sheet: Worksheet, model: Cell, row: int, key: str) -> Cell:
    """Draw an input cell in the column of `model`, alike: much faster than to dress it."""
    cell = _cell(sheet, row, model.column)
    cell._style = copy(model._style)  # type: ignore[attr-defined]  # openpyxl's documented way
    cell.quotePrefix = False
    value = book.values.get(key)
    if value is not None:
        book.placed.add(key)
        _keep(cell, value)
    return cell


def keep(sheet: Worksheet, row: int, column: int, value: Value, look: Look) -> Cell:
    """Write what somebody typed, as it is: no text can become a formula, now or when edited."""
    cell = _cell(sheet, row, column)
    dress(cell, look)
    _keep(cell, value)
    return cell


def _keep(cell: Cell, value: Value) -> None:
    _write(cell, value)
    if isinstance(value, str):
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "\t", "\r"))


def _write(cell: Cell, value: Value) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - merged cells are never written twice
    return cell


def calculate(
    book: Book, sheet: Worksheet, row: int, column: int, formula: str, result: Result, look: Look
) -> Cell:
    """Write a formula (English names, no `=`) and what it gives today."""
    cell = _cell(sheet, row, column)
    cell.value = f"={formula}"
    dress(cell, look)
    book.results.setdefault(sheet.title, {})[cell.coordinate] = result
    return cell


def name(book: Book, key: str, sheet: Worksheet, first: str, last: str = "") -> None:
    """Give a cell, or the run of cells from `first` to `last`, its defined name."""
    places = ":".join(_absolute(place) for place in (first, last) if place)
    reference = f"{quote_sheetname(sheet.title)}!{places}"
    book.workbook.defined_names[key] = DefinedName(key, attr_text=reference)


def _absolute(place: str) -> str:
    column = place.rstrip("0123456789")
    return f"${column}${place.removeprefix(column)}"


def band(sheet: Worksheet, row: int, look: Look, first: int = 1, last: int = 0) -> None:
    """Paint a row from margin to margin."""
    for column in range(first, (last or sheet.max_column) + 1):
        dress(_cell(sheet, row, column), look)


def merge(sheet: Worksheet, row: int, first: int, last: int, look: Look) -> None:
    """Dress a run of printed cells and make it one; input cells are never merged."""
    for column in range(first, last + 1):
        dress(_cell(sheet, row, column), look)
    if first != last:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)


class _GrowingRow(RowDimension):
    """A row whose height is only a first guess: Excel and LibreOffice fit it to its text."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - openpyxl's name
        """Never fixed, though there is a height."""
        return False


def grow_from(sheet: Worksheet, row: int, points: float) -> None:
    """Let a drawn row follow its text, from a least height in points.

    The least height is kept by a large font in the right margin, where nothing is written.
    """
    guess = max(_height(cell, sheet) for cell in sheet[row])
    sheet.row_dimensions[row] = _GrowingRow(sheet, index=row, ht=max(guess, points))
    _cell(sheet, row, sheet.max_column).font = styles.font(points / 1.25)


def _height(cell: Cell | MergedCell, sheet: Worksheet) -> float:
    """Height in points that a cell's text takes once wrapped, estimated."""
    if isinstance(cell, MergedCell) or cell.data_type != "s":
        return 0
    size = float(cell.font.size)
    room = sheet.column_dimensions[cell.column_letter].width - 2
    return wrapped_lines(str(cell.value), room, size) * size * 1.25 + 5


def wrapped_lines(text: str, width: float, size: float) -> int:
    """Number of lines that a text takes in a width in characters, estimated."""
    letters = int(width * 1.16 * styles.SIZE / size)
    return sum(max(1, len(wrap(line, letters))) for line in text.split("\n"))


def new_sheet(workbook: Workbook, title: str, widths: Sequence[float], *, tab: str) -> Worksheet:
    """Add a sheet with its columns; the last one, a margin, is made to exist."""
    sheet: Worksheet = workbook.create_sheet(title)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _cell(sheet, 1, len(widths))
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    sheet.sheet_properties.tabColor = tab
    return sheet


def heading(sheet: Worksheet, title: str, aside: str, subtitle: str) -> None:
    """Draw the first rows: the dark band, then the pale one that says what to do."""
    last = sheet.max_column
    band(sheet, 1, styles.TITLE)
    put(sheet, 1, 2, title, styles.TITLE)
    put(sheet, 1, last - 1, aside, styles.TITLE_ASIDE)
    band(sheet, 2, styles.SUBTITLE)
    put(sheet, 2, 2, subtitle, styles.SUBTITLE)
    sheet.row_dimensions[1].height = 34
    sheet.row_dimensions[2].height = 24
    sheet.row_dimensions[3].height = 8


def page(book: Book, sheet: Worksheet, *, landscape: bool, repeat: str) -> None:
    """Set an A4 page: full width, running titles, page number of the whole."""
    campagne = book.campagne
    lay_page(
        sheet,
        f"{campagne.intitule} – {sheet.title}",
        campagne.destinataire.organisme,
        landscape=landscape,
        repeat=repeat,
        mark=PROJET if campagne.projet else "",
    )
    header = sheet.HeaderFooter.oddHeader
    if campagne.projet and header:
        header.center.text, header.center.size = PROJET, 14
        header.center.font, header.center.color = "Calibri,Bold", styles.RED


def lay_page(
    sheet: Worksheet, title: str, issuer: str, *, landscape: bool, repeat: str, mark: str = ""
) -> None:
    """Set an A4 page with these running titles; `repeat` are the rows that each page begins with.

    No row is repeated when it is empty. `mark` is printed in red in the middle of the top.
    """
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.6, 0.3, 0.3
    if repeat:
        sheet.print_title_rows = repeat
    running = french_typography(title).replace("&", "&&")
    organisme = issuer.replace("&", "&&")
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    for part, text in (
        (header.left, running),
        (footer.left, organisme),
        (footer.right, "Page &P/&N"),
    ):
        part.text, part.size, part.color = text, 9, styles.GREY
    if mark:
        header.center.text, header.center.size = mark, 14
        header.center.font, header.center.color = "Calibri,Bold", styles.RED
    sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter = header, footer
