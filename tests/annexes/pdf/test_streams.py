"""Images as programs write them, in letters or in old codes: the same in each later save."""

import base64
import io
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import ImageChops
from PIL.TiffImagePlugin import TiffImageFile

from packetgen.annexes.pdf.streams import undo_letters
from tests.annexes.conftest import taken
from tests.annexes.pictures import saved
from tests.bundle.forgery import by_rows
from tests.bundle.proof.saves import SAVES
from tests.heavy import photo
from tests.pdfs import Take, image, picture, plain, show

# Above packetgen.bundle.proof.fingerprint.SMALL_IMAGE: what is stored is what is compared
SIZE = (800, 600)
PHOTO = photo(size=SIZE)
ROWS, STRIP_OFFSETS, STRIP_BYTES = 278, 273, 279


def _letters85(data: bytes) -> bytes:
    return base64.a85encode(data, wrapcol=76) + b"~>"


def _lzw() -> bytes:
    """The photo in a code that PDF shares with TIFF, written by libtiff as one strip."""
    data = saved(PHOTO, "TIFF", compression="tiff_lzw", tiffinfo={ROWS: SIZE[1]})
    with TiffImageFile(io.BytesIO(data)) as tiff:
        [start], [length] = tiff.tag_v2[STRIP_OFFSETS], tiff.tag_v2[STRIP_BYTES]
    return data[start : start + length]


PIXELS = PHOTO.tobytes()
PREDICTED = zlib.compress(by_rows(PIXELS, 3 * SIZE[0]))
PREDICTOR = Dictionary(Predictor=15, Colors=3, Columns=SIZE[0])
A85, HEX, FLATE = Name.ASCII85Decode, Name.ASCIIHexDecode, Name.FlateDecode
STORED: dict[str, tuple[bytes, list[Name], list[object] | None]] = {
    "ASCII85": (_letters85(PIXELS), [A85], None),
    "ASCII85, Flate": (_letters85(zlib.compress(PIXELS)), [A85, FLATE], None),
    "ASCII85, predictor": (_letters85(PREDICTED), [A85, FLATE], [None, PREDICTOR]),
    "ASCIIHex": (PIXELS.hex().encode() + b">", [HEX], None),
    "ASCIIHex, ASCII85": (_letters85(PIXELS).hex().encode() + b">", [HEX, A85], None),
    "short name": (_letters85(zlib.compress(PIXELS)), [Name.A85, Name.Fl], None),
    "ASCII85, DCT": (_letters85(saved(PHOTO, "JPEG")), [A85, Name.DCTDecode], None),
    "ASCII85, LZW": (_letters85(_lzw()), [A85, Name.LZWDecode], None),
    "Flate twice": (zlib.compress(zlib.compress(PIXELS)), [FLATE, FLATE], None),
}


def _drawing(name: str) -> bytes:
    data, used, parameters = STORED[name]
    coding: dict[str, Any] = {"Filter": Array(used)}
    if parameters:
        coding["DecodeParms"] = Array(parameters)
    return plain(show(Photo=lambda pdf: image(pdf, data, SIZE, Name.DeviceRGB, **coding)))


def _image(pdf: Pdf) -> Stream:
    [image] = (item for item in pdf.objects if isinstance(item, Stream) and "/Width" in item)
    return image


def _assert_kept(made: Path) -> None:
    """Check that each later save stores an image as it is."""
    with pikepdf.open(made) as pdf:
        stored = (_image(pdf).Filter, _image(pdf).read_raw_bytes())
    for name in ("linearized", "pypdf"):
        with pikepdf.open(io.BytesIO(SAVES[name](made.read_bytes()))) as pdf:
            assert (_image(pdf).Filter, _image(pdf).read_raw_bytes()) == stored


@pytest.mark.parametrize("name", STORED)
def test_an_image_is_stored_as_every_program_keeps_it(name: str, take: Take) -> None:
    given = _drawing(name)
    done = take(given)
    assert done.reservations == ()
    seen = (picture(pdf, width=595) for pdf in (given, done.pdf))
    assert ImageChops.difference(*seen).getbbox() is None
    _assert_kept(done.pdf)


def test_letters_that_cannot_be_read_are_left_and_said(tmp_path: Path) -> None:
    whole = _drawing("ASCII85, Flate")
    middle = whole.index(b"stream") + 10_000
    # a character that no letter code has
    (tmp_path / "a.pdf").write_bytes(whole[:middle] + b"{" + whole[middle + 1 :])
    done = taken(tmp_path / "a.pdf", tmp_path / "clean.pdf")
    assert done.reservations == (
        "réparé, à vérifier\u00a0: page 1 retrouvée, fichier abîmé",
        "page 1\u00a0: données abîmées, comparez avec l’original",
    )
    with pikepdf.open(done.pdf) as pdf:
        assert list(_image(pdf).Filter) == [A85, FLATE]
    _assert_kept(done.pdf)


def test_a_stream_of_more_parameters_than_filters_is_left() -> None:
    with pikepdf.open(io.BytesIO(_drawing("ASCII85, Flate"))) as pdf:
        image = _image(pdf)
        image.DecodeParms = Array([None, None, None])
        before = image.read_raw_bytes()
        undo_letters(image)
        assert (list(image.Filter), image.read_raw_bytes()) == ([A85, FLATE], before)
