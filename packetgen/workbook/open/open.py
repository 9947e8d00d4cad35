"""Open an untrusted workbook: name what it truly is, refuse what would hurt, load it."""

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from openpyxl import Workbook

from packetgen.errors import WorkbookUnreadable
from packetgen.system.file_kind import OLE, FileKind, recognise
from packetgen.system.zip_package import part_name
from packetgen.text import readable
from packetgen.workbook.open.client import try_opening
from packetgen.workbook.open.look import Format
from packetgen.workbook.open.package import read_package
from packetgen.workbook.open.parts import MAX_ENTRIES, MAX_FILE, MAX_PART, MEGABYTE, REPAIR, TYPES
from packetgen.workbook.read.places import Places

SAVE_AS = (
    "Ouvrez-le dans Excel ou LibreOffice, choisissez « Enregistrer sous », type « Classeur Excel"
    " (.xlsx) », puis relancez avec ce fichier."
)
_NO_WORKBOOK = (
    "n’est pas un classeur Excel : donnez le classeur .xlsx rempli pour l’appel à projets."
)
_OPENDOCUMENT = "est un document OpenDocument : donnez le classeur .xlsx rempli."
_WORKBOOK = re.compile(
    rb"spreadsheetml\.(?:sheet|template)\.main\+xml|ms-excel\.\w+\.macroenabled\.main\+xml", re.I
)
# Bytes of all parts, fifteen times the example's, under which the worst takes two seconds
ORDINARY = 5 * MEGABYTE
_ZIP_ENTRY = b"PK\x01\x02"
# What follows the name of a file that is no .xlsx; any other kind is _NO_WORKBOOK
_REFUSALS = {
    FileKind.EMPTY: "est vide : reprenez l’original, ou créez un classeur avec packetgen nouveau.",
    FileKind.XLS: f"est un classeur d’avant 2007 (.xls). {SAVE_AS}",
    FileKind.OFFICE_OLD: f"est un fichier Office d’un autre type. {SAVE_AS}",
    FileKind.OFFICE_PROTECTED: (
        "est protégé par mot de passe. Ouvrez-le dans Excel, puis Fichier › Informations ›"
        " Protéger le classeur › Chiffrer avec mot de passe : effacez le mot de passe,"
        " enregistrez, et relancez."
    ),
    FileKind.DOC: (
        "est un document Office d’avant 2007, pas un classeur : donnez le classeur .xlsx rempli."
    ),
    FileKind.DOCX: "est un document Word : donnez le classeur Excel (.xlsx) rempli.",
    FileKind.ODS: f"est un classeur OpenDocument (.ods). {SAVE_AS}",
    FileKind.ODT: _OPENDOCUMENT,
    FileKind.OPENDOCUMENT: _OPENDOCUMENT,
    FileKind.EXCEL: f"est une feuille de calcul XML 2003, pas un .xlsx. {SAVE_AS}",
    FileKind.APPLE: (
        "est un classeur Numbers. Ouvrez-le dans Numbers, choisissez Fichier › Exporter vers ›"
        " Excel, puis relancez avec ce fichier."
    ),
    FileKind.HTML: f"est une page web (HTML) enregistrée sous un autre nom. {SAVE_AS}",
    FileKind.PDF: "est un PDF : donnez le classeur Excel rempli.",
    FileKind.TEXT: f"est un fichier texte (CSV), sans feuilles ni formats. {SAVE_AS}",
}


@dataclass(frozen=True)
class Opened:
    """A loaded workbook; its formulas are only those that have no stored result.

    `names` are what its names stand for: `'Porteur'!$C$7`; `sheets` the parts of its sheets, by
    title; `formats` those that its cells refer to by number.
    """

    workbook: Workbook
    names: Mapping[str, str]
    sheets: Mapping[str, str]
    formats: Sequence[Format]
    has_macros: bool
    name: str

    @cached_property
    def places(self) -> Places:
        """Where things stand in it."""
        return Places(self.workbook, self.names)


def open_workbook(source: Path, name: str = "") -> Opened:
    """Load `source`; raise WorkbookUnreadable, which says what it is and how to mend it.

    `name` is what the file is called, that of `source` by default.
    """
    file = name or readable(source.name)
    content = _content(source, file)
    if not _is_ordinary(content):
        try_opening(source, file)
    return load(content, file)


