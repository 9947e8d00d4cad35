"""What is wrong with a PDF: said with its pages, mended when it can be, never in silence."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2

from packetgen.annexes.integrity import damaged_streams, pages_using
from packetgen.annexes.notes import of_pages
from packetgen.annexes.streams import BOMB, sparing
from packetgen.errors import AnnexRefused

if TYPE_CHECKING:
    from pikepdf import Pdf

    from packetgen.annexes.notes import Notes

BROKEN = "ce PDF est abîmé ou incomplet ; téléchargez-le ou numérisez-le de nouveau"
# Slips of honest programs, met in forms of the administration: how the file was saved, not what it
# holds; nothing is lost by them
HARMLESS = re.compile(
    "not one plus the highest object number|common error handled correctly|duplicated key"
    "|extraneous whitespace seen before xref|accepting invalid xref table entry"
    "|stream keyword (?:not )?followed by|lacks /Length key"
    "|can't find PDF header|invalid /ID in trailer dictionary"
    "|/Type (?:key should be /Pages?|entry to /Catalog)|is direct; converting to indirect"
    "|Resources is missing or invalid; repairing|creating a new page object as a copy"
    "|widget annotation is not reachable from /AcroForm"
    "|attempting to recover stream length|recovered stream length"
    # Bookmarks are not kept; what a loop leads to was met before
    "|loop in /Outlines tree|loop detected while traversing name/number tree"
    # A photo too large to be verified is copied as it is; the cause of another failure is said too
    "|JPEG data large|will be re-processed without filtering"
)
# Bytes that a server or a mailer adds after the end; qpdf then finds the table of the file, whole,
# and says first that it was looking for it
TRAILING = re.compile("startxref was more than 1024 bytes before end of file")
TRAILED = re.compile(
    f"{TRAILING.pattern}|file is damaged|can't find startxref|Attempting to reconstruct cross-ref"
)


class Damaged(AnnexRefused):
    """What qpdf cannot read, and PDFium perhaps can."""


def mend(data: bytes) -> bytes | None:
    """Return a damaged PDF as PDFium reads it, None when it cannot."""
    mended = io.BytesIO()
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) == 0:
                return None
            document.save(mended)
    except pypdfium2.PdfiumError:
        return None
    return mended.getvalue()


def _repaired(pages: int, announced: int) -> str:
    found = "retrouvées" if pages > 1 else "retrouvée"
    lost = f" sur {announced} annoncées" if announced > pages else ""
    return f"réparé, à vérifier : {of_pages(range(1, pages + 1))} {found}{lost}, fichier abîmé"


def reserve(pdf: Pdf, notes: Notes, *, mended: bool) -> None:
    """Say that the file had to be repaired, and which of its pages may have lost something.

    `mended` is whether PDFium wrote it again: nothing of its damage can be seen in it any more.
    """
    found, announced = len(pdf.pages), pdf.Root.Pages.get("/Count", 0)
    # Before qpdf reads it all: a stream may swell without end
    altered = pages_using(pdf, damaged_streams(pdf))
    is_whole = not mended and not _problems(pdf) and announced == found
    if is_whole and not altered:
        return
    empty = [n for n, page in enumerate(pdf.pages, start=1) if page.obj.get("/Contents") is None]
    if len(empty) == found:
        raise Damaged(BROKEN)
    if not is_whole:
        notes.reserve(_repaired(found, announced if isinstance(announced, int) else 0))
    if empty:
        notes.reserve(f"{of_pages(empty)} : vide, son contenu est peut-être perdu")
    if altered:
        notes.reserve(f"{of_pages(altered)} : données abîmées, comparez avec l’original")


def reserve_photo(pdf: Pdf, notes: Notes) -> None:
    """Say that the photo put in a PDF has points that cannot be read."""
    if _problems(pdf):
        notes.reserve("image abîmée par endroits, à vérifier")


def _problems(pdf: Pdf) -> list[str]:
    """Return what is truly wrong in a file, in the words of qpdf; refuse a bomb."""
    said = _complaints(pdf)
    harmless = (HARMLESS, TRAILED) if any(map(TRAILING.search, said)) else (HARMLESS,)
    found = [text for text in said if not any(slip.search(text) for slip in harmless)]
    if any("memory limit" in problem for problem in found):
        raise AnnexRefused(BOMB)
    return found


def _complaints(pdf: Pdf) -> list[str]:
    found = list(pdf.get_warnings())
    try:
        with warnings.catch_warnings():
            # A scan in JBIG2 is copied as it is: no decoder is needed
            warnings.simplefilter("ignore")
            with sparing(pdf):
                return found + pdf.check_pdf_syntax()
    except pikepdf.DependencyError:
        return found + pdf.get_warnings()
    except pikepdf.PdfError as error:
        return [*found, str(error), *pdf.get_warnings()]
