"""However a stream is coded anew, what readers would no longer draw is a difference."""

from __future__ import annotations

import zlib
from base64 import a85encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, StreamDecodeLevel
from PIL import Image

from packetgen.bundle.coding import decoded
from packetgen.bundle.examine import examine
from packetgen.bundle.fingerprint import Digester
from packetgen.bundle.prove import prove
from packetgen.model.packet import Part
from tests.bundle import harm
from tests.bundle.samples import PIECES, Bundle, differing, make, picture, scan, write

FLATE, DCT = Name.FlateDecode, Name.DCTDecode
HEX, LETTERS, LZW = Name.ASCIIHexDecode, Name.ASCII85Decode, Name.LZWDecode
# Which qpdf would leave out as it writes
ENCRYPTED = Name("/Crypt?")

DRAWING, IMAGE = "son texte ou son tracé a changé", "une image a changé"
COVER = "page 1, « Couverture »"
RICH = "page 4, pièce 2 « Statuts »"
SCAN = "page 10, pièce 5 « Avis d’impôt »"

Find = Callable[[Pdf], Any]
Forge = Callable[[Pdf, Stream], None]


def _jpeg(size: tuple[int, int]) -> bytes:
    buffer = BytesIO()
    Image.radial_gradient("L").resize(size).save(buffer, "JPEG")
    return buffer.getvalue()


def _image(pdf: Pdf, data: bytes, width: int, height: int, **entries: Object) -> Stream:
    given = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8} | entries
    sizes = {"Type": Name.XObject, "Subtype": Name.Image, "Width": width, "Height": height}
    return pdf.make_stream(data, **sizes, **given)


def _rich(source: bytes) -> bytes:
    """A piece whose first page draws by whatever a page may draw by."""
    buffer = BytesIO()
    with Pdf.open(BytesIO(source)) as pdf:
        page = pdf.pages[0].obj
        form = pdf.make_stream(b"0.5 w 10 10 m 90 90 l S", Subtype=Name.Form)
        form.BBox = Array([0, 0, 100, 100])
        dots = bytes(range(256))
        mask = _image(pdf, dots[::-1], 16, 16)
        profile = pdf.make_stream(b"profile " * 20, N=1, Alternate=Name.DeviceGray)
        tint = pdf.make_stream(
            b"{ 1 exch sub }", FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1])
        )
        globals_ = pdf.make_stream(b"symbols of the page" * 3)
        parms = {"ccitt": Dictionary(K=-1, Columns=40), "jbig2": Dictionary(JBIG2Globals=globals_)}
        page.Resources.ColorSpace = Dictionary(
            C=Array([Name.ICCBased, profile]),
            S=Array([Name.Separation, Name.Ink, Name.DeviceGray, tint]),
        )
        page.Resources.XObject = Dictionary(
            Form=form,
            Small=_image(pdf, dots, 16, 16, SMask=mask),
            Large=_image(pdf, zlib.compress(bytes(800 * 800)), 800, 800, Filter=FLATE),
            Bare=_image(pdf, bytes(800 * 800), 800, 800),
            Photo=_image(pdf, _jpeg((30, 30)), 30, 30, Filter=DCT),
            Ccitt=_image(
                pdf, b"\x26\xa0" * 9, 40, 9, Filter=Name.CCITTFaxDecode, DecodeParms=parms["ccitt"]
            ),
            Jbig2=_image(
                pdf, b"\0\0\0\1\6" * 9, 40, 9, Filter=Name.JBIG2Decode, DecodeParms=parms["jbig2"]
            ),
            Jpx=_image(pdf, b"\0\0\0\x0cjP  \r\n" * 5, 40, 9, Filter=Name.JPXDecode),
        )
        drawn = page.Contents.read_bytes() + b" /C cs 1 sc /S cs 1 sc q 90 0 0 90 0 0 cm"
        names = b"".join(b" %b Do" % key.encode() for key in page.Resources.XObject)
        page.Contents = pdf.make_stream(drawn + names + b" Q")
        pdf.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Pages 1 cover, 3 letter, 4 whatever draws, 7 absent RIB, 10 a scan."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.pdf"
    made = make(path, (*PIECES, Part("avis", "Avis d’impôt", 1, 5, fichier="avis.jpg")))
    pdfs = (*made.pdfs[:3], _rich(made.pdfs[3]), *made.pdfs[4:6], scan(), made.pdfs[7])
    return replace(made, pdfs=pdfs, json=write(path, made.ledger, pdfs))


def _font(pdf: Pdf) -> Object:
    return next(iter(harm.page_of(pdf, 1).Resources.Font.as_dict().values()))


def _rich_resource(kind: str, name: str) -> Find:
    return lambda pdf: harm.drawn_by(pdf, 4).Resources[kind][name]


