"""Turn any file named by the workbook into clean A4 pages, or refuse it with the remedy."""

import errno
import hashlib
import io
import os
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pikepdf
from pypdfium2 import PdfiumError

from packetgen.annexes.image import to_pdf
from packetgen.annexes.kinds import IMAGES, OFFICE, REMEDIES, SHEETS, not_taken
from packetgen.annexes.notes import UNBOUND, Notes, refusal, said, unusable
from packetgen.annexes.outcome import MAX_BYTES, MAX_PAGES, MAX_SHEET_PAGES, Intake, Prepared
from packetgen.annexes.pdf import clean, compare, damage
from packetgen.annexes.pdf.compare import PageLook
from packetgen.annexes.pdf.text import texts_and_lines
from packetgen.bundle.proof.fingerprint import Digester
from packetgen.errors import AnnexRefused
from packetgen.system import processor_time
from packetgen.system.file_kind import FileKind, recognise
from packetgen.system.files import cannot_write
from packetgen.text import count, number

MEGABYTE = 1_000_000
# Of processor time, for each page of a file, beyond those of any file
SECONDS_PER_PAGE = 0.1
# Of a file whose pages are kept for the next dossier: thirty-two of them take little memory
KEPT_BYTES = 1 * MEGABYTE
# The clean pages of a file as a PDF, what was noted, their texts, these line by line
Made = tuple[bytes, Notes, tuple[str, ...], tuple[str, ...]]


def intake(
    source: Path,
    destination: Path,
    *,
    name: str = "",
    max_pages: int = MAX_PAGES,
    max_bytes: int = MAX_BYTES,
    by_line: bool = False,
    drawn_from: str = "",
) -> Intake | Prepared:
    """Write `source` to `destination` as clean A4 pages, and return what was done.

    `name` is what the file is called, that of `source` by default; `by_line` is whether its text is
    wanted line by line too. An office document is only made safe, beside `destination`, until its
    drawing is taken in, with its kind as `drawn_from`. The same source gives the same bytes. Raises
    AnnexRefused when the file cannot be used, CannotWrite when the destination cannot be written.
    """
    name = name or source.name
    try:
        data = _read(source, max_bytes)
        kind = FileKind(drawn_from) if drawn_from else recognise(data)
        if kind in REMEDIES:
            raise not_taken(kind)
        sha256 = hashlib.sha256(data).hexdigest()
        if kind in OFFICE and not drawn_from:
            # Long to load, and few dossiers have some
            from packetgen.annexes.office import make_safe

            copy = destination.with_suffix(f".{kind.lower()}")
            notes, words = Notes(), dict[str, str]()
            _write(make_safe.make_safe(data, kind, notes), copy)
            if kind == FileKind.DOCX:
                normalised, words = make_safe.normalise_docx(copy)
                _write(normalised, copy)
            noted = (tuple(notes.changes), tuple(notes.reservations))
            return Prepared(source, name, copy, sha256, kind.value, *noted, words)
        if kind in SHEETS:  # whose print area is forgotten, one fills thousands
            max_pages = min(max_pages, MAX_SHEET_PAGES)
        make = kept_pages if len(data) <= KEPT_BYTES else _made
        pdf, notes, texts, lines = make(data, kind, max_pages, by_line)
        _write(pdf, destination)
    except AnnexRefused as reason:
        raise refusal(name, str(reason)) from reason
    except MemoryError as error:
        raise refusal(name, said("memory")) from error
    return Intake(
        source=source,
        name=name,
        pdf=destination,
        pages=len(texts),
        sha256=sha256,
        kind=kind.value,
        changes=tuple(notes.changes),
        reservations=tuple(notes.reservations),
        signed=notes.signed,
        texts=texts,
        lines=lines,
    )


def _made(data: bytes, kind: FileKind, max_pages: int, by_line: bool) -> Made:
    """Return the clean pages of an image or a PDF, proved to be all there."""
    notes = Notes()
    if kind in IMAGES:
        data = to_pdf.to_pdf(data, notes, max_pages)
    made, looks = _cleaned(data, kind, max_pages, notes)
    texts, lines = _prove(made, len(looks), by_line)
    if kind == FileKind.PDF:
        compare.tell_losses(data, made, texts, looks, notes)
    return made, notes, texts, lines


