"""The streams of a PDF, read as far as is sane: their filters, their true size, their checksum."""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import dropwhile

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from packetgen.annexes.notes import unusable
from packetgen.bundle.pdf_page import items

# Bytes once decoded: a plan in colors takes 400 MB, the densest page of drawings 50 MB
MOST_IMAGE = 500_000_000
MOST_OTHER = 100_000_000
# Of a whole file: beyond, its checksums are not verified, which would take its time
MOST_INFLATED = 1_000_000_000
# Points of photos that are decoded to verify them, a hundred pages in grey, a second or two
MOST_POINTS = 1_000_000_000
# Bytes that a photo takes while it is decoded to verify it: 60 Mpx progressive, in full colors
MOST_PHOTO = 400_000_000
# LZW makes data a thousand times larger, and qpdf has no limit for it
MOST_LZW = 100_000
MOST_FILTERS = 3
CHUNK = 1_000_000
# What ends data that a program never told to be the last: Adobe Acrobat
FLUSHED = b"\0\0\xff\xff"
# What writes bytes as letters, under its name and that of inline images
LETTERS = (Name.ASCII85Decode, Name.A85, Name.ASCIIHexDecode, Name.AHx)
# What no page shows, and is not kept
NOT_SHOWN = (Name.EmbeddedFile, Name.Metadata)
# A filter that qpdf does not know, and copies
UNKNOWN = Name("/NotDecoded")


def limit_decoding() -> None:
    """Have qpdf stop where no honest stream goes; the setting is the whole process's."""
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MOST_OTHER,
        run_length_max_memory=MOST_OTHER,
        dct_max_memory=MOST_PHOTO,
        dct_max_progressive_scans=200,
        max_stream_filters=MOST_FILTERS,
    )


