"""Make an office document safe to draw: whole, of its true kind, without any outside link."""

import re
from pathlib import Path

from packetgen.annexes.notes import Notes, said, unusable
from packetgen.annexes.office import ole, ooxml, opendocument
from packetgen.annexes.office.package import read_parts, write
from packetgen.convert.engines import open_document
from packetgen.convert.normalise.rules import normalise
from packetgen.errors import ConversionFailed
from packetgen.system.file_kind import FileKind

MAX_RTF = 50_000_000
# LibreOffice draws the local pictures that a field of an RTF names, whatever its settings
RTF_LOADED = re.compile(rb"(?:\\\*\s*)?\\(?:fldinst|template|objdata|filetbl|subdocument)(?![a-z])")
RTF_IGNORED = rb"\\*\\ignored"
RTF_CHANGES = re.compile(rb"\\(?:revised|deleted)(?![a-z])")
RTF_COMMENT = re.compile(rb"\{\\\*\\annotation(?![a-z])")
# A date that Word writes by itself in an old file, and only Word can stop: the first character of
# the field, then its instruction, one byte each or two
DOC_FIELD = re.compile(rb"\x13\0?(?: \0?)*(?:DATE|TIME|D\0A\0T\0E|T\0I\0M\0E)\0?[ \x14\x15]")


def make_safe(data: bytes, kind: FileKind, notes: Notes) -> bytes:
    """Return the document without what reaches outside it; raise AnnexRefused with the remedy."""
    if kind in (FileKind.DOCX, FileKind.XLSX, FileKind.PPTX):
        return write(ooxml.make_safe(read_parts(data), notes))
    if kind in (FileKind.ODT, FileKind.ODS, FileKind.ODP):
        return write(opendocument.make_safe(read_parts(data), notes))
    if kind == FileKind.RTF:
        return _safe_rtf(data, notes)
    ole.refuse_unsafe(data, kind, notes)
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
    return RTF_LOADED.sub(RTF_IGNORED, data)
