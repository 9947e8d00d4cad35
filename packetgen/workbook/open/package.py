"""Read a workbook's package into openpyxl's, only the parts that hold its values, each one checked.

These are the workbook, its sheets (through `fill_sheet`), shared texts and the formats of cells.
Drawings, comments, links, macros and custom parts stay behind: nothing meets them.
"""

from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from packetgen.workbook.open.look import Format, Text, formats_of, text_of
from packetgen.workbook.open.parts import RELATIONS, Parts, Relation, read_parts
from packetgen.workbook.open.sheet import Allowance, fill_sheet
from packetgen.workbook.open.stored import Shared

_IDS = tuple(f"{{{relations}}}id" for relations in RELATIONS)
Tables = tuple[list[Text], list[Format]]


class Package(NamedTuple):
    """A workbook, what its names stand for, the parts of its sheets by title, its formats."""

    workbook: Workbook
    names: dict[str, str]
    sheets: dict[str, str]
    formats: list[Format]


def read_package(content: bytes, file: str) -> Package:
    """Return the workbook in the package `content`.

    Names are apart: objects of openpyxl for them would take a sixth of the time. Raises
    WorkbookUnreadable for a package too big, holding forbidden XML, or that Excel would not read
    alike, and whatever zipfile, expat or openpyxl raise for a damaged one.
    """
    with ZipFile(BytesIO(content)) as package:
        parts = read_parts(package, len(content), file)
        main = parts.only(parts.relations(), "officeDocument")
        root, namespace = parts.tree(main, "workbook")
        relations, workbook = parts.relations(main), _empty(root, namespace)
        needed = {main: "officeDocument"}
        texts, formats = _tables(parts, relations, needed)
        shared, allowance = Shared(texts, formats, workbook.epoch), Allowance(file)
        sheets: list[Worksheet | None] = []
        part_of: dict[str, str] = {}
        for each in root.iterfind("sheets/sheet", {"": namespace}):
            link = next((each.get(name, "") for name in _IDS if each.get(name)), "")
            kind, part = relations.get(link, ("", ""))
            if part not in parts.entries or part in needed:
                raise parts.damaged(f"la feuille « {each.get('name')} » y manque")
            sheets.append(None)
            if kind == "worksheet":
                title = each.get("name", "")
                if title.casefold() in map(str.casefold, workbook.sheetnames):
                    raise parts.damaged(f"deux feuilles s’appellent « {title} »")
                sheet = sheets[-1] = workbook.create_sheet(title)
                sheet.sheet_state = each.get("state", "visible")
                needed[part], part_of[title] = kind, part
                with package.open(parts.entries[part]) as xml:
                    fill_sheet(sheet, xml, shared, allowance)
        parts.check_types(needed)
    return Package(workbook, _names(parts, root, namespace, sheets), part_of, formats)


def _tables(parts: Parts, relations: dict[str, Relation], needed: dict[str, str]) -> Tables:
    texts, formats = list[Text](), [Format()]
    if part := parts.only(relations, "sharedStrings"):
        table, namespace = parts.tree(part, "sst")
        texts = [text_of(each, {"": namespace}) for each in table.iterfind("si", {"": namespace})]
        needed[part] = "sharedStrings"
    if part := parts.only(relations, "styles"):
        table, namespace = parts.tree(part, "styleSheet")
        formats = formats_of(table, {"": namespace}, parts.damaged) or formats
        needed[part] = "styles"
    return texts, formats


def _empty(root: Element, namespace: str) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    setting = root.find("workbookPr", {"": namespace})
    if setting is not None and setting.get("date1904") in ("1", "true"):
        workbook.epoch = MAC_EPOCH
    return workbook


def _names(
    parts: Parts, root: Element, namespace: str, sheets: list[Worksheet | None]
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
            home.defined_names[name] = DefinedName(name, attr_text=text)
    return names
