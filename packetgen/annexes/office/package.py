"""The parts of an office package: read whole and of a sane size, cleaned, written again."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import reduce

from lxml import etree
from lxml.etree import _Element
from msgspec import Struct

from packetgen.annexes.notes import Notes, said, unusable
from packetgen.system import zip_package
from packetgen.text import count, enumerate_words, number

# Of XML, the parser needs ten times that; statuts of a hundred pages take 2 MB
LIMITS = zip_package.Limits(parts=4_000, unpacked=200_000_000, xml_part=20_000_000, xml=20_000_000)
# As OpenOffice.org wrote one: a name, no declaration; no program looks for it
DOCTYPE = re.compile(rb"\A(\s*(?:<\?xml[^>]*>)?\s*)<!DOCTYPE[^<>\[]*>")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table"
PRINT_RANGES = f"{TABLE.removesuffix('table')}print-ranges"
# Of Excel, « 'Budget 2026'!A1:H40 », and of LibreOffice, « Budget.A1:.H40 »
AREA = re.compile(r"'?([^'!,]+?)'?[!.]([A-Z]*)(\d*):(?:[^:]*?\.)?([A-Z]*)(\d*)")
MOST_ROWS = 1_048_576
# LibreOffice draws 65,535 pages at most, of some 500 cells each, even if they are empty
MOST_CELLS = 30_000_000
# What LibreOffice would compute again: the same file would not give the same pages another day
VOLATILE = re.compile(r"\b(?:TODAY|NOW|RAND(?:BETWEEN|ARRAY)?|INFO|CELL)\s*\(", re.IGNORECASE)
GONE = "gone"
# Anything that a program would look for outside the package
OUTSIDE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:|//|\\\\|/|file:|\.\./)", re.IGNORECASE)


class Remarks(Struct):
    """What is met while the trees of a package are cleaned."""

    links: int = 0
    comments: int = 0
    revised: bool = False
    frozen: bool = False
    moving: bool = False
    hidden_sheets: Sequence[str] = ()

    def tell(self, notes: Notes) -> None:
        """Say what was cut, and what the drawing will not show."""
        if self.links:
            notes.change("images et liaisons extérieures retirées")
        if self.frozen:
            notes.change("dates et tirages automatiques figés à leur dernière valeur")
        if hidden := len(self.hidden_sheets):
            many = count(hidden, "feuille masquée non reprise", "feuilles masquées non reprises")
            names = enumerate_words(f"« {name} »" for name in self.hidden_sheets)
            notes.reserve(f"{many} : {names}")
        if self.moving:
            notes.reserve(said("moving"))
        if self.comments:
            notes.reserve(count(self.comments, "commentaire non repris", "commentaires non repris"))
        if self.revised:
            notes.reserve("suivi des modifications : elles sont reprises comme acceptées, vérifiez")


def _refuse_endless(root: _Element) -> None:
    """Refuse a print area without an end, which an engine would search for minutes."""
    for element in root.iter("{*}definedName", TABLE):
        is_printed = element.get("name") == "_xlnm.Print_Area"
        areas = (element.text if is_printed else element.get(PRINT_RANGES)) or ""
        for sheet, left, top, right, bottom in AREA.findall(areas.replace("$", "")):
            columns = _column(right or "XFD") - _column(left or "A") + 1
            rows = int(bottom or MOST_ROWS) - int(top or 1) + 1
            if columns * rows > MOST_CELLS:
                across = count(columns, "colonne")
                raise unusable("endless", sheet=sheet, rows=number(rows), columns=across)


def _column(letters: str) -> int:
    return reduce(lambda found, letter: 26 * found + ord(letter) - ord("A") + 1, letters, 0)


def read_parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name; AnnexRefused when it is damaged or too large."""
    try:
        parts = zip_package.read_package(data, LIMITS)
    except zip_package.PackageOversized as error:
        raise unusable("large_document") from error
    except zip_package.PackageDamaged as error:
        raise unusable("broken_document") from error
    return {name: DOCTYPE.sub(rb"\1", content) for name, content in parts.items()}


def clean(
    parts: Mapping[str, bytes], change: Callable[[str, _Element, Remarks], bool], notes: Notes
) -> dict[str, bytes]:
    """Return the parts once `change` has cleaned each tree; it tells whether it did something.

    Raises AnnexRefused for a tree that is not sound, or declares entities.
    """
    cleaned, remarks = dict(parts), Remarks()
    for name, content in parts.items():
        if zip_package.is_xml(name) and content:
            try:
                root = zip_package.parse_part(content, lenient=name.endswith(".vml"))
            except zip_package.PackageDamaged as error:
                raise unusable("broken_document") from error
            except zip_package.PackageForbidden as error:
                raise unusable("entities") from error
            _refuse_endless(root)
            if change(name, root, remarks):
                etree.strip_elements(root, GONE, with_tail=False)
                cleaned[name] = etree.tostring(root, encoding="UTF-8", standalone=True)
    remarks.tell(notes)
    return cleaned


def write(parts: Mapping[str, bytes]) -> bytes:
    """Return the package; the mimetype first and stored, as OpenDocument asks."""
    names = sorted(parts, key=lambda name: name != "mimetype")
    return zip_package.write_package({name: parts[name] for name in names}, compressed=False)


def local_name(element: _Element) -> str:
    """Return the name of an element without its namespace, be it undeclared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def drop(*elements: _Element) -> None:
    """Have elements taken out of their part, and the text that follows them left."""
    for element in elements:
        element.tag = GONE
