"""LibreOffice files made safe to draw, and what their drawing does not show."""

import posixpath
import re
from collections.abc import Mapping
from functools import partial

from lxml.etree import _Element

from packetgen.annexes.notes import Notes, unusable
from packetgen.annexes.office.package import OUTSIDE, VOLATILE, Remarks, clean, drop, local_name

DROPPED = re.compile(r"(?:.*/)?(?:Basic|Scripts|Dialogs)/.*|settings\.xml")
MANIFEST = "META-INF/manifest.xml"
HREF = "{http://www.w3.org/1999/xlink}href"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
FIELDS = [f"{TEXT}{name}" for name in ("date", "time", "file-name")]
# Queries, programs and marks of changes, none of which is content
GONE = {
    "scripts", "event-listeners", "dde-source", "dde-connection-decls", "database-source-sql",
    "database-source-table", "database-source-query", "connection-resource", "tracked-changes",
    "change", "change-start", "change-end",
}  # fmt: skip


def make_safe(parts: Mapping[str, bytes], notes: Notes) -> dict[str, bytes]:
    """Cut every tie with the outside but hyperlinks, take programs out, accept the changes."""
    # First of all, for the other parts are no XML any more
    if b"encryption-data" in parts[MANIFEST]:
        raise unusable("protected_odf")
    kept = {name: content for name, content in parts.items() if not DROPPED.fullmatch(name)}
    if any("Basic/" in name or "Scripts/" in name for name in parts):
        notes.change("macros retirées")
    return clean(kept, partial(_change, frozenset(kept)), notes)


def _change(names: frozenset[str], part: str, root: _Element, found: Remarks) -> bool:
    if part == MANIFEST:  # which lists what was taken out of the package
        entries = [e for e in root if any(DROPPED.fullmatch(str(value)) for value in e.values())]
        drop(*entries)
        return bool(entries)
    elements = list(root.iter("*"))
    gone = [element for element in elements if local_name(element) in GONE]
    cut = [element for element in elements if _leaves(part, element, names)]
    found.comments += sum(local_name(element) == "annotation" for element in elements)
    found.revised |= any(local_name(element) == "changed-region" for element in elements)
    found.links += len(cut)
    for element in cut:
        del element.attrib[HREF]
    drop(*gone)
    return _freeze(root, found) or bool(gone or cut)


def _leaves(part: str, element: _Element, names: frozenset[str]) -> bool:
    """Tell whether an element would load something that is not in the package."""
    address = element.get(HREF)
    if not address or address.startswith("#") or local_name(element) == "a":  # is only clicked on
        return False
    if OUTSIDE.match(address):
        return True
    path = address.removeprefix("./").partition("#")[0]
    places = {path, posixpath.join(posixpath.dirname(part), path)}
    folders = tuple(f"{place.rstrip('/')}/" for place in places)
    return not (names & places or any(name.startswith(folders) for name in names))


def _freeze(root: _Element, found: Remarks) -> bool:
    """Turn fields, and cells that change by themselves, into their text; tell if there were any."""
    fields = list(root.iter(*FIELDS))
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
