"""A copy of a person's workbook where some answers are others, and nothing else is.

The only parts written again are the sheets of these answers, those of the formulas that depend on
them, and what tells Excel to compute these anew.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from posixpath import join, split
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree
from lxml.etree import _Element
from openpyxl.formula.translate import Translator
from openpyxl.utils.datetime import to_excel

from packetgen.errors import UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field
from packetgen.resources import table
from packetgen.system.zip_package import parse_part, part_name
from packetgen.text import clean, french_typography
from packetgen.workbook.open.grid import merge_of, reference_of, row_and_column
from packetgen.workbook.open.open import load
from packetgen.workbook.open.parts import read_parts
from packetgen.workbook.open.stored import Format, Shared, Text, value_of
from packetgen.workbook.read.controls import correctable
from packetgen.workbook.read.dossier import Reading
from packetgen.workbook.read.typed import Context, Raw
from packetgen.workbook.read.values import typed_of, value_of_text

_LONGEST = 32_767  # of the texts that Excel opens
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
# What a cell says of its value, and of none other
_OF_VALUE = ("t", "cm", "vm", "ph")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BEFORE_SETTING = ("{*}sheets", "{*}functionGroups", "{*}externalReferences", "{*}definedNames")
_CHAIN = re.compile(
    rb'<(?:\w+:)?Relationship [^>]*/calcChain["\'][^>]*>(?:</(?:\w+:)?Relationship>)?'
)
# Beyond, all formulas are taken to depend on the cells: each is compared with each
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


def corrected(
    source: Path, reading: Reading, values: Mapping[str, str], campagne: Campagne
) -> bytes:
    """Return a copy of the workbook `source`, as it was read, with other `values`, by key.

    Each is what a person types, empty to clear the cell; it is stored as Excel would, as a text
    when it is not of its field's kind. Raises UsageError for a key whose cell holds no answer of
    its own, or for a text that no cell can hold.
    """
    content, file = source.read_bytes(), reading.dossier.file
    answers = [_answer(key, text, reading) for key, text in values.items()]
    opened = load(content, file)
    context = Context(campagne, opened.workbook.epoch)
    with ZipFile(BytesIO(content)) as package:
        parts = read_parts(package, len(content), file)
        roots = {title: parse_part(parts.xml(part)) for title, part in opened.sheets.items()}
        cells = {at: cell for title, root in roots.items() for at, cell in _cells(title, root)}
        formulas = _formulas(cells)
        for at, field, text in answers:
            if at not in cells and text:
                cells[at] = _made(at, roots[at.sheet])
            if at in cells:
                style = int(cells[at].get("s") or 0)
                format_ = opened.formats[style] if style < len(opened.formats) else Format()
                _put(cells[at], *_stored(text, field, format_, context))
        changed = {at for at, _, _ in answers}
        stale = _dependents(formulas, changed, opened.names) - changed
        for at in stale:
            for result in cells[at].findall("{*}v"):
                cells[at].remove(result)
        changes = {opened.sheets[at.sheet]: _xml(roots[at.sheet]) for at in changed | stale}
        main = parts.only(parts.relations(), "officeDocument")
        if stale:
            changes[main] = _computing_anew(parts.xml(main))
        if changed & formulas.keys():
            # Excel makes anew the order of computing, which must name each formula and no other
            links = join(split(main)[0], "_rels", f"{split(main)[1]}.rels")
            changes[links] = _CHAIN.sub(b"", parts.xml(links))
        return _rewritten(package, changes)


def _answer(key: str, text: str, reading: Reading) -> tuple[At, Field, str]:
    text, _ = clean(_CONTROL.sub("", text))
    label = reading.fields[key].label if key in reading.fields else key
    found = correctable(reading).get(key)
    if found is None or len(text.encode("utf-16-le")) > 2 * _LONGEST:
        told = table(__file__, "refusals.toml")["lost" if found is None else "too_long"]
        raise UsageError(french_typography(f"« {label} » {told}"))
    origin, field = found
    return At(origin.sheet, *row_and_column(origin.cell)), field, text


def _stored(text: str, field: Field, format_: Format, context: Context) -> tuple[str, str]:
    """Return the type of a cell and its content, as Excel stores what is typed in it."""
    typed = value_of_text(text, field, context)
    value, known = typed.value, {remark.lecture for remark in typed.remarks}
    figure = ""
    match value:
        case date() if format_.is_date:
            figure = f"{to_excel(value, context.epoch):.0f}"  # type: ignore[no-untyped-call]
        case int() | Decimal() if not (format_.is_date or isinstance(value, bool)):
            figure = f"{Decimal(value):f}"
    # a figure that the format of the cell shows, and has read, as what was typed
    stored = value_of("n", {"v": Text(figure)}, format_, Shared((), (), context.epoch))
    if stored and stored.value is not None:
        again = typed_of(Raw(stored.value, stored.format), field, context)
        if again.value == value and {each.lecture for each in again.remarks} <= known:
            return "n", figure
    return "inlineStr", text


def _cells(title: str, root: _Element) -> Iterator[tuple[At, _Element]]:
    row = 0
    for line in root.iterfind("{*}sheetData/{*}row"):
        row, column = int(line.get("r") or row + 1), 0
        line.set("r", str(row))
        for cell in line.iterfind("{*}c"):
            reference = cell.get("r")
            column = row_and_column(reference)[1] if reference else column + 1
            yield At(title, row, column), cell


def _formulas(cells: Mapping[At, _Element]) -> dict[At, str]:
    """Return the formulas; those that share one have it in full, since it may go."""
    found: dict[At, str] = {}
    shared: dict[tuple[str, str], Translator] = {}
    for at, cell in cells.items():
        for formula in cell.iterfind("{*}f"):
            if formula.get("t") == "shared":
                key = at.sheet, str(formula.attrib.pop("si", ""))
                here = reference_of(at.row, at.column)
                first = shared.setdefault(key, Translator(f"={formula.text}", here))
                formula.text = str(first.translate_formula(here))[1:]
                del formula.attrib["t"]
                formula.attrib.pop("ref", "")
            found[at] = formula.text or ""
    return found


def _dependents(
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
            for sheet, top, left, bottom, right in read or ()
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
        ((quoted.replace("''", "'") or title or sheet).casefold(), *merge_of(cells))
        for quoted, title, cells in _AREA.findall(words)
    ]


def _made(at: At, root: _Element) -> _Element:
    """Add to a sheet a cell that it says nothing of, in the style of its column."""
    data = next(root.iterfind("{*}sheetData"))
    lines = {int(line.get("r", 0)): line for line in data.iterfind("{*}row")}
    if at.row not in lines:
        above = [line for number, line in lines.items() if number < at.row]
        lines[at.row] = _added(data, "row", above)
        lines[at.row].set("r", str(at.row))
    left = [cell for each, cell in _cells(at.sheet, root) if each.row == at.row and each < at]
    cell = _added(lines[at.row], "c", left)
    cell.set("r", reference_of(at.row, at.column))
    for each in root.iterfind("{*}cols/{*}col"):
        if int(each.get("min", 0)) <= at.column <= int(each.get("max", 0)):
            cell.set("s", each.get("style", "0"))
    return cell


def _added(parent: _Element, local: str, before: Sequence[_Element] = ()) -> _Element:
    element = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{local}")
    if before:
        before[-1].addnext(element)
    else:
        parent.insert(0, element)
    return element


def _put(cell: _Element, kind: str, value: str) -> None:
    """Make a value that of a cell, which keeps its style."""
    for name in _OF_VALUE:
        cell.attrib.pop(name, "")
    del cell[:]
    cell.text = None
    if kind == "n":
        _added(cell, "v").text = value
    elif value:
        cell.set("t", kind)
        text = _added(_added(cell, "is"), "t")
        text.set(_SPACE, "preserve")
        text.text = value


def _computing_anew(workbook: bytes) -> bytes:
    """Have Excel compute every formula when it opens the workbook."""
    root = parse_part(workbook)
    setting = root.find("{*}calcPr")
    if setting is None:
        setting = _added(root, "calcPr", [*root.iterchildren(*_BEFORE_SETTING)])
    if setting.get("fullCalcOnLoad") == "1":
        return workbook
    setting.set("fullCalcOnLoad", "1")
    return _xml(root)


def _xml(root: _Element) -> bytes:
    tree = root.getroottree()
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)


def _rewritten(package: ZipFile, changes: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as copy:
        for entry in package.infolist():
            part = part_name(entry.filename).lower()
            copy.writestr(entry, changes[part] if part in changes else package.read(entry))
    return made.getvalue()
