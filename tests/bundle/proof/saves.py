"""The ways in which programs save a PDF again, and its fingerprints."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Object, ObjectStreamMode, Pdf, StreamDecodeLevel
from pypdf import PdfWriter

from packetgen.bundle.proof.fingerprint import Digester
from packetgen.model.bundle import Fingerprints

Save = Callable[[bytes], bytes]


def pages_of(pdf: Pdf) -> list[Object]:
    return [page.obj for page in pdf.pages]


def prints_of(data: bytes) -> Fingerprints:
    with Pdf.open(BytesIO(data)) as pdf:
        return Digester(pdf).fingerprints()


def _pypdf(source: bytes, *, incremental: bool = False) -> bytes:
    buffer = BytesIO()
    if incremental:
        writer = PdfWriter(BytesIO(source), incremental=True)
        writer.add_metadata({"/Keywords": "classé"})
    else:
        writer = PdfWriter(clone_from=BytesIO(source))
        writer.compress_identical_objects()
    writer.write(buffer)
    return buffer.getvalue()


def _pdfium(source: bytes) -> bytes:
    buffer = BytesIO()
    with pypdfium2.PdfDocument(source) as document:
        document.save(buffer)
    return buffer.getvalue()


def _pikepdf(**options: Any) -> Save:  # noqa: ANN401
    def save(source: bytes) -> bytes:
        buffer = BytesIO()
        with Pdf.open(BytesIO(source)) as pdf:
            pdf.save(buffer, **options)
        return buffer.getvalue()

    return save


SAVES: dict[str, Save] = {
    "pikepdf": _pikepdf(),
    "linearized": _pikepdf(linearize=True),
    "object streams": _pikepdf(object_stream_mode=ObjectStreamMode.generate),
    "uncompressed": _pikepdf(
        compress_streams=False,
        stream_decode_level=StreamDecodeLevel.generalized,
        object_stream_mode=ObjectStreamMode.disable,
    ),
    "compressed again": _pikepdf(recompress_flate=True),
    "protected": _pikepdf(encryption=pikepdf.Encryption(owner="clé", user="")),
    "pypdf": _pypdf,
    "pypdf, appended": lambda source: _pypdf(source, incremental=True),
    "PDFium": _pdfium,
}
