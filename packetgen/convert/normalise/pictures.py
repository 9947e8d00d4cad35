"""Pictures: those of VML written as dxpdf draws them, and those that no embedded engine draws."""

import posixpath
import re
import struct
from collections import Counter
from collections.abc import Iterator
from itertools import chain, repeat
from math import cos, pi, sin

from lxml import etree
from lxml.etree import _Element

from packetgen import resources
from packetgen.convert.word.ooxml import MC, VAL, VML, A, R, W, head_of, remove, replace, w
from packetgen.convert.word.package import Package
from packetgen.model.bundle import PROJET

VML_IMAGE = f"{VML}imagedata"
HOLDERS = w("pict", "object")
CALLS = {f"{A}blip": f"{R}embed", VML_IMAGE: f"{R}id"}
BITMAPS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")  # RIFF: WebP
EMF = 1
# BitBlt and StretchDIBits, the only records that dxpdf plays: with no more bytes, no bitmap
EMF_BITMAPS = {76: 100, 81: 80}
# Lines, shapes, paths and texts
EMF_DRAWN_RECORDS = {*range(2, 9), *range(41, 48), *range(53, 57), 62, 63, 64, *range(83, 98), 108}
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
ANCHOR, INLINE = f"{WP}anchor", f"{WP}inline"
SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
GRAPHIC, GEOMETRY = f"{A}graphicData", f"{A}prstGeom"
SOLID, GRADIENT = f"{A}solidFill", f"{A}gradFill"
VML_SHAPES = [f"{VML}{name}" for name in ("shape", "rect", "oval", "roundrect", "line", "polyline")]
PICTURE, CHART, DIAGRAM = "/picture", "/chart", "/diagram"
SAID_INSIDE = (PICTURE, "/wordprocessingShape", "/wordprocessingGroup", "/wordprocessingCanvas")
TABLE = resources.table(__file__, "pictures.toml")
DRAWN_SHAPES = {"rect", "line"}
CIRCLE = [(50 + 50 * cos(pi * n / 24), 50 + 50 * sin(pi * n / 24)) for n in range(48)]
POINTS = {"ellipse": CIRCLE, **TABLE["points"]}
EMU = {"pt": 12_700, "in": 914_400, "cm": 360_000, "mm": 36_000, "px": 9_525}
LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)(pt|in|cm|mm|px)")


def draw_vml_pictures(story: _Element) -> None:
    """Turn the VML pictures on the line into DrawingML: dxpdf draws only the floating ones."""
    for image in list(story.iter(VML_IMAGE)):
        if (found := _vml_shape(image)) is None:
            continue
        shape, holder, size = found
        style, identifier = shape.get("style", ""), image.get(f"{R}id")
        if "absolute" in style:
            # dxpdf draws none in a rectangle, and none without a place
            shape.tag = VML_SHAPES[0]
            places = (f"{side}:0pt" for side in ("margin-left", "margin-top") if side not in style)
            shape.set("style", ";".join((*places, style)))
        elif identifier is not None and len(size) > 1:
            replace(holder, [made("picture", identifier=identifier, **size)])


def made(name: str, **said: object) -> _Element:
    """Return an element of the table beside."""
    return etree.fromstring(TABLE["xml"][name].format(**said))


def _vml_shape(image: _Element) -> tuple[_Element, _Element, dict[str, int]] | None:
    """Return the shape of a VML picture, what holds it and the size that it says, in EMU."""
    shape = image.getparent()
    holder = None if shape is None else shape.getparent()
    if shape is None or holder is None or holder.tag not in HOLDERS:
        return None
    lengths = LENGTH.findall(shape.get("style", ""))
    return shape, holder, {name: round(float(number) * EMU[unit]) for name, number, unit in lengths}


def leave_room_for_charts(package: Package) -> None:
    """Stand a picture that is not there before each chart: dxpdf leaves it no room on the line."""
    for inline in [each for story in package.stories() for each in story.iter(INLINE)]:
        graphic, extent = inline.find(f"*/{GRAPHIC}"), inline.find(f"{WP}extent")
        kind = "" if graphic is None else graphic.get("uri", "")
        if extent is not None and kind.endswith((CHART, DIAGRAM)):
            room = {"width": extent.get("cx"), "height": extent.get("cy")}
            drawing = next(inline.iterancestors(f"{W}drawing"))
            drawing.addprevious(made("picture", identifier="", **room))


def part_pictures(story: _Element) -> None:
    """Let a page end between two pictures of a paragraph: dxpdf would lose those past its foot."""
    held = Counter(next(each.iterancestors(f"{W}p")) for each in story.iter(INLINE))
    for paragraph in [each for each, pictures in held.items() if pictures > 1]:
        head_of(head_of(paragraph, f"{W}pPr"), f"{W}widowControl").set(VAL, "0")


