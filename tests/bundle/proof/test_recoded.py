"""However a stream of a bundle is coded anew, what readers would no longer draw is a difference."""

from __future__ import annotations

import zlib
from base64 import a85encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, StreamDecodeLevel

from packetgen.bundle.proof.coding import decoded
from packetgen.bundle.proof.examine import examine
from packetgen.bundle.proof.fingerprint import Digester
from packetgen.bundle.proof.prove import prove
from packetgen.model.bundle import Part
from tests.bundle import harm
from tests.bundle.forgery import (
    CODINGS,
    DCT,
    FLATE,
    FORGERIES,
    HEX,
    IMAGE,
    IMAGES,
    LETTERS,
    RICH,
    STREAMS,
    Find,
    Forge,
    by_rows,
    image,
    rich,
    rich_resource,
    rows,
    written,
)
from tests.bundle.samples import PIECES, Bundle, differing, make, picture, scan, write


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Pages 1 cover, 3 letter, 4 whatever draws, 7 absent RIB, 10 a scan."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.pdf"
    made = make(path, (*PIECES, Part("avis", "Avis d’impôt", 1, 5, fichier="avis.jpg")))
    pdfs = (*made.pdfs[:3], rich(made.pdfs[3]), *made.pdfs[4:6], scan(), made.pdfs[7])
    return replace(made, pdfs=pdfs, json=write(path, made.ledger, pdfs))


