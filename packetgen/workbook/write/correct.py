"""A copy of a person's workbook where some answers are others, and nothing else is.

The only parts written again are the sheets of these answers, those of the formulas that depend on
them, and what tells Excel to compute these anew.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from posixpath import join, split
from zipfile import ZipFile

from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.datetime import to_excel

from packetgen.errors import UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field
from packetgen.model.finding import CellOrigin
from packetgen.system.zip_package import parse_part, part_name
from packetgen.text import clean, french_typography
from packetgen.workbook.layout import OUI_OU_NON
from packetgen.workbook.open.look import Format
from packetgen.workbook.open.open import load
from packetgen.workbook.open.package import sheets_of, tables
from packetgen.workbook.open.parts import MAX_PART, Parts, read_parts
from packetgen.workbook.open.stored import Shared, value_of
from packetgen.workbook.read.controls import correctable
from packetgen.workbook.read.dossier import Reading
from packetgen.workbook.read.problems import Lecture
from packetgen.workbook.read.slots import field_of
from packetgen.workbook.read.typed import Context, Raw
from packetgen.workbook.read.values import typed_of, value_of_text
from packetgen.workbook.write.formulas import At, dependents
from packetgen.workbook.write.sheet_xml import Sheet, added, written

_LONGEST = 32_767  # of the texts that Excel opens
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")


def corrected(
    source: Path, reading: Reading, values: Mapping[str, str], campagne: Campagne
) -> bytes:
    """Return a copy of the workbook `source`, as it was read, with other `values`, by key.

    Each is what a person types, empty to clear the cell; it is stored as Excel would, as a text
    when it is not of its field's kind. Raises UsageError for a key whose cell holds no answer of
    its own, or for a text that no cell can hold.
    """
    content, file = source.read_bytes(), reading.dossier.file
    cells = correctable(reading.dossier.origins, reading.findings)
    answers = [_answer(key, text, cells.get(key), campagne) for key, text in values.items()]
    opened = load(content, file)
    context = Context(campagne, opened.workbook.epoch)
    with ZipFile(BytesIO(content)) as package:
        parts = read_parts(package, len(content), file)
        main = parts.only(parts.relations(), "officeDocument")
        tree, namespace = parts.tree(main, "workbook")
        relations = parts.relations(main)
        formats = tables(parts, relations, {})[1]
        sheets = {
            each.get("name", ""): _sheet(parts, part, each.get("name", ""))
            for each, (kind, part) in sheets_of(tree, namespace, relations)
            if kind == "worksheet"
        }
        computed = {at for sheet in sheets.values() for at in sheet.formulas}
        for at, field, text in answers:
            style = sheets[at.sheet].style(at)
            format_ = formats[style] if style < len(formats) else Format()
            sheets[at.sheet].put(at, *_stored(text, field, format_, context))
        formulas = {at: sheet.formula(at) for sheet in sheets.values() for at in sheet.formulas}
        stale = dependents(formulas, {at for at, _, _ in answers}, opened.names)
        for at in stale:
            sheets[at.sheet].forget(at)
        changes = {sheet.part: written(sheet.root) for sheet in sheets.values() if sheet.is_changed}
        if stale:
            changes[main] = _computing_anew(package.read(parts.entries[main]))
        if computed - formulas.keys():
            changes |= _without_chain(parts, main)
        return _rewritten(package, changes)


def _answer(
    key: str, text: str, origin: CellOrigin | None, campagne: Campagne
) -> tuple[At, Field, str]:
    field, refusal = field_of(key, campagne), ""
    text, _ = clean(_CONTROL.sub("", text))
    if origin is None or field is None:
        refusal = (
            "ne se corrige pas ici : sa cellule est introuvable, déplacée ou fusionnée avec une"
            " autre. Corrigez le classeur dans Excel ou LibreOffice, puis donnez-le de nouveau."
        )
    elif len(text.encode("utf-16-le")) > 2 * _LONGEST:
        refusal = "est trop long pour une cellule d’Excel : gardez au plus 32 767 caractères."
    if refusal or origin is None or field is None:
        raise UsageError(french_typography(f"« {field.label if field else key} » {refusal}"))
    return At(origin.sheet, *coordinate_to_tuple(origin.cell)), field, text


def _sheet(parts: Parts, part: str, title: str) -> Sheet:
    entry = parts.entries[part]
    if entry.file_size > MAX_PART:
        raise UsageError(
            french_typography(
                f"La feuille « {title} » est trop grande pour être corrigée ici : supprimez ses"
                " lignes vides, ou corrigez le classeur dans Excel."
            )
        )
    return Sheet(title, part, parse_part(parts.package.read(entry)))


def _stored(text: str, field: Field, format_: Format, context: Context) -> tuple[str, str]:
    """Return the type of a cell and its content, as Excel stores what is typed in it."""
    typed = value_of_text(text, field, context)
    value, known = typed.value, {remark.lecture for remark in typed.remarks}
    figure = ""
    match value:
        case bool():
            text = OUI_OU_NON[not value]
        case str() if field.choices and known == {Lecture.CHOIX_RECONNU}:
            text = value
        case date() if format_.is_date:
            figure = f"{to_excel(value, context.epoch):.0f}"  # type: ignore[no-untyped-call]
        case int() | Decimal() if not format_.is_date:
            figure = f"{Decimal(value):f}"
    # a figure that the format of the cell shows, and has read, as what was typed
    stored = value_of({}, {"v": [figure]}, format_, Shared((), (), context.epoch))
    if stored:
        again = typed_of(Raw(stored.content, stored.format), field, context)
        if again.value == value and {each.lecture for each in again.remarks} <= known:
            return "n", figure
    return "inlineStr", text


def _computing_anew(workbook: bytes) -> bytes:
    """Have Excel compute every formula when it opens the workbook."""
    root = parse_part(workbook)
    setting = root.find("{*}calcPr")
    if setting is None:
        found = (root.find(f"{{*}}{local}") for local in _BEFORE_CALCULATION)
        setting = added(root, "calcPr", after=next(each for each in found if each is not None))
    if setting.get("fullCalcOnLoad") in ("1", "true"):
        return workbook
    setting.set("fullCalcOnLoad", "1")
    return written(root)


def _without_chain(parts: Parts, main: str) -> dict[str, bytes]:
    """Unlink the order of computing, which must name each formula: Excel makes it anew."""
    links = join(split(main)[0], "_rels", f"{split(main)[1]}.rels")
    root = parse_part(parts.package.read(parts.entries[links]))
    chains = [each for each in root if each.get("Type", "").endswith("/calcChain")]
    for each in chains:
        root.remove(each)
    return {links: written(root)} if chains else {}


def _rewritten(package: ZipFile, changes: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as copy:
        for entry in package.infolist():
            part = part_name(entry.filename).lower()
            content = changes[part] if part in changes else package.read(entry)
            copy.writestr(entry, content)
    return made.getvalue()
