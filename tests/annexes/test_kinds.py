"""The nature of a file is read in its content; every nature not taken has its remedy."""

import pytest
from PIL import Image

from packetgen.annexes.kinds import REMEDIES, TAKEN
from packetgen.system.file_kind import FileKind, recognise
from tests.annexes.office.office_files import docx, packed, xlsx
from tests.annexes.pictures import saved

ODF = "application/vnd.oasis.opendocument."


def _zip(*names: str, mimetype: str = "") -> bytes:
    odf = {"mimetype": mimetype, "META-INF/manifest.xml": "x"} if mimetype else {}
    return packed(odf | dict.fromkeys(names, "x"))


def _image(form: str) -> bytes:
    return saved(Image.new("RGB", (8, 8), "red"), form)


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", FileKind.EMPTY),
        (b"%PDF-1.4\n", FileKind.PDF),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\n", FileKind.PDF),
        (bytes(4096) + b"\nstartxref\n1234\n%%EOF\n", FileKind.PDF),
        (_image("JPEG"), FileKind.JPEG),
        (_image("PNG"), FileKind.PNG),
        (_image("GIF"), FileKind.GIF),
        (_image("TIFF"), FileKind.TIFF),
        (_image("WEBP"), FileKind.WEBP),
        (_image("BMP"), FileKind.BMP),
        (_image("ICO"), FileKind.OTHER_IMAGE),
        (_image("PCX"), FileKind.OTHER_IMAGE),
        (b"\1\0\0\0" + bytes(36) + b" EMF", FileKind.OTHER_IMAGE),
        (_image("EPS"), FileKind.DRAWING),
        (_image("JPEG2000"), FileKind.OTHER_IMAGE),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", FileKind.HEIC),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif", FileKind.AVIF),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", FileKind.MEDIA),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", FileKind.MEDIA),
        (docx("Bonjour"), FileKind.DOCX),
        (xlsx(), FileKind.XLSX),
        (docx("Bonjour")[:-30], FileKind.INCOMPLETE),
        (_zip("ppt/presentation.xml"), FileKind.PPTX),
        (_zip("xl/workbook.bin"), FileKind.EXCEL),
        (_zip(mimetype=f"{ODF}text"), FileKind.ODT),
        (_zip(mimetype=f"{ODF}spreadsheet"), FileKind.ODS),
        (_zip(mimetype=f"{ODF}presentation"), FileKind.ODP),
        (_zip("mimetype", "content.xml", "META-INF/manifest.xml"), FileKind.OPENDOCUMENT),
        (_zip("Index/Document.iwa", "Metadata/Properties.plist"), FileKind.APPLE),
        (_zip("index.xml", "QuickLook/Preview.pdf"), FileKind.APPLE),
        (_zip(mimetype=f"{ODF}text-template"), FileKind.ODT),
        (_zip("statuts.pdf", "rib.pdf"), FileKind.ARCHIVE),
        (_ole("WordDocument"), FileKind.DOC),
        (_ole("Workbook"), FileKind.XLS),
        (_ole("PowerPoint Document"), FileKind.POWERPOINT),
        (_ole("EncryptedPackage"), FileKind.OFFICE_PROTECTED),
        (_ole("Contents"), FileKind.OFFICE_OLD),
        (rb"{\rtf1\ansi Bonjour}", FileKind.RTF),
        (b'<?xml version="1.0"?><office:document office:version="1.3"/>', FileKind.OPENDOCUMENT),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><x/>', FileKind.WORD),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', FileKind.EXCEL),
        (b"<table><tr><td>1</td></tr></table>", FileKind.HTML),
        (b"<!DOCTYPE html><html><body>Connexion<svg/></body></html>", FileKind.HTML),
        ("\ufeff<html><p>é</p></html>".encode("utf-16"), FileKind.HTML),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', FileKind.DRAWING),
        (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', FileKind.ONLINE),
        (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(16), FileKind.SHORTCUT),
        (b"[InternetShortcut]\r\nURL=https://exemple.fr/rib.pdf\r\n", FileKind.SHORTCUT),
        (b"Received: from exemple.fr\r\nSubject: RIB\r\n", FileKind.EMAIL),
        ("Bonjour, voici le récépissé.".encode(), FileKind.TEXT),
        (bytes(4096), FileKind.UNKNOWN),
        (bytes(range(256)) * 8, FileKind.UNKNOWN),
    ],
)
def test_tells_the_kind_by_content(data: bytes, kind: FileKind) -> None:
    assert recognise(data) == kind


def test_every_kind_that_is_not_taken_has_its_remedy_a_clause() -> None:
    assert set(FileKind) - set(REMEDIES) == TAKEN
    for kind, remedy in REMEDIES.items():
        assert kind[0].islower()
        assert remedy[0].islower()
        assert not remedy.endswith(".")
