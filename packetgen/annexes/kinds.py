"""What a file is, told by its content and never by its name, and what to do with the others."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum


class Kind(StrEnum):
    """The nature of a file, as a message names it."""

    PDF = "PDF"
    JPEG = "JPEG"
    PNG = "PNG"
    TIFF = "TIFF"
    HEIC = "HEIC"
    WEBP = "WEBP"
    BMP = "BMP"
    DOCX = "DOCX"
    DOC = "DOC"
    ODT = "ODT"
    RTF = "RTF"
    XLSX = "XLSX"
    XLS = "XLS"
    ODS = "ODS"
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
    GIF = "une image GIF"
    OTHER_IMAGE = "une image d’un format rare"
    DRAWING = "un dessin (EPS, SVG)"
    ARCHIVE = "une archive compressée"
    HTML = "une page web"
    EMAIL = "un courriel"
    MEDIA = "un son ou une vidéo"
    PROGRAM = "un programme"
    TEXT = "un texte brut"
    UNKNOWN = "un fichier illisible ou d’une nature inconnue"


_SAVE_IMAGE = (
    "ouvrez-la sur un ordinateur (Paint, Aperçu), puis Fichier › Enregistrer sous › JPEG ou PNG"
)
_PRINT = "ouvrez-le, puis Imprimer › Enregistrer au format PDF"
IMAGES = frozenset((Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.HEIC, Kind.WEBP, Kind.BMP))
SHEETS = frozenset((Kind.XLSX, Kind.XLS, Kind.ODS))
OFFICE = SHEETS | {Kind.DOCX, Kind.DOC, Kind.ODT, Kind.RTF, Kind.PPTX}
TAKEN = IMAGES | OFFICE | {Kind.PDF}
# What to do with all the other kinds
REMEDIES: dict[Kind, str] = {
    Kind.EMPTY: "sa copie ou son téléchargement n’est pas terminé ; copiez-le de nouveau",
    Kind.INCOMPLETE: "sa copie ou son téléchargement n’est pas terminé ; copiez-le de nouveau",
    Kind.WORD: "ouvrez-le dans Word, puis Fichier › Enregistrer sous › PDF",
    Kind.EXCEL: "ouvrez-le dans Excel, puis Fichier › Enregistrer sous › PDF",
    Kind.POWERPOINT: "ouvrez-la dans PowerPoint, puis Fichier › Enregistrer sous › PDF",
    Kind.OFFICE_PROTECTED: (
        "ouvrez-le avec son mot de passe, puis Fichier › Enregistrer sous › PDF"
    ),
    Kind.OFFICE_OLD: "ouvrez-le dans le logiciel d’origine, puis Fichier › Enregistrer sous › PDF",
    Kind.OPENDOCUMENT: "ouvrez-le dans LibreOffice, puis Fichier › Exporter vers › PDF",
    Kind.APPLE: "ouvrez-le sur le Mac, puis Fichier › Exporter vers › PDF",
    Kind.ONLINE: (
        "le document n’est pas dans ce fichier ; ouvrez-le dans le navigateur, "
        "puis Fichier › Télécharger › PDF"
    ),
    Kind.SHORTCUT: "copiez à côté du classeur le fichier lui-même",
    Kind.GIF: _SAVE_IMAGE,
    Kind.OTHER_IMAGE: _SAVE_IMAGE,
    Kind.DRAWING: "ouvrez-le dans le logiciel de dessin, puis Exporter › PDF",
    Kind.ARCHIVE: "décompressez-la et indiquez chaque fichier sur sa ligne",
    Kind.HTML: "ouvrez-la dans le navigateur, puis Imprimer › Enregistrer au format PDF",
    Kind.EMAIL: _PRINT,
    Kind.MEDIA: "joignez plutôt un document PDF, ou une photo",
    Kind.PROGRAM: "joignez plutôt un document PDF, ou une photo",
    Kind.TEXT: _PRINT,
    Kind.UNKNOWN: (
        "ouvrez-le dans le logiciel qui l’a fait et enregistrez-le en PDF, "
        "ou demandez-en une autre copie"
    ),
}

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", Kind.PDF),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF8", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"II+\x00", Kind.TIFF),
    (b"MM\x00+", Kind.TIFF),
    (b"8BPS", Kind.OTHER_IMAGE),
    (b"\x00\x00\x00\x0cjP  ", Kind.OTHER_IMAGE),
    (b"\xff\x4f\xff\x51", Kind.OTHER_IMAGE),
    (b"AT&TFORM", Kind.OTHER_IMAGE),
    (b"{\\rt", Kind.RTF),
    (b"%!PS", Kind.DRAWING),
    (b"\xc5\xd0\xd3\xc6", Kind.DRAWING),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Kind.SHORTCUT),
    (b"[InternetShortcut]", Kind.SHORTCUT),
    (b"bplist00", Kind.SHORTCUT),
    (b"book\x00\x00\x00\x00mark", Kind.SHORTCUT),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"\x1f\x8b\x08", Kind.ARCHIVE),
    (b"ID3", Kind.MEDIA),
    (b"OggS", Kind.MEDIA),
    (b"\x1aE\xdf\xa3", Kind.MEDIA),
    (b"MZ", Kind.PROGRAM),
    (b"\x7fELF", Kind.PROGRAM),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of the streams that each program writes in an OLE file
_OLE_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", Kind.OFFICE_PROTECTED),
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("PowerPoint Document", Kind.POWERPOINT),
    ("__substg1.0_", Kind.EMAIL),
)
_ZIP_FOLDERS: tuple[tuple[str, Kind], ...] = (
    ("word/", Kind.DOCX),
    ("xl/workbook.bin", Kind.EXCEL),
    ("xl/", Kind.XLSX),
    ("ppt/", Kind.PPTX),
    ("Index/", Kind.APPLE),
    ("Index.zip", Kind.APPLE),
    ("META-INF/manifest.xml", Kind.OPENDOCUMENT),
)
_ODF_TYPES = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
}
_TEXTS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"<!doctype html|<html\b|<body\b"), Kind.HTML),
    (re.compile(r"<svg\b"), Kind.DRAWING),
    (re.compile(r'progid="word|<w:worddocument'), Kind.WORD),
    (re.compile(r'progid="excel'), Kind.EXCEL),
    (re.compile(r"<office:document\b"), Kind.OPENDOCUMENT),
    (re.compile(r"docs\.google\.com|\"doc_id\""), Kind.ONLINE),
    (re.compile(r"\A\[desktop entry\]|<plist\b[^\0]*<key>url</key>"), Kind.SHORTCUT),
    (re.compile(r"^(?:received|mime-version|message-id): ", re.MULTILINE), Kind.EMAIL),
)
HEAD = 4096
# Each entry of an archive takes half a thousand bytes before anything is read
_ZIP_ENTRY, MOST_ENTRIES = b"PK\x01\x02", 100_000
# A header of HTTP or of a mail program may precede a PDF
PDF_HEADER_WITHIN = 1024


def recognise(data: bytes) -> Kind:
    """Return the kind of a file from its whole content."""
    head = data[:HEAD]
    if not data:
        return Kind.EMPTY
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(_OLE):
        return _in_ole(data)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(data)
    if b"%PDF-" in head[:PDF_HEADER_WITHIN] or b"startxref" in data[-PDF_HEADER_WITHIN:]:
        return Kind.PDF
    return _container(head) or _text(head) or Kind.UNKNOWN


def _in_ole(data: bytes) -> Kind:
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return kind
    return Kind.OFFICE_OLD


def _in_zip(data: bytes) -> Kind:
    if data.count(_ZIP_ENTRY) > MOST_ENTRIES:
        return Kind.ARCHIVE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names, declared = archive.namelist(), b""
            if "mimetype" in names:
                with archive.open("mimetype") as mimetype:
                    declared = mimetype.read(HEAD)
    except Exception:  # noqa: BLE001 - BadZipFile, EOFError, RuntimeError, zlib.error…
        return Kind.INCOMPLETE
    for folder, kind in _ZIP_FOLDERS:
        if any(name.startswith(folder) for name in names):
            return _ODF_TYPES.get(declared.strip(), kind)
    return Kind.ARCHIVE


def _container(head: bytes) -> Kind | None:
    """Return the kind of the boxes and chunks whose name is not their first bytes."""
    if head.startswith(b"RIFF"):
        return Kind.WEBP if head[8:12] == b"WEBP" else Kind.MEDIA
    if head[4:8] == b"ftyp":
        brands = head[8 : int.from_bytes(head[:4])]
        if any(brand in brands for brand in (b"heic", b"heix", b"hevc", b"heim")):
            return Kind.HEIC
        photo = any(brand in brands for brand in (b"avif", b"avis", b"mif1", b"msf1"))
        return Kind.OTHER_IMAGE if photo else Kind.MEDIA
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return Kind.BMP
    return None


def _text(head: bytes) -> Kind | None:
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "cp1252"
    text = head.decode(encoding, "replace").lower()
    if any(c < " " and c not in "\t\n\f\r\x1b" for c in text):
        return None
    for pattern, kind in _TEXTS:
        if pattern.search(text):
            return kind
    return Kind.TEXT
