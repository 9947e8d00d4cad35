"""Word's content controls, element by element (ECMA-376 part 1, 17.5.2; Word 2010 and 2013)."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import groupby

from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from packetgen.documents.blanks.fields import Blanks, Control
from packetgen.model.fields import FieldKind

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NAMESPACES = {"mc": MC, "w14": W14, "w15": W15}
PROMPT_STYLE = "Placeholder Text"
TICKED, EMPTY, BOX_FONT = "☒", "☐", "MS Gothic"


def inline(control: Control, number: int, run: _Element, prompt: str) -> _Element:
    """Return the control that takes the place of `run`; `number` is its own in the document."""
    sdt = element("sdt")
    properties = within(sdt, "sdtPr")
    look = run.find(qn("w:rPr"))
    if look is not None:
        properties.append(deepcopy(look))
    within(properties, "alias", val=control.label)
    within(properties, "tag", val=control.tag)
    within(properties, "id", val=str(number))
    content = within(sdt, "sdtContent")
    if control.box:
        properties.append(_box())
        fonts = element("rFonts", ascii=BOX_FONT, eastAsia=BOX_FONT, hAnsi=BOX_FONT)
        content.append(_shown(run, EMPTY, fonts, replaced="rFonts"))
    else:
        within(properties, "showingPlcHdr")
        properties.append(_nature(control))
        # Word drops this style when one types
        style = element("rStyle", val=PROMPT_STYLE.replace(" ", ""))
        content.append(_shown(run, prompt, style, replaced="color"))
    return sdt


def repeating(rows: Iterable[_Element], label: str, number: int) -> _Element:
    """Return rows (of a table, or paragraphs) in a section to which Word adds rows.

    It bears no name of its own: LibreOffice would give it to the first control inside.
    """
    section, kind, content = _holder(number, "repeatingSection")
    etree.SubElement(kind, f"{{{W15}}}sectionTitle").set(f"{{{W15}}}val", label)
    for place, row in enumerate(rows, start=1):
        item, _, inside = _holder(number + place, "repeatingSectionItem")
        inside.append(row)
        content.append(item)
    return section


def element(name: str, **attributes: str) -> _Element:
    """Return an element of Word's own namespace."""
    made = etree.Element(qn(f"w:{name}"))
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def within(parent: _Element, name: str, **attributes: str) -> _Element:
    """Add an element of Word's own namespace to `parent` and return it."""
    made = element(name, **attributes)
    parent.append(made)
    return made


def _holder(number: int, kind: str) -> tuple[_Element, _Element, _Element]:
    sdt = element("sdt")
    properties = within(sdt, "sdtPr")
    within(properties, "id", val=str(number))
    named = etree.SubElement(properties, f"{{{W15}}}{kind}")
    return sdt, named, within(sdt, "sdtContent")


def _nature(control: Control) -> _Element:
    """Return what the control takes: an entry of a list, a date, a text of one line or more."""
    if control.choices:
        listed = element("comboBox" if control.open_list else "dropDownList")
        for choice in control.choices:
            within(listed, "listItem", displayText=choice, value=choice)
        return listed
    if control.kind is FieldKind.DATE:
        picked = element("date")
        within(picked, "dateFormat", val="dd/MM/yyyy")
        within(picked, "lid", val="fr-FR")
        within(picked, "storeMappedDataAs", val="dateTime")
        within(picked, "calendar", val="gregorian")
        return picked
    # LibreOffice runs the lines of a plain text together
    return element("richText" if control.kind is FieldKind.LONG_TEXT else "text")


def _box() -> _Element:
    box = etree.Element(f"{{{W14}}}checkbox")
    for name, value in (("checked", "0"), ("checkedState", "2612"), ("uncheckedState", "2610")):
        state = etree.SubElement(box, f"{{{W14}}}{name}")
        state.set(f"{{{W14}}}val", value)
        if name != "checked":
            state.set(f"{{{W14}}}font", BOX_FONT)
    return box


def _shown(run: _Element, text: str, style: _Element, replaced: str) -> _Element:
    """Return a run that looks like `run` but for its style and the property `replaced`."""
    shown = element("r")
    look = within(shown, "rPr")
    look.append(style)
    for part in run.findall(f"{qn('w:rPr')}/*"):
        if part.tag not in (qn("w:rStyle"), qn(f"w:{replaced}")):
            look.append(deepcopy(part))
    within(shown, "t").text = text
    return shown


def marked_runs(root: _Element, blanks: Blanks) -> list[_Element]:
    """Return the runs whose text holds a mark, in order."""
    return [
        run
        for run in root.iter(qn("w:r"))
        if any(blanks.at(sign) for text in run.findall(qn("w:t")) for sign in text.text or "")
    ]


def split(run: _Element, blanks: Blanks) -> Iterator[tuple[_Element, Control | None]]:
    """Yield the pieces of a run, each a run that looks like it: text, or one control's place."""
    look = run.find(qn("w:rPr"))
    for child in run:
        if child.tag == qn("w:rPr"):
            continue
        if child.tag != qn("w:t"):
            piece = _like(look)
            piece.append(deepcopy(child))
            yield piece, None
            continue
        for marks, signs in groupby(child.text or "", key=lambda sign: bool(blanks.at(sign))):
            if marks:
                yield from ((_like(look), blanks.at(sign)) for sign in signs)
                continue
            piece = _like(look)
            within(piece, "t").text = "".join(signs)
            piece[-1].set(SPACE, "preserve")
            yield piece, None


def _like(look: _Element | None) -> _Element:
    run = element("r")
    if look is not None:
        run.append(deepcopy(look))
    return run


def remove(piece: _Element) -> None:
    """Take an element out of its document."""
    parent = piece.getparent()
    if parent is not None:
        parent.remove(piece)
