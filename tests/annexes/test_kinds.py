"""The nature of a file is read in its content; every nature not taken has its remedy."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from docx import Document
from PIL import Image

from packetgen.annexes.kinds import REMEDIES, TAKEN, Kind, recognise

ODF = "application/vnd.oasis.opendocument."


def _zip(*names: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
            archive.writestr("META-INF/manifest.xml", b"x")
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


def _image(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, form)
    return out.getvalue()


def _word() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def _excel() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", Kind.EMPTY),
        (b"%PDF-1.4\n", Kind.PDF),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\n", Kind.PDF),
        (bytes(4096) + b"\nstartxref\n1234\n%%EOF\n", Kind.PDF),
        (_image("JPEG"), Kind.JPEG),
        (_image("PNG"), Kind.PNG),
        (_image("GIF"), Kind.GIF),
        (_image("TIFF"), Kind.TIFF),
        (_image("WEBP"), Kind.WEBP),
        (_image("BMP"), Kind.BMP),
        (_image("EPS"), Kind.DRAWING),
        (_image("JPEG2000"), Kind.OTHER_IMAGE),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", Kind.HEIC),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif", Kind.OTHER_IMAGE),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", Kind.MEDIA),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", Kind.MEDIA),
        (_word(), Kind.DOCX),
        (_excel(), Kind.XLSX),
        (_word()[:-30], Kind.INCOMPLETE),
        (_zip("ppt/presentation.xml"), Kind.PPTX),
        (_zip("xl/workbook.bin"), Kind.EXCEL),
        (_zip(mimetype=f"{ODF}text"), Kind.ODT),
        (_zip(mimetype=f"{ODF}spreadsheet"), Kind.ODS),
        (_zip(mimetype=f"{ODF}presentation"), Kind.OPENDOCUMENT),
        (_zip("mimetype", "content.xml", "META-INF/manifest.xml"), Kind.OPENDOCUMENT),
        (_zip("Index/Document.iwa", "Metadata/Properties.plist"), Kind.APPLE),
        (_zip("statuts.pdf", "rib.pdf"), Kind.ARCHIVE),
        (_ole("WordDocument"), Kind.DOC),
        (_ole("Workbook"), Kind.XLS),
        (_ole("PowerPoint Document"), Kind.POWERPOINT),
        (_ole("EncryptedPackage"), Kind.OFFICE_PROTECTED),
        (_ole("Contents"), Kind.OFFICE_OLD),
        (rb"{\rtf1\ansi Bonjour}", Kind.RTF),
        (b'<?xml version="1.0"?><office:document office:version="1.3"/>', Kind.OPENDOCUMENT),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><x/>', Kind.WORD),
        (b"<!DOCTYPE html><html><body>Connexion<svg/></body></html>", Kind.HTML),
        ("\ufeff<html><p>é</p></html>".encode("utf-16"), Kind.HTML),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', Kind.DRAWING),
        (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', Kind.ONLINE),
        (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(16), Kind.SHORTCUT),
        (b"[InternetShortcut]\r\nURL=https://exemple.fr/rib.pdf\r\n", Kind.SHORTCUT),
        (b"Received: from exemple.fr\r\nSubject: RIB\r\n", Kind.EMAIL),
        ("Bonjour, voici le récépissé.".encode(), Kind.TEXT),
        (bytes(4096), Kind.UNKNOWN),
        (bytes(range(256)) * 8, Kind.UNKNOWN),
    ],
)
def test_tells_the_kind_by_content(data: bytes, kind: Kind) -> None:
    assert recognise(data) == kind


def test_every_kind_that_is_not_taken_has_its_remedy() -> None:
    assert set(Kind) - set(REMEDIES) == TAKEN


def test_the_remedy_is_a_clause() -> None:
    for kind, remedy in REMEDIES.items():
        assert kind[0].islower()
        assert remedy[0].islower()
        assert not remedy.endswith(".")
