"""Open an untrusted workbook: name what it truly is, refuse what would hurt, load it."""

import warnings
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from defusedxml.common import DefusedXmlException

from packetgen.errors import WorkbookUnreadable
from packetgen.system.file_kind import OLE, FileKind, recognise
from packetgen.text import readable
from packetgen.workbook.open.client import try_opening
from packetgen.workbook.open.package import Opened, read_package
from packetgen.workbook.open.parts import MAX_ENTRIES, MAX_FILE, MEGABYTE, unreadable

# Bytes of all parts, fifteen times the example's, under which the worst takes two seconds
ORDINARY = 5 * MEGABYTE
_ZIP_ENTRY = b"PK\x01\x02"


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
    try:
        # openpyxl warns of titles too long for Excel, which are read all the same
        with warnings.catch_warnings(action="ignore"):
            return read_package(content, file)
    except Exception as error:  # zipfile, expat and openpyxl raise a dozen types
        _refuse_other_kinds(content, file)
        if isinstance(error, WorkbookUnreadable):
            raise
        reason = "forbidden" if isinstance(error, DefusedXmlException) else "damaged"
        raise unreadable(reason, file=file) from error


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
    if kind is FileKind.XLSX:
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
        with ZipFile(BytesIO(content)) as package:
            return sum(entry.file_size for entry in package.infolist()) <= ORDINARY
    except Exception:  # noqa: BLE001 - no zip, or a damaged one, is soon refused
        return True
