"""What a forger may say of how the streams of a bundle are coded, so that none is drawn."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image

from tests.bundle import harm

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


def image(pdf: Pdf, data: bytes, width: int, height: int, **entries: Object) -> Stream:
    given = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8} | entries
    sizes = {"Type": Name.XObject, "Subtype": Name.Image, "Width": width, "Height": height}
    return pdf.make_stream(data, **sizes, **given)


def rich(source: bytes) -> bytes:
    """A piece whose first page draws by whatever a page may draw by."""
    buffer = BytesIO()
    with Pdf.open(BytesIO(source)) as pdf:
        page = pdf.pages[0].obj
        form = pdf.make_stream(b"0.5 w 10 10 m 90 90 l S", Subtype=Name.Form)
        form.BBox = Array([0, 0, 100, 100])
        dots = bytes(range(256))
        mask = image(pdf, dots[::-1], 16, 16)
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
            Small=image(pdf, dots, 16, 16, SMask=mask),
            Large=image(pdf, zlib.compress(bytes(800 * 800)), 800, 800, Filter=FLATE),
            Bare=image(pdf, bytes(800 * 800), 800, 800),
            Photo=image(pdf, _jpeg((30, 30)), 30, 30, Filter=DCT),
            Ccitt=image(
                pdf, b"\x26\xa0" * 9, 40, 9, Filter=Name.CCITTFaxDecode, DecodeParms=parms["ccitt"]
            ),
            Jbig2=image(
                pdf, b"\0\0\0\1\6" * 9, 40, 9, Filter=Name.JBIG2Decode, DecodeParms=parms["jbig2"]
            ),
            Jpx=image(pdf, b"\0\0\0\x0cjP  \r\n" * 5, 40, 9, Filter=Name.JPXDecode),
        )
        drawn = page.Contents.read_bytes() + b" /C cs 1 sc /S cs 1 sc q 90 0 0 90 0 0 cm"
        names = b"".join(b" %b Do" % key.encode() for key in page.Resources.XObject)
        page.Contents = pdf.make_stream(drawn + names + b" Q")
        pdf.save(buffer)
    return buffer.getvalue()


def _font(pdf: Pdf) -> Object:
    return next(iter(harm.page_of(pdf, 1).Resources.Font.as_dict().values()))


def rich_resource(kind: str, name: str) -> Find:
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
    "form": (rich_resource("/XObject", "/Form"), f"{RICH} : {DRAWING}"),
    "profile": (lambda pdf: rich_resource("/ColorSpace", "/C")(pdf)[1], f"{RICH} : {DRAWING}"),
    "tint": (lambda pdf: rich_resource("/ColorSpace", "/S")(pdf)[3], f"{RICH} : {DRAWING}"),
    "small image": (rich_resource("/XObject", "/Small"), f"{RICH} : {IMAGE}"),
    "mask": (lambda pdf: rich_resource("/XObject", "/Small")(pdf).SMask, f"{RICH} : {IMAGE}"),
    "data": (
        lambda pdf: pdf.attachments["dossier.json"].get_file().obj,
        "le fichier joint « dossier.json » a été modifié",
    ),
    "ledger": (
        lambda pdf: pdf.attachments["bordereau.json"].get_file().obj,
        "le fichier joint « bordereau.json » a été modifié : il ne peut plus être lu",
    ),
}


def written(stream: Stream, data: bytes, coding: object, said: object = None) -> None:
    """Store data in a stream, coded as one may say."""
    stream.write(data)
    if coding is not None:
        stream.Filter = coding
    if said is not None:
        stream.DecodeParms = said


def rows(columns: int) -> Dictionary:
    return Dictionary(Predictor=12, Columns=columns)


def by_rows(data: bytes, columns: int) -> bytes:
    """Return data by rows, each after its predictor; the last one may be a part."""
    return b"".join(b"\0" + data[at : at + columns] for at in range(0, len(data), columns))


# Of whatever stream, what readers may not decode
FORGERIES: dict[str, Forge] = {
    "hexadecimal": lambda _pdf, stream: written(stream, stream.read_bytes(), HEX),
    "cut short": lambda _pdf, stream: written(
        stream, zlib.compress(stream.read_bytes())[:-9], FLATE
    ),
}


def _scan(pdf: Pdf) -> Object:
    return next(iter(harm.drawn_by(pdf, 10).Resources.XObject.as_dict().values()))


IMAGES: dict[str, tuple[Find, str]] = {
    "scan": (_scan, f"{SCAN} : {IMAGE}"),
} | {
    name: (rich_resource("/XObject", f"/{name}"), f"{RICH} : {IMAGE}")
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
