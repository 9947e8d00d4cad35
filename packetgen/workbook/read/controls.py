"""What a person may correct of a workbook: the cell of a key, what it holds, how it is asked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.fields import Field, FieldKind
from packetgen.model.finding import CellOrigin, Finding
from packetgen.text import short_date
from packetgen.workbook import layout
from packetgen.workbook.open.open import Opened, open_workbook
from packetgen.workbook.read.problems import Lecture
from packetgen.workbook.read.slots import field_of
from packetgen.workbook.read.typed import Raw, RawValue, as_text

# Where the cell of a key holds, or may hold, the answer to another
_ASTRAY = {Lecture.CELLULE_FUSIONNEE.code, Lecture.LIBELLE_DEPLACE.code}
_KINDS = {
    FieldKind.DATE: "date",
    FieldKind.EUROS: "montant",
    FieldKind.INTEGER: "nombre",
    FieldKind.HOURS: "nombre",
    FieldKind.LONG_TEXT: "texte long",
}


@dataclass(frozen=True)
class Control:
    """One answer to correct: its field, its cell, what it holds as a person would type it.

    `kind` says how to ask for it: « liste », « date », « montant », « nombre », « texte » or
    « texte long »; `choices` are those of a list, which only suggests if the field's is open.
    """

    field: Field
    origin: CellOrigin
    kind: str
    choices: tuple[str, ...]
    text: str


def controls_of(
    source: Path, dossier: Dossier, findings: Sequence[Finding], campagne: Campagne
) -> dict[str, Control]:
    """Return, by key, the controls of findings and of pieces, free rows too: `pieces.autre1.titre`.

    What is in no cell to correct has none. The key of a field of several rows stands for the first.
    """
    opened = open_workbook(source, dossier.file)
    cells = correctable(dossier.origins, findings)
    pieces = (key for key in dossier.origins if key.startswith("pieces."))
    found = {}
    for key in (*(finding.key for finding in findings), *pieces):
        own = key if key in cells else f"{key}.1"
        field = field_of(own, campagne)
        if own in cells and field:
            choices = layout.choices_of(field, campagne)
            kind = "liste" if choices else _KINDS.get(field.kind, "texte")
            found[key] = Control(field, cells[own], kind, choices, _shown(opened, cells[own]))
    return found


def correctable(
    origins: Mapping[str, CellOrigin], findings: Iterable[Finding]
) -> dict[str, CellOrigin]:
    """Return the cells that hold the answer to one key and to no other."""
    keys_at = Counter((each.sheet, each.cell) for each in origins.values())
    for each in findings:
        if each.code in _ASTRAY and each.origin:
            keys_at[each.origin.sheet, each.origin.cell] += 1
    return {key: each for key, each in origins.items() if keys_at[each.sheet, each.cell] == 1}


def _shown(opened: Opened, origin: CellOrigin) -> str:
    cell = opened.workbook[origin.sheet][origin.cell]
    if cell.value is None or cell.data_type in ("f", "e"):
        return ""
    if isinstance(cell.value, date):
        return short_date(cell.value)
    return as_text(Raw(cast(RawValue, cell.value), cell.number_format))
