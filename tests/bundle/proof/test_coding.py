"""A stream is decoded where all readers decode it alike, and nowhere else."""

import zlib
from base64 import a85encode

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from packetgen.bundle.proof.coding import decoded
from tests.bundle.forgery import DCT, FLATE, HEX, LETTERS, LZW, by_rows, rows, written


def _stored(data: bytes, coding: object, said: object = None, **others: object) -> bytes | None:
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(data, **others)
        written(stream, data, coding, said)
        return decoded(stream, data)


DATA = bytes(range(240)) * 2
WHOLE = zlib.compress(DATA)


READABLE: list[tuple[bytes, object, object]] = [
    (DATA, None, None),
    (DATA, Array([]), None),
    (WHOLE, FLATE, Dictionary(Predictor=1)),
    (WHOLE[:-4], FLATE, None),
    (WHOLE + b"\r\n", Array([FLATE]), None),
    (zlib.compress(by_rows(DATA, 48)), FLATE, rows(48)),
    (zlib.compress(by_rows(DATA, 48)), Array([FLATE]), Array([rows(48)])),
    (zlib.compress(WHOLE), Array([FLATE, FLATE]), Array([None, None])),
    (DATA.hex().encode() + b">\n", HEX, None),
    (a85encode(DATA, wrapcol=60) + b"~>", LETTERS, None),
    (a85encode(WHOLE) + b"~>", Array([LETTERS, FLATE]), None),
]
PREDICTED = zlib.compress(by_rows(DATA, 1))
UNREADABLE: dict[str, tuple[bytes, object, object]] = {
    "hexadecimal": (DATA, HEX, None),
    "hexadecimal, more after the end": (DATA.hex().encode() + b">20", HEX, None),
    "hexadecimal, empty": (b">", HEX, None),
    "letters without end": (a85encode(DATA), LETTERS, None),
    "letters with a start": (b"<~" + a85encode(DATA) + b"~>", LETTERS, None),
    "LZW": (DATA, LZW, None),
    "Flate": (DATA, FLATE, None),
    "JPEG": (DATA, DCT, None),
    "encrypted": (DATA, Name.Crypt, Dictionary(Name=Name.Identity)),
    "no filter": (DATA, Array([None]), None),
    "short name": (WHOLE, Name.Fl, None),
    "cut short": (WHOLE[:-6], FLATE, None),
    "wrong checksum": (WHOLE[:-4] + b"0000", FLATE, None),
    "more after the end": (WHOLE + b"more", FLATE, None),
    "part of a row": (zlib.compress(by_rows(DATA, 49)), FLATE, rows(49)),
    "less than no column": (WHOLE, FLATE, Dictionary(Predictor=12, Columns=-4)),
    "no parameters": (WHOLE, FLATE, Array([])),
    "parameters of no filter": (PREDICTED, Array([FLATE]), rows(1)),
    "parameters for a filter of no list": (PREDICTED, FLATE, Array([rows(1)])),
    "more parameters than filters": (WHOLE, Array([FLATE]), Array([None, None])),
    "unknown predictor": (PREDICTED, FLATE, Dictionary(Predictor=7)),
    "predictor of parts of bytes": (WHOLE, FLATE, Dictionary(Predictor=2, BitsPerComponent=4)),
}


@pytest.mark.parametrize("case", READABLE)
def test_what_readers_decode_alike_is_decoded(case: tuple[bytes, object, object]) -> None:
    assert _stored(*case) == DATA


@pytest.mark.parametrize("case", UNREADABLE.values(), ids=UNREADABLE)
def test_what_readers_may_not_decode_alike_is_not(case: tuple[bytes, object, object]) -> None:
    assert _stored(*case) is None


def test_lzw_is_decoded() -> None:
    # ISO 32000-1, 7.4.4.2
    coded = bytes.fromhex("800b6050220c0c8501")
    assert _stored(coded, LZW) == bytes([45, 45, 45, 45, 45, 65, 45, 45, 45, 66])
    assert _stored(coded, LZW, Dictionary(EarlyChange=Dictionary())) is None


def test_what_may_be_elsewhere_is_not_decoded() -> None:
    assert _stored(DATA, None, F="autre.bin") is None
    assert _stored(DATA, None, DP=Dictionary(Predictor=12)) is None


def test_a_filter_that_is_an_object_of_its_own_is_undone() -> None:
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(b"")
        written(stream, WHOLE, Array([pdf.make_indirect(FLATE)]))
        assert decoded(stream, WHOLE) == DATA
