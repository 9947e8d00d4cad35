"""Word's content controls, element by element (ECMA-376 part 1, 17.5.2; Word 2010 and 2013)."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import groupby

from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word.ooxml import MC, RUN_PROPERTIES, TEXT, W, content, new_run, new_text
from packetgen.documents.blanks.fields import Blanks, Control
from packetgen.model.fields import FieldKind

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
NAMESPACES = {"mc": MC[1:-1], "w14": W14, "w15": W15}
PROMPT_STYLE = "Placeholder Text"
DATE = {
    "dateFormat": "dd/MM/yyyy",
    "lid": "fr-FR",
    "storeMappedDataAs": "dateTime",
    "calendar": "gregorian",
}
TICKED, EMPTY, BOX_FONT = "☒", "☐", "MS Gothic"
BOX = (
    f'<w14:checkbox xmlns:w14="{W14}"><w14:checked w14:val="0"/>'
    f'<w14:checkedState w14:val="2612" w14:font="{BOX_FONT}"/>'
    f'<w14:uncheckedState w14:val="2610" w14:font="{BOX_FONT}"/></w14:checkbox>'
)


def inline(control: Control, number: int, run: _Element, prompt: str) -> _Element:
    """Return the control that takes the place of `run`; `number` is its own in the document."""
    told = {"alias": control.label, "tag": control.tag, "id": str(number)}
    own = (element(name, val=value) for name, value in told.items())
    properties = element("sdtPr", *map(deepcopy, run.findall(RUN_PROPERTIES)), *own)
    if control.box:
        properties.append(etree.fromstring(BOX))
        fonts = element("rFonts", ascii=BOX_FONT, eastAsia=BOX_FONT, hAnsi=BOX_FONT)
        shown = _shown(run, EMPTY, fonts, replaced="rFonts")
    else:
        properties.extend((element("showingPlcHdr"), _nature(control)))
        # Word drops this style when one types
        style = element("rStyle", val=PROMPT_STYLE.replace(" ", ""))
        shown = _shown(run, prompt, style, replaced="color")
    return element("sdt", properties, element("sdtContent", shown))


def repeating(rows: Iterable[_Element], label: str, number: int) -> _Element:
    """Return rows (of a table, or paragraphs) in a section to which Word adds rows.

    It bears no name of its own: LibreOffice would give it to the first control inside.
    """
    item, numbered = f"{{{W15}}}repeatingSectionItem", enumerate(rows, start=number + 1)
    items = (_holder(place, etree.Element(item), row) for place, row in numbered)
    kind = etree.Element(f"{{{W15}}}repeatingSection")
    etree.SubElement(kind, f"{{{W15}}}sectionTitle").set(f"{{{W15}}}val", label)
    return _holder(number, kind, *items)


def element(name: str, *children: _Element | str, **attributes: str) -> _Element:
    """Return an element of Word's own namespace, with its children or its text."""
    made = etree.Element(f"{W}{name}", {f"{W}{key}": value for key, value in attributes.items()})
    for child in children:
        if isinstance(child, str):
            made.text = child
        else:
            made.append(child)
    return made


def _holder(number: int, kind: _Element, *children: _Element) -> _Element:
    properties = element("sdtPr", element("id", val=str(number)), kind)
    return element("sdt", properties, element("sdtContent", *children))


def _nature(control: Control) -> _Element:
    """Return what the control takes: an entry of a list, a date, a text of one line or more."""
    if control.choices:
        items = (element("listItem", displayText=each, value=each) for each in control.choices)
        return element("comboBox" if control.open_list else "dropDownList", *items)
    if control.kind is FieldKind.DATE:
        return element("date", *(element(name, val=value) for name, value in DATE.items()))
    # LibreOffice runs the lines of a plain text together
    return element("richText" if control.kind is FieldKind.LONG_TEXT else "text")


def _shown(run: _Element, text: str, style: _Element, replaced: str) -> _Element:
    """Return a run that looks like `run` but for its style and the property `replaced`."""
    given = (qn("w:rStyle"), qn(f"w:{replaced}"))
    kept = [deepcopy(each) for each in run.findall(f"{RUN_PROPERTIES}/*") if each.tag not in given]
    return element("r", element("rPr", style, *kept), element("t", text))


def marked_runs(root: _Element, blanks: Blanks) -> list[_Element]:
    """Return the runs whose text holds a mark, in order."""
    runs = root.iter(qn("w:r"))
    said = ((run, "".join(it.text or "" for it in run.findall(TEXT))) for run in runs)
    return [run for run, words in said if any(map(blanks.at, words))]


def split(run: _Element, blanks: Blanks) -> Iterator[tuple[_Element, Control | None]]:
    """Yield the pieces of a run, each a run that looks like it: text, or one control's place."""
    for child in content(run):
        if child.tag != TEXT:
            yield new_run(run, deepcopy(child)), None
            continue
        for marks, signs in groupby(child.text or "", key=lambda sign: bool(blanks.at(sign))):
            if marks:
                yield from ((new_run(run), blanks.at(sign)) for sign in signs)
            else:
                yield new_run(run, new_text("".join(signs))), None
