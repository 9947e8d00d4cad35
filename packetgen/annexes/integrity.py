"""Damages that qpdf forgives in silence: a wrong checksum, an image cut short."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, PdfError, Stream, parse_content_stream

from packetgen.annexes.links import annotations_of
from packetgen.annexes.streams import BOMB, MOST_FILTERS, Inflater, filters, is_deflated, is_image
from packetgen.errors import AnnexRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Object, Page, Pdf

COMPONENTS = {b"/DeviceGray": 1, b"/CalGray": 1, b"/DeviceRGB": 3, b"/DeviceCMYK": 4}
# ISO 32000-1, annex A; a section of compatibility may hold others
OPERATORS = frozenset(
    "b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k "
    "l m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W "
    "W* y '".split()
) | {'"', "INLINE IMAGE"}
COMPATIBILITY = re.compile(rb"\bBX\b")
INLINE_IMAGE = re.compile(rb"\bID\b")
HOLE = bytes(32)
MOST_READ = 1_000_000
# What draws nothing, or leads to other pages
ELSEWHERE = frozenset(("/Metadata", "/PieceInfo", "/Parent", "/P", "/Pg"))


def damaged_streams(pdf: Pdf) -> set[tuple[int, int]]:
    """Return the numbers of the streams whose data is not what was written.

    Raises AnnexRefused for one that swells without end.
    """
    inflater = Inflater()
    contents = {item.objgen for page in pdf.pages for item in _contents(page)}
    return {
        item.objgen
        for item in pdf.objects
        if isinstance(item, Stream) and _is_damaged(item, inflater, item.objgen in contents)
    }


def pages_using(pdf: Pdf, streams: set[tuple[int, int]]) -> list[int]:
    """Return the numbers of the pages that show some of these streams, from 1."""
    return [
        number
        for number, page in enumerate(pdf.pages if streams else (), start=1)
        if any(stream.objgen in streams for stream in _streams(page))
    ]


def _is_damaged(stream: Stream, inflater: Inflater, is_content: bool) -> bool:
    size: int | None = None
    if len(filters(stream)) > MOST_FILTERS:
        raise AnnexRefused(BOMB)
    if is_deflated(stream):
        is_sound, size = inflater.measure(stream)
        if not is_sound:
            return True
    elif "/Filter" not in stream:
        size = len(stream.read_raw_bytes())
    needed = _needed(stream)
    if size is not None and needed is not None and size < needed:
        return True
    return (is_content or _is_form(stream)) and _is_scrambled(stream)


def _needed(image: Stream) -> int | None:
    """Return the bytes that the points of an image take, None when it is no simple image."""
    colors = image.get("/ColorSpace")
    components = COMPONENTS.get(bytes(colors)) if isinstance(colors, Name) else None
    if not is_image(image) or components is None:
        return None
    sizes = [image.get(key) for key in ("/Width", "/Height", "/BitsPerComponent")]
    width, height, bits = (size if isinstance(size, int) else 0 for size in sizes)
    return (width * components * bits + 7) // 8 * height


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
            operators = [str(each.operator) for each in parse_content_stream(content)]
    except (PdfError, UserWarning, UnicodeDecodeError):
        return True
    return not OPERATORS.issuperset(operators)


def _contents(page: Page) -> Iterator[Stream]:
    contents = page.obj.get("/Contents")
    for item in contents if isinstance(contents, Array) else [contents]:
        if isinstance(item, Stream):
            yield item


def _streams(page: Page) -> Iterator[Stream]:
    """Yield all that draws a page: its contents, its images, fonts and annotations; each once."""
    left: list[Object | None] = [page.obj.get("/Contents"), page.resources]
    left += [each.get("/AP") for each in annotations_of(page.obj)]
    seen = set()
    while left:
        item = left.pop()
        if not isinstance(item, Array | Dictionary | Stream) or item.objgen in seen:
            continue
        if item.is_indirect:
            seen.add(item.objgen)
        if isinstance(item, Stream):
            yield item
        left.extend(item if isinstance(item, Array) else _values(item))


def _values(item: Object) -> list[Object]:
    return [value for key, value in item.items() if key not in ELSEWHERE]
