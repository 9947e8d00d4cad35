"""Pictures and boxes that stand beside the text, where dxpdf places them unlike Word."""

import re
from copy import deepcopy

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.normalise.keep_with_next import Measure, text_area
from packetgen.convert.normalise.pictures import ANCHOR, EMU, GRAPHIC, INLINE, SHAPE, WP, made
from packetgen.convert.normalise.sections import BREAK, PARAGRAPH, SECTION, breaks_page, by_section
from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import MC, RUN, VAL, VML, A, W, head_of, remove, twips, w
from packetgen.convert.word.styles import StyleSheet

ABOVE_AND_BELOW = f"{WP}wrapTopAndBottom"
PICTURES = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
DRAWN, PLACES = (*w("drawing", "pict"), f"{MC}AlternateContent"), ("posOffset", "align")
IN_LINE = (f"{WP}extent", f"{WP}docPr", f"{A}graphic")
TWIP, BESIDE = 635, 300  # EMU, twips
IN_TEXT, ON_PAGE = ("paragraph", "line"), ("page", "margin")
RENDERED, HEADERS = f"{W}lastRenderedPageBreak", w("hdr", "ftr")
WRAP = "{urn:schemas-microsoft-com:office:word}wrap"
AROUND = 'Square wrapText="bothSides"'
WRAPS = {"square": AROUND, "tight": AROUND, "through": AROUND, "topAndBottom": "TopAndBottom"}
STYLE = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
LENGTH = re.compile(r"(-?[\d.]+)(pt|in|cm|mm|px)")
PAINT = '<a:solidFill><a:srgbClr val="{}"/></a:solidFill>'


def stay_on_their_page(story: _Element) -> None:
    """Stand at its paragraph what text flows around, but for what has a place on a first page.

    dxpdf takes a place on the page for one on all the pages before too.
    """
    found = by_section(story) if next(story.iter(ANCHOR), None) is not None else ()
    for _, blocks in found:
        is_first_page = True
        for each in [mark for block in blocks for mark in block.iter(ANCHOR, BREAK, RENDERED)]:
            place = each.find(f"{WP}positionV")
            if place is None:
                is_first_page &= each.tag == BREAK and each.get(f"{W}type") != "page"
            elif each.find(f"{WP}wrapNone") is None:
                in_text = place.get("relativeFrom") in IN_TEXT
                if place.find(f"{WP}align") is not None if in_text else not is_first_page:
                    place.set("relativeFrom", IN_TEXT[0])
                    place[:] = [etree.Element(f"{WP}posOffset")]
                    place[0].text = "0"


def stand_between_lines(story: _Element, sheet: StyleSheet) -> None:
    """Give the picture that parts the lines of a paragraph one of its own, above or below them.

    dxpdf draws it above them all, and past the foot of the page.
    """
    found = by_section(story) if next(story.iter(ABOVE_AND_BELOW), None) is not None else ()
    for section, blocks in found:
        width, room = text_area(section)
        for paragraph in [each for each in blocks if each.tag == PARAGRAPH]:
            anchors = list(paragraph.iter(ANCHOR))
            if len(anchors) == 1 and not breaks_page(paragraph):
                _stand_on_line(anchors[0], paragraph, Measure(sheet, width), room)


def _stand_on_line(anchor: _Element, paragraph: _Element, measure: Measure, room: int) -> None:
    size = anchor.find(f"{WP}extent")
    place = anchor.find(f"{WP}positionV[@relativeFrom='{IN_TEXT[0]}']/{WP}posOffset")
    wanted = (f"*/{GRAPHIC}/{PICTURES}", ABOVE_AND_BELOW)
    if size is None or place is None or any(anchor.find(each) is None for each in wanted):
        return
    lines = deepcopy(paragraph)
    remove(*lines.iter(*DRAWN))
    text, top = measure.height(lines), max(int(place.text or 0) // TWIP, 0)
    is_above = top < text / 2
    if top + twips(size.get("cy")) // TWIP + is_above * text < room:
        before = round(max(top - (not is_above) * text, 0))
        left, side = (anchor.findtext(f"{WP}positionH/{WP}{each}") for each in PLACES)
        said = {"left": int(left or 0) // TWIP, "side": side or "left", "kept": int(is_above)}
        line = made("line", before=before, **said)
        drawing = next(anchor.iterancestors(f"{W}drawing"))
        remove(next(anchor.iterancestors(f"{MC}AlternateContent"), drawing), anchor)
        line.append(ooxml.new_run(None, drawing))
        inline = etree.SubElement(drawing, INLINE)
        inline.extend([each for each in anchor if each.tag in IN_LINE])
        if is_above:
            paragraph.addprevious(line)
        else:
            paragraph.addnext(line)
            head_of(head_of(paragraph, f"{W}pPr"), f"{W}keepNext").set(VAL, "1")


def leave_tables(story: _Element) -> None:
    """Take what has a place on the page out of the tables of a header: dxpdf stretches its row."""
    free = story.find(PARAGRAPH)
    if story.tag in HEADERS and free is not None:
        for place in list(story.iterfind(f".//{W}tbl//{ANCHOR}/{WP}positionV")):
            if place.get("relativeFrom") in ON_PAGE:
                free.append(next(place.iterancestors(RUN)))


def draw_text_boxes(story: _Element) -> None:
    """Turn the floating text boxes of VML into DrawingML: dxpdf writes their words on the line."""
    areas = [text_area(section)[0] for section in story.iter(SECTION)]
    for box in list(story.iter(f"{VML}textbox")):
        shape, holder, *_ = box.iterancestors()
        style = dict(STYLE.findall(shape.get("style", "")))
        is_drawn = next(box.iterancestors(f"{MC}Fallback"), None) is None
        is_drawn &= holder.tag == f"{W}pict"
        if is_drawn and "absolute" in style.values() and {"width", "height"} <= style.keys():
            drawing = _drawing(shape, style, areas)
            next(drawing.iter(f"{SHAPE}txbx")).extend(box)
            ooxml.replace(holder, [drawing])


def _drawing(shape: _Element, style: dict[str, str], areas: list[int]) -> _Element:
    """Return the empty box of DrawingML that a shape of VML is."""
    said = ("width", "height", "margin-left", "margin-top")
    place = {name.removeprefix("margin-"): _emu(style.get(name, "")) for name in said}
    across, down = (style.get(f"mso-position-{way}-relative") for way in ("horizontal", "vertical"))
    wrap = next((each.get("type", "") for each in shape.iterchildren(WRAP)), "")
    if any(0 < area < place["width"] // TWIP + BESIDE for area in areas):
        wrap = "topAndBottom"  # dxpdf lets text run over what is as wide as the page
    fill, line = (
        PAINT.format(colour) if shape.get(paint, "t")[:1] != "f" else "<a:noFill/>"
        for paint, colour in (("filled", "FFFFFF"), ("stroked", "000000"))
    )
    across = across if across in ON_PAGE else "column"
    down = down if down in ON_PAGE else "paragraph"
    look = {"fill": fill, "line": line, "wrap": WRAPS.get(wrap, "None")}
    return made("box", across=across, down=down, **look, **place)


def _emu(length: str) -> int:
    found = LENGTH.fullmatch(length.strip())
    return 0 if found is None else round(float(found[1]) * EMU[found[2]])
