"""Read a workbook's package into openpyxl's, only the parts that hold its values, each one checked.

These are the workbook, its sheets (through `fill_sheet`), shared texts and the formats of numbers.
Drawings, comments, links, macros and custom parts stay behind: nothing meets them.
"""

from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from posixpath import join, normpath, split
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.workbook.defined_name import DefinedName

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.open.sheet import Allowance, fill_sheet
from packetgen.workbook.open.stored import Format, Shared, parse

MEGABYTE = 1_000_000
MAX_FILE, MAX_UNZIPPED, MAX_PART = 20 * MEGABYTE, 200 * MEGABYTE, 10 * MEGABYTE
MAX_RATIO, MAX_ENTRIES = 100, 2_000
MAX_PART_ELEMENTS = 200_000

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NAMESPACES = {"": _MAIN}
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_XML = (".xml", ".rels", ".vml")
_READ_WHOLE = ("Types", "Relationships", "workbook", "sst", "styleSheet")


def read_package(content: bytes, file: str) -> tuple[Workbook, dict[str, str]]:
    """Return the workbook in the package `content`, and what its names stand for.

    Names are apart: objects of openpyxl for them would take a sixth of the time. Raises
    WorkbookUnreadable for a package too big or holding forbidden XML, and whatever zipfile, expat
    or openpyxl raise for a damaged one.
    """
    with ZipFile(BytesIO(content)) as package:
        _check_sizes(package, len(content), file)
        xml_parts = [name for name in package.namelist() if name.lower().endswith(_XML)]
        roots = {name: _root(package, name, file) for name in xml_parts}
        first = {root: name for name, root in reversed(roots.items())}
        root = _tree(package, first["workbook"])
        if root.tag != f"{{{_MAIN}}}workbook":
            raise WorkbookUnreadable(
                f"« {file} » est un classeur Open XML strict. Ouvrez-le dans Excel, choisissez"
                " « Enregistrer sous », type « Classeur Excel (.xlsx) », puis relancez avec ce"
                " fichier."
            )
        workbook = _empty(root)
        relations = _relations(package, roots, first["workbook"])
        texts = _texts(_tree(package, first["sst"])) if "sst" in first else []
        formats = _formats(_tree(package, first["styleSheet"])) if "styleSheet" in first else []
        shared, allowance = Shared(texts, formats or [Format()], workbook.epoch), Allowance(file)
        for each in root.iterfind("sheets/sheet", _NAMESPACES):
            name = relations[each.get(_ID, "")]
            if roots.get(name) == "worksheet":
                sheet = workbook.create_sheet(each.get("name"))
                sheet.sheet_state = each.get("state", "visible")
                with package.open(name) as xml:
                    fill_sheet(sheet, xml, shared, allowance)
    return workbook, _names(workbook, root)


def _check_sizes(package: ZipFile, size: int, file: str) -> None:
    """Refuse a zip bomb from its index: zipfile never inflates more than an entry declares."""
    entries = package.infolist()
    unzipped = sum(entry.file_size for entry in entries)
    if unzipped > MAX_UNZIPPED or unzipped > MAX_RATIO * size or len(entries) > MAX_ENTRIES:
        raise WorkbookUnreadable(
            f"« {file} » : une fois décompressé, son contenu est démesuré"
            f" ({unzipped // MEGABYTE} Mo, {len(entries)} éléments). Recopiez vos réponses dans un"
            " classeur neuf (packetgen nouveau)."
        )


class _Seen(Exception):
    """Enough of a part has been seen: it ends the parsing, it is no error."""


def _root(package: ZipFile, name: str, file: str) -> str:
    """Return the name of a part's first element, once its prolog is seen to hold no DTD."""
    root, elements = "", 0

    def start(element: str, _attributes: dict[str, str]) -> None:
        nonlocal root, elements
        elements += 1
        root = root or element.rpartition(":")[2]
        if root not in _READ_WHOLE or elements > MAX_PART_ELEMENTS:
            raise _Seen

    with package.open(name) as xml, suppress(_Seen):
        parse(xml, start)
    too_long = package.getinfo(name).file_size > MAX_PART or elements > MAX_PART_ELEMENTS
    if root in _READ_WHOLE and too_long:
        raise WorkbookUnreadable(
            f"« {file} » : trop de styles ou de textes pour un classeur de projet ({name})."
            " Recopiez vos réponses dans un classeur neuf (packetgen nouveau)."
        )
    return root


def _tree(package: ZipFile, name: str) -> Element:
    return fromstring(package.read(name))  # noqa: S314 - `_root` has refused any DTD


def _relations(package: ZipFile, roots: Mapping[str, str], workbook: str) -> dict[str, str]:
    folder, name = split(workbook)
    part = join(folder, "_rels", f"{name}.rels")
    if roots[part] != "Relationships":
        raise ValueError(part)
    return {
        each.get("Id", ""): normpath(join("/", folder, each.get("Target", ""))).lstrip("/")
        for each in _tree(package, part).iter(_RELATION)
    }


def _texts(table: Element) -> list[str]:
    """Return the texts that cells refer to, less how they are pronounced."""
    return [
        "".join(
            text.text or "" for path in ("t", "r/t") for text in each.iterfind(path, _NAMESPACES)
        )
        # how Excel escapes an underscore of its own
        .replace("x005F_", "")
        for each in table.iterfind("si", _NAMESPACES)
    ]


def _formats(styles: Element) -> list[Format]:
    codes = BUILTIN_FORMATS | {
        int(each.get("numFmtId", "")): each.get("formatCode", "")
        for each in styles.iterfind("numFmts/numFmt", _NAMESPACES)
    }
    known = {number: Format.of(code) for number, code in codes.items()}
    return [
        known.get(int(each.get("numFmtId", "0")), Format())
        for each in styles.iterfind("cellXfs/xf", _NAMESPACES)
    ]


def _empty(root: Element) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    setting = root.find("workbookPr", _NAMESPACES)
    if setting is not None and setting.get("date1904") in ("1", "true"):
        workbook.epoch = MAC_EPOCH
    return workbook


def _names(workbook: Workbook, root: Element) -> dict[str, str]:
    """Return what names stand for, less those that rule printing; those of one sheet go there."""
    names = {}
    for each in root.iterfind("definedNames/definedName", _NAMESPACES):
        name, text, number = each.get("name", ""), each.text or "", each.get("localSheetId")
        if name.startswith("_xlnm."):
            continue
        if number is None:
            names[name] = text
        elif int(number) < len(workbook.worksheets):
            home = workbook.worksheets[int(number)]
            home.defined_names[name] = DefinedName(name, attr_text=text)
    return names
