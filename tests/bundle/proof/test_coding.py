"""A stream is decoded where all readers decode it alike; where they do not, it is a difference."""

import zlib
from base64 import a85encode
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from msgspec.structs import replace
from pikepdf import Array, Dictionary, Name, Pdf, Stream, StreamDecodeLevel

from packetgen.bundle.proof.coding import decoded
from packetgen.bundle.proof.examine import examine
from packetgen.bundle.proof.fingerprint import DIGITS, Digester
from packetgen.bundle.proof.prove import prove
from tests.bundle import forgery, harm
from tests.bundle.forgery import DCT, FLATE, HEX, LETTERS, LZW, by_rows, rows, written
from tests.bundle.samples import Bundle, differing, picture, write
from tests.pdfs import as_bytes


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


Forge = Callable[[Any], object]
FORGED: dict[str, Forge] = {
    "hexadecimal": lambda stream: written(stream, stream.read_bytes(), HEX),
    "cut short": lambda stream: written(stream, zlib.compress(stream.read_bytes())[:-9], FLATE),
}


@pytest.fixture(scope="module")
def bundle(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    path = tmp_path_factory.mktemp("rich") / "bundle.pdf"
    pdfs = (*bundle.pdfs[:3], forgery.rich(bundle.pdfs[3]), *bundle.pdfs[4:])
    return replace(bundle, path=path, pdfs=pdfs, json=write(path, bundle.ledger, pdfs))


def _forged(bundle: Bundle, path: Path, forge: Callable[[Pdf], object]) -> Path:
    with Pdf.open(bundle.path) as pdf:
        forge(pdf)
        pdf.save(path, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
    path.write_bytes(path.read_bytes().replace(b"/Crypt?", b"/Crypt "))
    return path


def _texts(path: Path) -> list[str]:
    found = examine(path)
    assert found.problem == ""
    return [difference.text for difference in found.differences]


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize(("find", "expected"), forgery.STREAMS.values(), ids=forgery.STREAMS)
def test_a_stream_that_readers_may_not_decode_is_a_difference(
    find: forgery.Find, expected: str, forge: Forge, bundle: Bundle, tmp_path: Path
) -> None:
    path = _forged(bundle, tmp_path / "forged.pdf", lambda pdf: forge(find(pdf)))
    assert _texts(path)[0] == expected


SAID = ({"/ColorTransform": 1}, {"/K": 0}, {"/Predictor": 12})
ENTRIES = (
    *(("/Filter", coding) for coding in forgery.CODINGS),
    *(("/DecodeParms", Dictionary(said)) for said in SAID),
)


@pytest.mark.parametrize(("key", "value"), ENTRIES)
@pytest.mark.parametrize(("find", "told"), forgery.IMAGES.values(), ids=forgery.IMAGES)
def test_how_a_photo_is_said_to_be_coded_is_part_of_it(
    find: forgery.Find, told: str, key: str, value: object, bundle: Bundle, tmp_path: Path
) -> None:
    def forged(pdf: Pdf) -> None:
        image = find(pdf)
        expected.extend([told] * (image.get(key) != value))
        if value is not None:
            image[key] = value
        elif key in image:
            del image[key]

    expected: list[str] = []
    assert _texts(_forged(bundle, tmp_path / "forged.pdf", forged)) == expected


def test_images_that_change_places_are_told(bundle: Bundle, tmp_path: Path) -> None:
    def swapped(pdf: Pdf) -> None:
        images = harm.drawn_by(pdf, 4).Resources.XObject
        images.Small, images.Photo = images.Photo, images.Small

    path = _forged(bundle, tmp_path / "forged.pdf", swapped)
    assert _texts(path) == [f"{forgery.RICH} : {forgery.IMAGE}"]


def test_the_symbols_of_a_scan_are_part_of_it(bundle: Bundle, tmp_path: Path) -> None:
    symbols = forgery.resource("/XObject", "/Jbig2")
    path = tmp_path / "forged.pdf"
    _forged(bundle, path, lambda pdf: setattr(symbols(pdf).DecodeParms.JBIG2Globals, "Filter", HEX))
    assert _texts(path) == [f"{forgery.RICH} : {forgery.IMAGE}"]


@pytest.mark.parametrize("by", [-40, -1, 7, 300])
def test_a_wrong_length_hides_nothing(by: int, bundle: Bundle, tmp_path: Path) -> None:
    path, bare = tmp_path / "forged.pdf", HONEST["bare"]
    _forged(bundle, path, lambda pdf: bare(harm.drawn_by(pdf, 3)))
    assert examine(path).is_proved
    whole = path.read_bytes()
    before = whole[: whole.rindex(b"/Length ", 0, whole.index(b"(lettre 1)")) + len(b"/Length ")]
    length, space, rest = whole[len(before) :].partition(b" ")
    path.write_bytes(b"%b%d%b%b" % (before, int(length) + by, space, rest))
    # Both readers find the true end again, with a byte or two of it more
    if examine(path).is_proved:
        assert differing(picture(path, 2), picture(bundle.path, 2)) is None


def _every(pdf: Pdf) -> Iterable[Stream]:
    """The streams that programs decode when they save."""
    for item in pdf.objects:
        if isinstance(item, Stream) and decoded(item, item.read_raw_bytes()):
            large = item.get(Name.Subtype) == Name.Image and item.Width > 500
            if item.get(Name.Type) not in (Name.XRef, Name.ObjStm) and not large:
                yield item


HONEST: dict[str, Forge] = {
    "bare": lambda stream: stream.write(stream.read_bytes()),
    "Flate": lambda stream: written(
        stream, zlib.compress(stream.read_bytes()) + b"\r\n", Array([FLATE])
    ),
    "predicted": lambda stream: written(
        stream, zlib.compress(by_rows(stream.read_bytes(), 1)), FLATE, rows(1)
    ),
    "letters and Flate": lambda stream: written(
        stream, a85encode(zlib.compress(stream.read_bytes())) + b"~>", Array([LETTERS, FLATE])
    ),
}


@pytest.mark.parametrize("code", HONEST.values(), ids=HONEST)
def test_a_bundle_coded_otherwise_is_proved(code: Forge, bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "coded.pdf"
    _forged(bundle, path, lambda pdf: list(map(code, list(_every(pdf)))))
    assert path.read_bytes() != bundle.path.read_bytes()
    assert _texts(path) == []


def test_a_piece_that_is_damaged_is_bound_and_seen(bundle: Bundle, tmp_path: Path) -> None:
    with Pdf.open(BytesIO(bundle.pdfs[2])) as pdf:
        contents = harm.page_of(pdf, 1).Contents
        assert isinstance(contents, Stream)
        written(contents, zlib.compress(contents.read_bytes())[:-9], FLATE)
        pdfs = (*bundle.pdfs[:2], as_bytes(pdf), *bundle.pdfs[3:])
    path = tmp_path / "bundle.pdf"
    write(path, bundle.ledger, pdfs)
    assert prove(path, bundle.ledger, pdfs) >= 1
    assert examine(path).is_proved


def test_bundles_made_before_keep_their_fingerprints() -> None:
    """What is told by the data is not said again: digests are those of the first bundles."""
    with Pdf.new() as pdf:
        symbols = Dictionary(JBIG2Globals=pdf.make_stream(b"symbols"))
        large, fax = (600, 600), Dictionary(K=-1, Columns=40)
        images = {
            "/Small": forgery.image(pdf, bytes(range(256)), (16, 16)),
            "/Bare": forgery.image(pdf, bytes(600 * 600), large),
            "/Large": forgery.image(pdf, b"\x78\x9c large", large, Filter=FLATE),
            "/Photo": forgery.image(pdf, b"\xff\xd8\xff photo", large, Filter=Array([DCT])),
            "/Jpx": forgery.coded(pdf, b"\0\0\0\x0cjP  ", Name.JPXDecode),
            "/Scan": forgery.coded(pdf, b"\0\0\0\0\x30\0\1 scan", Name.JBIG2Decode),
            "/Symbols": forgery.coded(pdf, b"\0\0\0\1", Name.JBIG2Decode, symbols),
            "/Fax": forgery.coded(pdf, b"\x26\xa0", Name.CCITTFaxDecode, fax),
        }
        page = pdf.add_blank_page().obj
        page.Resources = Dictionary(XObject=Dictionary(images))
        page.Contents = pdf.make_stream(b"".join(b"%b Do " % key.encode() for key in images))
        found, _ = Digester(pdf).fingerprint(0)
    before = ("ea89bc7df73073d18f50515b14281120", "f5da071e9044ec597cc8eae86578c4d1")
    assert (found.drawing, found.images[:DIGITS]) == before
