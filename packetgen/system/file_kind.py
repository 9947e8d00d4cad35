"""What a file is, recognised by its content and never by its name."""

import io
import re
import zipfile
from contextlib import suppress
from enum import StrEnum

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 4096
# Icons, drawings of Windows (WMF) and PCX
RARE_IMAGES = (b"\0\0\1\0", b"\xd7\xcd\xc6\x9a", b"\x0a\5\1\x08", b"\1\0\x09\0")
# Each entry of an archive takes half a thousand bytes before anything is read
_ZIP_ENTRY, MOST_ENTRIES = b"PK\x01\x02", 100_000
# A header of HTTP or of a mail program may precede a PDF
PDF_HEADER_WITHIN = 1024


class FileKind(StrEnum):
    """The nature of a file, as a message names it."""

    PDF = "PDF"
    JPEG = "JPEG"
    PNG = "PNG"
    TIFF = "TIFF"
    HEIC = "HEIC"
    WEBP = "WEBP"
    BMP = "BMP"
    GIF = "GIF"
    AVIF = "AVIF"
    DOCX = "DOCX"
    DOC = "DOC"
    ODT = "ODT"
    RTF = "RTF"
    XLSX = "XLSX"
    XLS = "XLS"
    ODS = "ODS"
    ODP = "ODP"
    PPTX = "PPTX"
    EMPTY = "un fichier vide"
    INCOMPLETE = "un document ou une archive incomplets"
    WORD = "un document Word d’un format rare"
    EXCEL = "un classeur Excel d’un format rare"
    POWERPOINT = "une ancienne présentation PowerPoint"
    OFFICE_PROTECTED = "un document Office protégé par un mot de passe"
    OFFICE_OLD = "un ancien document Office"
    OPENDOCUMENT = "un document LibreOffice d’un format rare"
    APPLE = "un document Pages, Numbers ou Keynote"
    ONLINE = "un raccourci vers un document en ligne"
    SHORTCUT = "un raccourci"
    OTHER_IMAGE = "une image d’un format rare"
    DRAWING = "un dessin (EPS, SVG)"
    ARCHIVE = "une archive compressée"
    HTML = "une page web"
    EMAIL = "un courriel"
    MEDIA = "un son ou une vidéo"
    PROGRAM = "un programme"
    TEXT = "un texte brut"
    UNKNOWN = "un fichier illisible ou d’une nature inconnue"


_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF8", FileKind.GIF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"II+\x00", FileKind.TIFF),
    (b"MM\x00+", FileKind.TIFF),
    (b"8BPS", FileKind.OTHER_IMAGE),
    (b"\x00\x00\x00\x0cjP  ", FileKind.OTHER_IMAGE),
    (b"\xff\x4f\xff\x51", FileKind.OTHER_IMAGE),
    (b"AT&TFORM", FileKind.OTHER_IMAGE),
    (b"{\\rt", FileKind.RTF),
    (b"%!PS", FileKind.DRAWING),
    (b"\xc5\xd0\xd3\xc6", FileKind.DRAWING),
    (b"L\x00\x00\x00\x01\x14\x02\x00", FileKind.SHORTCUT),
    (b"[InternetShortcut]", FileKind.SHORTCUT),
    (b"bplist00", FileKind.SHORTCUT),
    (b"book\x00\x00\x00\x00mark", FileKind.SHORTCUT),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\x1f\x8b\x08", FileKind.ARCHIVE),
    (b"ID3", FileKind.MEDIA),
    (b"OggS", FileKind.MEDIA),
    (b"\x1aE\xdf\xa3", FileKind.MEDIA),
    (b"MZ", FileKind.PROGRAM),
    (b"\x7fELF", FileKind.PROGRAM),
)
# Names of the streams that each program writes in an OLE file
_OLE_STREAMS: tuple[tuple[str, FileKind], ...] = (
    ("EncryptedPackage", FileKind.OFFICE_PROTECTED),
    ("WordDocument", FileKind.DOC),
    ("Workbook", FileKind.XLS),
    ("PowerPoint Document", FileKind.POWERPOINT),
    ("__substg1.0_", FileKind.EMAIL),
)
_ZIP_FOLDERS: tuple[tuple[str, FileKind], ...] = (
    ("word/", FileKind.DOCX),
    ("xl/workbook.bin", FileKind.EXCEL),
    ("xl/", FileKind.XLSX),
    ("ppt/", FileKind.PPTX),
    ("Index/", FileKind.APPLE),
    ("Index.zip", FileKind.APPLE),
    ("index.xml", FileKind.APPLE),
    ("index.apxl", FileKind.APPLE),
    ("META-INF/manifest.xml", FileKind.OPENDOCUMENT),
)
_ODF_TYPES = {
    b"application/vnd.oasis.opendocument.text": FileKind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind.ODS,
    b"application/vnd.oasis.opendocument.presentation": FileKind.ODP,
}
_TEXTS: tuple[tuple[re.Pattern[str], FileKind], ...] = (
    (
        re.compile(r"<!doctype html|<html\b|<body\b|\A(?:ï»¿)?\s*<(?:table|meta|head)\b"),
        FileKind.HTML,
    ),
    (re.compile(r"<svg\b"), FileKind.DRAWING),
    (re.compile(r'progid="word|<w:worddocument'), FileKind.WORD),
    (
        re.compile(r'progid="excel|urn:schemas-microsoft-com:office:spreadsheet'),
        FileKind.EXCEL,
    ),
    (re.compile(r"<office:document\b"), FileKind.OPENDOCUMENT),
    (re.compile(r"docs\.google\.com|\"doc_id\""), FileKind.ONLINE),
    (re.compile(r"\A\[desktop entry\]|<plist\b[^\0]*<key>url</key>"), FileKind.SHORTCUT),
    (re.compile(r"^(?:received|mime-version|message-id): ", re.MULTILINE), FileKind.EMAIL),
)


