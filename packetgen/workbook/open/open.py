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
from packetgen.workbook.open.parts import (
    MAX_ENTRIES,
    MAX_FILE,
    MAX_PART,
    MEGABYTE,
    TYPES,
    unreadable,
)
from packetgen.workbook.read.places import Places

_WORKBOOK = re.compile(
    rb"spreadsheetml\.(?:sheet|template)\.main\+xml|ms-excel\.\w+\.macroenabled\.main\+xml", re.I
)
# Bytes of all parts, fifteen times the example's, under which the worst takes two seconds
ORDINARY = 5 * MEGABYTE
_ZIP_ENTRY = b"PK\x01\x02"


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
        raise unreadable("forbidden", file=file) from error
    except Exception as error:  # zipfile, expat and openpyxl raise a dozen types
        raise unreadable("damaged", file=file) from error
    macros = any(name.endswith("vbaproject.bin") for name in _entries(content))
    return Opened(*package, macros, file)


def _content(source: Path, file: str) -> bytes:
    """Read the file once, so that every check sees the same bytes."""
    if file.startswith("~$"):
        raise unreadable("trace", file=file, own=file[2:])
    try:
        if source.stat().st_size > MAX_FILE:
            raise unreadable("heavy", file=file, most=MAX_FILE // MEGABYTE)
        return source.read_bytes()
    except FileNotFoundError as error:
        raise unreadable("absent", file=source) from error
    except OSError as error:
        raise unreadable("unread", file=source) from error


def _refuse_other_kinds(content: bytes, file: str) -> None:
    kind = _kind_of_ole(content) if content.startswith(OLE) else recognise(content)
    if kind is FileKind.XLSX or _is_declared(content):
        return
    damaged = content.startswith(b"PK") and kind in (FileKind.TEXT, FileKind.UNKNOWN)
    if damaged or kind is FileKind.INCOMPLETE:
        raise unreadable("damaged", file=file)
    if kind is FileKind.TEXT and not any(mark in content for mark in (b";", b",", b"\t")):
        kind = FileKind.UNKNOWN
    is_binary = kind is FileKind.EXCEL and content.startswith(b"PK")
    raise unreadable("BINARY" if is_binary else kind.name, file=file)


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
