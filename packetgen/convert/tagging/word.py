"""The structure of a Word document, and the marks by which the engine says where it drew it.

dxpdf marks the content of headings alone, with their level and their text: each paragraph of the
copy that it draws is made one, of a level that tells it from its neighbours.
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from packetgen.bundle.element import Element, Kid, with_lists
from packetgen.convert.normalise.headings import JOINED
from packetgen.convert.normalise.keep_with_next import THIN
from packetgen.convert.tagging.outline import UNSAID, Outline, Passage, letters
from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import TEXT, VAL, A, W, twips, w
from packetgen.convert.word.package import Package
from packetgen.convert.word.styles import PARAGRAPH_PROPERTIES, StyleSheet

PARAGRAPH, TABLE, ROW, CELL = w("p", "tbl", "tr", "tc")
LEVEL, NUMBERED, INDENT = w("outlineLvl", "numPr", "ind")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
BLIP = f"{A}blip"
DECORATIVE = "{*}decorative"  # an extension, named by its year
LEVELS = 6
MOST_LEVELS = 6
TYPED = re.compile(r"[–—•▪-]\s")
BOX, BREAK = w("txbxContent", "br")
# What stands after the level among the properties of a paragraph
AFTER_LEVEL = frozenset(w("divId", "cnfStyle", "rPr", "sectPr", "pPrChange"))
Marks = list[tuple[_Element, str | None]]


def outline(package: Package) -> tuple[Outline, Marks]:
    """Return the structure of a normalised document, whose paragraphs are given levels here.

    The second value is these levels and what they replace, for `unmark`.
    """
    body = package.tree(package.main).find(f"{W}body")
    writer = _Writer(StyleSheet(package.of_kind("styles")))
    found = writer.outline
    if body is not None:
        found.elements = writer.blocks(body)
        for place, element in enumerate(found.elements):
            for each in element.elements() if isinstance(element, Element) else ():
                if isinstance(each, Passage):
                    each.place = place
        sides = list(body.iter(f"{W}pgMar"))
        found.above = min((twips(each.get(f"{W}top")) / 20 for each in sides), default=0)
        stories = package.stories()[1:]
        found.has_headed_pictures = any(
            next(each.iter(DRAWING), None) is not None for each in stories
        )
        found.below = min((twips(each.get(f"{W}bottom")) / 20 for each in sides), default=0)
    return found, writer.marks


def unmark(marks: Marks) -> None:
    """Give the paragraphs of a document their own levels again."""
    for mark, former in marks:
        if former is None:
            ooxml.remove(mark)
        else:
            mark.set(VAL, former)


class _Writer:
    """Writes the outline of one document."""

    def __init__(self, sheet: StyleSheet) -> None:
        self._sheet = sheet
        self._is_titled = False
        self.outline = Outline()
        self.marks: list[tuple[_Element, str | None]] = []

    def blocks(self, holder: _Element) -> list[Kid]:
        """Return the elements of a body, of a cell: those of each thing that stands in it."""
        found: list[Kid] = []
        for child in holder:
            if child.tag == PARAGRAPH:
                found += self._paragraph(child)
            elif child.tag == TABLE:
                found += self._table(child)
        return with_lists(found)

    def _paragraph(self, paragraph: _Element) -> Iterator[Element]:
        for picture in paragraph.iter(DRAWING):
            if (
                next((each for side in picture.itersiblings() for each in side.iter(BLIP)), None)
                is None
            ):
                continue
            adorns = next(picture.iter(DECORATIVE), None)
            said = picture.get("descr") or picture.get("title") or UNSAID
            only = adorns is not None and ooxml.is_on(adorns.get("val"))
            self.outline.pictures.append(None if only else said)
        boxed = {each for box in paragraph.iter(BOX) for each in box.iter(TEXT)}
        text = "".join(each.text or "" for each in paragraph.iter(TEXT) if each not in boxed)
        if not text.strip():
            return
        role = self._role(paragraph, text)
        passage = Passage(role, text=letters(text), level=len(self.outline.passages) % LEVELS + 1)
        joined = next((each for each in paragraph.iter(BREAK) if JOINED in each.attrib), None)
        if joined is not None:
            level = twips(joined.get(JOINED), 9)
            passage.heading = heading(level + self._is_titled) if level < 9 else "P"
            passage.title = _before(joined, paragraph)
        self.outline.passages.append(passage)
        self._mark(paragraph, passage.level)
        yield Element("LI", [passage]) if role == "LBody" else passage

    def _role(self, paragraph: _Element, text: str) -> str:
        said = self._sheet.paragraph(paragraph)
        if self._sheet.name(paragraph) == "Title":
            self._is_titled = True
            return "H1"
        level = twips(said[LEVEL].get(VAL), 9) if LEVEL in said else 9
        if level < 9:
            return heading(level + self._is_titled)
        numbered = ooxml.child_value(said.get(NUMBERED), "numId")
        hangs = INDENT in said and twips(said[INDENT].get(f"{W}hanging")) > 0
        return "LBody" if numbered not in (None, "0") or (hangs and TYPED.match(text)) else "P"

    def _mark(self, paragraph: _Element, level: int) -> None:
        properties = ooxml.head_of(paragraph, PARAGRAPH_PROPERTIES)
        mark = properties.find(LEVEL)
        if mark is None:
            mark = etree.Element(LEVEL)
            after = next((each for each in properties if each.tag in AFTER_LEVEL), None)
            if after is None:
                properties.append(mark)
            else:
                after.addprevious(mark)
            self.marks.append((mark, None))
        else:
            self.marks.append((mark, mark.get(VAL)))
        mark.set(VAL, str(level - 1))

    def _table(self, table: _Element) -> Iterator[Element]:
        """Yield the headings at the top of a table, then the table; its cells if it is none.

        A table without a row or a column of heads only sets things side by side.
        """
        rows = [_Row(self, row) for row in table.findall(ROW)]
        while rows and (alone := rows[0].heading()):
            yield alone
            rows.pop(0)
        look = table.find(f"{W}tblPr/{W}tblLook")
        first = look is not None and ooxml.is_on(look.get(f"{W}firstColumn"))
        if not (first or any(row.is_head for row in rows)):
            for row in rows:
                for cell in row.cells:
                    yield from (kid for kid in cell.kids if isinstance(kid, Element))
            return
        made = Element("Table")
        spans: dict[int, Element] = {}
        for row in rows:
            made.kids.append(row.element(spans, first=first))
        yield made


class _Row:
    """A row of a table: its cells, each with the columns that it takes and whether it goes on."""

    def __init__(self, writer: _Writer, row: _Element) -> None:
        self.is_head = ooxml.toggle(row.find(f"{W}trPr"), "tblHeader") or False
        self.cells: list[Element] = []
        self._columns: list[int] = []
        self._merged: list[str | None] = []
        for cell in row.findall(CELL):
            properties = cell.find(f"{W}tcPr")
            width = None if properties is None else properties.find(f"{W}tcW")
            if width is not None and width.get(f"{W}w") == THIN:
                continue  # ties the rows of the copy together
            kids = writer.blocks(cell)
            # a cell is the element of its only paragraph
            self.cells.append(Element("TD", kids))
            self._columns.append(max(1, twips(ooxml.child_value(properties, "gridSpan"), 1)))
            merge = None if properties is None else properties.find(f"{W}vMerge")
            self._merged.append(None if merge is None else merge.get(VAL, "continue"))

    def heading(self) -> Element | None:
        """Return what the row holds where that is one heading and nothing else."""
        kids = [kid for cell in self.cells for kid in cell.kids]
        is_alone = len(kids) == 1 and isinstance(kids[0], Element) and kids[0].role[0] == "H"
        return kids[0] if is_alone and isinstance(kids[0], Element) else None

    def element(self, spans: dict[int, Element], *, first: bool) -> Element:
        """Return the row; `spans` are the cells above that go on below, by their first column."""
        made, column = Element("TR"), 0
        for cell, wide, merged in zip(self.cells, self._columns, self._merged, strict=True):
            if merged == "continue" and column in spans:
                above = spans[column]
                above.attributes["/RowSpan"] = int(above.attributes.get("/RowSpan", 1)) + 1
            else:
                spans.pop(column, None)
                if merged:
                    spans[column] = cell
                if self.is_head or (first and column == 0):
                    cell.role = "TH"
                    cell.attributes["/Scope"] = "/Column" if self.is_head else "/Row"
                if wide > 1:
                    cell.attributes["/ColSpan"] = wide
                made.kids.append(cell)
            column += wide
        return made


def _before(end: _Element, paragraph: _Element) -> str:
    """Return the text of a paragraph before one of its breaks."""
    found = []
    for each in paragraph.iter(TEXT, BREAK):
        if each is end:
            break
        found.append(each.text or "")
    return "".join(found)


def heading(level: int) -> str:
    """Return the role of a heading of a level, from 0."""
    return f"H{min(level + 1, MOST_LEVELS)}"
