"""A table as a sheet, as a TOML file describes it: heads that stay and filter, figures, sums."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import Legend
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.model.fields import FieldKind
from packetgen.text import NBSP
from packetgen.workbook import styles
from packetgen.workbook.styles import CellStyle
from packetgen.workbook.write.sheet import SheetWriter

FIRST_ROW = 5
HEAD_ROW, SUM_ROW = FIRST_ROW - 1, FIRST_ROW - 2
MARGIN, NONE = 2.0, "Aucun."
WIDTH, BAR, FRAME, LEGEND = 24.0, 0.45, 2.2, 1.2  # centimetres
COLOURS = (styles.DARK, "B8860B", "2B6648")
TYPED = styles.fill(styles.YELLOW)
TEXT = CellStyle(styles.font(10), border=styles.LABEL.border, alignment=styles.align())
LOOKS = {
    "texte": TEXT,
    "date": styles.formatted(TEXT, styles.NUMBER_FORMATS[FieldKind.DATE]),
    "euros": styles.figure(TEXT, styles.NUMBER_FORMATS[FieldKind.EUROS]),
    "entier": styles.figure(TEXT, styles.NUMBER_FORMATS[FieldKind.INTEGER]),
    "heures": styles.figure(TEXT, "#,##0.0#"),
    "part": styles.figure(TEXT, styles.PERCENT_FORMAT),
    # Seals and keys: for packetgen, and for a search
    "code": replace(TEXT, font=styles.font(9, styles.GREY), alignment=styles.align(wrap=False)),
}
FIGURES = ("euros", "entier", "heures", "part")
A3 = 8
_REPEATED = re.compile(r"\[[^\[\]]*\*[^\[\]]*\]")


class Column(Struct, frozen=True):
    """A column of a table: its head, its width in characters, and what it shows, of `LOOKS`.

    People fill those that are `typed`, with one of its `choices` or otherwise; one without a width
    is hidden.
    """

    head: str
    width: float
    kind: str = "texte"
    summed: bool = False
    typed: bool = False
    choices: tuple[str, ...] = ()


def described(
    sheets: Mapping[str, Any], title: str, names: Sequence[str]
) -> list[tuple[Column, str, str, str]]:
    """Return the columns of a sheet, each with the path of its values and its formula.

    A column of « * » is repeated for each of `names`, and gives which one it is of.
    """
    found = []
    short, choices_of = (sheets.get(name, {}) for name in ("abréviations", "choix"))
    for head, width, path, *said in sheets[title]["colonnes"]:
        formula = spaced(next((each for each in said if each.startswith("=")), "")[1:])
        for word, meant in short.items():
            formula = formula.replace(word, meant)
        formula = _REPEATED.sub(
            lambda one: ",".join(named for _, named in _named(one[0], names)), formula
        )
        kind = next((each for each in said if each in LOOKS), "texte")
        choices = next((choices_of[each] for each in said if each in choices_of), ())
        for name, named in _named(spaced(head), names):
            column = Column(named, width, kind, "somme" in said, "saisie" in said, choices)
            found.append((column, path, name, formula))
    return found


def _named(head: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return a head for each name, or itself for none."""
    return [(name, head.replace("*", name)) for name in names] if "*" in head else [("", head)]


def spaced(text: str) -> str:
    """Return a text of the tables with its no-break spaces."""
    return text.replace(" :", f"{NBSP}:").replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")


def draw_heads(
    workbook: Workbook, headline: str, title: str, subtitle: str, columns: Sequence[Column]
) -> SheetWriter:
    """Add the sheet of a table without rows: bands, heads that stay, what each page repeats."""
    widths = [MARGIN, *(column.width or 12 for column in columns), MARGIN]
    drawn = SheetWriter(workbook, title, widths, tab=styles.DARK)
    drawn.heading(headline, "", subtitle)
    for place, column in enumerate(columns, start=2):
        look = styles.HEAD_FIGURE if column.kind in FIGURES else styles.HEAD
        drawn.put(HEAD_ROW, place, column.head, look)
    drawn.grow_from(HEAD_ROW, 18)
    drawn.put(FIRST_ROW, 2, NONE, TEXT)
    if any(column.summed for column in columns):
        drawn.height(SUM_ROW, 18)
    drawn.worksheet.freeze_panes = f"C{FIRST_ROW}"
    repeat = f"{HEAD_ROW}:{HEAD_ROW}"
    drawn.lay_page(headline, "packetgen", landscape=True, repeat=repeat)
    return drawn


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
    several = len(figures) > 1
    chart.legend = Legend(legendPos="t", overlay=False) if several else None
    chart.dataLabels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    shown = LOOKS["euros"].number_format
    chart.dataLabels.numFmt = f"{shown};-{shown};" if several else "General"
    chart.y_axis.majorGridlines = None
    chart.gapWidth = 45
    # Excel draws the first category at the bottom, and openpyxl hides the axes, unless told; each
    # bar says its figure
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete, chart.y_axis.delete = False, True
    above = (FRAME + LEGEND * several) / height
    plot = ManualLayout(x=0.34, y=above, w=0.6, h=0.97 - above, xMode="edge", yMode="edge")
    chart.layout = Layout(plot)
    sheet.add_chart(chart, f"{get_column_letter(sheet.max_column + 1)}{top}")
