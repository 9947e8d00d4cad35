"""What a forger may say of how the streams of a bundle are coded, so that none is drawn."""

import zlib
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image

from tests import pdfs
from tests.annexes.pictures import saved
from tests.bundle.harm import drawn_by, page_of

FLATE, DCT = Name.FlateDecode, Name.DCTDecode
HEX, LETTERS, LZW = Name.ASCIIHexDecode, Name.ASCII85Decode, Name.LZWDecode

DRAWING, IMAGE = "son texte ou son tracé a changé", "une image a changé"
COVER, RICH = "page 1, « Couverture »", "page 4, pièce 2 « Statuts »"
LETTER = f"page 3, pièce 1 « Lettre au Président » : {DRAWING}"

Find = Callable[[Pdf], Any]

image = partial(pdfs.image, Type=Name.XObject)


def rich(source: bytes) -> bytes:
    """A piece whose first page draws by whatever a page may draw by."""
    with Pdf.open(BytesIO(source)) as pdf:
        page = pdf.pages[0].obj
        dots = bytes(range(256))
        photo = saved(Image.radial_gradient("L").resize((30, 30)), "JPEG")
        profile = pdf.make_stream(b"profile " * 20, N=1, Alternate=Name.DeviceGray)
        share = Array([0, 1])
        tint = pdf.make_stream(b"{ 1 exch sub }", FunctionType=4, Domain=share, Range=share)
        symbols = Dictionary(JBIG2Globals=pdf.make_stream(b"symbols of the page" * 3))
        fax = Dictionary(K=-1, Columns=40)
        page.Resources.ColorSpace = Dictionary(
            C=Array([Name.ICCBased, profile]),
            S=Array([Name.Separation, Name.Ink, Name.DeviceGray, tint]),
        )
        # a number that PDFium rounds
        page.Resources.Properties = Dictionary(N=Array([Decimal("-312.494984")]))
        page.Resources.XObject = Dictionary(
            Form=pdfs.drawing(pdf, b"0.5 w 10 10 m 90 90 l S", (0, 0, 100, 100)),
            Small=image(pdf, dots, (16, 16), SMask=image(pdf, dots[::-1], (16, 16))),
            Large=image(pdf, zlib.compress(bytes(800 * 800)), (800, 800), Filter=FLATE),
            Bare=image(pdf, bytes(800 * 800), (800, 800)),
            Photo=image(pdf, photo, (30, 30), Filter=DCT),
            Ccitt=coded(pdf, b"\x26\xa0" * 9, Name.CCITTFaxDecode, fax),
            Jbig2=coded(pdf, b"\0\0\0\1\6" * 9, Name.JBIG2Decode, symbols),
            Jpx=coded(pdf, b"\0\0\0\x0cjP  \r\n" * 5, Name.JPXDecode),
        )
        drawn = page.Contents.read_bytes() + b" /C cs 1 sc /S cs 1 sc q 90 0 0 90 0 0 cm"
        names = b"".join(b" %b Do" % key.encode() for key in page.Resources.XObject)
        page.Contents = pdf.make_stream(drawn + names + b" Q")
        return pdfs.as_bytes(pdf)


def coded(pdf: Pdf, data: bytes, coding: Name, said: object = None) -> Stream:
    entries: dict[str, Any] = {"Filter": coding} | ({} if said is None else {"DecodeParms": said})
    return image(pdf, data, (40, 9), **entries)


def _font(pdf: Pdf) -> Object:
    return next(iter(page_of(pdf, 1).Resources.Font.as_dict().values()))


def resource(kind: str, name: str, page: int = 4) -> Find:
    return lambda pdf: drawn_by(pdf, page).Resources[kind][name]


def _attached(name: str) -> Find:
    return lambda pdf: pdf.attachments[name].get_file().obj


# Each stream, with the difference that is found where readers may not decode it
STREAMS: dict[str, tuple[Find, str]] = {
    "letter": (lambda pdf: drawn_by(pdf, 3), LETTER),
    "stamp": (lambda pdf: page_of(pdf, 3).Contents, LETTER),
    "font": (lambda pdf: _font(pdf).FontDescriptor.FontFile2, f"{COVER} : {DRAWING}"),
    "form": (resource("/XObject", "/Form"), f"{RICH} : {DRAWING}"),
    "profile": (lambda pdf: resource("/ColorSpace", "/C")(pdf)[1], f"{RICH} : {DRAWING}"),
    "tint": (lambda pdf: resource("/ColorSpace", "/S")(pdf)[3], f"{RICH} : {DRAWING}"),
    "small image": (resource("/XObject", "/Small"), f"{RICH} : {IMAGE}"),
    "mask": (lambda pdf: resource("/XObject", "/Small")(pdf).SMask, f"{RICH} : {IMAGE}"),
    "data": (_attached("dossier.json"), "le fichier joint « dossier.json » a été modifié"),
    "ledger": (
        _attached("bordereau.json"),
        "le fichier joint « bordereau.json » a été modifié : il ne peut plus être lu",
    ),
}


def written(stream: Stream, data: bytes, coding: object, said: object = None) -> None:
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


IMAGES: dict[str, tuple[Find, str]] = {
    "scan": (resource("/XObject", "/Im0", 10), f"page 10, pièce 5 « Avis d’impôt » : {IMAGE}")
} | {
    name: (resource("/XObject", f"/{name}"), f"{RICH} : {IMAGE}")
    for name in ("Large", "Bare", "Photo", "Ccitt", "Jbig2", "Jpx")
}
CODINGS = (
    *(None, FLATE, DCT, Name.JPXDecode, Name.DCT, Name.CCITTFaxDecode, Name.JBIG2Decode),
    # the last name is one that qpdf would leave out as it writes
    *(HEX, Name.Brotli, 5, Name("/Crypt?")),
)
