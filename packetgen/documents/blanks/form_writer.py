"""Blanks for a pen: dotted lines, boxes to tick, ruled space for long answers."""

from docx.oxml.ns import qn
from lxml.etree import _Element

from packetgen.convert.word.ooxml import head_of, remove, text_of
from packetgen.documents.blanks.controls import EMPTY, element, marked_runs, split
from packetgen.documents.blanks.fields import Blanks, Control
from packetgen.model.fields import FieldKind
from packetgen.resources import table
from packetgen.text import NBSP, lower_first

# By kind of field
DOTS = table(__file__, "dots.toml")
USUAL_DOTS, GROUPS = 28, 13
# What is long to write by hand: twice the usual
WIDE = frozenset({"denomination", "adresse", "complement_adresse", "courriel", "intitule"})
DATE = f"......{NBSP}/{NBSP}......{NBSP}/{NBSP}............"
# Twentieths of a point: 6.5 mm between lines of dots, 8 mm between ruled lines
HAND, LINES, LINE_HEIGHT = 370, 4, 454
MOST_COLUMNS = 2
# Choices that stand on a line or two, as boxes; long or many ones have a line each
MOST_BOXES, MOST_LETTERS, LONG_CHOICES, MANY = 6, 130, 40, 12


def put_lines(body: _Element, blanks: Blanks) -> None:
    """Put in place of each mark what a pen fills."""
    for run in marked_runs(body, blanks):
        paragraph = next(run.iterancestors(qn("w:p")))
        alone = len(text_of(paragraph)) == 1
        pieces = list(split(run, blanks))
        control = pieces[0][1]
        # the cells of tables have no room for a list
        listed = alone and control is not None and control.tag.startswith(("porteur.", "action."))
        if control and alone and _has_room(paragraph, control, listed=listed):
            _open_space(paragraph, control)
            continue
        named = _needs_names(paragraph, blanks)
        for piece, control in pieces:
            if control:
                shape = shape_of(control, listed=listed)
                _fill(piece, shape)
                if "\n" not in shape:
                    _loosen(paragraph)
            run.addprevious(piece)
            if control and named and not _has_boxes(control, listed=listed):
                run.addprevious(_small(control.label))
        remove(run)


def _needs_names(paragraph: _Element, blanks: Blanks) -> bool:
    """Whether neither words around the blanks nor the cell on their left say what to write."""
    text = text_of(paragraph)
    row = next(paragraph.iterancestors(qn("w:tr")), None)
    cell = next(paragraph.iterancestors(qn("w:tc")), None)
    first = row is None or cell is row.find(qn("w:tc"))
    controls = [control for sign in text if (control := blanks.at(sign))]
    ambiguous = first or len(controls) > 1
    told = any(sign.isalpha() and not blanks.at(sign) for sign in text)
    return ambiguous and not told and not any(control.box for control in controls)


def _small(label: str) -> _Element:
    look = element("rPr", element("color", val="5A6572"), element("sz", val="14"))
    return element("r", look, element("t", f" ({lower_first(label)})".replace(" ", NBSP)))


def _loosen(paragraph: _Element) -> None:
    """Space the lines of a paragraph as handwriting needs, where columns are not narrow."""
    row = next(paragraph.iterancestors(qn("w:tr")), None)
    if row is not None and len(row.findall(qn("w:tc"))) > MOST_COLUMNS:
        return
    properties = paragraph.get_or_add_pPr()  # type: ignore[attr-defined]
    spacing = properties.get_or_add_spacing()
    spacing.set(qn("w:line"), str(HAND))
    spacing.set(qn("w:lineRule"), "atLeast")


def _fill(run: _Element, text: str) -> None:
    for place, line in enumerate(text.split("\n")):
        run.extend([element("br")] * bool(place) + [element("t", line)])


def shape_of(control: Control, *, listed: bool = False) -> str:
    """Return a blank within a line: a box, boxes, a date to complete, dots.

    Where `listed`, all that may be chosen is printed, however long.
    """
    if control.box:
        return EMPTY
    if control.kind is FieldKind.DATE:
        return DATE
    dots = "." * (USUAL_DOTS * (2 if control.tag.rpartition(".")[2] in WIDE else 1))
    if _has_boxes(control, listed=listed):
        boxes = [f"{EMPTY} {choice}" for choice in control.choices]
        boxes += [f"{EMPTY} Autre{NBSP}: {dots}"] if control.open_list else []
        if len(boxes) > MANY or sum(map(len, boxes)) > LONG_CHOICES * len(boxes):
            return "\n".join(boxes)
        # a box is never cut from its label
        return f"{NBSP}{NBSP} ".join(box.replace(" ", NBSP) for box in boxes)
    if control.kind is FieldKind.LONG_TEXT:
        return " ".join(["." * USUAL_DOTS] * GROUPS)  # a line ends between two groups
    return "." * DOTS[control.kind.value] if control.kind.value in DOTS else dots


def _has_boxes(control: Control, *, listed: bool) -> bool:
    few = len(control.choices) <= MOST_BOXES and not control.open_list
    short = few and sum(map(len, control.choices)) <= MOST_LETTERS
    return bool(control.choices) and (listed or short)


def _has_room(paragraph: _Element, control: Control, *, listed: bool) -> bool:
    """Whether an answer to write has a cell of its own, or is long and may take the place."""
    if control.box or control.kind is FieldKind.DATE or _has_boxes(control, listed=listed):
        return False
    cell = next(paragraph.iterancestors(qn("w:tc")), None)
    if cell is None:
        return control.kind is FieldKind.LONG_TEXT
    return len(cell.findall(qn("w:p"))) == 1


def _open_space(paragraph: _Element, control: Control) -> None:
    """Leave a cell empty and high enough for a hand, or rule the page."""
    row = next(paragraph.iterancestors(qn("w:tr")), None)
    if row is None:
        _rule(paragraph)
        return
    for run in paragraph.findall(qn("w:r")):
        paragraph.remove(run)
    properties = head_of(row, qn("w:trPr"))
    found = properties.find(qn("w:trHeight"))
    if found is None:
        found = element("trHeight", hRule="atLeast")
        properties.append(found)
    height = LINE_HEIGHT * (2 if control.kind is FieldKind.LONG_TEXT else 1)
    found.set(qn("w:val"), str(max(height, int(found.get(qn("w:val"), "0")))))


def _rule(paragraph: _Element) -> None:
    """Put ruled lines that stay together in place of a paragraph."""
    dots = {"val": "dotted", "sz": "6", "space": "1", "color": "5A6572"}
    line = {"before": "0", "after": "0", "line": str(LINE_HEIGHT), "lineRule": "exact"}
    for place in range(LINES):
        borders = element("pBdr", *(element(side, **dots) for side in ("bottom", "between")))
        together = [element("keepNext")] if place < LINES - 1 else []
        look = element("pPr", *together, borders, element("spacing", **line))
        paragraph.addprevious(element("p", look))
    remove(paragraph)
