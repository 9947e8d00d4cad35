"""Drawing of a sheet: texts, answers, formulas, bands, titles, the printed page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from textwrap import wrap

from msgspec import Struct, field
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.cell import absolute_coordinate
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from packetgen import __version__
from packetgen.model.bundle import PROJET
from packetgen.model.campagne import Campagne
from packetgen.model.fields import key_of_action
from packetgen.resources import table
from packetgen.text import french_typography
from packetgen.workbook import layout, styles
from packetgen.workbook.styles import CellStyle, dress
from packetgen.workbook.write.save import Result, to_bytes
from packetgen.workbook.write.values import CellContent

A4 = 9
TEXTS = table(__file__, "words.toml")


def empty_workbook() -> Workbook:
    """Return a workbook without a sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    return workbook


class SheetWriter:
    """Draws one sheet, whose first and last columns are margins."""

    def __init__(self, workbook: Workbook, title: str, widths: Sequence[float], tab: str) -> None:
        sheet: Worksheet = workbook.create_sheet(title)
        self.worksheet = sheet
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        # the last column must exist, though nothing is written there
        self.cell(1, len(widths))
        self.last = len(widths) - 1
        sheet.sheet_view.showGridLines = False
        sheet.sheet_view.zoomScale = 100
        sheet.sheet_properties.tabColor = tab

    def cell(self, row: int, column: int) -> Cell:
        """The cell of a place, which must not be covered by a merge."""
        cell = self.worksheet.cell(row, column)
        assert isinstance(cell, Cell)  # noqa: S101 - merged cells are never written twice
        return cell

    def put(self, row: int, column: int, text: str | int, look: CellStyle, last: int = 0) -> Cell:
        """Write a printed text: typography is set, and no text can become a formula.

        Its cell goes to the column `last`: input cells are never merged.
        """
        if last:
            self.merge(row, column, last, look)
        cell = self.cell(row, column)
        keep(cell, french_typography(text) if isinstance(text, str) else text)
        dress(cell, look)
        return cell

    def keep(self, row: int, column: int, value: CellContent, look: CellStyle) -> Cell:
        """Write what somebody typed, as it is: no text can become a formula, now or when edited."""
        cell = self.cell(row, column)
        dress(cell, look)
        keep(cell, value)
        return cell

    def height(self, row: int, points: float) -> None:
        """Fix the height of a row."""
        self.worksheet.row_dimensions[row].height = points

    def grow_from(self, row: int, points: float) -> None:
        """Let a drawn row follow its text, from a least height in points.

        The least height is kept by a large font in the right margin, where nothing is written.
        """
        grow(self.worksheet, row, points)
        self.cell(row, self.last + 1).font = styles.font(points / 1.25)

    def band(self, row: int, look: CellStyle, first: int = 1, last: int = 0) -> None:
        """Paint a row from margin to margin, or from `first` to `last`."""
        for column in range(first, (last or self.last + 1) + 1):
            dress(self.cell(row, column), look)

    def merge(self, row: int, first: int, last: int, look: CellStyle) -> None:
        """Dress a run of printed cells and make it one."""
        self.band(row, look, first, last)
        if first != last:
            self.worksheet.merge_cells(
                start_row=row, start_column=first, end_row=row, end_column=last
            )

    def paragraph(self, row: int, first: int, last: int, text: str | int, look: CellStyle) -> None:
        """Write a text across columns; merged cells do not grow, so the row is sized."""
        self.put(row, first, text, look, last)
        columns = map(get_column_letter, range(first, last + 1))
        width = sum(self.worksheet.column_dimensions[letter].width for letter in columns)
        size = look.font.size
        height = _wrapped_lines(str(text), width, size) * size * 1.35 + 6
        self.height(row, max(height, self.worksheet.row_dimensions[row].height or 0))

    def section(self, row: int, title: str) -> int:
        """Draw the band of a section after a blank row; return the row after."""
        self.height(row, 10)
        self.band(row + 1, styles.SECTION, 2, self.last)
        self.put(row + 1, 2, title, styles.SECTION)
        self.height(row + 1, 24)
        return row + 2

    def heading(self, title: str, aside: str, subtitle: str) -> None:
        """Draw the first rows: the dark band, then the pale one that says what to do."""
        self.band(1, styles.TITLE)
        self.put(1, 2, title, styles.TITLE)
        self.put(1, self.last, aside, styles.TITLE_ASIDE)
        self.band(2, styles.SUBTITLE)
        self.put(2, 2, subtitle, styles.SUBTITLE)
        for row, height in ((1, 34), (2, 24), (3, 8)):
            self.height(row, height)

    def lay_page(
        self, title: str, issuer: str, *, landscape: bool, repeat: str, mark: str = ""
    ) -> None:
        """Set an A4 page with these running titles; `repeat` are rows that each page begins with.

        No row is repeated when it is empty. `mark` is printed in red in the middle of the top.
        """
        sheet = self.worksheet
        sheet.page_setup.paperSize = A4
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        sheet.page_margins = PageMargins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3)
        if repeat:
            sheet.print_title_rows = repeat
        header, footer = HeaderFooterItem(), HeaderFooterItem()
        for part, text in (
            (header.left, french_typography(title).replace("&", "&&")),
            (footer.left, issuer.replace("&", "&&")),
            (footer.right, "Page &P/&N"),
        ):
            part.text, part.size, part.color = text, 9, styles.GREY
        if mark:
            header.center.text, header.center.size = mark, 14
            header.center.font, header.center.color = "Calibri,Bold", styles.RED
        sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter = header, footer


