"""A table as a sheet: heads that stay and filter, figures, sums that follow the filter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen import __version__
from packetgen.model.fields import FieldKind
from packetgen.workbook import styles
from packetgen.workbook.styles import CellStyle
from packetgen.workbook.write.save import Result, to_bytes
from packetgen.workbook.write.sheet import SheetWriter, empty_workbook
from packetgen.workbook.write.values import CellContent

FIRST_ROW = 5
HEAD_ROW, SUM_ROW = FIRST_ROW - 1, FIRST_ROW - 2
LABELS, FIGURES = 2, 3
MARGIN, NONE = 2.0, "Aucun."
WIDTH, BAR, FRAME, LEGEND = 24.0, 0.45, 2.2, 1.2  # centimetres
COLOURS = (styles.DARK, "B8860B", "2B6648")
TYPED = styles.fill(styles.YELLOW)
TEXT = CellStyle(styles.font(10), border=styles.LABEL.border, alignment=styles.align())
LOOKS = {
    FieldKind.TEXT: TEXT,
    FieldKind.DATE: styles.formatted(TEXT, styles.NUMBER_FORMATS[FieldKind.DATE]),
    FieldKind.EUROS: styles.figure(TEXT, styles.NUMBER_FORMATS[FieldKind.EUROS]),
    FieldKind.INTEGER: styles.figure(TEXT, styles.NUMBER_FORMATS[FieldKind.INTEGER]),
    FieldKind.HOURS: styles.figure(TEXT, "#,##0.0#"),
}
A3 = 8
# Seals and keys: for packetgen, and for a search
CODE = replace(TEXT, font=styles.font(9, styles.GREY), alignment=styles.align(wrap=False))
SHARE = styles.figure(TEXT, styles.PERCENT_FORMAT)


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in characters, what it shows, and how.

    People fill those that are `typed`, with one of its `choices` or otherwise; one without a width
    is hidden.
    """

    head: str
    width: float
    kind: FieldKind = FieldKind.TEXT
    look: CellStyle | None = None
    summed: bool = False
    typed: bool = False
    choices: tuple[str, ...] = ()


Table = tuple[Sequence[Column], Sequence[Sequence[CellContent]]]


class Tables:
    """A workbook of tables being drawn: its title, its sheets, what their formulas give."""

    def __init__(self, title: str) -> None:
        self.title, self.workbook = title, empty_workbook()
        self.results: dict[str, dict[str, Result]] = {}

    def to_bytes(self, created: date) -> bytes:
        """Return the .xlsx, the same for the same tables and day."""
        properties = self.workbook.properties
        properties.title, properties.creator = self.title, f"packetgen {__version__}"
        day = datetime(created.year, created.month, created.day)  # noqa: DTZ001 - as the format
        return to_bytes(self.workbook, self.results, day)

    def add(self, title: str, subtitle: str, table: Table, *, bars: int = 0) -> Worksheet:
        """Draw a table: bands, sums that follow the filter, heads that stay and filter, rows.

        The first `bars` columns of figures are drawn beside it.
        """
        columns, rows = table
        widths = [MARGIN, *(column.width or 12 for column in columns), MARGIN]
        drawn = SheetWriter(self.workbook, title, widths, tab=styles.DARK)
        sheet, headline = drawn.worksheet, f"{self.title} – {title}"
        drawn.heading(headline, "", subtitle)
        for place, column in enumerate(columns, start=2):
            is_figure = column.kind in styles.FIGURES or column.look is SHARE
            look = styles.HEAD_FIGURE if is_figure else styles.HEAD
            drawn.put(HEAD_ROW, place, column.head, look)
        drawn.grow_from(HEAD_ROW, 18)
        for number, row in enumerate(rows, start=FIRST_ROW):
            for place, (column, value) in enumerate(zip(columns, row, strict=True), start=2):
                drawn.keep(number, place, value, column.look or LOOKS[column.kind])
            drawn.grow_from(number, 18)
        if rows:
            last = FIRST_ROW + len(rows) - 1
            sheet.auto_filter.ref = f"B{HEAD_ROW}:{get_column_letter(len(columns) + 1)}{last}"
            self.results[title] = dict(_sums(sheet, columns, rows, last))
        else:
            drawn.put(FIRST_ROW, 2, NONE, TEXT)
        if any(column.summed for column in columns):
            drawn.height(SUM_ROW, 18)
        sheet.freeze_panes = f"C{FIRST_ROW}"
        repeat = f"{HEAD_ROW}:{HEAD_ROW}"
        drawn.lay_page(headline, "packetgen", landscape=True, repeat=repeat)
        if rows and bars:
            places = range(FIGURES, FIGURES + bars)
            draw_bars(sheet, title, LABELS, places, (HEAD_ROW, HEAD_ROW + len(rows)))
        return sheet


def _sums(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[CellContent]],
    last: int,
) -> Iterable[tuple[str, Decimal]]:
    """Write above its head the sum of each column that has one; yield its cell and its value."""
    for place, column in enumerate(columns):
        if column.summed:
            letter = get_column_letter(place + 2)
            cell = f"{letter}{SUM_ROW}"
            write_sum(sheet[cell], f"{letter}{FIRST_ROW}:{letter}{last}", column)
            total = sum((Decimal(row[place] or 0) for row in rows), Decimal(0))  # type: ignore[arg-type]
            yield cell, total


def write_sum(cell: Cell, cells: str, column: Column) -> None:
    """Write the sum of the rows of a column that its filter shows."""
    cell.value = f"=SUBTOTAL(109,{cells})"
    styles.dress(cell, styles.figure(styles.TOTAL, LOOKS[column.kind].number_format))


def draw_bars(
    sheet: Worksheet, title: str, labels: int, figures: Sequence[int], rows: tuple[int, int]
) -> None:
    """Draw columns of figures as bars beside their table, the first row on top.

    `labels` is the column that names the bars; `rows` those of the head and of the last bar. Each
    figure has a bar of its own: one stacked on another would be read as a sum.
    """
    top, last = rows
    chart = BarChart()
    chart.type, chart.style, chart.title = "bar", 10, title
    height = FRAME + LEGEND + (last - top) * BAR * (1 + len(figures))
    chart.width, chart.height = WIDTH, height  # type: ignore[assignment] # stub: int
    for place, figure in enumerate(figures):
        data = Reference(sheet, min_col=figure, min_row=top, max_row=last)
        chart.add_data(data, titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = COLOURS[place % len(COLOURS)]
    chart.set_categories(Reference(sheet, min_col=labels, min_row=top + 1, max_row=last))
    if len(figures) > 1:
        chart.legend.position = "t"
        chart.legend.overlay = False
    else:
        chart.legend = None
    chart.dataLabels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    shown = LOOKS[FieldKind.EUROS].number_format if len(figures) > 1 else "General"
    chart.dataLabels.numFmt = f"{shown};-{shown};" if len(figures) > 1 else shown
    chart.y_axis.majorGridlines = None
    chart.gapWidth = 45
    # Excel draws the first category at the bottom, and openpyxl hides the axes, unless told; each
    # bar says its figure
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete, chart.y_axis.delete = False, True
    above = (FRAME + LEGEND * (len(figures) > 1)) / height
    plot = ManualLayout(x=0.34, y=above, w=0.6, h=0.97 - above, xMode="edge", yMode="edge")
    chart.layout = Layout(plot)
    sheet.add_chart(chart, f"{get_column_letter(sheet.max_column + 1)}{top}")