def load(content: bytes, file: str) -> Opened:
    """Load `content`, called `file`; raises WorkbookUnreadable.

    `open_workbook` first tries what may be long in a process apart.
    """
    _refuse_other_kinds(content, file)
    try:
        # openpyxl warns of titles too long for Excel, which are read all the same
        with warnings.catch_warnings(action="ignore"):
            package = read_package(content, file)
    except WorkbookUnreadable:
        raise
    except DefusedXmlException as error:
        raise WorkbookUnreadable(
            f"« {file} » : contenu XML interdit (une déclaration DTD ou une entité), qu’aucun"
            " tableur n’écrit. Demandez un fichier enregistré par Excel ou LibreOffice."
        ) from error
    except Exception as error:  # zipfile, expat and openpyxl raise a dozen types
        raise _damaged(file) from error
    macros = any(name.endswith("vbaproject.bin") for name in _entries(content))
    return Opened(*package, macros, file)


def _content(source: Path, file: str) -> bytes:
    """Read the file once, so that every check sees the same bytes."""
    if file.startswith("~$"):
        raise WorkbookUnreadable(
            f"« {file} » est la trace d’un classeur ouvert dans Excel, pas le classeur : donnez"
            f" « {file[2:]} »."
        )
    try:
        if source.stat().st_size > MAX_FILE:
            raise WorkbookUnreadable(
                f"« {file} » pèse plus de {MAX_FILE // MEGABYTE} Mo : retirez-en les images, ou"
                " recopiez vos réponses dans un classeur neuf (packetgen nouveau)."
            )
        return source.read_bytes()
    except FileNotFoundError as error:
        raise WorkbookUnreadable(
            f"« {source} » n’existe pas : vérifiez le nom du classeur et son dossier."
        ) from error
    except OSError as error:
        raise WorkbookUnreadable(
            f"« {source} » ne peut pas être lu : fermez-le s’il est ouvert, vérifiez que c’est un"
            " fichier et que vous avez le droit de le lire, puis relancez."
        ) from error


def _damaged(file: str) -> WorkbookUnreadable:
    return WorkbookUnreadable(
        f"« {file} » est incomplet ou abîmé. Reprenez l’original, ou"
        f" {REPAIR[0].lower()}{REPAIR[1:]}"
    )


def _refuse_other_kinds(content: bytes, file: str) -> None:
    kind = _kind_of_ole(content) if content.startswith(OLE) else recognise(content)
    if kind is FileKind.XLSX or _is_declared(content):
        return
    damaged = content.startswith(b"PK") and kind in (FileKind.TEXT, FileKind.UNKNOWN)
    if damaged or kind is FileKind.INCOMPLETE:
        raise _damaged(file)
    if kind is FileKind.TEXT and not any(mark in content for mark in (b";", b",", b"\t")):
        kind = FileKind.UNKNOWN
    refusal = _REFUSALS.get(kind, _NO_WORKBOOK)
    if kind is FileKind.EXCEL and content.startswith(b"PK"):
        refusal = f"est un classeur binaire (.xlsb). {SAVE_AS}"
    raise WorkbookUnreadable(f"« {file} » {refusal}")


def _kind_of_ole(content: bytes) -> FileKind:
    """Distinguish a password-protected workbook from an old .xls: both begin alike."""
    # cryptography is slow to import, and few workbooks come this way
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import FileFormatError

    try:
        office = OfficeFile(BytesIO(content))
    except FileFormatError:
        return FileKind.OFFICE_OLD
    except Exception:  # noqa: BLE001 - olefile raises many types for a damaged container
        return FileKind.INCOMPLETE
    if office.format == "ooxml" or office.is_encrypted():
        return FileKind.OFFICE_PROTECTED
    return FileKind.XLS if office.format == "xls97" else FileKind.DOC


def _is_ordinary(content: bytes) -> bool:
    """Whether nothing in it can be long to read: it opens as soon here as in another process."""
    if content.startswith(OLE) or content.count(_ZIP_ENTRY) > MAX_ENTRIES:
        return False
    try:
        return sum(entry.file_size for entry in _entries(content).values()) <= ORDINARY
    except Exception:  # noqa: BLE001 - no zip, or a damaged one, is soon refused
        return True


def _entries(content: bytes) -> dict[str, ZipInfo]:
    with ZipFile(BytesIO(content)) as package:
        return {part_name(entry.filename).lower(): entry for entry in package.infolist()}


def _is_declared(content: bytes) -> bool:
    """Whether a zip says that it holds a workbook, wherever its parts are."""
    try:
        entry = _entries(content).get(TYPES)
        if entry is None or entry.file_size > MAX_PART:
            return False
        with ZipFile(BytesIO(content)) as package:
            return _WORKBOOK.search(package.read(entry)) is not None
    except Exception:  # noqa: BLE001 - zipfile raises a dozen types for a damaged package
        return False
