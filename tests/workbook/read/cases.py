"""Workbooks for the tests of the reader: made by packetgen, then spoilt as people spoil them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from msgspec import Struct
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.defined_name import DefinedName

from packetgen.campagne.load import load_campagne
from packetgen.model.fields import Field, FieldKind
from packetgen.model.finding import Finding, Severity
from packetgen.workbook.open import grid
from packetgen.workbook.open.grid import GENERAL, WINDOWS_EPOCH
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.read.dossier import Reading, read_dossier
from packetgen.workbook.read.typed import LECTURES, Context, Typed
from packetgen.workbook.read.values import value_of
from packetgen.workbook.write.create import create
from tests.packages import parts_of, repack

Edit = Callable[[Workbook], None]
Words = ParamSpec("Words")
CALL = load_campagne(2026)
_BLANK: dict[int, bytes] = {}


def editor(change: Callable[Concatenate[Workbook, Words], None]) -> Callable[Words, Edit]:
    """Prepare a change of a workbook, to be made once there is one."""
    return lambda *args, **kwargs: lambda workbook: change(workbook, *args, **kwargs)


def cells(workbook: Workbook, key: str) -> list[Cell]:
    ((title, place),) = workbook.defined_names[key].destinations
    found = workbook[title.replace("''", "'")][place.replace("$", "")]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [each for row in rows for each in row]


def cell(workbook: Workbook, key: str) -> Cell:
    (only,) = cells(workbook, key)
    return only


@editor
def put(workbook: Workbook, /, **values: Any) -> None:  # noqa: ANN401
    """Write values by key, `__` standing for the dot: `porteur__siret=…`."""
    for key, value in values.items():
        cell(workbook, key.replace("__", ".")).value = value


@editor
def write(workbook: Workbook, /, title: str, **cells: str | int | None) -> None:
    for place, value in cells.items():
        workbook[title][place] = value


@editor
def relabel(workbook: Workbook, key: str, text: str | None, *, left: int = 1) -> None:
    cell(workbook, key).offset(column=-left).value = text


@editor
def point(workbook: Workbook, key: str, text: str | None) -> None:
    """Make a defined name stand for `text`; None takes it away."""
    del workbook.defined_names[key]
    if text is not None:
        workbook.defined_names[key] = DefinedName(key, attr_text=text)


class Bench(Struct, frozen=True):
    """A folder where workbooks of a year are made, spoilt, and read."""

    folder: Path

    def blank(self, *edits: Edit, actions: int = 1) -> Path:
        """Make the blank workbook of the year, without its looks, and apply `edits` to it."""
        source = self.folder / "classeur.xlsx"
        if actions not in _BLANK:
            create(source, CALL, actions=actions)
            without_looks(source).save(source)
            _BLANK[actions] = source.read_bytes()
        source.write_bytes(_BLANK[actions])
        return saved_again(source, *edits)

    def read(self, *edits: Edit, actions: int = 1) -> Reading:
        return read_dossier(self.blank(*edits, actions=actions), CALL)

    def drawn(self, *edits: Edit, actions: int = 1) -> Reading:
        """Read the blank workbook with its looks and formulas, after `edits`."""
        source = self.folder / "classeur.xlsx"
        create(source, CALL, actions=actions)
        return read_dossier(saved_again(source, *edits), CALL)


def saved_again(source: Path, *edits: Edit) -> Path:
    """Apply `edits` as openpyxl does: formulas lose the results that were stored."""
    workbook = load_workbook(source)
    for edit in edits:
        edit(workbook)
    workbook.save(source)
    return source


def with_parts(source: Path, changes: Mapping[str, Callable[[bytes], bytes | None]]) -> Path:
    """Rewrite parts of the package in place; None leaves a part out."""
    parts = parts_of(source)
    return repack(source, {name: change(parts[name]) for name, change in changes.items()})


def code(lecture: str) -> str:
    return str(LECTURES[lecture]["code"])


def said(result: Reading, lecture: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code == code(lecture)]


def only(result: Reading, lecture: str, severity: Severity = Severity.A_VERIFIER) -> Finding:
    """The one finding of a workbook, of this kind and severity."""
    (finding,) = result.findings
    assert (finding.code, finding.severity) == (code(lecture), severity)
    return finding


def cells_of(findings: list[Finding]) -> list[str]:
    """Where findings point: `Action!C12`."""
    return [f"{f.origin.sheet}!{f.origin.cell}" if f.origin else "" for f in findings]


@editor
def fill(workbook: Workbook, key: str, row: int, value: Any) -> None:  # noqa: ANN401
    """Write a cell of a table by the name of its column and its row, from 1, past the end too."""
    cells(workbook, key)[0].offset(row - 1).value = value


def without_looks(source: Path) -> Workbook:
    """The workbook `source` as openpyxl's, with all that it holds and nothing else: soon loaded."""
    opened, made = open_workbook(source), Workbook()
    made.remove(made.worksheets[0])
    for sheet in opened.workbook.sheets.values():
        copy = made.create_sheet(sheet.title)
        copy.sheet_state = "visible" if sheet.is_visible else "hidden"
        for at, held in sheet.cells.items():
            copy.cell(*at, held.value).number_format = held.format
        for top, left, bottom, right in set(sheet.merges.values()):
            copy.merge_cells(None, top, left, bottom, right)
    for name, text in opened.names.items():
        made.defined_names[name] = DefinedName(name, attr_text=text)
    return made


