"""Which formulas of a workbook depend on some of its cells, themselves or through others. Pure."""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from openpyxl.utils import range_boundaries

# Beyond, all are taken to depend on the cells: each is compared with each
_MOST, _MOST_CHARACTERS = 5_000, 1_000_000
_TEXTS = re.compile(r'"[^"]*"|#[A-Z\d/!?]+')
_NAME = re.compile(r"(?<![\w.'!])[^\W\d][\w.]*(?![\w.!'(])")
_AREA = re.compile(
    r"(?:'((?:[^']|''){1,80})'!|([\w.]+)!)?((?<![\w.])\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
    r"(?![\w.(])"
)
# Functions but those that make an address, and figures
_NO_AREA = re.compile(
    r"(?!INDIRECT|OFFSET|_xlfn\.ANCHORARRAY)\b[A-Z_][\w.]*\(|\b(?:TRUE|FALSE)\b"
    r"|(?<![\w.:$])\d*\.?\d+(?:E[+-]?\d+)?(?![\w.:])"
)


class At(NamedTuple):
    """A cell: the title of its sheet, its row, its column."""

    sheet: str
    row: int
    column: int


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
            for sheet, left, top, right, bottom in read or ()
            if any(
                sheet == cell.sheet.casefold()
                and top <= cell.row <= bottom
                and left <= cell.column <= right
                for cell in changed
            )
        }
    return found & formulas.keys()


def _areas(
    formula: str, sheet: str, names: Mapping[str, str]
) -> list[tuple[str, int, int, int, int]] | None:
    words = _TEXTS.sub(" ", formula)
    words = _NAME.sub(lambda found: names.get(found[0].casefold(), found[0]), words)
    if re.search(r"[\w:\[#]", _NO_AREA.sub(" ", _AREA.sub(" ", words))):
        return None
    return [
        ((quoted.replace("''", "'") or title or sheet).casefold(), *range_boundaries(cells))
        for quoted, title, cells in _AREA.findall(words)
    ]
