"""The clean pages of an annex, lighter: in a process of its own, as all that reads annexes."""

import zlib
from contextlib import suppress
from pathlib import Path

import pikepdf
from pikepdf import Name, PdfError, Stream

from packetgen.annexes.lighten.photos import reduce_photos
from packetgen.annexes.pdf.streams import CHUNK, filters, limit_decoding, write_coded

BEST = 9
# What qpdf undoes, and Flate does better
WORSE = (Name.LZWDecode, Name.ASCII85Decode, Name.ASCIIHexDecode, Name.RunLengthDecode)
UNDONE = (*WORSE, Name.FlateDecode)


def _pack(stream: Stream) -> None:
    """Deflate a stream again, in place, if it then weighs less."""
    used, packed = filters(stream), None
    is_deflated = used == [Name.FlateDecode]
    if is_deflated:
        packed = _deflated_again(stream.read_raw_bytes())
    elif used and all(each in UNDONE for each in used):
        with suppress(PdfError):
            packed = zlib.compress(stream.read_bytes(), BEST)
    if packed and len(packed) < len(stream.read_raw_bytes()):
        if is_deflated:
            write_coded(stream, packed, stream)
        else:
            stream.write(packed, filter=Name.FlateDecode)


def _deflated_again(data: bytes) -> bytes | None:
    """Return deflated data deflated better, None if it is not whole; by pieces, for it is large."""
    reader, writer = zlib.decompressobj(), zlib.compressobj(BEST)
    packed = []
    try:
        while data and not reader.eof:
            packed.append(writer.compress(reader.decompress(data, CHUNK)))
            data = reader.unconsumed_tail
    except zlib.error:
        return None
    packed.append(writer.flush())
    return b"".join(packed) if reader.eof else None


def lighten(source: str | Path, destination: str | Path, *, photos: bool) -> int:
    """Write `source` in fewer bytes to `destination`; with `photos`, these resampled.

    Returns the number of photos that were. The same source gives the same bytes.
    """
    limit_decoding()
    with pikepdf.open(source) as pdf:
        reduced = reduce_photos(pdf) if photos else 0
        for item in pdf.objects:
            if isinstance(item, Stream):
                _pack(item)
        generate = pikepdf.ObjectStreamMode.generate
        pdf.save(destination, object_stream_mode=generate, deterministic_id=True)
    return reduced


handle = lighten
