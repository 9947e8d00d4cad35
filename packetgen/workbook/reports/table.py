"""A table as a sheet: heads that stay and filter, figures, sums that follow the filter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

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
HEAD_ROW = FIRST_ROW - 1
LABELS, FIGURES = 2, 3
MARGIN = 2.0
WIDTH, BAR, FRAME = 24.0, 1.1, 3.0  # centimetres
COLOURS = (styles.DARK, "B8860B", "2B6648", "8E2F22", "6B7FA3", "7A5C8E", "4F8A8B", "9AA3AD")
TEXT = CellStyle(styles.font(10), border=styles.LABEL.border, alignment=styles.align())
LOOKS = {
    FieldKind.TEXT: TEXT,
    FieldKind.DATE: styles.formatted(TEXT, styles.NUMBER_FORMATS[FieldKind.DATE]),
    FieldKind.EUROS: styles.figure(TEXT, styles.NUMBER_FORMATS[FieldKind.EUROS]),
    FieldKind.INTEGER: styles.figure(TEXT, styles.NUMBER_FORMATS[FieldKind.INTEGER]),
    FieldKind.HOURS: styles.figure(TEXT, "#,##0.0#"),
}
SHARE = styles.figure(TEXT, styles.PERCENT_FORMAT)


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in characters, what it shows, and how."""

    head: str
    width: float
    kind: FieldKind = FieldKind.TEXT
    look: CellStyle | None = None
    summed: bool = False


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
        """Draw a table: bands, heads that stay and filter, rows, sums that follow the filter.

        The first `bars` columns of figures are drawn beside it.
        """
        columns, rows = table
        widths = [MARGIN, *(column.width for column in columns), MARGIN]
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
            drawn.put(FIRST_ROW, 2, "Aucun.", TEXT)
        sheet.freeze_panes = f"C{FIRST_ROW}"
        repeat = f"{HEAD_ROW}:{HEAD_ROW}"
        drawn.lay_page(headline, "packetgen", landscape=True, repeat=repeat)
        if rows and bars:
            _draw_bars(sheet, rows=len(rows), figures=bars)
        return sheet


def _sums(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[CellContent]],
    last: int,
) -> Iterable[tuple[str, Decimal]]:
    """Write below its rows the sum of each column that has one; yield its cell and its value."""
    for place, column in enumerate(columns):
        if not column.summed:
            continue
        letter = get_column_letter(place + 2)
        cell = f"{letter}{last + 2}"
        sheet[cell] = f"=SUBTOTAL(109,{letter}{FIRST_ROW}:{letter}{last})"
        styles.dress(sheet[cell], styles.figure(styles.TOTAL, LOOKS[column.kind].number_format))
        total = sum((Decimal(row[place] or 0) for row in rows), Decimal(0))  # type: ignore[arg-type]
        yield cell, total


def _draw_bars(sheet: Worksheet, *, rows: int, figures: int) -> None:
    """Draw the rows of a table as bars beside it, the first on top.

    `figures` counts the columns drawn, one after the other in each bar.
    """
    last = HEAD_ROW + rows
    chart = BarChart()
    chart.type = "bar"
    chart.style = 10
    chart.width, chart.height = WIDTH, FRAME + BAR * rows  # type: ignore[assignment] # stub: int
    data = Reference(
        sheet, min_col=FIGURES, max_col=LABELS + figures, min_row=HEAD_ROW, max_row=last
    )
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=LABELS, min_row=HEAD_ROW + 1, max_row=last))
    for place, series in enumerate(chart.series):
        series.graphicalProperties.solidFill = COLOURS[place % len(COLOURS)]
    if figures > 1:
        chart.grouping, chart.overlap = "stacked", 100
        chart.legend.position = "b"
    else:
        chart.legend = None
        chart.dataLabels = DataLabelList(
            showVal=True, showSerName=False, showCatName=False, showLegendKey=False,
            showPercent=False,
        )  # fmt: skip
        chart.y_axis.majorGridlines = None
    chart.gapWidth = 45
    # Excel draws the first category at the bottom, and openpyxl hides the axes, unless told
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = False
    # each bar says its figure; the parts of a stacked one are read on the axis
    chart.y_axis.delete = figures == 1
    chart.layout = Layout(ManualLayout(x=0.34, y=0.06, w=0.6, h=0.8, xMode="edge", yMode="edge"))
    sheet.add_chart(chart, f"{get_column_letter(sheet.max_column + 1)}{HEAD_ROW}")
