"""Remove from a JPEG its place, device, date and thumbnail; pixels are untouched."""

import re

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_APP0, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE2, 0xEE, 0xEF, 0xFE
# What JPEG allows and PDF does not: arithmetic coding, lossless, several images in one
_NOT_IN_PDF = {0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
# FF is padding too
_MARKER = re.compile(rb"\xff+([^\xff])")
# In a scan, FF 00 is a byte of data and FF D0 to FF D7 are restarts
_MARKER_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def strip(data: bytes) -> bytes:
    """Return a JPEG with only what its pixels and their colors need (ITU T.81, annex B).

    Exif, XMP, IPTC, comments, previews and anything after the end of the image are left out.
    Raises ValueError when the data is not a whole JPEG, or is coded as no PDF can hold it.
    """
    if not data.startswith(bytes((0xFF, _START))):
        raise ValueError("no start of image")
    kept, position = [data[:2]], 2
    while True:
        if (found := _MARKER.match(data, position)) is None:
            raise ValueError("no marker")
        marker, position = found[1][0], found.end()
        if marker == _END:
            kept.append(bytes((0xFF, _END)))
            return b"".join(kept)
        if marker in _NOT_IN_PDF:
            raise ValueError("not in a PDF")
        end = position + int.from_bytes(data[position : position + 2])
        if marker == _SCAN:
            after = _MARKER_AFTER_SCAN.search(data, end)
            if after is None:
                raise ValueError("no end of image")
            end = after.start()
        if end > len(data) or end < position + 2:
            raise ValueError("segment out of the data")
        if _is_needed(marker, data[position + 2 : position + 14]):
            kept += (bytes((0xFF, marker)), data[position:end])
        position = end


def _is_needed(marker: int, start: bytes) -> bool:
    """Tell whether a segment bears on pixels: all but applications' own and comments."""
    if marker == _APP2:
        return start.startswith(b"ICC_PROFILE\0")
    if _APP0 < marker <= _APP15:
        return marker == _APP14 and start.startswith(b"Adobe")
    return marker != _COMMENT
