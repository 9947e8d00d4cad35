"""Copy a workbook's package with only the parts that hold its values, each one checked.

The copy keeps the workbook, its sheets (through `copy_sheet`), shared texts and styles.
Drawings, comments, links, macros and custom parts stay behind: openpyxl never meets them.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from posixpath import dirname, join, normpath
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import quoteattr
from xml.sax.xmlreader import AttributesImpl
from zipfile import ZipFile

import defusedxml.sax
from defusedxml.ElementTree import fromstring

from packetgen.errors import WorkbookUnreadable
from packetgen.workbook.read_sheet import Allowance, copy_sheet

MEGABYTE = 1_000_000
MAX_FILE, MAX_UNZIPPED, MAX_PART = 20 * MEGABYTE, 200 * MEGABYTE, 10 * MEGABYTE
MAX_RATIO, MAX_ENTRIES = 100, 2_000
MAX_PART_ELEMENTS = 200_000

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_XML = (".xml", ".rels", ".vml")
_COPIED_ROOTS = ("Types", "Relationships", "workbook", "sst", "styleSheet")


def copy_package(content: bytes, file: str) -> bytes:
    """Return the package `content` reduced to its values, as an uncompressed zip.

    Raises WorkbookUnreadable for a package too big or holding forbidden XML, and whatever
    zipfile, expat or openpyxl raise for a damaged one.
    """
    allowance = Allowance(file)
    reduced = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(reduced, "w") as target:
        _check_sizes(source, len(content), file)
        roots = {name: _root(source, name, file) for name in source.namelist() if _is_xml(name)}
        workbook = next(name for name, root in roots.items() if root == "workbook")
        sheets = _sheets(source, workbook, file)
        homes = {"", "_rels", dirname(workbook), join(dirname(workbook), "_rels")}
        for name, root in roots.items():
            if name in sheets:
                with source.open(name) as xml:
                    target.writestr(name, copy_sheet(xml, sheets[name], allowance))
            elif root == "styleSheet":
                target.writestr(name, _number_formats(source.read(name)))
            elif root in _COPIED_ROOTS and dirname(name) in homes:
                target.writestr(name, source.read(name))
    return reduced.getvalue()


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


def _is_xml(name: str) -> bool:
    return name.lower().endswith(_XML)


class _Seen(Exception):
    """Enough of a part has been seen: it ends the parsing, it is no error."""


class _Root(ContentHandler):
    """Finds the name of the first element; counts the elements of the parts that are copied."""

    root = ""
    elements = 0

    def startElement(self, name: str, _attrs: AttributesImpl) -> None:  # noqa: N802
        self.elements += 1
        self.root = self.root or name.rpartition(":")[2]
        if self.root not in _COPIED_ROOTS or self.elements > MAX_PART_ELEMENTS:
            raise _Seen


def _root(package: ZipFile, name: str, file: str) -> str:
    """Return the name of a part's first element, once its prolog is seen to hold no DTD."""
    handler = _Root()
    with package.open(name) as xml, suppress(_Seen):
        defusedxml.sax.parse(xml, handler, forbid_dtd=True)
    too_long = package.getinfo(name).file_size > MAX_PART
    if handler.root in _COPIED_ROOTS and (too_long or handler.elements > MAX_PART_ELEMENTS):
        raise WorkbookUnreadable(
            f"« {file} » : trop de styles ou de textes pour un classeur de projet ({name})."
            " Recopiez vos réponses dans un classeur neuf (packetgen nouveau)."
        )
    return handler.root


def _number_formats(styles: bytes) -> bytes:
    """Return a style sheet that says of each style how it writes numbers, and nothing else.

    Borders alone would take openpyxl a sixth of the time of a dossier.
    """
    root = fromstring(styles)
    formats = "".join(
        f"<numFmt numFmtId={quoteattr(each.get('numFmtId', ''))}"
        f" formatCode={quoteattr(each.get('formatCode', ''))}/>"
        for each in root.iterfind(f"{{{_MAIN}}}numFmts/{{{_MAIN}}}numFmt")
    )
    cells = "".join(
        f"<xf numFmtId={quoteattr(each.get('numFmtId', '0'))}/>"
        for each in root.iterfind(f"{{{_MAIN}}}cellXfs/{{{_MAIN}}}xf")
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts><fonts><font/></fonts>'
        f"<fills><fill><patternFill/></fill></fills><borders><border><left/><right/><top/><bottom/></border></borders>"
        f"<cellXfs>{cells}</cellXfs></styleSheet>"
    ).encode()


def _sheets(package: ZipFile, workbook: str, file: str) -> dict[str, str]:
    """Return the titles of the sheets by name of their part."""
    root = fromstring(package.read(workbook))
    if root.tag != f"{{{_MAIN}}}workbook":
        raise WorkbookUnreadable(
            f"« {file} » est un classeur Open XML strict. Ouvrez-le dans Excel, choisissez"
            " « Enregistrer sous », type « Classeur Excel (.xlsx) », puis relancez avec ce fichier."
        )
    relations = join(dirname(workbook), "_rels", f"{workbook.rpartition('/')[2]}.rels")
    parts = {
        relation.get("Id"): normpath(
            join("/", dirname(workbook), relation.get("Target", ""))
        ).lstrip("/")
        for relation in fromstring(package.read(relations)).iter(f"{{{_PACKAGE}}}Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    titles = {
        sheet.get(f"{{{_OFFICE}}}id"): sheet.get("name", "")
        for sheet in root.iter(f"{{{_MAIN}}}sheet")
    }
    return {parts[relation]: title for relation, title in titles.items() if relation in parts}
