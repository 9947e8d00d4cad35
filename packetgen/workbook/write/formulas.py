"""Which formulas of a workbook depend on some of its cells, themselves or through others. Pure."""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from openpyxl.utils import get_column_letter, range_boundaries

# Beyond, all are taken to depend on the cells: each is compared with each
_MOST, _MOST_CHARACTERS = 5_000, 1_000_000
_NAME = re.compile(r"(?<![\w.'!])[^\W\d][\w.]*(?![\w.!'(])")
_CELLS = re.compile(
    r"(?:'((?:[^']|''){1,80})'!|([\w.]+)!)?((?<![\w.])\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w.(])"
)
_TEXTS = re.compile(r'"[^"]*"|#[A-Z\d/!?]+')
# Functions but those that make an address, and figures
_NO_CELLS = re.compile(
    r"(?!INDIRECT|OFFSET|_xlfn\.ANCHORARRAY)\b[A-Z_][\w.]*\(|\b(?:TRUE|FALSE)\b"
    r"|(?<![\w.:$])\d*\.?\d+(?:E[+-]?\d+)?(?![\w.:])"
)


class At(NamedTuple):
    """A cell: the title of its sheet, its row, its column."""

    sheet: str
    row: int
    column: int

    @property
    def reference(self) -> str:
        """Its reference: `C12`."""
        return f"{get_column_letter(self.column)}{self.row}"


_Area = tuple[str, int, int, int, int]


def dependents(
    formulas: Mapping[At, str], cells: Collection[At], names: Mapping[str, str]
) -> set[At]:
    """Return where the formulas are that depend on `cells`; `names` are those of the workbook.

    One whose words do not tell what it reads is taken to depend on them.
    """
    if len(formulas) > _MOST or sum(map(len, formulas.values())) > _MOST_CHARACTERS:
        return set(formulas)
    known = {name.casefold(): text for name, text in names.items()}
    areas = {at: _areas(formula, at.sheet, known) for at, formula in formulas.items()}
    found, changed = set[At](), {*cells, *(at for at, read in areas.items() if read is None)}
    while changed:
        found |= changed
        changed = {
            at
            for at, read in areas.items()
            if at not in found
            and any(_holds(area, cell) for area in read or () for cell in changed)
        }
    return found & formulas.keys()


def _holds(area: _Area, cell: At) -> bool:
    sheet, left, top, right, bottom = area
    return (
        sheet == cell.sheet.casefold()
        and top <= cell.row <= bottom
        and left <= cell.column <= right
    )


def _areas(formula: str, sheet: str, names: Mapping[str, str]) -> list[_Area] | None:
    """Return the cells that a formula reads, None when its words do not tell."""
    words = _TEXTS.sub(" ", formula)
    words = _NAME.sub(lambda found: names.get(found[0].casefold(), found[0]), words)
    if re.search(r"[\w:\[#]", _NO_CELLS.sub(" ", _CELLS.sub(" ", words))):
        return None
    return [
        ((quoted.replace("''", "'") or title or sheet).casefold(), *range_boundaries(cells))
        for quoted, title, cells in _CELLS.findall(words)
    ]
