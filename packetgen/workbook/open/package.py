"""Read a workbook's package, only the parts that hold its values, each one checked.

These are the workbook, its sheets (through `fill_sheet`), shared texts and the formats of cells.
Drawings, comments, links, macros and custom parts stay behind: nothing meets them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from msgspec import Struct

from packetgen.workbook.open.grid import MAC_EPOCH, WINDOWS_EPOCH, Sheet, Workbook
from packetgen.workbook.open.parts import RELATIONS, Parts, Relation, read_parts
from packetgen.workbook.open.sheet import Allowance, fill_sheet
from packetgen.workbook.open.stored import Format, Shared, Text, formats_of, text_of
from packetgen.workbook.read.places import Places

_IDS = tuple(f"{{{relations}}}id" for relations in RELATIONS)
Tables = tuple[list[Text], list[Format]]


class Opened(Struct, frozen=True, dict=True):
    """A loaded workbook, called `name`; its formulas are only those that have no stored result.

    `names` are what its names stand for: `'Porteur'!$C$7`; `sheets` the parts of its sheets, by
    title; `formats` those that its cells refer to by number.
    """

    workbook: Workbook
    names: Mapping[str, str]
    sheets: Mapping[str, str]
    formats: Sequence[Format]
    has_macros: bool
    name: str

    @cached_property
    def places(self) -> Places:
        """Where things stand in it."""
        return Places(self.workbook, self.names)


def read_package(content: bytes, file: str) -> Opened:
    """Return the workbook in the package `content`, called `file`.

    Raises WorkbookUnreadable for a package too big, holding forbidden XML, or that Excel would not
    read alike, and whatever zipfile or expat raise for a damaged one.
    """
    with ZipFile(BytesIO(content)) as package:
        parts = read_parts(package, len(content), file)
        main = parts.only(parts.relations(), "officeDocument")
        root, namespace = parts.tree(main, "workbook")
        relations, epoch = parts.relations(main), _epoch(root, namespace)
        needed = {main: "officeDocument"}
        texts, formats = _tables(parts, relations, needed)
        shared, allowance = Shared(texts, formats, epoch), Allowance(file)
        sheets: list[Sheet | None] = []
        part_of: dict[str, str] = {}
        for each in root.iterfind("sheets/sheet", {"": namespace}):
            link = next((each.get(name, "") for name in _IDS if each.get(name)), "")
            kind, part = relations.get(link, ("", ""))
            if part not in parts.entries or part in needed:
                raise parts.damaged(f"la feuille « {each.get('name')} » y manque")
            sheets.append(None)
            if kind == "worksheet":
                title = each.get("name", "")
                if title.casefold() in map(str.casefold, part_of):
                    raise parts.damaged(f"deux feuilles s’appellent « {title} »")
                sheet = sheets[-1] = Sheet(title, each.get("state", "visible") == "visible")
                needed[part], part_of[title] = kind, part
                fill_sheet(sheet, parts.content(part), shared, allowance)
        parts.check_types(needed)
    names = _names(parts, root, namespace, sheets)
    workbook = Workbook({sheet.title: sheet for sheet in sheets if sheet}, epoch)
    macros = any(name.endswith("vbaproject.bin") for name in parts.entries)
    return Opened(workbook, names, part_of, formats, macros, file)


def _tables(parts: Parts, relations: dict[str, Relation], needed: dict[str, str]) -> Tables:
    texts, formats = list[Text](), [Format()]
    if part := parts.only(relations, "sharedStrings"):
        table, namespace = parts.tree(part, "sst")
        found = map(text_of, table.iterfind("si", {"": namespace}))
        # how Excel escapes an underscore of its own
        texts = [Text(each.content.replace("x005F_", ""), each.look) for each in found]
        needed[part] = "sharedStrings"
    if part := parts.only(relations, "styles"):
        table, namespace = parts.tree(part, "styleSheet")
        formats = formats_of(table, {"": namespace}, parts.damaged) or formats
        needed[part] = "styles"
    return texts, formats


def _epoch(root: Element, namespace: str) -> datetime:
    setting = root.find("workbookPr", {"": namespace})
    is_mac = setting is not None and setting.get("date1904") in ("1", "true")
    return MAC_EPOCH if is_mac else WINDOWS_EPOCH


def _names(
    parts: Parts, root: Element, namespace: str, sheets: list[Sheet | None]
) -> dict[str, str]:
    """Return what names stand for, less those that rule printing; those of one sheet go there."""
    names, met = dict[str, str](), set[tuple[str, str | None]]()
    for each in root.iterfind("definedNames/definedName", {"": namespace}):
        name, text, number = each.get("name", ""), each.text or "", each.get("localSheetId")
        if name.startswith("_xlnm."):
            continue
        if (name.casefold(), number) in met:
            raise parts.damaged(f"le nom « {name} » y est donné deux fois")
        met.add((name.casefold(), number))
        if number is None:
            names[name] = text
        elif int(number) < len(sheets) and (home := sheets[int(number)]):
            home.names.add(name)
    return names
