"""What the tags of LibreOffice leave out: lines, the heads of rows, tables that are no tables."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
from lxml.etree import _Element
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Object, Operator, Page, Pdf

from packetgen.bundle.pdf_page import items
from packetgen.convert.tagging.word import CELL, ROW, kinds_of_heads
from packetgen.convert.word.ooxml import VAL, W
from packetgen.convert.word.package import Package

# ISO 32000-1, 8.5: what begins a path, what ends it
BEGINS = {"m", "re"}
ENDS = {*"S s f F f* B B* b b* n".split()}
OPENING = ContentStreamInstruction([Name.Artifact], Operator("BMC"))
CLOSING = ContentStreamInstruction([], Operator("EMC"))
CELLS = (Name.TD, Name.TH)
GROUPS = (Name.THead, Name.TBody, Name.TFoot)


def complete_tags(path: Path, package: Package) -> None:
    """Give the tags of a PDF, which LibreOffice drew of `package`, what its export leaves out."""
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            _mark_lines(pdf, page)
        if Name.StructTreeRoot in pdf.Root:
            _mark_heads(pdf.Root.StructTreeRoot, package)
        pdf.save(path)


def _mark_lines(pdf: Pdf, page: Page) -> None:
    """Mark each line that a page draws outside its tags as an artifact."""
    written: list[ContentStreamInstruction | pikepdf.ContentStreamInlineImage] = []
    depth, is_open = 0, False
    for each in pikepdf.parse_content_stream(page):
        operator = str(each.operator)
        depth += (operator in ("BMC", "BDC")) - (operator == "EMC")
        if operator in BEGINS and not (depth or is_open):
            written.append(OPENING)
            is_open = True
        written.append(each)
        if operator in ENDS and is_open:
            written.append(CLOSING)
            is_open = False
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(written))


def _mark_heads(root: Object, package: Package) -> None:
    """Make heads of what heads a row; where nothing heads, the table only sets things in place."""
    written = package.tree(package.main).findall(f"{W}body[1]//{ROW}")
    elements = list(_elements(root))
    rows = [each.objgen for each in elements if each.S == Name.TR]
    if len(rows) != len(written):
        return
    source = dict(zip(rows, written, strict=True))
    for table in (each for each in elements if Name.Table == each.S):
        found = list(_rows(table))
        # LibreOffice joins tables that nothing parts
        heads = [kinds_of_heads(next(source[row.objgen].iterancestors())) for row in found]
        if not any(map(any, heads)):
            for each in (table, *found, *(cell for row in found for cell in _cells(row))):
                each.S = Name.Div
        for row, (_, has_column) in zip(found, heads, strict=True):
            first = next(iter(_cells(row)), None)
            if first and has_column and first.S == Name.TD and not _goes_on(source[row.objgen]):
                first.S = Name.TH
                scope = Dictionary(O=Name.Table, Scope=Name.Row)
                first.A = Array([*items(first.get(Name.A)), scope])


def _goes_on(row: _Element) -> bool:
    """Whether the first cell of a row is merged with the one above."""
    merge = row.find(f"{CELL}[1]/{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(VAL, "continue") == "continue"


def _rows(holder: Object) -> Iterator[Object]:
    """Yield the rows of a table, in its groups of rows or not."""
    for kid in _kids(holder):
        if kid.S == Name.TR:
            yield kid
        elif kid.S in GROUPS:
            yield from _rows(kid)


def _elements(holder: Object) -> Iterator[Object]:
    """Yield the elements below one, in reading order."""
    for kid in _kids(holder):
        yield kid
        yield from _elements(kid)


def _cells(row: Object) -> list[Object]:
    return [each for each in _kids(row) if each.S in CELLS]


def _kids(holder: Object) -> list[Object]:
    kids = items(holder.get(Name.K))
    return [each for each in kids if isinstance(each, Dictionary) and Name.S in each]
