"""Any file named by the workbook: clean A4 pages ready to bind, or a refusal with its remedy."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import pikepdf
from pypdfium2 import PdfiumError

from packetgen.annexes import image, pdf
from packetgen.annexes.kinds import REMEDIES, Kind, recognise
from packetgen.annexes.notes import PRINT_IT, Notes, refusal
from packetgen.annexes.page_text import page_texts
from packetgen.annexes.result import MAX_BYTES, MAX_PAGES, Intake
from packetgen.errors import AnnexRefused, CannotWrite, PacketgenError
from packetgen.text import NBSP, count, number

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1_000_000


def intake(
    source: Path, destination: Path, *, max_pages: int = MAX_PAGES, max_bytes: int = MAX_BYTES
) -> Intake:
    """Write `source` to `destination` as clean A4 pages, and return what was done.

    The same source gives the same bytes. Raises AnnexRefused when the file cannot be taken,
    CannotWrite when the destination cannot be written.
    """
    notes = Notes()
    try:
        data = _read(source, max_bytes)
        kind = recognise(data)
        made, pages = _make(data, kind, max_pages, notes)
    except AnnexRefused as reason:
        raise refusal(source.name, str(reason)) from reason
    except PacketgenError:
        raise
    except Exception as error:  # whatever the libraries raise on a hostile or damaged file
        raise refusal(source.name, f"ce fichier ne peut pas être lu ; {PRINT_IT}") from error
    _write(made, destination)
    texts = _prove(source.name, destination, pages)
    return Intake(
        source=source,
        pdf=destination,
        pages=pages,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=kind.value,
        changes=tuple(notes.changes),
        reservations=tuple(notes.reservations),
        signed=notes.signed,
        texts=texts,
    )


def _read(source: Path, max_bytes: int) -> bytes:
    try:
        size = source.stat().st_size
        if size > max_bytes:
            raise AnnexRefused(
                f"ce fichier pèse {number(-(-size // MEGABYTE))}{NBSP}Mo, la limite est de "
                f"{number(max_bytes // MEGABYTE)}{NBSP}Mo ; enregistrez-en une version allégée"
            )
        return source.read_bytes()
    except OSError as error:
        raise AnnexRefused(
            "ce fichier ne peut pas être ouvert ; fermez le logiciel qui l’utilise, "
            "ou attendez la fin de sa synchronisation"
        ) from error


def _make(data: bytes, kind: Kind, max_pages: int, notes: Notes) -> tuple[bytes, int]:
    """Return the clean PDF and its number of pages."""
    if kind in REMEDIES:
        raise AnnexRefused(f"c’est {kind} ; {REMEDIES[kind]}")
    if kind != Kind.PDF:
        data = image.to_pdf(data, notes, max_pages)
    with pdf.open_pdf(data) as document:
        pages = len(document.pages)
        if pages == 0:
            raise AnnexRefused("ce PDF n’a aucune page ; joignez une autre copie")
        if pages > max_pages:
            raise AnnexRefused(
                f"ce PDF a {count(pages, 'page')}, la limite est de {number(max_pages)} ; "
                "ne joignez que les pages utiles"
            )
        if kind == Kind.PDF:
            pdf.inspect(document, data, notes)
        pdf.clean(document, notes)
        out = io.BytesIO()
        document.save(out, deterministic_id=True, encryption=False)
        return out.getvalue(), pages


def _write(made: bytes, destination: Path) -> None:
    error: OSError | None = None
    try:
        destination.write_bytes(made)
        # Some disks are full without a word
        whole = destination.stat().st_size == len(made)
    except OSError as refused:
        whole, error = False, refused
    if not whole:
        raise CannotWrite(
            f"Le fichier de travail «{NBSP}{destination.name}{NBSP}» ne peut pas être écrit. "
            "Vérifiez la place libre et le droit d’écrire dans le dossier temporaire."
        ) from error


def _prove(name: str, destination: Path, pages: int) -> tuple[str, ...]:
    """Read again what was written, and return its texts.

    Two libraries find every page of the source in it, or it is refused.
    """
    try:
        with pikepdf.open(destination) as written:
            found = len(written.pages)
        texts = page_texts(destination)
    except (OSError, pikepdf.PdfError, PdfiumError):
        found, texts = 0, ()
    if not found == len(texts) == pages:
        read = count(min(found, len(texts)), "page relue", "pages relues")
        raise refusal(name, f"{read} sur {number(pages)} après la mise en page ; {PRINT_IT}")
    return texts