def recognise(data: bytes) -> FileKind:
    """Return the kind of a file from its whole content."""
    head = data[:HEAD]
    if not data:
        return FileKind.EMPTY
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(OLE):
        return _in_ole(data)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(data)
    if b"%PDF-" in head[:PDF_HEADER_WITHIN] or b"startxref" in data[-PDF_HEADER_WITHIN:]:
        return FileKind.PDF
    return _container(head) or _text(head) or FileKind.UNKNOWN


def _in_ole(data: bytes) -> FileKind:
    found = [(stream, kind) for stream, kind in _OLE_STREAMS if stream.encode("utf-16-le") in data]
    if len(found) > 1:
        import olefile  # type: ignore[import-untyped]

        # A document may hold others
        with suppress(Exception), olefile.OleFileIO(io.BytesIO(data)) as ole:
            found = [(stream, kind) for stream, kind in found if ole.exists(stream)] or found
    return found[0][1] if found else FileKind.OFFICE_OLD


def _in_zip(data: bytes) -> FileKind:
    if data.count(_ZIP_ENTRY) > MOST_ENTRIES:
        return FileKind.ARCHIVE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names, declared = archive.namelist(), b""
            if "mimetype" in names:
                with archive.open("mimetype") as mimetype:
                    declared = mimetype.read(HEAD)
    except Exception:  # noqa: BLE001 - BadZipFile, EOFError, RuntimeError, zlib.error…
        return FileKind.INCOMPLETE
    for folder, kind in _ZIP_FOLDERS:
        if any(name.startswith(folder) for name in names):
            return _ODF_TYPES.get(declared.strip().removesuffix(b"-template"), kind)
    return FileKind.ARCHIVE


def _container(head: bytes) -> FileKind | None:
    """Return the kind of the boxes and chunks whose name is not their first bytes."""
    if head.startswith(b"RIFF"):
        return FileKind.WEBP if head[8:12] == b"WEBP" else FileKind.MEDIA
    if head[4:8] == b"ftyp":
        brands = head[8 : int.from_bytes(head[:4])]
        if any(brand in brands for brand in (b"heic", b"heix", b"hevc", b"heim")):
            return FileKind.HEIC
        if b"avif" in brands or b"avis" in brands:
            return FileKind.AVIF
        photo = any(brand in brands for brand in (b"mif1", b"msf1"))
        return FileKind.OTHER_IMAGE if photo else FileKind.MEDIA
    # Four bytes that anything may fill, then the sizes of two headers
    if head.startswith(b"BM") and head[12:14] == b"\0\0" and head[15:18] == b"\0\0\0":
        return FileKind.BMP
    if head[:4] in RARE_IMAGES or head[40:44] == b" EMF":
        return FileKind.OTHER_IMAGE
    return None


def _text(head: bytes) -> FileKind | None:
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "cp1252"
    text = head.decode(encoding, "replace").lower()
    if any(c < " " and c not in "\t\n\f\r\x1b" for c in text):
        return None
    for pattern, kind in _TEXTS:
        if pattern.search(text):
            return kind
    return FileKind.TEXT
