"""Appearance of the workbook: one dark blue, one pale blue, one pale yellow, Calibri."""

from msgspec import Struct
from msgspec.structs import asdict, replace
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from packetgen.model.fields import FIGURES, Field, FieldKind, Required

DARK, PALE, YELLOW = "1F3864", "E8EEF7", "FFF6CC"
GREY, LINE, WHITE, INK, RED = "5B6675", "B7C3D6", "FFFFFF", "1B1B1B", "8E2F22"

SIZE = 11
NUMBER_FORMATS = {
    FieldKind.DATE: "dd/mm/yyyy",
    FieldKind.EUROS: '#,##0 "€"',
    FieldKind.INTEGER: "#,##0",
    FieldKind.HOURS: "0.00",
}
TEXT_FORMAT = "@"
PERCENT_FORMAT = "0.0 %"
_HAIR, _THIN = Side("hair", color=LINE), Side("thin", color=LINE)
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_UNDER = Border(bottom=_HAIR)
_RULE = Border(bottom=Side("medium", color=DARK))
_MARKS = {Required.ALWAYS: Side("thick", color=DARK), Required.OPTIONAL: _THIN}
_SOMETIMES = Side("thick", color=LINE)


class CellStyle(Struct, frozen=True, dict=True):
    """The whole appearance of a cell."""

    font: Font
    fill: PatternFill | None = None
    border: Border | None = None
    alignment: Alignment | None = None
    number_format: str = "General"


def dress(cell: Cell, look: CellStyle) -> None:
    """Give a cell its look."""
    for name, value in asdict(look).items():
        if value is not None:
            setattr(cell, name, value)


def font(size: float = SIZE, color: str = INK, *, bold: bool = False, italic: bool = False) -> Font:
    """Calibri, that Excel has everywhere and LibreOffice draws as Carlito."""
    return Font(name="Calibri", size=size, color=color, bold=bold, italic=italic)


def fill(color: str) -> PatternFill:
    """A plain colour; both ends are set because conditional formats read the second."""
    return PatternFill("solid", start_color=color, end_color=color)


def align(horizontal: str = "left", vertical: str = "center", *, wrap: bool = True) -> Alignment:
    """Text held off the edges of its cell."""
    indent = 0 if horizontal == "center" else 1
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=wrap, indent=indent)


TITLE = CellStyle(font(18, WHITE, bold=True), fill(DARK), alignment=align(wrap=False))
TITLE_ASIDE = CellStyle(font(11, WHITE), fill(DARK), alignment=align("right", wrap=False))
ALERT = CellStyle(font(11, WHITE, bold=True), fill(RED), alignment=align())
SUBTITLE = CellStyle(font(11, DARK), fill(PALE), alignment=align(wrap=False))
HEAD = CellStyle(font(10, DARK, bold=True), border=_RULE, alignment=align(vertical="bottom"))
HEAD_FIGURE = replace(HEAD, alignment=align("right", "bottom"))
SECTION = CellStyle(font(12, DARK, bold=True), fill(PALE), alignment=align(wrap=False))
SECTION_ASIDE = CellStyle(font(10, DARK), fill(PALE), alignment=align("right", wrap=False))
LABEL = CellStyle(font(11), border=_UNDER, alignment=align())
HELP = CellStyle(font(10, GREY), border=_UNDER, alignment=align())
EXAMPLE = CellStyle(font(10, GREY, italic=True), border=_UNDER, alignment=align())
TABLE_HEAD = CellStyle(font(10, DARK, bold=True), fill(PALE), _BOX, align("center"))
TABLE_HELP = CellStyle(font(9, GREY, italic=True), None, _BOX, align("center", "top"))
ROW_NUMBER = CellStyle(font(9, GREY), alignment=align("center"))
PLAIN = CellStyle(font(11), alignment=align(vertical="top"))
PLAIN_MIDDLE = CellStyle(font(11), alignment=align())
CELL = CellStyle(font(10), border=_UNDER, alignment=align())
CELL_BOLD = CellStyle(font(10, DARK, bold=True), border=_UNDER, alignment=align())
LINK = replace(CELL, font=Font(name="Calibri", size=10, color=DARK, underline="single"))
COMMAND = CellStyle(Font(name="Consolas", size=11, color=DARK), fill(PALE), alignment=align())
MARK = CellStyle(font(10, DARK, bold=True), alignment=align("right", wrap=False))
CODE = CellStyle(font(10, GREY), border=_UNDER, alignment=align())
ACCOUNT = CellStyle(font(11, DARK, bold=True), fill(PALE), _BOX, align())
TOTAL = CellStyle(font(11, WHITE, bold=True), fill(DARK), alignment=align())
BOX_LABEL = CellStyle(font(9, GREY), None, _BOX, align("center"))
BOX = CellStyle(font(13, DARK, bold=True), fill(PALE), _BOX, align("center"))


def figure(look: CellStyle, number_format: str) -> CellStyle:
    """The same look for a figure, set to the right."""
    return replace(look, alignment=align("right"), number_format=number_format)


def formatted(look: CellStyle, number_format: str) -> CellStyle:
    """The same look for a figure, where it stands."""
    return replace(look, number_format=number_format)


def requirement(required: Required) -> CellStyle:
    """The words that say whether a cell must be filled."""
    color = GREY if required is Required.OPTIONAL else DARK
    return CellStyle(font(9, color, bold=required is Required.ALWAYS), None, _UNDER, align())


def answer_style(field: Field, *, in_table: bool = False) -> CellStyle:
    """An input cell: its format by kind, its left edge by requirement."""
    mark = _MARKS.get(field.required, _SOMETIMES)
    horizontal = "right" if in_table and field.kind in FIGURES else "left"
    placed = align(horizontal, "top" if field.kind is FieldKind.LONG_TEXT else "center")
    edges = Border(left=mark, right=_THIN, top=_THIN, bottom=_THIN)
    shown = NUMBER_FORMATS.get(field.kind, TEXT_FORMAT)
    return CellStyle(font(11), fill(WHITE), edges, placed, shown)


EMPTY_ANSWER = replace(answer_style(Field("", "", "", required=Required.ALWAYS)), fill=fill(YELLOW))