STREAMS: dict[str, tuple[Find, str]] = {
    "letter": (
        lambda pdf: harm.drawn_by(pdf, 3),
        f"page 3, pièce 1 « Lettre au Président » : {DRAWING}",
    ),
    "stamp": (
        lambda pdf: harm.page_of(pdf, 3).Contents,
        f"page 3, pièce 1 « Lettre au Président » : {DRAWING}",
    ),
    "cover": (lambda pdf: harm.page_of(pdf, 1).Contents, f"{COVER} : {DRAWING}"),
    "font": (lambda pdf: _font(pdf).FontDescriptor.FontFile2, f"{COVER} : {DRAWING}"),
    "signs of a font": (lambda pdf: _font(pdf).ToUnicode, f"{COVER} : {DRAWING}"),
    "form": (_rich_resource("/XObject", "/Form"), f"{RICH} : {DRAWING}"),
    "profile": (lambda pdf: _rich_resource("/ColorSpace", "/C")(pdf)[1], f"{RICH} : {DRAWING}"),
    "tint": (lambda pdf: _rich_resource("/ColorSpace", "/S")(pdf)[3], f"{RICH} : {DRAWING}"),
    "small image": (_rich_resource("/XObject", "/Small"), f"{RICH} : {IMAGE}"),
    "mask": (lambda pdf: _rich_resource("/XObject", "/Small")(pdf).SMask, f"{RICH} : {IMAGE}"),
    "data": (
        lambda pdf: pdf.attachments["dossier.json"].get_file().obj,
        "le fichier joint « dossier.json » a été modifié",
    ),
    "ledger": (
        lambda pdf: pdf.attachments["bordereau.json"].get_file().obj,
        "le fichier joint « bordereau.json » a été modifié : il ne peut plus être lu",
    ),
}


def _written(stream: Stream, data: bytes, coding: object, said: object = None) -> None:
    """Store data in a stream, coded as one may say."""
    stream.write(data)
    stream.Filter = coding
    if said is not None:
        stream.DecodeParms = said


def _plain(coding: object, said: object = None) -> Forge:
    """Leave the data decoded, and say that it is coded."""
    return lambda _pdf, stream: _written(stream, stream.read_bytes(), coding, said)


def _deflated(
    change: Callable[[bytes], bytes], coding: object = FLATE, said: object = None
) -> Forge:
    """Store the data in Flate, changed."""
    return lambda _pdf, stream: _written(
        stream, change(zlib.compress(stream.read_bytes())), coding, said
    )


def _rows(columns: int) -> Dictionary:
    return Dictionary(Predictor=12, Columns=columns)


def _predicted(columns: int, coding: object, said: object, *, part: bool = False) -> Forge:
    """Store the data by rows, each after its predictor; the last one may be a part."""

    def forge(_pdf: Pdf, stream: Stream) -> None:
        data = stream.read_bytes()
        assert part is bool(len(data) % columns)
        _written(stream, zlib.compress(_by_rows(data, columns)), coding, said)

    return forge


def _by_rows(data: bytes, columns: int) -> bytes:
    return b"".join(b"\0" + data[at : at + columns] for at in range(0, len(data), columns))


def _referred(pdf: Pdf, stream: Stream) -> None:
    _written(stream, stream.read_bytes(), Array([pdf.make_indirect(HEX)]))


def _elsewhere(key: str, value: Object | str) -> Forge:
    def forge(_pdf: Pdf, stream: Stream) -> None:
        stream.write(stream.read_bytes())
        stream[key] = value

    return forge


def _in_letters(_pdf: Pdf, stream: Stream) -> None:
    _written(stream, stream.read_bytes().hex().encode() + b">20", HEX)


def _without_end(_pdf: Pdf, stream: Stream) -> None:
    _written(stream, a85encode(stream.read_bytes()), LETTERS)


