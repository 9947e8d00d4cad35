"""What is wrong with a PDF: said with its pages, mended when it can be, never in silence."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
from pikepdf import Name, Stream

from packetgen.annexes.integrity import damaged_streams, pages_using
from packetgen.annexes.notes import of_pages
from packetgen.errors import AnnexRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Pdf

    from packetgen.annexes.notes import Notes

BROKEN = "ce PDF est abîmé ou incomplet ; téléchargez-le ou numérisez-le de nouveau"
# A second or two of decoding, a hundred pages in grey
MOST_POINTS = 1_000_000_000
# A filter that qpdf does not know, and copies
UNKNOWN = Name("/NotDecoded")
BOMB = "ce PDF renferme des données démesurées ; imprimez-le en PDF et joignez le résultat"
# Slips of honest programs, met in forms of the administration: nothing is lost by them
HARMLESS = re.compile(
    "not one plus the highest object number|common error handled correctly|duplicated key"
    "|extraneous whitespace seen before xref|followed by carriage return only|lacks /Length key"
    "|Resources is missing or invalid; repairing"
    "|attempting to recover stream length|recovered stream length"
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


def repaired(pages: int, announced: int = 0) -> str:
    """Return what is said of a repaired file: the pages that were found."""
    found = "retrouvées" if pages > 1 else "retrouvée"
    lost = f" sur {announced} annoncées" if announced > pages else ""
    return f"réparé, à vérifier : {of_pages(range(1, pages + 1))} {found}{lost}, fichier abîmé"


def reserve(pdf: Pdf, notes: Notes) -> None:
    """Say that the file had to be repaired, and which of its pages may have lost something."""
    found, announced = len(pdf.pages), pdf.Root.Pages.get("/Count", 0)
    is_whole = not _problems(pdf) and announced == found
    altered = pages_using(pdf, damaged_streams(pdf))
    if is_whole and not altered:
        return
    empty = [n for n, page in enumerate(pdf.pages, start=1) if page.obj.get("/Contents") is None]
    if len(empty) == found:
        raise Damaged(BROKEN)
    if not is_whole:
        notes.reserve(repaired(found, announced if isinstance(announced, int) else 0))
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
    found = [text for text in _complaints(pdf) if not HARMLESS.search(text)]
    if any("memory limit" in problem for problem in found):
        raise AnnexRefused(BOMB)
    return found


def _complaints(pdf: Pdf) -> list[str]:
    found = list(pdf.get_warnings())
    try:
        with warnings.catch_warnings():
            # A scan in JBIG2 is copied as it is: no decoder is needed
            warnings.simplefilter("ignore")
            with _sparing_photos(pdf):
                return found + pdf.check_pdf_syntax()
    except pikepdf.DependencyError:
        return found + pdf.get_warnings()
    except pikepdf.PdfError as error:
        return [*found, str(error), *pdf.get_warnings()]


@contextmanager
def _sparing_photos(pdf: Pdf) -> Iterator[None]:
    """Keep qpdf from decoding photos beyond a number of points: it would take its time."""
    left, spared = MOST_POINTS, []
    for item in pdf.objects:
        if isinstance(item, Stream) and item.get("/Filter") == Name.DCTDecode:
            width, height = item.get("/Width"), item.get("/Height")
            left -= width * height if isinstance(width, int) and isinstance(height, int) else 0
            if left < 0:
                item.Filter = UNKNOWN
                spared.append(item)
    try:
        yield
    finally:
        for item in spared:
            item.Filter = Name.DCTDecode