# The dossiers of a batch share statutes, receipts, templates of the bank
kept_pages = lru_cache(maxsize=32)(_made)


def _read(source: Path, max_bytes: int) -> bytes:
    try:
        size = source.stat().st_size
        if size > max_bytes:
            megabytes = number(-(-size // MEGABYTE))
            raise unusable("heavy", size=megabytes, most=number(max_bytes // MEGABYTE))
        return source.read_bytes()
    except OSError as error:
        raise unusable("unopened") from error


def _cleaned(
    data: bytes, kind: FileKind, max_pages: int, notes: Notes
) -> tuple[bytes, list[PageLook]]:
    """Return the clean PDF and the look of its pages; what qpdf cannot mend, PDFium may."""
    first: Exception | None = None
    for read in chain((data,), damage.copies(data) if kind == FileKind.PDF else ()):
        own = Notes()
        mended = first is not None and not isinstance(first, damage.Locked)
        try:
            made = _clean(read, kind, max_pages, own, data, mended)
        except Exception as error:
            if isinstance(error, MemoryError) or type(error) is AnnexRefused:
                raise  # refused on purpose
            first = first or error
        else:
            notes.add(own)
            return made
    if isinstance(first, damage.Unlike):
        made = _clean(data, kind, max_pages, notes, None, mended=False)
        notes.reserve(said("unlike"))
        notes.signed = True
        return made
    assert first is not None  # noqa: S101 - the file itself failed
    if kind == FileKind.PDF and not isinstance(first, AnnexRefused):
        seen = damage.view(data)
        if seen is None or not seen.pages:
            raise unusable("broken") from first
        if isinstance(first, pikepdf.PdfError | PdfiumError | RecursionError):
            raise unusable("harmed") from first
    raise first


def _clean(
    data: bytes, kind: FileKind, max_pages: int, notes: Notes, source: bytes | None, mended: bool
) -> tuple[bytes, list[PageLook]]:
    with clean.open_pdf(data) as document:
        pages = len(document.pages)
        if pages == 0:
            raise damage.Damaged(said("no_page"))
        if pages > max_pages:
            what = "sheets" if kind in SHEETS else "pdf" if kind == FileKind.PDF else "document"
            raise unusable(f"long_{what}", pages=count(pages, "page"), most=number(max_pages))
        processor_time.extend(pages * SECONDS_PER_PAGE)
        if kind == FileKind.PDF:
            clean.inspect(document, data, notes, source, mended=mended)
        elif kind == FileKind.JPEG:
            damage.reserve_photo(document, notes)
    # Opened again: what qpdf was kept from decoding there, it would not decode to write it either
    with clean.open_pdf(data) as document:
        looks = clean.clean_pdf(document, notes)
        document.save(made := io.BytesIO(), deterministic_id=True, encryption=False)
        return made.getvalue(), looks


def _write(made: bytes, destination: Path) -> None:
    try:
        destination.write_bytes(made)
        if destination.read_bytes() != made:  # some disks are full without a word
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise cannot_write(destination, error) from error


def _prove(made: bytes, pages: int, by_line: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts of the pages, and the same line by line if asked.

    Refuse the file unless two libraries find every page, and each has its fingerprint.
    """
    try:
        with pikepdf.open(io.BytesIO(made)) as written:
            found = len(written.pages)
            try:
                Digester(written).fingerprints()  # which the proof of a bundle needs
            except Exception as error:  # whatever the libraries raise on a hostile file
                raise AnnexRefused(UNBOUND) from error
        texts, lines = texts_and_lines(made, by_line=by_line)
    except (OSError, pikepdf.PdfError, PdfiumError):
        found, texts, lines = 0, (), ()
    if not found == len(texts) == pages:
        read = count(min(found, len(texts)), "page relue", "pages relues")
        raise unusable("misread", read=read, pages=number(pages))
    return texts, lines