FORGERIES: dict[str, Forge] = {
    "hexadecimal": _plain(HEX),
    "hexadecimal, told by an object": _referred,
    "hexadecimal, more after the end": _in_letters,
    "letters": _plain(LETTERS),
    "letters without end": _without_end,
    "LZW": _plain(LZW),
    "run lengths": _plain(Name.RunLengthDecode),
    "Flate": _plain(FLATE),
    "Flate twice": _deflated(bytes, Array([FLATE, FLATE])),
    "JPEG": _plain(DCT),
    "unknown": _plain(Name.Brotli),
    "encrypted": _plain(ENCRYPTED),
    "identity": _plain(ENCRYPTED, Dictionary(Name=Name.Identity)),
    "a number": _plain(5),
    "short name": _deflated(bytes, Name.Fl),
    "cut short": _deflated(lambda data: data[:-9]),
    "wrong checksum": _deflated(lambda data: data[:-4] + b"0000"),
    "more after the end": _deflated(lambda data: data + b"more"),
    "not so predicted": _deflated(bytes, FLATE, _rows(1)),
    "parameters of no filter": _predicted(1, Array([FLATE]), _rows(1)),
    "parameters for a filter of no list": _predicted(1, FLATE, Array([_rows(1)])),
    "more parameters than filters": _deflated(bytes, Array([FLATE]), Array([None, None])),
    "unknown predictor": _predicted(1, FLATE, Dictionary(Predictor=7)),
    "predictor of parts of bytes": _deflated(
        bytes, FLATE, Dictionary(Predictor=2, BitsPerComponent=4)
    ),
    "in another file": _elsewhere("/F", "autre.bin"),
    "coded as for an inline image": _elsewhere("/F", Array([Name.AHx])),
    "parameters as for an inline image": _elsewhere("/DP", Dictionary(Predictor=12)),
}


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
@pytest.mark.parametrize(("find", "told"), STREAMS.values(), ids=STREAMS)
def test_a_stream_that_readers_may_not_decode_is_a_difference(
    find: Find, told: str, forge: Forge, bundle: Bundle, tmp_path: Path
) -> None:
    def forged(pdf: Pdf) -> None:
        forge(pdf, find(pdf))

    assert _texts(_forged(bundle, tmp_path / "forged.pdf", forged))[0] == told


def _scan(pdf: Pdf) -> Object:
    return next(iter(harm.drawn_by(pdf, 10).Resources.XObject.as_dict().values()))


IMAGES: dict[str, tuple[Find, str]] = {
    "scan": (_scan, f"{SCAN} : {IMAGE}"),
} | {
    name: (_rich_resource("/XObject", f"/{name}"), f"{RICH} : {IMAGE}")
    for name in ("Large", "Bare", "Photo", "Ccitt", "Jbig2", "Jpx")
}
CODINGS: dict[str, object] = {
    "none": None,
    "Flate": FLATE,
    "JPEG": DCT,
    "JPEG 2000": Name.JPXDecode,
    "JPEG, short": Name.DCT,
    "CCITT": Name.CCITTFaxDecode,
    "JBIG2": Name.JBIG2Decode,
    "hexadecimal": HEX,
    "run lengths": Name.RunLengthDecode,
    "unknown": Name.Brotli,
    "encrypted": ENCRYPTED,
    "a number": 5,
}


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
        symbols = _rich_resource("/XObject", "/Jbig2")(pdf).DecodeParms.JBIG2Globals
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


def _stored(data: bytes, coding: object, said: object = None) -> bytes | None:
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(data)
        if coding is not None:
            _written(stream, data, coding, said)
        return decoded(stream)


DATA = bytes(range(240)) * 2
WHOLE = zlib.compress(DATA)


@pytest.mark.parametrize(
    ("stored", "coding", "said"),
    [
        (DATA, None, None),
        (DATA, Array([]), None),
        (WHOLE, FLATE, None),
        (WHOLE, Array([FLATE]), None),
        (WHOLE, FLATE, Dictionary(Predictor=1)),
        (WHOLE[:-4], FLATE, None),
        (WHOLE + b"\r\n", FLATE, None),
        (zlib.compress(_by_rows(DATA, 48)), FLATE, _rows(48)),
        (zlib.compress(_by_rows(DATA, 48)), Array([FLATE]), Array([_rows(48)])),
        (zlib.compress(WHOLE), Array([FLATE, FLATE]), Array([None, None])),
        (DATA.hex().encode() + b">\n", HEX, None),
        (a85encode(DATA, wrapcol=60) + b"~>", LETTERS, None),
        (a85encode(WHOLE) + b"~>", Array([LETTERS, FLATE]), None),
    ],
)
def test_what_readers_decode_alike_is_decoded(stored: bytes, coding: object, said: object) -> None:
    assert _stored(stored, coding, said) == DATA


def test_lzw_is_decoded() -> None:
    # ISO 32000-1, 7.4.4.2
    coded = bytes.fromhex("800b6050220c0c8501")
    assert _stored(coded, LZW) == bytes([45, 45, 45, 45, 45, 65, 45, 45, 45, 66])
    assert _stored(coded, LZW, Dictionary(EarlyChange=Dictionary())) is None


