"""Make an office document safe to draw: whole, of its true kind, without any outside link."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from packetgen.annexes.notes import Notes, said, unusable
from packetgen.annexes.office import ooxml, opendocument
from packetgen.annexes.office.package import Remarks, read_parts, write
from packetgen.convert.engines import open_document
from packetgen.convert.normalise.rules import normalise
from packetgen.errors import AnnexRefused, ConversionFailed
from packetgen.system.file_kind import FileKind

if TYPE_CHECKING:
    import olefile  # type: ignore[import-untyped]

MAX_RTF = 50_000_000
# LibreOffice draws the local pictures that a field of an RTF names, whatever its settings
RTF_LOADED = re.compile(rb"(?:\\\*\s*)?\\(?:fldinst|template|objdata|filetbl|subdocument)(?![a-z])")
RTF_CHANGES = re.compile(rb"\\(?:revised|deleted)(?![a-z])")
RTF_COMMENT = re.compile(rb"\{\\\*\\annotation(?![a-z])")
# A date that Word writes by itself in an old file, and only Word can stop: the first character of
# the field, then its instruction, one byte each or two
DOC_FIELD = re.compile(rb"\x13\0?(?: \0?)*(?:DATE|TIME|D\0A\0T\0E|T\0I\0M\0E)\0?[ \x14\x15]")
MAIN_STREAMS = {FileKind.DOC: ("WordDocument",), FileKind.XLS: ("Workbook", "Book")}
# [MS-DOC] 2.5: the version, the flags, then places and sizes in the table, 8 bytes each
FIRST_VERSION, VERSION, FLAGS, PLACES = 0xC1, 2, 10, 0x9A
COMMENTS, REVISERS = 4, 51
IN_TABLE_1 = 0x200
COMMENT_BYTES = 34
# [MS-XLS] 2.4: records of a workbook
SHEET, NOTE = 0x85, 0x1C


def make_safe(data: bytes, kind: FileKind, notes: Notes) -> bytes:
    """Return the document without what reaches outside it; raise AnnexRefused with the remedy."""
    if kind in (FileKind.DOCX, FileKind.XLSX, FileKind.PPTX):
        return write(ooxml.make_safe(read_parts(data), notes))
    if kind in (FileKind.ODT, FileKind.ODS, FileKind.ODP):
        return write(opendocument.make_safe(read_parts(data), notes))
    if kind == FileKind.RTF:
        return _safe_rtf(data, notes)
    _refuse_unsafe(data, kind, notes)
    if kind == FileKind.DOC and DOC_FIELD.search(data):
        notes.reserve(said("moving"))
    return data


def normalise_docx(docx: Path) -> tuple[bytes, dict[str, str]]:
    """Return what the embedded engine is to draw of a safe .docx, and the words it must show.

    Done before drawing, in the process whose time and memory are limited. Raises AnnexRefused.
    """
    try:
        job = open_document(docx)
        normalise(job.package)
    except ConversionFailed as error:
        raise unusable("undrawable") from error
    return job.package.to_bytes(), dict(job.words)


def _safe_rtf(data: bytes, notes: Notes) -> bytes:
    """Return an RTF without instructions to compute or to load; their last results stay."""
    if len(data) > MAX_RTF:
        raise unusable("large_document")
    if not data.rstrip(b"\0 \r\n\t").endswith(b"}"):
        raise unusable("broken_document")
    if RTF_CHANGES.search(data):
        notes.reserve(said("revised"))
    if RTF_COMMENT.search(data):
        notes.reserve("commentaires non repris")
    return RTF_LOADED.sub(rb"\\*\\ignored", data)


def _refuse_unsafe(data: bytes, kind: FileKind, notes: Notes) -> None:
    """Say what the drawing of an old document does not show; refuse one that lacks a part.

    Raises AnnexRefused for one that a password locks, too.
    """
    import msoffcrypto
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as ole:
            names = [name for name in MAIN_STREAMS[kind] if ole.exists(name)]
            if not names:
                raise unusable("broken_document")
            for path in ole.listdir():
                ole.openstream(path).read()
            if msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted():
                raise unusable("protected_office")
            tell = _tell_word if kind == FileKind.DOC else _tell_excel
            tell(ole, ole.openstream(names[0]).read(), notes)
    except AnnexRefused:
        raise
    except Exception as error:  # as many kinds as damages
        raise unusable("broken_document") from error


def _tell_word(ole: olefile.OleFileIO, main: bytes, notes: Notes) -> None:
    if _short(main, VERSION) < FIRST_VERSION:
        notes.reserve(said("old_document"))
        return
    table = ole.openstream("1Table" if _short(main, FLAGS) & IN_TABLE_1 else "0Table").read()
    # Where a part of the document starts in its table, and its size
    (_, size), (start, written) = (
        struct.unpack_from("<II", main, PLACES + 8 * rank) for rank in (COMMENTS, REVISERS)
    )
    Remarks(comments=size // COMMENT_BYTES).tell(notes)
    # The first name is always « Unknown »
    if written and _short(table, start + 2) > 1:
        notes.reserve(said("revised"))


def _short(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 2], "little")


def _tell_excel(ole: olefile.OleFileIO, main: bytes, notes: Notes) -> None:
    records = list(_records(main))
    sheets = [content for kind, content in records if kind == SHEET]
    hidden = [_sheet_name(sheet) for sheet in sheets if sheet[4] & 0b11]
    comments = sum(kind == NOTE for kind, _ in records)
    Remarks(comments=comments, hidden_sheets=hidden).tell(notes)
    if ole.exists("Revision Log"):
        notes.reserve(said("revised"))


def _records(workbook: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(workbook):
        kind, size = struct.unpack_from("<HH", workbook, place)
        yield kind, workbook[place + 4 : place + 4 + size]
        place += 4 + size


def _sheet_name(sheet: bytes) -> str:
    """Return the name in a record of a sheet: its length, how it is written, itself."""
    is_wide = sheet[7] & 1
    return sheet[8 : 8 + sheet[6] * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1")
