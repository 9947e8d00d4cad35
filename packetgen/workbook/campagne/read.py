"""Read back the lists of a campagne: typed values, each with its cell, and findings."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain, count
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from packetgen.model import campagne_lists as lists
from packetgen.model.campagne import Campagne
from packetgen.model.fields import FieldKind
from packetgen.model.finding import CellOrigin, Finding, Severity
from packetgen.text import fold, french_typography, slug
from packetgen.workbook.campagne import layout
from packetgen.workbook.campagne.layout import EntrySlot
from packetgen.workbook.open.grid import Sheet
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.open.package import Opened
from packetgen.workbook.read.dossier import YEAR
from packetgen.workbook.read.places import Place
from packetgen.workbook.read.typed import Context, proposal
from packetgen.workbook.read.values import value_of

Cells = Mapping[EntrySlot, Place]
_HIGHEST_HEADINGS = 20


class EntryRow(Struct, frozen=True):
    """An entry as the sheet gives it; `cells` are the places of its columns, `number` its row.

    A column that the sheet has lost is not in `values`.
    """

    values: lists.Values
    cells: Mapping[str, str]
    number: int


class Sheets(Struct, frozen=True):
    """The rows of each list that has its sheet in a workbook, and the findings."""

    file: str
    rows: Mapping[str, tuple[EntryRow, ...]]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The findings on what cannot be read without guessing."""
        return tuple(f for f in self.findings if f.severity is Severity.BLOQUANT)


class _Reader(Struct):
    opened: Opened
    context: Context
    findings: list[Finding] = field(default_factory=list)
    insee: dict[str, str] = field(default_factory=dict)

    def say(self, found: str, place: CellOrigin | None = None, **words: str) -> None:
        said = layout.WORDS["findings"][found]
        message = french_typography(said["message"].format_map(words))
        self.findings.append(Finding(found, Severity(said["gravite"]), message, origin=place))

    def origin(self, sheet: Sheet, cell: str, label: str = "") -> CellOrigin:
        return CellOrigin(self.opened.name, sheet.title, cell, label)


def read_campagne(source: Path, campagne: Campagne) -> Sheets:
    """Read the lists in `source`, a workbook that may have been edited by anyone.

    `campagne` is the year as it is. Raises WorkbookUnreadable when it cannot be opened.
    """
    opened = open_workbook(source)
    reader = _Reader(opened, Context(campagne, opened.workbook.epoch))
    # that of a project has a sheet « Pièces » too
    own = () if YEAR in opened.names else opened.workbook.sheets.values()
    sheets = {fold(sheet.title): sheet for sheet in own}
    found: dict[str, list[tuple[int, Cells]]] = {}
    for liste in (lists.DECISIONS, *lists.EXPORTED):
        if sheet := sheets.get(fold(liste.title)):
            lines = _single(sheet, liste) if liste.single else _lines(reader, sheet, liste)
            found[liste.name] = list(lines)
        elif liste is not lists.DECISIONS:
            reader.say("LISTE-01", feuille=liste.title)
    reader.insee = _insee(campagne, found.get("communes", []))
    rows = {
        name: tuple(_row(reader, number, cells) for number, cells in lines)
        for name, lines in found.items()
    }
    for liste in (each for each in lists.EXPORTED if each.key == "code" and each.name in rows):
        rows[liste.name] = tuple(_coded(reader, liste, rows[liste.name]))
    return Sheets(opened.name, rows, tuple(reader.findings))


def _coded(reader: _Reader, liste: lists.Liste, rows: tuple[EntryRow, ...]) -> Iterator[EntryRow]:
    """Yield the rows of a list; one without a code takes one from what names its entry."""
    taken = {row.values.get("code") for row in rows}
    for row in rows:
        name = str(row.values.get("libelle") or row.values.get("nom") or "")
        base = slug(name, 40).replace("-", "_")
        if row.values.get("code") or liste.name == "quartiers" or not base:
            yield row
            continue
        numbered = (f"{base}_{number}" for number in count(2))
        code = next(each for each in chain([base], numbered) if each not in taken)
        taken.add(code)
        place = CellOrigin(reader.opened.name, liste.title, row.cells["code"])
        reader.say("LISTE-05", place, code=code)
        yield replace(row, values={**row.values, "code": code})


