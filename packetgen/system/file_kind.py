"""What a file is, recognised by its content and never by its name."""

import io
import re
import zipfile
from contextlib import suppress
from enum import StrEnum

from packetgen.resources import table

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


_WRITTEN = table(__file__, "file_kinds.toml")
_MAGIC = {FileKind[n]: tuple(m.encode("latin-1") for m in f) for n, f in _WRITTEN["magic"].items()}
_STREAMS = {each: FileKind[name] for each, name in _WRITTEN["streams"].items()}
_FOLDERS = {each: FileKind[name] for each, name in _WRITTEN["folders"].items()}
_TYPES = {each.encode(): FileKind[name] for each, name in _WRITTEN["types"].items()}
_TEXTS = {FileKind[name]: re.compile(form) for name, form in _WRITTEN["texts"].items()}


def recognise(data: bytes) -> FileKind:
    """Return the kind of a file from its whole content."""
    head = data[:HEAD]
    if not data:
        return FileKind.EMPTY
    for kind, magic in _MAGIC.items():
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
    found = [each for each in _STREAMS.items() if each[0].encode("utf-16-le") in data]
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
    for folder, kind in _FOLDERS.items():
        if any(name.startswith(folder) for name in names):
            return _TYPES.get(declared.strip().removesuffix(b"-template"), kind)
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
    return next((kind for kind, form in _TEXTS.items() if form.search(text)), FileKind.TEXT)
