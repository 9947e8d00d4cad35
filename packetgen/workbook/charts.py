"""The charts of tables: native ones, that follow when the table is edited in Excel."""

from __future__ import annotations

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.workbook import styles

HEAD_ROW, LABELS = 4, 2
FIGURES = LABELS + 1
WIDTH, BAR, FRAME = 24.0, 1.1, 3.0  # centimetres
COLOURS = (styles.DARK, "B8860B", "2B6648", "8E2F22", "6B7FA3", "7A5C8E", "4F8A8B", "9AA3AD")


def draw_bars(sheet: Worksheet, *, rows: int, figures: int) -> None:
    """Draw a table of `table_sheet` as bars beside it, its first row on top.

    `figures` counts the columns drawn, one after the other in each bar; no row draws nothing.
    """
    if not rows:
        return
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