def _forged(bundle: Bundle, path: Path, forge: Callable[[Pdf], None]) -> Path:
    with Pdf.open(bundle.path) as pdf:
        forge(pdf)
        pdf.save(path, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
    path.write_bytes(path.read_bytes().replace(b"/Crypt?", b"/Crypt "))
    return path


def _texts(path: Path) -> list[str]:
    found = examine(path)
    assert found.problem == ""
    return [difference.text for difference in found.differences]


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
@pytest.mark.parametrize(("find", "expected"), STREAMS.values(), ids=STREAMS)
def test_a_stream_that_readers_may_not_decode_is_a_difference(
    find: Find, expected: str, forge: Forge, bundle: Bundle, tmp_path: Path
) -> None:
    def forged(pdf: Pdf) -> None:
        forge(pdf, find(pdf))

    assert _texts(_forged(bundle, tmp_path / "forged.pdf", forged))[0] == expected


@pytest.mark.parametrize("coding", CODINGS.values(), ids=CODINGS)
@pytest.mark.parametrize(("find", "told"), IMAGES.values(), ids=IMAGES)
def test_the_coding_of_a_photo_is_part_of_it(
    find: Find, told: str, coding: object, bundle: Bundle, tmp_path: Path
) -> None:
    changed = []

    def forged(pdf: Pdf) -> None:
        image = find(pdf)
        changed.append(image.get(Name.Filter) != coding)
        del image[Name.Filter]
        if coding is not None:
            image[Name.Filter] = coding

    texts = _texts(_forged(bundle, tmp_path / "forged.pdf", forged))
    assert texts == ([told] if changed[0] else [])


@pytest.mark.parametrize("said", [{"/ColorTransform": 1}, {"/K": 0}, {"/Predictor": 12}])
@pytest.mark.parametrize(("find", "told"), IMAGES.values(), ids=IMAGES)
def test_the_parameters_of_a_photo_are_part_of_it(
    find: Find, told: str, said: dict[str, int], bundle: Bundle, tmp_path: Path
) -> None:
    def forged(pdf: Pdf) -> None:
        find(pdf).DecodeParms = Dictionary(said)

    assert _texts(_forged(bundle, tmp_path / "forged.pdf", forged)) == [told]


def test_the_symbols_of_a_scan_are_part_of_it(bundle: Bundle, tmp_path: Path) -> None:
    def forged(pdf: Pdf) -> None:
        symbols = rich_resource("/XObject", "/Jbig2")(pdf).DecodeParms.JBIG2Globals
        symbols.Filter = HEX

    assert _texts(_forged(bundle, tmp_path / "forged.pdf", forged)) == [f"{RICH} : {IMAGE}"]


def _lengthened(pdf: bytes, by: int) -> bytes:
    """Make the /Length of what the letter draws another number."""
    at = pdf.index(b"(lettre 1)")
    start = pdf.rindex(b"/Length ", 0, at) + len(b"/Length ")
    end = pdf.index(b" ", start)
    length = int(pdf[start:end])
    return pdf[:start] + str(length + by).encode() + pdf[end:]


@pytest.mark.parametrize("by", [-40, -1, 7, 300])
def test_a_wrong_length_hides_nothing(by: int, bundle: Bundle, tmp_path: Path) -> None:
    def uncompressed(pdf: Pdf) -> None:
        form = harm.drawn_by(pdf, 3)
        form.write(form.read_bytes())

    path = _forged(bundle, tmp_path / "forged.pdf", uncompressed)
    assert examine(path).is_proved
    path.write_bytes(_lengthened(path.read_bytes(), by))
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


def _deflated(data: bytes) -> bytes:
    return zlib.compress(data) + b"\r\n"


HONEST: dict[str, Callable[[Stream], None]] = {
    "bare": lambda stream: stream.write(stream.read_bytes()),
    "Flate": lambda stream: written(stream, _deflated(stream.read_bytes()), Array([FLATE])),
    "predicted": lambda stream: written(
        stream, zlib.compress(by_rows(stream.read_bytes(), 1)), FLATE, rows(1)
    ),
    "letters and Flate": lambda stream: written(
        stream,
        a85encode(zlib.compress(stream.read_bytes())) + b"~>",
        Array([LETTERS, FLATE]),
    ),
}


@pytest.mark.parametrize("coded", HONEST.values(), ids=HONEST)
def test_a_bundle_coded_otherwise_is_proved(
    coded: Callable[[Stream], None], bundle: Bundle, tmp_path: Path
) -> None:
    def recoded(pdf: Pdf) -> None:
        for stream in list(_every(pdf)):
            coded(stream)

    path = _forged(bundle, tmp_path / "coded.pdf", recoded)
    assert path.read_bytes() != bundle.path.read_bytes()
    assert _texts(path) == []


def test_a_piece_that_is_damaged_is_bound_and_seen(bundle: Bundle, tmp_path: Path) -> None:
    with Pdf.open(BytesIO(bundle.pdfs[2])) as pdf:
        contents = harm.page_of(pdf, 1).Contents
        assert isinstance(contents, Stream)
        written(contents, zlib.compress(contents.read_bytes())[:-9], FLATE)
        cut = BytesIO()
        pdf.save(cut)
    pdfs = (*bundle.pdfs[:2], cut.getvalue(), *bundle.pdfs[3:])
    path = tmp_path / "bundle.pdf"
    write(path, bundle.ledger, pdfs)
    assert prove(path, bundle.ledger, pdfs) >= 1
    assert examine(path).is_proved


def test_bundles_made_before_keep_their_fingerprints() -> None:
    """What is told by the data is not said again: digests are those of the first bundles."""
    with Pdf.new() as pdf:
        said = {
            "ccitt": Dictionary(K=-1, Columns=40),
            "jbig2": Dictionary(JBIG2Globals=pdf.make_stream(b"symbols")),
        }
        images = {
            "/Small": image(pdf, bytes(range(256)), 16, 16),
            "/Bare": image(pdf, bytes(600 * 600), 600, 600),
            "/Large": image(pdf, b"\x78\x9c large", 600, 600, Filter=FLATE),
            "/Photo": image(pdf, b"\xff\xd8\xff photo", 600, 600, Filter=Array([DCT])),
            "/Jpx": image(pdf, b"\0\0\0\x0cjP  ", 40, 9, Filter=Name.JPXDecode),
            "/Scan": image(pdf, b"\0\0\0\0\x30\0\1 scan", 40, 9, Filter=Name.JBIG2Decode),
            "/Symbols": image(
                pdf, b"\0\0\0\1", 40, 9, Filter=Name.JBIG2Decode, DecodeParms=said["jbig2"]
            ),
            "/Fax": image(
                pdf, b"\x26\xa0", 40, 9, Filter=Name.CCITTFaxDecode, DecodeParms=said["ccitt"]
            ),
        }
        page = pdf.add_blank_page().obj
        page.Resources = Dictionary(XObject=Dictionary(images))
        page.Contents = pdf.make_stream(b"".join(b"%b Do " % key.encode() for key in images))
        found, _ = Digester(pdf).fingerprint(0)
    before = ("ea89bc7df73073d18f50515b14281120", "f5da071e9044ec597cc8eae86578c4d1")
    assert (found.drawing, found.images) == before