@pytest.mark.parametrize(
    ("stored", "coding", "said"),
    [
        (WHOLE[:-6], FLATE, None),
        (WHOLE[:-4] + b"0000", FLATE, None),
        (b"<~" + a85encode(DATA) + b"~>", LETTERS, None),
        (DATA.hex().encode() + b"g>", HEX, None),
        (b">", HEX, None),
        (zlib.compress(_by_rows(DATA, 49)), FLATE, _rows(49)),
        (WHOLE, FLATE, Dictionary(Predictor=12, Columns=-4)),
        (WHOLE, FLATE, Array([])),
        (DATA, Array([None]), None),
        (DATA, Dictionary(), None),
    ],
)
def test_what_readers_may_not_decode_alike_is_not(
    stored: bytes, coding: object, said: object
) -> None:
    assert _stored(stored, coding, said) is None


def _every(pdf: Pdf) -> Iterable[Stream]:
    """The streams that programs decode when they save."""
    for item in pdf.objects:
        if isinstance(item, Stream) and (data := decoded(item)) is not None and data:
            large = item.get(Name.Subtype) == Name.Image and item.Width > 500
            if item.get(Name.Type) not in (Name.XRef, Name.ObjStm) and not large:
                yield item


HONEST: dict[str, Forge] = {
    "bare": lambda _pdf, stream: stream.write(stream.read_bytes()),
    "Flate": _deflated(bytes),
    "Flate, in a list": _deflated(bytes, Array([FLATE]), Array([None])),
    "Flate, an end of line after it": _deflated(lambda data: data + b"\r\n"),
    "Flate without its checksum": _deflated(lambda data: data[:-4]),
    "predicted": _predicted(1, FLATE, _rows(1)),
    "letters and Flate": lambda _pdf, stream: _written(
        stream,
        a85encode(zlib.compress(stream.read_bytes())) + b"~>",
        Array([LETTERS, FLATE]),
    ),
    "hexadecimal": lambda _pdf, stream: _written(
        stream, stream.read_bytes().hex().encode() + b">", HEX
    ),
}


@pytest.mark.parametrize("coded", HONEST.values(), ids=HONEST)
def test_a_bundle_coded_otherwise_is_proved(coded: Forge, bundle: Bundle, tmp_path: Path) -> None:
    def recoded(pdf: Pdf) -> None:
        for stream in list(_every(pdf)):
            coded(pdf, stream)

    path = _forged(bundle, tmp_path / "coded.pdf", recoded)
    assert path.read_bytes() != bundle.path.read_bytes()
    assert _texts(path) == []


def test_a_piece_that_is_damaged_is_bound_and_seen(bundle: Bundle, tmp_path: Path) -> None:
    with Pdf.open(BytesIO(bundle.pdfs[2])) as pdf:
        contents = harm.page_of(pdf, 1).Contents
        assert isinstance(contents, Stream)
        _deflated(lambda data: data[:-9])(pdf, contents)
        cut = BytesIO()
        pdf.save(cut)
    pdfs = (*bundle.pdfs[:2], cut.getvalue(), *bundle.pdfs[3:])
    path = tmp_path / "bundle.pdf"
    write(path, bundle.ledger, pdfs)
    assert prove(path, bundle.ledger, pdfs).pictured >= 1
    assert examine(path).is_proved


def test_bundles_made_before_keep_their_fingerprints() -> None:
    """What is told by the data is not said again: digests are those of the first bundles."""
    with Pdf.new() as pdf:
        said = {
            "ccitt": Dictionary(K=-1, Columns=40),
            "jbig2": Dictionary(JBIG2Globals=pdf.make_stream(b"symbols")),
        }
        images = {
            "/Small": _image(pdf, bytes(range(256)), 16, 16),
            "/Bare": _image(pdf, bytes(600 * 600), 600, 600),
            "/Large": _image(pdf, b"\x78\x9c large", 600, 600, Filter=FLATE),
            "/Photo": _image(pdf, b"\xff\xd8\xff photo", 600, 600, Filter=Array([DCT])),
            "/Jpx": _image(pdf, b"\0\0\0\x0cjP  ", 40, 9, Filter=Name.JPXDecode),
            "/Scan": _image(pdf, b"\0\0\0\0\x30\0\1 scan", 40, 9, Filter=Name.JBIG2Decode),
            "/Symbols": _image(
                pdf, b"\0\0\0\1", 40, 9, Filter=Name.JBIG2Decode, DecodeParms=said["jbig2"]
            ),
            "/Fax": _image(
                pdf, b"\x26\xa0", 40, 9, Filter=Name.CCITTFaxDecode, DecodeParms=said["ccitt"]
            ),
        }
        page = pdf.add_blank_page().obj
        page.Resources = Dictionary(XObject=Dictionary(images))
        page.Contents = pdf.make_stream(b"".join(b"%b Do " % key.encode() for key in images))
        found, _ = Digester(pdf).fingerprint(0)
    before = ("ea89bc7df73073d18f50515b14281120", "f5da071e9044ec597cc8eae86578c4d1")
    assert (found.drawing, found.images) == before
