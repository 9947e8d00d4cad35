"""What a person may correct of a workbook: the cell of a key, what it holds, how it is asked."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field
from packetgen.model.finding import CellOrigin, Finding
from packetgen.text import short_date
from packetgen.workbook import layout
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.open.package import Opened
from packetgen.workbook.read.dossier import Reading
from packetgen.workbook.read.typed import LECTURES, Raw

# Where the cell of a key holds, or may hold, the answer to another
_ASTRAY = {LECTURES[name]["code"] for name in ("cellule_fusionnee", "libelle_deplace")}


class Control(Struct, frozen=True):
    """One answer to correct: its field, its cell, what it holds as a person would type it.

    `choices` are those of a list, which only suggests if the field's is open.
    """

    field: Field
    origin: CellOrigin
    choices: tuple[str, ...]
    text: str


def controls_in(
    opened: Opened, reading: Reading, findings: Iterable[Finding], campagne: Campagne
) -> dict[str, Control]:
    """Return, by key, the controls of findings and of pieces, free rows too: `pieces.autre1.titre`.

    What is in no cell to correct has none. The key of a field of several rows stands for the first.
    """
    cells = correctable(reading)
    found = {}
    for key in (*(each.key for each in findings), *(key for key in cells if "pieces." in key)):
        if at := cells.get(key) or cells.get(f"{key}.1"):
            origin, field = at
            choices = layout.choices_of(field, campagne)
            found[key] = Control(field, origin, choices, _shown(opened, origin))
    return found


def texts_of(keys: Iterable[str], source: Path, reading: Reading) -> dict[str, str]:
    """Return what the cells of these keys hold, those that can be corrected."""
    opened = open_workbook(source, reading.dossier.file)
    cells = correctable(reading)
    return {key: _shown(opened, cells[key][0]) for key in keys if key in cells}


def correctable(reading: Reading) -> dict[str, tuple[CellOrigin, Field]]:
    """Return, by key, the cells that hold the answer to one field and to no other."""
    origins = reading.dossier.origins
    keys_at = Counter((each.sheet, each.cell) for each in origins.values())
    for each in reading.findings:
        if each.code in _ASTRAY and each.origin:
            keys_at[each.origin.sheet, each.origin.cell] += 1
    return {
        key: (origins[key], replace(field, key=key))
        for key, field in reading.fields.items()
        if keys_at[origins[key].sheet, origins[key].cell] == 1
    }


def _shown(opened: Opened, origin: CellOrigin) -> str:
    cell = opened.workbook.at(origin.sheet, origin.cell)
    if cell.value is None or cell.type in ("f", "e"):
        return ""
    if isinstance(cell.value, date):
        return short_date(cell.value)
    return Raw(cell.value, cell.format).text
