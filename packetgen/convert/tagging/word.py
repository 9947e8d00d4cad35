"""The structure of a Word document, and the marks by which the engine says where it drew it.

dxpdf marks the content of headings alone, with their level and their text: each paragraph of the
copy that it draws is made one, of a level that tells it from its neighbours.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from lxml.etree import _Element

from packetgen.bundle.element import Element, Kid, with_lists
from packetgen.convert.normalise.headings import JOINED
from packetgen.convert.normalise.keep_with_next import THIN, is_head_row
from packetgen.convert.tagging.outline import UNSAID, Outline, Passage, letters
from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import TEXT, VAL, A, R, W, twips, w
from packetgen.convert.word.package import Package
from packetgen.convert.word.styles import PARAGRAPH_PROPERTIES, Said, StyleSheet, said

PARAGRAPH, TABLE, ROW, CELL = w("p", "tbl", "tr", "tc")
LEVEL, NUMBERED, INDENT = w("outlineLvl", "numPr", "ind")
WIDTH, SPAN, MERGE = w("tcW", "gridSpan", "vMerge")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
BLIP = f"{A}blip"
DECORATIVE = "{*}decorative"  # an extension, named by its year
LEVELS = 6
TYPED = re.compile(r"[–—•▪-]\s")
BOX, BREAK = w("txbxContent", "br")


def outline(package: Package) -> Outline:
    """Return the structure of a normalised document, whose paragraphs are given levels here."""
    document, *others = package.stories()
    writer = _Writer(StyleSheet(package.of_kind("styles")))
    found = writer.outline
    found.elements = writer.blocks(document.iterfind(f"{W}body[1]/*"))
    for place, element in enumerate(found.elements):
        for each in element.elements() if isinstance(element, Element) else ():
            if isinstance(each, Passage):
                each.place = place
    margins = list(document.iter(f"{W}pgMar"))
    found.above, found.below = (
        min((twips(each.get(f"{W}{side}")) / 20 for each in margins), default=0)
        for side in ("top", "bottom")
    )
    found.has_headed_pictures = any(each.find(f".//{DRAWING}") is not None for each in others)
    return found


class _Writer:
    """Writes the outline of one document."""

    def __init__(self, sheet: StyleSheet) -> None:
        self._sheet = sheet
        self._is_titled = False
        self.outline = Outline()

    def blocks(self, held: Iterable[_Element]) -> list[Kid]:
        """Return the elements of what stands in a body, in a cell."""
        found: list[Kid] = []
        for child in held:
            if child.tag == PARAGRAPH:
                found += self._paragraph(child)
            elif child.tag == TABLE:
                found += self._table(child)
        return with_lists(found)

    def _paragraph(self, paragraph: _Element) -> Iterator[Element]:
        self._pictures(paragraph)
        boxed = {each for box in paragraph.iter(BOX) for each in box.iter(TEXT)}
        text = "".join(each.text or "" for each in paragraph.iter(TEXT) if each not in boxed)
        if not text.strip():
            return
        properties = ooxml.head_of(paragraph, PARAGRAPH_PROPERTIES)
        own = said(properties)
        role = self._role(self._sheet.with_style(own), text)
        passage = Passage(role, text=letters(text), level=len(self.outline.passages) % LEVELS + 1)
        joined = next((each for each in paragraph.iter(BREAK) if JOINED in each.attrib), None)
        if joined is not None:
            level = twips(joined.get(JOINED), 9)
            passage.heading = self._heading(level) if level < 9 else "P"
            before = takewhile(lambda each: each is not joined, paragraph.iter(TEXT, BREAK))
            passage.title = "".join(each.text or "" for each in before)
        self.outline.passages.append(passage)
        if LEVEL not in own:
            own[LEVEL] = ooxml.head_of(properties, LEVEL)
        own[LEVEL].set(VAL, str(passage.level - 1))
        yield Element("LI", [passage]) if role == "LBody" else passage

    def _pictures(self, paragraph: _Element) -> None:
        for picture in paragraph.iter(DRAWING):
            blips = (blip for side in picture.itersiblings() for blip in side.iter(BLIP))
            if any(blip.get(f"{R}embed") for blip in blips):
                adorns = next(picture.iter(DECORATIVE), None)
                only = adorns is not None and ooxml.is_on(adorns.get("val"))
                said = picture.get("descr") or picture.get("title") or UNSAID
                self.outline.pictures.append(None if only else said)

    def _heading(self, level: int) -> str:
        """Return the role of a heading of a level, from 0."""
        return f"H{min(level + self._is_titled + 1, LEVELS)}"

    def _role(self, found: Said, text: str) -> str:
        if self._sheet.name(found) == "Title":
            self._is_titled = True
            return "H1"
        level = twips(found[LEVEL].get(VAL), 9) if LEVEL in found else 9
        if level < 9:
            return self._heading(level)
        numbered = ooxml.child_value(found.get(NUMBERED), "numId")
        hangs = INDENT in found and twips(found[INDENT].get(f"{W}hanging")) > 0
        return "LBody" if numbered not in (None, "0") or (hangs and TYPED.match(text)) else "P"

    def _table(self, table: _Element) -> Iterator[Element]:
        """Yield the headings at the top of a table, then the table; its cells if it is none.

        A table without a row or a column of heads only sets things side by side.
        """
        rows = [(list(self._cells(row)), is_head_row(row)) for row in table.findall(ROW)]
        while rows and (alone := _only_heading(rows[0][0])):
            yield alone
            rows.pop(0)
        _, first = kinds_of_heads(table)
        if not (first or any(is_head for _, is_head in rows)):
            for cell in (cell for cells, _ in rows for cell, _, _ in cells):
                yield from (kid for kid in cell.kids if isinstance(kid, Element))
            return
        made = Element("Table")
        # The cells above that go on below, by their first column
        spans: dict[int, Element] = {}
        for cells, is_head in rows:
            made.kids.append(row := Element("TR"))
            column = 0
            for cell, wide, merged in cells:
                if merged == "continue" and column in spans:
                    above = spans[column].attributes
                    above["/RowSpan"] = int(above.get("/RowSpan", 1)) + 1
                else:
                    spans.pop(column, None)
                    if merged:
                        spans[column] = cell
                    if is_head or (first and column == 0):
                        cell.role = "TH"
                        cell.attributes["/Scope"] = "/Column" if is_head else "/Row"
                    if wide > 1:
                        cell.attributes["/ColSpan"] = wide
                    row.kids.append(cell)
                column += wide
        yield made

    def _cells(self, row: _Element) -> Iterator[tuple[Element, int, str | None]]:
        """Yield the cells of a row, the columns that each takes, whether it is merged down."""
        for cell in row.iterchildren(CELL):
            own = said(ooxml.child(cell, f"{W}tcPr"))
            # Another ties the rows of the copy together
            if WIDTH not in own or own[WIDTH].get(f"{W}w") != THIN:
                wide = twips(own[SPAN].get(VAL), 1) if SPAN in own else 1
                merged = own[MERGE].get(VAL, "continue") if MERGE in own else None
                yield Element("TD", self.blocks(cell)), max(1, wide), merged


def kinds_of_heads(table: _Element) -> tuple[bool, bool]:
    """Return whether rows head the columns of a table, and whether its first column heads rows."""
    look = table.find(f"{W}tblPr/{W}tblLook")
    first = look is not None and ooxml.is_on(look.get(f"{W}firstColumn"))
    return any(map(is_head_row, table.findall(ROW))), first


def _only_heading(cells: list[tuple[Element, int, str | None]]) -> Element | None:
    """Return what a row holds where that is one heading and nothing else."""
    kids = [kid for cell, _, _ in cells for kid in cell.kids]
    only = kids[0] if len(kids) == 1 else None
    return only if isinstance(only, Element) and only.role[0] == "H" else None
