"""Damages that qpdf forgives in silence: a wrong checksum, an image cut short."""

from __future__ import annotations

import base64
import re
import warnings
import zlib
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, PdfError, Stream, parse_content_stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Object, Page, Pdf

# Bytes inflated to verify checksums: beyond, a scan of hundreds of pages would take its time
MOST_INFLATED = 1_000_000_000
CHUNK = 1_000_000
COMPONENTS = {Name.DeviceGray: 1, Name.CalGray: 1, Name.DeviceRGB: 3, Name.DeviceCMYK: 4}
# ISO 32000-1, annex A; a section of compatibility may hold others
OPERATORS = frozenset(
    "b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k "
    "l m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W "
    "W* y '".split()
) | {'"', "INLINE IMAGE"}
COMPATIBILITY = re.compile(rb"\bBX\b")
INLINE_IMAGE = re.compile(rb"\bID\b")
HOLE = bytes(32)
MOST_READ = 5_000_000
BLANKS = re.compile(rb"[\s\0]+")
MAX_DEPTH = 5


def damaged_streams(pdf: Pdf) -> set[tuple[int, int]]:
    """Return the numbers of the streams whose data is not what was written."""
    budget = _Budget(MOST_INFLATED)
    contents = {item.objgen for page in pdf.pages for item in _contents(page)}
    return {
        item.objgen
        for item in pdf.objects
        if isinstance(item, Stream)
        and (
            _is_altered(item, budget)
            or _is_short(item)
            or ((item.objgen in contents or _is_form(item)) and _is_scrambled(item))
        )
    }


def pages_using(pdf: Pdf, streams: set[tuple[int, int]]) -> list[int]:
    """Return the numbers of the pages that show some of these streams, from 1."""
    return [
        number
        for number, page in enumerate(pdf.pages, start=1)
        if any(stream.objgen in streams for stream in _streams(page))
    ]


class _Budget:
    """What may still be inflated, in bytes."""

    def __init__(self, left: int) -> None:
        self.left = left


def _is_altered(stream: Stream, budget: _Budget) -> bool:
    """Tell whether a stream in Flate has not the checksum that ends it (RFC 1950)."""
    filters = _filters(stream)
    if filters[:1] == [Name.ASCII85Decode] and filters[1:2] == [Name.FlateDecode]:
        data = _from_base85(stream.read_raw_bytes())
    elif filters[:1] == [Name.FlateDecode]:
        data = stream.read_raw_bytes()
    else:
        return False
    return data is None or not _is_sound(data, budget)


def _filters(stream: Stream) -> list[Object]:
    found = stream.get("/Filter")
    if isinstance(found, Array):
        return list(found)
    return [] if found is None else [found]


def _from_base85(data: bytes) -> bytes | None:
    try:
        return base64.a85decode(BLANKS.sub(b"", data).partition(b"~")[0])
    except ValueError:
        return None


def _is_sound(data: bytes, budget: _Budget) -> bool:
    """Tell whether compressed data has its checksum, or none: some programs forget it."""
    inflater, rest = zlib.decompressobj(), data
    try:
        while rest and not inflater.eof and budget.left > 0:
            budget.left -= len(inflater.decompress(rest, CHUNK)) + 1
            rest = inflater.unconsumed_tail
    except zlib.error:
        return False
    return True


def _is_short(image: Stream) -> bool:
    """Tell whether an image has fewer bytes than its points need."""
    bits, colors = image.get("/BitsPerComponent"), image.get("/ColorSpace")
    components = COMPONENTS.get(colors) if isinstance(colors, Name) else None
    width, height = image.get("/Width"), image.get("/Height")
    if not (
        image.get("/Subtype") == Name.Image
        and components
        and isinstance(bits, int)
        and isinstance(width, int)
        and isinstance(height, int)
        and not {str(each) for each in _filters(image)} - {"/FlateDecode", "/ASCII85Decode"}
    ):
        return False
    needed = (width * components * bits + 7) // 8 * height
    # Deflate never makes data a thousand times shorter
    if needed < 1_030 * len(image.read_raw_bytes()) and needed > MOST_INFLATED:
        return False
    try:
        return len(image.read_bytes()) < needed
    except PdfError:
        return True


def _is_form(stream: Stream) -> bool:
    return bool(stream.get("/Subtype") == Name.Form)


def _is_scrambled(content: Stream) -> bool:
    """Tell whether a content without checksum has words that no program writes."""
    data = b"" if "/Filter" in content else content.read_raw_bytes()
    if not data or len(data) > MOST_READ or COMPATIBILITY.search(data):
        return False
    if HOLE in data and not INLINE_IMAGE.search(data):
        return True
    try:
        with warnings.catch_warnings(action="error"):
            instructions = parse_content_stream(content)
    except (PdfError, UserWarning):
        return True
    return any(str(each.operator) not in OPERATORS for each in instructions)


def _contents(page: Page) -> Iterator[Stream]:
    contents = page.obj.get("/Contents")
    for item in contents if isinstance(contents, Array) else [contents]:
        if isinstance(item, Stream):
            yield item


def _streams(page: Page) -> Iterator[Stream]:
    """Yield the contents of a page, and the fonts and images that it names."""
    yield from _contents(page)
    yield from _resources(page.resources, 0)


def _resources(resources: Object | None, depth: int) -> Iterator[Stream]:
    if not isinstance(resources, Dictionary) or depth > MAX_DEPTH:
        return
    for kind in ("/XObject", "/Font", "/Pattern"):
        named = resources.get(kind)
        for item in named.as_dict().values() if isinstance(named, Dictionary) else ():
            if isinstance(item, Stream):
                yield item
                yield from _resources(item.get("/Resources"), depth + 1)
