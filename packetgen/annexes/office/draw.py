"""Have a safe office document drawn: by the embedded engine for .docx, else by LibreOffice."""

from pathlib import Path

import pypdfium2
from msgspec.structs import replace

from packetgen.annexes.notes import unusable
from packetgen.annexes.outcome import Prepared
from packetgen.convert import libreoffice
from packetgen.convert.engines import convert_documents
from packetgen.convert.protocol import DrawingJob
from packetgen.convert.word.package import Package
from packetgen.errors import ConversionFailed, ToolMissing
from packetgen.system.pdfium import PDFIUM
from packetgen.text import count, enumerate_words, french_typography

SHOWN_WORDS = 5
Drawing = tuple[Path, str, tuple[str, ...]]  # who made it, and what it lacks


def draw_office_file(
    prepared: Prepared, folder: Path, *, in_process: bool
) -> tuple[Path, Prepared]:
    """Return the PDF of a document, made in the new `folder`, and the document with what is said.

    Raises AnnexRefused with the remedy.
    """
    if prepared.kind == "DOCX":
        pdf, engine, missing = _by_embedded_engine(prepared, folder, in_process=in_process)
    else:
        pdf, engine, missing = _by_libreoffice(prepared, folder)
    changes = (*prepared.changes, f"mis en PDF par {engine}")
    reservations = prepared.reservations
    if missing:
        shown = enumerate_words(f"« {word} »" for word in missing[:SHOWN_WORDS])
        lost = count(len(missing), "mot ou image non dessiné", "mots ou images non dessinés")
        reservations = (*reservations, french_typography(f"{lost} : {shown}"))
    return pdf, replace(prepared, changes=changes, reservations=reservations)


def _by_embedded_engine(prepared: Prepared, folder: Path, *, in_process: bool) -> Drawing:
    folder.mkdir()
    try:
        job = DrawingJob(Package(prepared.copy), prepared.words, is_normalised=True)
        [done] = convert_documents([job], folder, in_process=in_process)
    except ConversionFailed as error:
        raise unusable("undrawn") from error
    from packetgen.convert.pdf_metadata import tagged  # long to load

    done.pdf.write_bytes(tagged(done.pdf, done.outline))
    return done.pdf, done.drawn_by, done.missing_words


def _by_libreoffice(prepared: Prepared, folder: Path) -> Drawing:
    try:
        done = libreoffice.convert_office_file(prepared.copy, folder)
    except ToolMissing as error:
        raise unusable("no_libreoffice", kind=prepared.kind) from error
    if done is None:
        raise unusable("libreoffice_failed")
    with PDFIUM, pypdfium2.PdfDocument(done[0]) as document:
        if not any(any(page.get_objects(max_depth=1)) for page in document):
            raise unusable("blank")
    return (*done, ())