class Book(Struct):
    """The workbook being written: the values it must hold, what became of each, its results."""

    campagne: Campagne
    values: Mapping[str, CellContent]
    workbook: Workbook = field(default_factory=empty_workbook)
    placed: set[str] = field(default_factory=set)
    results: dict[str, dict[str, Result]] = field(default_factory=dict)

    def take(self, key: str) -> CellContent:
        """The value to be put in the cell `key`, placed from then on."""
        value = self.values.get(key)
        if value is not None:
            self.placed.add(key)
        return value

    def decimal(self, key: str) -> Decimal:
        """The figure to be put in the cell `key`, 0 when it stays empty."""
        value = self.values.get(key)
        return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)

    def to_bytes(self, title: str) -> bytes:
        """Return the .xlsx, dated of the first day of the call's year."""
        properties, campagne = self.workbook.properties, self.campagne
        properties.title = f"{campagne.intitule} – {title}"
        properties.creator, properties.language = f"packetgen {__version__}", "fr-FR"
        self.workbook.active = 0
        created = datetime(campagne.annee, 1, 1)  # noqa: DTZ001 - the file format has no time zone
        return to_bytes(self.workbook, self.results, created)


class BookSheet(SheetWriter):
    """A sheet of a book: its answers come from the values of the book."""

    def __init__(self, book: Book, title: str, widths: Sequence[float], *, tab: str) -> None:
        super().__init__(book.workbook, title, widths, tab=tab)
        self.book = book

    def calculate(
        self, row: int, column: int, formula: str, result: Result, look: CellStyle
    ) -> Cell:
        """Write a formula (English names, no `=`) and what it gives today."""
        cell = self.cell(row, column)
        cell.value = f"={formula}"
        dress(cell, look)
        self.book.results.setdefault(self.worksheet.title, {})[cell.coordinate] = result
        return cell

    def sum_of(self, cells: Iterable[str]) -> Decimal:
        """Return what cells add up to today, those of formulas included."""
        results = self.book.results.get(self.worksheet.title, {})
        values = (results.get(each, self.worksheet[each].value) for each in cells)
        figures = (Decimal(each) for each in values if isinstance(each, int | Decimal))
        total = sum(figures, Decimal(0))
        return total if total % 1 else total.to_integral_value()

    def name(self, key: str, cells: str) -> None:
        """Give a cell, or a run of cells (`C5:C9`), its defined name."""
        reference = f"{quote_sheetname(self.worksheet.title)}!{absolute_coordinate(cells)}"
        self.book.workbook.defined_names[key] = DefinedName(key, attr_text=reference)

    def page(self, *, landscape: bool, repeat: str) -> None:
        """Set an A4 page: full width, running titles, page number of the whole."""
        campagne = self.book.campagne
        title, mark = f"{campagne.intitule} – {self.worksheet.title}", PROJET * campagne.projet
        issuer = campagne.territoire.nom
        self.lay_page(title, issuer, landscape=landscape, repeat=repeat, mark=mark)


class AnswerSheet(BookSheet):
    """The sheet `base` of the workbook to fill, of one action or of all, under its title."""

    def __init__(
        self, book: Book, base: str, widths: Sequence[float], *, tab: str, numero: int = 1
    ) -> None:
        super().__init__(book, layout.sheet_name(base, numero), widths, tab=tab)
        self.numero = numero
        title, way = TEXTS["feuilles"][base]
        if numero > 1:
            # « L’action n° 2 », « Le bilan – action n° 2 »
            title += f"{'' if title.endswith('action') else ' – action'} n° {numero}"
        self.heading(title, book.campagne.intitule, way)

    def key(self, key: str) -> str:
        """Key of a cell of this action."""
        return key_of_action(key, self.numero)


class _GrowingRow(RowDimension):
    """A row whose height is only a first guess: Excel and LibreOffice fit it to its text."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - openpyxl's name
        """Never fixed, though there is a height."""
        return False


def grow(sheet: Worksheet, row: int, points: float) -> None:
    """Let a row follow its text, from a least height in points."""
    guess = max(_text_height(sheet, cell) for cell in sheet[row])
    former, height = sheet.row_dimensions[row], max(guess, points)
    kept = {"hidden": former.hidden, "outlineLevel": former.outlineLevel}
    sheet.row_dimensions[row] = _GrowingRow(sheet, index=row, ht=height, **kept)


def _text_height(sheet: Worksheet, cell: Cell | MergedCell) -> float:
    """Height in points that a cell's text takes once wrapped, estimated."""
    if isinstance(cell, MergedCell) or cell.data_type != "s" or not cell.alignment.wrap_text:
        return 0
    size = float(cell.font.size)
    room = sheet.column_dimensions[cell.column_letter].width - 2
    return _wrapped_lines(str(cell.value), room, size) * size * 1.25 + 5


def _wrapped_lines(text: str, width: float, size: float) -> int:
    letters = int(width * 1.16 * styles.SIZE / size)
    return sum(max(1, len(wrap(line, letters))) for line in text.split("\n"))


def keep(cell: Cell, value: CellContent) -> None:
    """Put in a cell what somebody typed, as it is: no text can become a formula."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "\t", "\r"))