def draw_shapes(story: _Element) -> None:
    """Write the outlines of common shapes as paths, and one colour of many: dxpdf draws those."""
    # dxpdf refuses a drawing that says no size
    drawings = story.iter(f"{W}drawing")
    remove(*(each for each in drawings if each.find("*/{*}extent") is None))
    for fill in list(story.iter(GRADIENT)):
        fill.tag = SOLID
        fill[:] = fill.findall(f"{A}gsLst/{A}gs/*")[:1]
    for geometry in list(story.iter(GEOMETRY)):
        name = geometry.get("prst", "")
        name = TABLE["same"].get(name, name)
        geometry.set("prst", name)
        if name in POINTS and (parent := geometry.getparent()) is not None:
            places = (f'x="{round(x * 100)}" y="{round(y * 100)}"' for x, y in POINTS[name])
            marks = zip(chain(["moveTo"], repeat("lnTo")), places, strict=False)
            points = "".join(f"<a:{mark}><a:pt {place}/></a:{mark}>" for mark, place in marks)
            parent.replace(geometry, made("path", points=points))


def show_what_is_behind(story: _Element) -> None:
    """Leave pictures behind the text in sight: dxpdf paints shading of no colour white.

    Where text flows around a picture, it may as well stand before.
    """
    anchors = [anchor for anchor in story.iter(ANCHOR) if anchor.get("behindDoc") in ("1", "true")]
    for anchor in anchors:
        if anchor.find(f"{WP}wrapNone") is None:
            anchor.set("behindDoc", "0")
    if anchors:
        fills = ((each, each.get(f"{W}fill", "auto").lower()) for each in story.iter(f"{W}shd"))
        remove(*(shading for shading, fill in fills if fill in ("auto", "ffffff")))


def undrawn_pictures(package: Package, ignored: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the names of the pictures and shapes in use that the embedded engines do not draw.

    `ignored` are kinds of graphics: CHART, DIAGRAM.
    """
    undrawn = {
        name
        for part in package.story_parts()
        for held in package.tree(part).iter(f"{W}drawing", *HOLDERS)
        for item in held.iter(*CALLS, GRAPHIC, f"{SHAPE}wsp", *VML_SHAPES)
        if next(item.iterancestors(f"{MC}Fallback"), None) is None
        if not (ignored and item.get("uri", "").endswith(ignored))
        for name in _undrawn(package, part, item)
    }
    return tuple(sorted(undrawn))


def _undrawn(package: Package, part: str, item: _Element) -> Iterator[str]:
    if item.tag in CALLS:
        name = package.target(part, item.get(CALLS[str(item.tag)]))
        if name and not (_is_placed(item) and _is_drawn(package.parts[name])):
            yield posixpath.basename(name)
    elif item.tag == GRAPHIC:
        if not item.get("uri", "").endswith(SAID_INSIDE):
            yield _name(item)
    elif item.tag == f"{SHAPE}wsp":
        if not _has_text(item) and _is_seen(item) and not _is_drawn_shape(item):
            yield _name(item)
    elif not _has_text(item) and next(item.iter(VML_IMAGE), None) is None:
        painted = (item.get(paint, "t")[:1] != "f" for paint in ("filled", "stroked"))
        words = next((each.get("string", "") for each in item.iter(f"{VML}textpath")), "")
        if any(painted) and words != PROJET:  # that one is stamped on the pages
            yield words or item.get("alt") or "dessin"


def _is_placed(call: _Element) -> bool:
    """Whether a picture stands where dxpdf draws one: in no group, and as no ground of a shape."""
    if call.tag == VML_IMAGE:
        found = _vml_shape(call)
        return found is not None and ("absolute" in found[0].get("style", "") or len(found[2]) > 1)
    graphic = next(call.iterancestors(GRAPHIC), None)
    return graphic is None or graphic.get("uri", "").endswith(PICTURE)


def _is_seen(shape: _Element) -> bool:
    ways = [f"{SHAPE}spPr/{way}" for way in (SOLID, f"{A}pattFill", f"{A}ln/{SOLID}")]
    if shape.find(f"{SHAPE}spPr/{A}noFill") is None:
        ways.append(f"{SHAPE}style")
    return any(shape.find(way) is not None for way in ways)


def _is_drawn_shape(shape: _Element) -> bool:
    preset = shape.find(f"{SHAPE}spPr/{GEOMETRY}")
    is_known = preset is None or preset.get("prst") in DRAWN_SHAPES
    frame = shape.find("../../..")
    return is_known and frame is not None and frame.tag == ANCHOR


def _has_text(shape: _Element) -> bool:
    """Whether a shape holds words: these are looked for in the PDF."""
    return any((text.text or "").strip() for text in shape.iter(f"{W}t"))


def _name(item: _Element) -> str:
    """Return the name of a drawing, as Word shows it in its selection pane."""
    drawing = next(item.iterancestors(f"{W}drawing"), None)
    said = None if drawing is None else drawing.find(f"*/{WP}docPr")
    return (None if said is None else said.get("name")) or "dessin"


def _is_drawn(data: bytes) -> bool:
    if data.startswith(BITMAPS):
        return True
    records = list(_emf_records(data))
    return any(size > EMF_BITMAPS.get(kind, size) for kind, size in records) and not any(
        kind in EMF_DRAWN_RECORDS for kind, _ in records
    )


def _emf_records(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the kind and size of the records of an enhanced metafile, none where it is not one."""
    place = 0
    while place + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, place)
        if size < 8 or (place == 0 and kind != EMF):
            return
        yield kind, size
        place += size
