"""Pictures: those of VML written as dxpdf draws them, and those that no embedded engine draws."""

import posixpath
import re
import struct
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word.ooxml import VML, A, R, W, replace, w
from packetgen.convert.word.package import Package

VML_IMAGE = f"{VML}imagedata"
HOLDERS = w("pict", "object")
CALLS = {f"{A}blip": f"{R}embed", VML_IMAGE: f"{R}id"}
BITMAPS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")  # RIFF: WebP
EMF, EMF_BITMAP_RECORDS = 1, (76, 81)  # BitBlt, StretchDIBits: the only ones that dxpdf plays
EMU = {"pt": 12_700, "in": 914_400, "cm": 360_000, "mm": 36_000, "px": 9_525}
LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)(pt|in|cm|mm|px)")
INLINE_PICTURE = (
    f'<w:drawing xmlns:w="{W[1:-1]}" xmlns:a="{A[1:-1]}" xmlns:r="{R[1:-1]}" xmlns:wp="http://'
    'schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:pic="http://schemas.'
    'openxmlformats.org/drawingml/2006/picture"><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="1" name="Image"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="1" name="Image"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip r:embed="{identifier}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing>"
)


def draw_vml_pictures(story: _Element) -> None:
    """Turn the VML pictures on the line into DrawingML: dxpdf draws only the floating ones."""
    for image in list(story.iter(VML_IMAGE)):
        shape, identifier = image.getparent(), image.get(f"{R}id")
        holder = None if shape is None else shape.getparent()
        style = "" if shape is None else shape.get("style", "")
        size = {name: float(number) * EMU[unit] for name, number, unit in LENGTH.findall(style)}
        if holder is None or holder.tag not in HOLDERS or "absolute" in style:
            continue
        if identifier is None or len(size) < 2:
            continue
        drawing = INLINE_PICTURE.format(
            width=round(size["width"]), height=round(size["height"]), identifier=identifier
        )
        replace(holder, [etree.fromstring(drawing)])


def undrawn_pictures(package: Package) -> tuple[str, ...]:
    """Return the file names of the pictures in use that neither dxpdf nor rdocx draws."""
    called = {
        package.target(part, picture.get(CALLS[str(picture.tag)]))
        for part in package.story_parts()
        for picture in package.tree(part).iter(*CALLS)
    }
    undrawn = (name for name in called if name and not _is_drawn(package.parts[name]))
    return tuple(sorted(map(posixpath.basename, undrawn)))


def _is_drawn(data: bytes) -> bool:
    kinds = set(_emf_records(data))
    return data.startswith(BITMAPS) or not kinds.isdisjoint(EMF_BITMAP_RECORDS)


def _emf_records(data: bytes) -> Iterator[int]:
    """Yield the kinds of the records of an enhanced metafile, none where it is not one."""
    place = 0
    while place + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, place)
        if size < 8 or (place == 0 and kind != EMF):
            return
        yield kind
        place += size
