"""Check old Word and Excel files: whole, without password; note what their PDF lacks."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from packetgen.annexes.notes import Notes, said, unusable
from packetgen.annexes.office.package import PackageRemarks
from packetgen.errors import AnnexRefused
from packetgen.system.file_kind import FileKind

if TYPE_CHECKING:
    import olefile  # type: ignore[import-untyped]

MAIN_STREAMS = {FileKind.DOC: ("WordDocument",), FileKind.XLS: ("Workbook", "Book")}
# [MS-DOC] 2.5: the version, the flags, then places and sizes in the table, 8 bytes each
FIRST_VERSION, VERSION, FLAGS, PLACES = 0xC1, 2, 10, 0x9A
COMMENTS, REVISERS = 4, 51
IN_TABLE_1 = 0x200
COMMENT_BYTES = 34
# [MS-XLS] 2.4: records of a workbook
SHEET, NOTE = 0x85, 0x1C


def refuse_unsafe(data: bytes, kind: FileKind, notes: Notes) -> None:
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
    _, size = _place(main, COMMENTS)
    start, written = _place(main, REVISERS)
    # The first name is always « Unknown »
    revised = bool(written) and _short(table, start + 2) > 1
    PackageRemarks(comments=size // COMMENT_BYTES).tell(notes)
    if revised:
        notes.reserve(said("revised"))


def _place(main: bytes, rank: int) -> tuple[int, int]:
    """Return where a part of a Word document starts in its table, and its size."""
    start, size = struct.unpack_from("<II", main, PLACES + 8 * rank)
    return start, size


def _short(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 2], "little")


def _tell_excel(ole: olefile.OleFileIO, main: bytes, notes: Notes) -> None:
    records = list(_records(main))
    sheets = [content for kind, content in records if kind == SHEET]
    hidden = [_sheet_name(sheet) for sheet in sheets if sheet[4] & 0b11]
    comments = sum(kind == NOTE for kind, _ in records)
    PackageRemarks(comments=comments, hidden_sheets=hidden).tell(notes)
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
