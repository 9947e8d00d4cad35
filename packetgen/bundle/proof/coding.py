"""Decode a stream where all readers decode it alike and to its end."""

import re
import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, PikepdfError, Stream, settings

FLATE, LZW = "/FlateDecode", "/LZWDecode"
# Bytes written as signs: all of these, then what ends them
LETTERS = {
    "/ASCII85Decode": re.compile(rb"[!-uz \t\r\n]*~>[ \r\n]*"),
    "/ASCIIHexDecode": re.compile(rb"[0-9A-Fa-f \t\r\n]*>[ \r\n]*"),
}
CODING = ("/Filter", "/DecodeParms")
# Where some readers look for the data, or for how it is coded
ELSEWHERE = ("/F", "/DP")
# Images above this many pixels are digested as stored: programs copy them as they are
SMALL_IMAGE = 250_000
# Compressions of images that no program undoes when it saves
CODECS = re.compile(rb"/(?:DCT|JPX|CCITTFax|JBIG2)Decode\b")
# What data so coded starts with, and what only its parameters say
SIGNS = re.compile(
    rb"(?P<DCTDecode>\xff\xd8\xff)|(?P<JPXDecode>\0\0\0\x0cjP  |\xff\x4f\xff\x51)"
    rb"|(?P<JBIG2Decode>\0\0\0\0\x30\0\x01)|(?P<FlateDecode>\x78[\x01\x5e\x9c\xda])"
)
ENTRIES = {"/K": "/CCITTFaxDecode", "/JBIG2Globals": "/JBIG2Decode"}
TIFF, PNG = 2, range(10, 16)


def decoded(stream: Object, data: bytes) -> bytes | None:
    """Return `data`, of a stream, decoded; None for photos, and where readers fail or differ.

    They do on data damaged, cut short or followed by more, on a filter unknown or under its short
    name, on parameters that are not those of their filter.
    """
    try:
        for name, parameters in _steps(stream):
            data = _undone(data, name, parameters)
    except (PikepdfError, ValueError, zlib.error):
        return None
    return data


def is_kept(image: Stream) -> bool:
    """Whether programs copy the data of an image as it is stored."""
    sides = [image.get(key) for key in (Name.Width, Name.Height)]
    width, height = (side if isinstance(side, int) else 0 for side in sides)
    filters = image.get(Name.Filter)
    return width * height > SMALL_IMAGE or (
        isinstance(filters, Object) and CODECS.search(filters.unparse(resolved=True)) is not None
    )


def is_told(image: Stream, data: bytes) -> bool:
    """Whether the data of an image, as stored, or else its parameters, tell its one filter."""
    filters, parameters = (
        found[0] if isinstance(found, Array) and len(found) == 1 else found
        for found in map(image.get, CODING)
    )
    if sign := SIGNS.match(data):
        return bool(filters == f"/{sign.lastgroup}")
    entries = parameters if isinstance(parameters, Dictionary) else ()
    told = next((name for key, name in ENTRIES.items() if key in entries), None)
    return bool(filters == told)


def _steps(stream: Object) -> Iterator[tuple[Object | None, Object | None]]:
    """Yield the filters of a stream, the first to be undone first, each with its parameters."""
    if any(key in stream for key in ELSEWHERE):
        raise ValueError("data that may be elsewhere")
    names, parameters = (stream.get(key) for key in CODING)
    if names is None:
        return
    if not isinstance(names, Array):
        yield names, parameters
    elif parameters is None:
        yield from ((name, None) for name in names)
    elif isinstance(parameters, Array):
        yield from zip(names, parameters, strict=True)
    else:
        raise ValueError("parameters of no filter")


def _undone(data: bytes, name: Object | None, parameters: Object | None) -> bytes:
    if name == FLATE:
        return _unpredicted(_inflated(data), parameters)
    if name == LZW:
        early = _number(parameters, "/EarlyChange", 1)
        return _unpredicted(_by_qpdf(data, LZW, EarlyChange=early), parameters)
    form = LETTERS.get(str(name)) if isinstance(name, Name) else None
    if form is None or parameters is not None or not form.fullmatch(data):
        raise ValueError("another filter, or data that is not of this one")
    return _by_qpdf(data, str(name))


def _inflated(data: bytes) -> bytes:
    if not data:
        return data
    # As all that qpdf inflates here; 0 is without limit
    most = int(settings.get_qpdf_limits()["flate_max_memory"])
    # Whole, or else without its checksum, which some programs forget
    for wbits, head in ((zlib.MAX_WBITS, 0), (-zlib.MAX_WBITS, 2)):
        inflater = zlib.decompressobj(wbits)
        found = inflater.decompress(data[head:], most)
        if inflater.eof and not inflater.unused_data.strip():
            return found
    raise ValueError("cut short, or followed by more")


def _unpredicted(data: bytes, parameters: Object | None) -> bytes:
    """Return data less the prediction of each point from those around it."""
    predictor = _number(parameters, "/Predictor", 1)
    if predictor == 1 or not data:
        return data
    colors, columns = (_number(parameters, key, 1) for key in ("/Colors", "/Columns"))
    bits = _number(parameters, "/BitsPerComponent", 8)
    row = (colors * bits * columns + 7) // 8 + (predictor in PNG)
    # Readers differ on part of a row, on points of TIFF that are no whole bytes
    is_known = predictor in PNG or (predictor == TIFF and bits == 8)
    if not is_known or min(colors, columns, bits) < 1 or len(data) % row:
        raise ValueError("another prediction")
    known = {"Colors": colors, "BitsPerComponent": bits, "Columns": columns}
    return _by_qpdf(zlib.compress(data, 0), FLATE, Predictor=predictor, **known)


def _number(parameters: Object | None, key: str, default: int) -> int:
    if parameters is None:
        return default
    value = parameters.get(key, default) if isinstance(parameters, Dictionary) else None
    if type(value) is not int:
        raise ValueError("no whole number")
    return value


def _by_qpdf(data: bytes, name: str, **parameters: int) -> bytes:
    """Return data less one filter, in a document of its own."""
    told = Dictionary({f"/{key}": value for key, value in parameters.items()}) or None
    with pikepdf.new() as apart:
        found = apart.make_stream(data, Filter=Name(name), DecodeParms=told).read_bytes()
    if not found:
        raise ValueError("nothing, which PDFium takes for data that is not coded")
    return found
