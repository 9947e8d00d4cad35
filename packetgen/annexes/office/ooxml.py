"""Word, Excel and PowerPoint files made safe to draw, and what their drawing does not show."""

import re
from collections.abc import Iterator, Mapping

from lxml.etree import _Element

from packetgen.annexes.notes import Notes
from packetgen.annexes.office.package import OUTSIDE, VOLATILE, Remarks, clean, drop, local_name

# Programs, and queries that a spreadsheet would run again
DROPPED = re.compile(
    r"(?:.*/)?(?:vbaProject\.bin|vbaData\.xml|connections\.xml|activeX/.*|queryTables/.*)"
)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REVISIONS = [f"{WORD}{name}" for name in ("ins", "del", "moveFrom", "moveTo")]
COMMENTS = re.compile(r"(?:word|xl|ppt)/(?:comments/)?(?:comment|modernComment)[^/]*\.xml")
SLIDE = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
HEADER = re.compile("(?:odd|even|first)(?:Header|Footer)")
# The date, the hour and the folder in the header of a sheet; && is an ampersand
PRINTED = re.compile("(&&)|&[DTZ]")


def make_safe(parts: Mapping[str, bytes], notes: Notes) -> dict[str, bytes]:
    """Cut every tie with the outside but hyperlinks, take programs out; say what is not shown."""
    kept = {name: content for name, content in parts.items() if not DROPPED.fullmatch(name)}
    if len(kept) < len(parts):
        notes.change("macros et connexions retirées")
    return clean(kept, _change, notes)


def _change(part: str, root: _Element, found: Remarks) -> bool:
    if COMMENTS.fullmatch(part):
        found.comments += sum(1 for _ in root.iter("{*}comment", "{*}cm"))
    if part == "xl/workbook.xml":
        sheets = root.iter("{*}sheet")
        hidden = [each for each in sheets if each.get("state", "visible") != "visible"]
        found.hidden_sheets = [each.get("name", "") for each in hidden]
    if part.startswith("word/"):
        found.revised |= any(True for _ in root.iter(*REVISIONS))
    outside = list(_outside(part, root))
    for element, attribute in outside:
        if attribute is None:
            drop(element)
        else:
            del element.attrib[attribute]
    found.links += len(outside)
    return _freeze(root, found) or bool(outside)


def _outside(part: str, root: _Element) -> Iterator[tuple[_Element, str | None]]:
    """Yield the elements to take out, and the attributes to cut, that lead out of the package."""
    if part.endswith(".rels"):
        for relation in root:
            target, kind = relation.get("Target", ""), relation.get("Type", "")
            # Inside, a target may begin with / or ../, which stay in the package
            leaves = OUTSIDE.match(target) and not re.match(r"/[^/]|\.\./", target)
            leaves = leaves or relation.get("TargetMode") == "External"
            gone = DROPPED.fullmatch(target.removeprefix("/"))
            if gone or (leaves and not kind.endswith("/hyperlink")):
                yield relation, None
        return
    for element in root.iter("*"):
        if local_name(element) in ("ddeLink", "webPr"):
            yield element, None
            continue
        for name, value in element.attrib.items():
            if re.split("[}:]", str(name))[-1] in ("src", "href") and OUTSIDE.match(str(value)):
                yield element, str(name)


def _freeze(root: _Element, found: Remarks) -> bool:
    """Leave to a sheet or a slide what it showed of the clock; tell whether it showed some."""
    changed = []
    for formula in _volatile_cells(root):
        cell = next(formula.iterancestors(), ())
        if any(local_name(each) == "v" and each.text for each in cell):  # its last value
            drop(formula)
            changed.append(True)
        else:
            found.moving = True
    for dated in list(root.iter(f"{SLIDE}fld")):
        if dated.get("type", "").startswith("datetime"):
            dated.tag = f"{SLIDE}r"
            dated.attrib.clear()
            drop(*dated.findall(f"{SLIDE}pPr"))
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