def within(holder: object, *keys: str) -> Dictionary:
    """Return the dictionary that keys lead to, an empty one where there is none."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, Dictionary) else None
    return holder if isinstance(holder, Dictionary) else Dictionary()


def filters(stream: Stream) -> list[Object]:
    """Return the filters of a stream, the first to be undone first."""
    return items(stream.get("/Filter"))


def reachable(
    starts: Iterable[object], skipped: Container[str]
) -> Iterator[Array | Dictionary | Stream]:
    """Yield once each object of several values that `starts` lead to, `skipped` keys left aside."""
    left, seen = list(starts), set()
    while left:
        item = left.pop()
        if not isinstance(item, Array | Dictionary | Stream) or item.objgen in seen:
            continue
        if item.is_indirect:
            seen.add(item.objgen)
        yield item
        if isinstance(item, Array):
            left.extend(item)
        else:
            left.extend(value for key, value in item.items() if key not in skipped)


def write_coded(stream: Object, data: bytes, like: Stream) -> None:
    """Replace the data of a stream, by data coded as that of another, or as its own was."""
    coding = {key: like[key] for key in ("/Filter", "/DecodeParms") if key in like}
    stream.write(data)
    for key, value in coding.items():
        stream[key] = value


def drop(holder: Object, keys: Iterable[str]) -> None:
    """Take entries out of a dictionary or of a stream."""
    for key in keys:
        del holder[key]


def is_deflated(stream: Stream) -> bool:
    """Tell whether a stream is in Flate and nothing else."""
    return filters(stream) == [Name.FlateDecode]


def undo_letters(stream: Stream) -> None:
    """Have a stream written in letters hold the bytes that they stand for, in place.

    It stays in whatever else it is in, and programs then copy its data as it is. What cannot be
    read is left.
    """
    used = filters(stream)
    kept = list(dropwhile(LETTERS.__contains__, used))
    if not (undone := len(used) - len(kept)):
        return
    with suppress(pikepdf.PdfError, ValueError):  # damaged letters, more parameters than filters
        with pikepdf.new() as apart:
            letters = apart.make_stream(stream.read_raw_bytes(), Filter=Array(used[:undone]))
            data = letters.read_bytes()
        if not kept:
            stream.write(data)
            return
        parameters = stream.get("/DecodeParms")
        if isinstance(parameters, Array):
            parameters = Array(list(parameters)[undone:])
        elif not isinstance(parameters, Dictionary):
            parameters = None
        stream.write(data, filter=Array(kept), decode_parms=parameters)


def end_flushed(stream: Stream) -> None:
    """Write the end of data that has none, in place: not all programs would read it."""
    with suppress(zlib.error):
        data = stream.read_raw_bytes() if is_deflated(stream) else b""
        if data.endswith(FLUSHED):
            whole = zlib.decompressobj().decompress(data)
            write_coded(stream, zlib.compress(whole), stream)


def salvage(stream: Object) -> bytes:
    """Return the data of a stream, as far as it can be decoded."""
    with suppress(pikepdf.PdfError, pikepdf.DependencyError):
        return stream.read_bytes()
    data = stream.read_raw_bytes() if isinstance(stream, Stream) and is_deflated(stream) else b""
    found, inflater = bytearray(), zlib.decompressobj()
    with suppress(zlib.error):
        for byte in data:  # what is read with the damage is lost
            found += inflater.decompress(bytes((byte,)))
    return bytes(found)


class Inflater:
    """Reads streams in Flate, not all of them when the file is endless."""

    def __init__(self) -> None:
        self._left = MOST_INFLATED

    def measure(self, stream: Stream) -> tuple[bool, int | None]:
        """Tell whether a stream is whole, with its checksum (RFC 1950) or none, as some forget it.

        The second value is its size, None when it is not known. Raises AnnexRefused for a bomb.
        """
        if not is_deflated(stream):
            return True, None if "/Filter" in stream else len(stream.read_raw_bytes())
        data = stream.read_raw_bytes()
        if not data:
            return True, 0
        most = MOST_IMAGE if stream.get("/Subtype") == Name.Image else MOST_OTHER
        try:
            inflater, size = self._inflate(data, most, zlib.MAX_WBITS)
            if not inflater.eof and self._left > 0:
                # Whole without its checksum, or cut short
                inflater, size = self._inflate(data[2:], most, -zlib.MAX_WBITS)
        except zlib.error:
            return False, None
        return (True, None) if self._left <= 0 else (inflater.eof or data.endswith(FLUSHED), size)

    def _inflate(self, data: bytes, most: int, bits: int) -> tuple[zlib._Decompress, int]:
        inflater, size = zlib.decompressobj(bits), 0
        while data and not inflater.eof and self._left > 0:
            found = len(inflater.decompress(data, CHUNK))
            size += found
            self._left -= found
            if size > most:
                raise unusable("bomb")
            data = inflater.unconsumed_tail
        return inflater, size


@contextmanager
def sparing(pdf: Pdf) -> Iterator[None]:
    """Keep qpdf from decoding what is verified here, or would take too much room or time."""
    spared: list[tuple[Stream, Object]] = []
    points = MOST_POINTS
    for item in pdf.objects:
        if isinstance(item, Stream):
            points -= _points(item)
            if _is_spared(item) or (points < 0 and _points(item)):
                spared.append((item, item.Filter))
                item.Filter = UNKNOWN
    try:
        yield
    finally:
        for stream, own in spared:
            stream.Filter = own


def _points(stream: Stream) -> int:
    width, height = stream.get("/Width"), stream.get("/Height")
    if Name.DCTDecode not in filters(stream):
        return 0
    return width * height if isinstance(width, int) and isinstance(height, int) else 0


def _is_spared(stream: Stream) -> bool:
    if Name.LZWDecode in filters(stream):
        return len(stream.read_raw_bytes()) > MOST_LZW
    if stream.get("/Type") in NOT_SHOWN:
        return "/Filter" in stream
    return bool(stream.get("/Subtype") == Name.Image) and is_deflated(stream)
