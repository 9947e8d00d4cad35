"""A PNG with what its pixels and their colors need, its data in one piece."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import reduce

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BEFORE_DATA = (b"IHDR", b"PLTE", b"iCCP", b"gAMA", b"sRGB", b"cHRM")


def rejoin(data: bytes) -> bytes:
    """Return a PNG without what it tells of its author, and with one chunk of data.

    img2pdf copies the data again at each chunk: a scan of 50 MB would take it half a minute.
    Raises ValueError when the data is not a whole PNG.
    """
    chunks = list(_chunks(data))
    kept = [_written(name, content) for name, content in chunks if name in BEFORE_DATA]
    pixels = [content for name, content in chunks if name == b"IDAT"]
    return b"".join((SIGNATURE, *kept, _written(b"IDAT", *pixels), _written(b"IEND")))


def _written(name: bytes, *pieces: memoryview) -> bytes:
    crc = reduce(lambda found, piece: zlib.crc32(piece, found), pieces, zlib.crc32(name))
    return b"".join((sum(map(len, pieces)).to_bytes(4), name, *pieces, crc.to_bytes(4)))


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Yield the name and the content of each chunk, up to the last (ISO/IEC 15948, 5.3)."""
    if not data.startswith(SIGNATURE):
        raise ValueError("no signature")
    whole, position, name = memoryview(data), len(SIGNATURE), b""
    while name != b"IEND":
        size = int.from_bytes(data[position : position + 4])
        name = data[position + 4 : position + 8]
        end = position + 8 + size
        if end > len(data) or len(name) < 4:
            raise ValueError("chunk out of the data")
        yield name, whole[position + 8 : end]
        position = end + 4
