"""A register as people left it: opened with all that they put in it, or refused."""

import json
import re
import warnings
from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook

from packetgen.errors import UsageError
from packetgen.resources import table
from packetgen.workbook.write.save import Result

KEPT = "packetgen"
_CHUNK = 30_000  # a cell holds 32,767 characters


def open_kept(path: Path) -> Workbook:
    """Open a register with all that people put in it. Raises UsageError where it cannot be kept."""
    told = table(__file__, "perdus.toml")
    refused = told["refus"]["inconnu"].format(path=path)
    try:
        with ZipFile(path) as package:
            lost = product(package.namelist(), told["perdus"].items())
            for part, (what, (name, said)) in lost:
                if re.match(name, part) and re.search(said.encode(), package.read(part)):
                    raise UsageError(told["refus"]["perdu"].format(path=path, what=what))
        with warnings.catch_warnings(action="ignore"):
            book = load_workbook(path, rich_text=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise UsageError(refused) from error
    if KEPT not in book.sheetnames:
        raise UsageError(refused)
    return book


def is_register(path: Path) -> bool:
    """Whether a file is a register of packetgen, one that cannot be kept included."""
    try:
        with ZipFile(path) as package:
            return f'name="{KEPT}"'.encode() in package.read("xl/workbook.xml")
    except (BadZipFile, KeyError, OSError):
        return False


def results_of(book: Workbook, content: bytes) -> dict[str, dict[str, Result]]:
    """Return what the formulas of a workbook gave: Excel computes them again when it opens."""
    with warnings.catch_warnings(action="ignore"):
        shown = load_workbook(BytesIO(content), data_only=True, keep_links=False)
    return {
        sheet.title: {
            cell.coordinate: _result(shown[sheet.title][cell.coordinate].value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in book.worksheets
        if sheet.title in shown.sheetnames
    }


def _result(value: object) -> Result:
    figure = amount(value)
    return ("" if value is None else str(value)) if figure is None else figure


def amount(value: object) -> Decimal | None:
    """Return the number that a cell holds."""
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else None


def take_kept(book: Workbook) -> list[dict[str, Any]]:
    """Take out of a register what it remembers of each file received.

    Raises UsageError where that was changed.
    """
    rows = book[KEPT].iter_rows(values_only=True)
    try:
        kept = [json.loads("".join(str(part) for part in row if part)) for row in rows if any(row)]
    except ValueError as error:
        told = table(__file__, "perdus.toml")["refus"]["modifie"]
        raise UsageError(told.format(sheet=KEPT)) from error
    book.remove(book[KEPT])
    return kept


def put_kept(book: Workbook, kept: Sequence[Mapping[str, Any]]) -> None:
    """Write what the next arrival needs in a sheet that nobody sees."""
    sheet = book.create_sheet(KEPT)
    sheet.sheet_state = "veryHidden"
    for number, facts in enumerate(kept, start=1):
        # what a file says may hold halves of signs, which no workbook does
        text = json.dumps(facts, ensure_ascii=False).encode(errors="replace").decode()
        for place, start in enumerate(range(0, len(text), _CHUNK), start=1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type = text[start : start + _CHUNK], "s"