def without_names(xml: bytes) -> bytes:
    start, end = xml.index(b"<definedNames>"), xml.index(b"</definedNames>")
    return xml[:start] + xml[end + len(b"</definedNames>") :]


def read_cell(
    value: Any,  # noqa: ANN401
    of: FieldKind | Field,
    number_format: str = GENERAL,
    epoch: datetime = WINDOWS_EPOCH,
) -> Typed:
    """Read one cell that holds `value`, for a field or any field of a kind."""
    stored = Workbook().worksheets[0].cell(1, 1, value)
    code = number_format if number_format != GENERAL else stored.number_format
    found = grid.Cell(stored.value, stored.data_type, code)
    field = of if isinstance(of, Field) else Field(f"action.{of.name.lower()}", "Champ", "", of)
    return value_of(found, field, Context(CALL, epoch))


def lectures(typed: Typed) -> list[str]:
    return [remark.lecture for remark in typed.remarks]


def message(typed: Typed) -> str:
    (remark,) = typed.remarks
    return remark.at().message


@editor
def free_piece(workbook: Workbook, row: int, titre: str, fichier: str) -> None:
    """Write a free row of the pieces, counted from 1, past the last one too."""
    first = cell(workbook, "pieces.autre1.titre")
    first.offset(row - 1).value, first.offset(row - 1, 2).value = titre or None, fichier or None


@editor
def swap(workbook: Workbook, key: str, other: str, columns: str) -> None:
    """Exchange two rows over `columns` (`B:D`) as a sort does: names stay."""
    one, two = cell(workbook, key), cell(workbook, other)
    sheet = workbook[one.parent.title]
    first, last = columns.split(":")
    for column in sheet[f"{first}1:{last}1"][0]:
        here, there = (sheet.cell(each.row, column.column) for each in (one, two))
        here.value, there.value = there.value, here.value


@editor
def delete_row(workbook: Workbook, key: str) -> None:
    """Delete the row of a field, as Excel leaves it: the name broken, the label gone."""
    found = cell(workbook, key)
    sheet = workbook[found.parent.title]
    for column in range(1, 8):
        sheet.cell(found.row, column).value = None
    workbook.defined_names[key].attr_text = f"{sheet.title}!#REF!"


# By their names in workbooks.toml, where an empty text stands for nothing
EDITS: dict[str, Callable[..., Edit]] = {
    "put": lambda key, value: put(**{key: value}),
    "write": lambda title, place, value: write(title, **{place: value}),
    "relabel": lambda key, text: relabel(key, text or None),
    "point": lambda key, text: point(key, text or None),
    "fill": fill,
    "free": free_piece,
    "swap": swap,
    "delete": delete_row,
}