def _single(sheet: Sheet, liste: lists.Liste) -> Iterator[tuple[int, Cells]]:
    """The one entry of a sheet whose labels stand one under the other."""
    cells: dict[EntrySlot, Place] = {}
    for row in range(1, sheet.last_row + 1):
        label = sheet.cell(row, layout.LABEL_COLUMN).value
        if slot := layout.slot_of(liste, str(label or "")):
            cells.setdefault(slot, Place(sheet, row, layout.VALUE_COLUMN))
    yield layout.HEADINGS_ROW, cells


def _lines(reader: _Reader, sheet: Sheet, liste: lists.Liste) -> Iterator[tuple[int, Cells]]:
    """The rows of a sheet that hold something, under its headings wherever they are."""
    top, columns = _headings(sheet, liste)
    present = {slot.column.path for slot in columns}
    for column in (each for each in liste.columns if each.path not in present):
        place = reader.origin(sheet, f"A{top}")
        if column.path == liste.key:
            reader.say("LISTE-02", place, colonne=column.label)
            return
        reader.say("LISTE-03", place, colonne=column.label)
    for row in range(top + 1, sheet.last_row + 1):
        cells = {slot: Place(sheet, row, column) for slot, column in columns.items()}
        if any(str(cell.value or "").strip() for cell in cells.values()):
            yield row, cells


def _headings(sheet: Sheet, liste: lists.Liste) -> tuple[int, dict[EntrySlot, int]]:
    """The row of the headings, the one that names most columns, and the column of each slot."""
    found: dict[int, dict[EntrySlot, int]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        slot = layout.slot_of(liste, str(cell.value or "")) if row <= _HIGHEST_HEADINGS else None
        if slot:
            found.setdefault(row, {}).setdefault(slot, column)
    lost: tuple[int, dict[EntrySlot, int]] = (layout.HEADINGS_ROW, {})
    return max(found.items(), key=lambda each: len(each[1]), default=lost)


def _insee(campagne: Campagne, lines: list[tuple[int, Cells]]) -> dict[str, str]:
    """INSEE codes by the name of the commune, folded, those just added to the sheet included."""
    known = {fold(commune.nom): commune.insee for commune in campagne.communes}
    for _, cells in lines:
        texts = {slot.column.path: str(cell.value or "").strip() for slot, cell in cells.items()}
        if texts.get("nom") and texts.get("insee"):
            known[fold(texts["nom"])] = texts["insee"]
    return known


def _row(reader: _Reader, number: int, cells: Cells) -> EntryRow:
    values: dict[str, Any] = {}
    places: dict[str, str] = {}
    for slot, cell in sorted(cells.items(), key=lambda item: item[0].place):
        path, value = slot.column.path, _value(reader, slot, cell)
        if slot.column.several:
            value = (*values.get(path, ()), *([str(value)] if value else []))
        values[path] = value
        places.setdefault(path, cell.coordinate)
    return EntryRow(values, places, number)


def _value(reader: _Reader, slot: EntrySlot, cell: Place) -> lists.ListValue:
    """The value of a cell, in the campagne's own words; what was altered is said at its cell."""
    column = slot.column
    typed = value_of(cell.cell, slot.field, reader.context)
    place = reader.origin(cell.sheet, cell.coordinate, slot.heading)
    reader.findings += [remark.at(place) for remark in typed.remarks]
    value: Any = typed.value
    if column.kind is FieldKind.PHONE:
        return _grouped(value)
    if not isinstance(value, str) or not value:
        return column.default if value in (None, "") and column.default is not None else value
    if column.reference == "communes":
        return _commune(reader, value, place)
    if column.reference == "formes" and fold(value) in (fold(lists.ALL_WORD), ""):
        return lists.ALL
    # an option as it is written, whatever the case and accents typed
    return {fold(option): option for option in column.options}.get(fold(value), value)


def _grouped(number: str) -> str:
    """A telephone number as the campagne writes it, two digits at a time, when it has ten."""
    digits = re.sub(r"^(?:\+|00)33\s*(?:\(0\))?\s*", "0", number)
    digits = re.sub(r"[\s.\-]", "", digits)
    return " ".join(re.findall("..", digits)) if re.fullmatch(r"0\d{9}", digits) else number


def _commune(reader: _Reader, written: str, place: CellOrigin) -> str:
    known = written if written in reader.insee.values() else reader.insee.get(fold(written))
    if known:
        return known
    names = [commune.nom for commune in reader.context.campagne.communes]
    reader.say("LISTE-04", place, commune=written, piste=proposal(written, names))
    return written
