"""Images as programs write them, in letters or in old codes: the same in each later save."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageChops
from PIL.TiffImagePlugin import TiffImageFile
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from packetgen.annexes.outcome import Intake
from packetgen.annexes.pdf.streams import undo_letters
from packetgen.bundle.proof.examine import examine
from packetgen.errors import ExitCode
from packetgen.model.dossier import Dossier
from tests.annexes.conftest import taken
from tests.bundle.proof.saves import SAVES
from tests.changes import piece
from tests.folders import build, with_actions, write_folder
from tests.heavy import jpeg, photo

Take = Callable[..., Intake]
# Above packetgen.bundle.proof.fingerprint.SMALL_IMAGE: what is stored is what is compared
SIZE = (800, 600)
PHOTO = photo(size=SIZE)
AS_IT_IS: dict[str, Any] = {
    "stream_decode_level": pikepdf.StreamDecodeLevel.none,
    "compress_streams": False,
}
ROWS, STRIP_OFFSETS, STRIP_BYTES = 278, 273, 279


def _letters85(data: bytes) -> bytes:
    return base64.a85encode(data, wrapcol=76) + b"~>"


def _hexadecimal(data: bytes) -> bytes:
    return data.hex().encode() + b">"


def _strip(compression: str) -> bytes:
    """The photo in a code that PDF shares with TIFF, written by libtiff as one strip."""
    out = io.BytesIO()
    PHOTO.save(out, "TIFF", compression=compression, tiffinfo={ROWS: SIZE[1]})
    with TiffImageFile(io.BytesIO(out.getvalue())) as tiff:
        [start], [length] = tiff.tag_v2[STRIP_OFFSETS], tiff.tag_v2[STRIP_BYTES]
    return out.getvalue()[start : start + length]


def _predicted(data: bytes) -> bytes:
    """Rows as PNG filters them, here each by its code 0."""
    width = 3 * SIZE[0]
    rows = (data[start : start + width] for start in range(0, len(data), width))
    return zlib.compress(b"".join(b"\0" + row for row in rows))


PIXELS = PHOTO.tobytes()
PREDICTOR = Dictionary(Predictor=15, Colors=3, Columns=SIZE[0])
A85, HEX, FLATE = Name.ASCII85Decode, Name.ASCIIHexDecode, Name.FlateDecode
LZW, RUNS = Name.LZWDecode, Name.RunLengthDecode
STORED: dict[str, tuple[bytes, list[Name], object]] = {
    "ASCII85": (_letters85(PIXELS), [A85], None),
    "ASCII85, Flate": (_letters85(zlib.compress(PIXELS)), [A85, FLATE], None),
    "ASCII85, predictor": (
        _letters85(_predicted(PIXELS)), [A85, FLATE], Array([None, PREDICTOR]),
    ),
    "ASCIIHex": (_hexadecimal(PIXELS), [HEX], None),
    "ASCIIHex, ASCII85, Flate": (
        _hexadecimal(_letters85(zlib.compress(PIXELS))), [HEX, A85, FLATE], None,
    ),
    "short name": (_letters85(zlib.compress(PIXELS)), [Name.A85, Name.Fl], None),
    "ASCII85, DCT": (_letters85(jpeg(PHOTO)), [A85, Name.DCTDecode], None),
    "LZW": (_strip("tiff_lzw"), [LZW], None),
    "ASCII85, LZW": (_letters85(_strip("tiff_lzw")), [A85, LZW], None),
    "Flate twice": (zlib.compress(zlib.compress(PIXELS)), [FLATE, FLATE], None),
    "RunLength": (_strip("packbits") + b"\x80", [RUNS], None),
    "ASCII85, RunLength": (_letters85(_strip("packbits") + b"\x80"), [A85, RUNS], None),
}  # fmt: skip


def _drawing(name: str) -> bytes:
    """A page that shows the photo, stored so."""
    data, used, parameters = STORED[name]
    with pikepdf.new() as pdf:
        drawn = pdf.make_stream(
            data, Type=Name.XObject, Subtype=Name.Image, Width=SIZE[0], Height=SIZE[1],
            ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Array(used),
        )  # fmt: skip
        if parameters is not None:
            drawn.DecodeParms = parameters
        page = pdf.add_blank_page(page_size=(595.28, 841.89))
        page.Resources = Dictionary(XObject=Dictionary(Photo=drawn))
        page.Contents = pdf.make_stream(b"q 400 0 0 300 90 300 cm /Photo Do Q")
        out = io.BytesIO()
        pdf.save(out, **AS_IT_IS)
    assert out.getvalue().count(data) == 1
    return out.getvalue()


def _by_reportlab(photo: Image.Image | io.BytesIO) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawImage(ImageReader(photo), 90, 300, 400, 300)
    canvas.save()
    return out.getvalue()


def _image(pdf: Pdf) -> Stream:
    [image] = (item for item in pdf.objects if isinstance(item, Stream) and "/Width" in item)
    return image


def _seen(pdf: bytes | Path) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        seen: Image.Image = document[0].render().to_pil().convert("RGB")
        return seen


@pytest.mark.parametrize("name", STORED)
def test_an_image_is_stored_as_every_program_keeps_it(name: str, take: Take) -> None:
    given = _drawing(name)
    done = take(given)
    assert done.reservations == ()
    assert ImageChops.difference(_seen(given), _seen(done.pdf)).getbbox() is None
    again = io.BytesIO()
    with pikepdf.open(done.pdf) as pdf:
        stored = (_image(pdf).Filter, _image(pdf).read_raw_bytes())
        pdf.save(again)
    with pikepdf.open(again) as pdf:
        assert (_image(pdf).Filter, _image(pdf).read_raw_bytes()) == stored


def _damaged() -> bytes:
    """A page whose image has a character that no letter code has."""
    whole = _drawing("ASCII85, Flate")
    middle = whole.index(b"stream") + 10_000
    return whole[:middle] + b"{" + whole[middle + 1 :]


def test_letters_that_cannot_be_read_are_left_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(_damaged())
    done = taken(tmp_path / "a.pdf", tmp_path / "clean.pdf")
    assert done.reservations == ("réparé, à vérifier\u00a0: page 1 retrouvée, fichier abîmé",)
    with pikepdf.open(done.pdf) as pdf:
        assert list(_image(pdf).Filter) == [A85, FLATE]


def test_a_stream_of_more_parameters_than_filters_is_left() -> None:
    with pikepdf.open(io.BytesIO(_drawing("ASCII85, Flate"))) as pdf:
        image = _image(pdf)
        image.DecodeParms = Array([None, None, None])
        before = image.read_raw_bytes()
        undo_letters(pdf)
        assert (list(image.Filter), image.read_raw_bytes()) == ([A85, FLATE], before)


def test_a_photo_in_letters_loses_its_exif_data_too(take: Take) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Appareil de Mme Dupuis"
    out = io.BytesIO()
    PHOTO.save(out, "JPEG", exif=exif)
    done = take(_by_reportlab(out))
    with pikepdf.open(done.pdf) as pdf:
        assert _image(pdf).Filter == Name.DCTDecode
        assert b"Dupuis" not in _image(pdf).read_raw_bytes()


@pytest.mark.slow
def test_such_images_are_bound_and_proved_again_after_a_new_save(
    dossier: Dossier, tmp_path: Path
) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1), piece("statuts", fichier="a.pdf"))
    with pikepdf.open(io.BytesIO(_by_reportlab(PHOTO))) as whole:
        for page in (*map(_drawing, STORED), _damaged()):
            whole.pages.extend(pikepdf.open(io.BytesIO(page)).pages)
        whole.save(tmp_path / "a.pdf", **AS_IT_IS)
    outcome = build(workbook, tmp_path / "sortie")
    [packet] = outcome.packets
    assert outcome.exit_code is ExitCode.DONE
    assert packet.path is not None
    assert examine(packet.path).is_proved
    for name in ("linearized", "pypdf"):
        saved = tmp_path / f"{name}.pdf"
        saved.write_bytes(SAVES[name](packet.path.read_bytes()))
        assert saved.read_bytes() != packet.path.read_bytes()
        assert examine(saved).differences == ()
