"""Freeze what an office document computes from the clock, chance or its place.

LibreOffice would compute it again: the same file would not give the same pages on another day.
"""

import re

from lxml.etree import _Element

from packetgen.annexes.office.package import PackageRemarks, drop, local_name

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
SLIDE = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
ODF_FIELDS = [f"{TEXT}{name}" for name in ("date", "time", "file-name")]
VOLATILE = re.compile(r"\b(?:TODAY|NOW|RAND(?:BETWEEN|ARRAY)?|INFO|CELL)\s*\(", re.IGNORECASE)
HEADER = re.compile("(?:odd|even|first)(?:Header|Footer)")
# The date, the hour and the folder in the header of a sheet; && is an ampersand
PRINTED = re.compile("(&&)|&[DTZ]")


def freeze_odf(root: _Element, found: PackageRemarks) -> bool:
    """Turn the fields of an OpenDocument tree into their text; tell whether there were any."""
    fields = list(root.iter(*ODF_FIELDS))
    for each in fields:
        each.tag = f"{TEXT}span"
        each.attrib.clear()
    cells = [cell for cell in root.iter("*") if VOLATILE.search(cell.get(FORMULA, ""))]
    for cell in cells:
        if len(cell):
            del cell.attrib[FORMULA]
        else:
            found.moving = True
    found.frozen |= bool(fields or cells)
    return bool(fields or cells)


def freeze_ooxml(root: _Element, found: PackageRemarks) -> bool:
    """Do the same for the tree of a sheet or of a slide."""
    changed = [_freeze_formula(cell, found) for cell in _volatile_cells(root)]
    for dated in list(root.iter(f"{SLIDE}fld")):
        if dated.get("type", "").startswith("datetime"):
            dated.tag = f"{SLIDE}r"
            dated.attrib.clear()
            for properties in dated.findall(f"{SLIDE}pPr"):
                drop(properties)
            changed.append(True)
    for header in root.iter("*"):
        if HEADER.fullmatch(local_name(header)) and header.text:
            before, header.text = header.text, PRINTED.sub(r"\1", header.text)
            changed.append(before != header.text)
    found.frozen |= any(changed)
    return any(changed)


def _volatile_cells(root: _Element) -> list[_Element]:
    """Return the formulas of a sheet that change by themselves, and those that they share."""
    formulas = [each for each in root.iter("*") if local_name(each) == "f"]
    volatile = [each for each in formulas if VOLATILE.search(each.text or "")]
    shared = {each.get("si") for each in volatile} - {None}
    return [each for each in formulas if each in volatile or each.get("si") in shared]


def _freeze_formula(formula: _Element, found: PackageRemarks) -> bool:
    """Leave to a cell its last value; tell whether it has one."""
    cell = formula.getparent()
    if cell is None or not any(local_name(each) == "v" and each.text for each in cell):
        found.moving = True
        return False
    drop(formula)
    return True
