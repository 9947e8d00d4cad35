"""The bundle as one PDF: parts appended and stamped, links, outline, labels, data attached."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, time
from hashlib import file_digest, sha256
from io import BufferedReader, BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.constants import PageLabelStyle
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    Fit,
    NameObject,
    NumberObject,
    TextStringObject,
)

from packetgen.bundle import sommaire, stamp
from packetgen.bundle.plan import SOMMAIRE, outline_title
from packetgen.errors import AnnexRefused, BundleUnproved
from packetgen.model.packet import PlacedPart, Plan
from packetgen.publication import cannot_write
from packetgen.text import count


def assemble(
    plan: Plan,
    pdfs: Sequence[Path | bytes],
    destination: Path,
    *,
    title: str,
    author: str,
    subject: str,
    today: date,
    attachment: bytes,
    attachment_name: str,
) -> None:
    """Write the bundle of `plan`, one PDF per part in its order, to `destination`.

    `today` dates the file, `attachment` is the dossier's data in JSON. The same arguments write
    the same bytes. Raises AnnexRefused for a part that cannot be read, BundleUnproved for one
    that has not the planned pages, CannotWrite.
    """
    writer = PdfWriter()
    with ExitStack() as stack:
        sources = [_open(pdf, stack) for pdf in pdfs]
        _append(writer, plan, sources)
        _link_sommaire(writer, plan)
        _outline(writer, plan)
        _describe(writer, title, author, subject, today)
        _attach(writer, attachment_name, attachment, today)
        _identify(writer, sources, attachment)
        _write(writer, destination)


def _open(pdf: Path | bytes, stack: ExitStack) -> BufferedReader | BytesIO:
    """Open a part until the bundle is written: its streams are then read only once."""
    return BytesIO(pdf) if isinstance(pdf, bytes) else stack.enter_context(pdf.open("rb"))


def _append(writer: PdfWriter, plan: Plan, sources: Sequence[BufferedReader | BytesIO]) -> None:
    """Append each part, the pages of pieces stamped."""
    texts = [text for text in plan.stamps() if text]
    stamps = iter(stamp.draw_stamps(texts))
    # The writer tells sources apart by their id(), which only living readers keep
    readers = []
    for placed, source in zip(plan.parts, sources, strict=True):
        try:
            reader = PdfReader(source)
            readers.append(reader)
            _check_pages(placed, len(reader.pages))
            if placed.part.numero:
                for page in reader.pages:
                    stamp.apply(page, next(stamps))
            writer.append(reader, import_outline=False)
        except BundleUnproved:
            raise
        except Exception as error:
            raise AnnexRefused(
                f"{_name(placed)} ne peut pas être assemblée avec les autres. Ouvrez son fichier,"
                " faites « Imprimer → PDF », et mettez le nouveau fichier à sa place."
            ) from error


def _check_pages(placed: PlacedPart, pages: int) -> None:
    """Refuse a part that has not the pages that the sommaire announces."""
    if pages != placed.part.pages:
        raise BundleUnproved(
            f"{_name(placed)} : {count(pages, 'page')} au lieu de {placed.part.pages}."
            " Aucun paquet n’a été écrit : relancez, et si cela se répète, signalez-le."
        )


def _name(placed: PlacedPart) -> str:
    part = placed.part
    piece = f"La pièce {part.numero}, " if part.numero else "La partie "
    return f"{piece}« {part.titre} »"


def _link_sommaire(writer: PdfWriter, plan: Plan) -> None:
    """Make each line of the sommaire lead to the first page of its piece."""
    first = next(placed.first for placed in plan.parts if placed.part.code == SOMMAIRE)
    lines = sommaire.lay_out([placed.part for placed in plan.parts])
    for line, piece in zip(lines, plan.pieces, strict=True):
        link = Link(rect=line.rectangle, target_page_index=piece.first - 1, fit=Fit.fit())
        writer.add_annotation(first - 1 + line.page, link)


def _outline(writer: PdfWriter, plan: Plan) -> None:
    """Make one entry per part, all in sight."""
    for placed in plan.parts:
        title = outline_title(placed.part)
        writer.add_outline_item(title=title, page_number=placed.first - 1, fit=Fit.fit())


def _describe(writer: PdfWriter, title: str, author: str, subject: str, today: date) -> None:
    """Say in the file what it is, and how a reader opens it: outline shown, title in the bar."""
    moment = f"D:{today:%Y%m%d}000000Z"
    writer.pdf_header = "%PDF-1.7"
    writer.metadata = {
        "/Title": title,
        "/Author": author,
        "/Subject": subject,
        "/Creator": "packetgen",
        "/Producer": "packetgen",
        "/CreationDate": moment,
        "/ModDate": moment,
    }
    writer.root_object[NameObject("/Lang")] = TextStringObject("fr-FR")
    preferences = writer.create_viewer_preferences()
    preferences[NameObject("/DisplayDocTitle")] = BooleanObject(True)
    writer.page_mode = "/UseOutlines"
    writer.set_page_label(0, len(writer.pages) - 1, PageLabelStyle.DECIMAL)


def _attach(writer: PdfWriter, name: str, content: bytes, today: date) -> None:
    """Attach the dossier's data, associated with the whole document."""
    attached = writer.add_attachment(name, content)
    attached.alternative_name = TextStringObject(name)
    attached.description = TextStringObject("Données du dossier")
    attached.subtype = NameObject("/application/json")
    attached.size = NumberObject(len(content))
    attached.modification_date = datetime.combine(today, time(), UTC)
    attached.associated_file_relationship = NameObject("/Data")
    associated = ArrayObject([attached.pdf_object.indirect_reference])
    writer.root_object[NameObject("/AF")] = associated


def _identify(
    writer: PdfWriter, sources: Sequence[BufferedReader | BytesIO], attachment: bytes
) -> None:
    """Give the file an identifier drawn from what it is made of, never from chance."""
    seal = sha256(attachment)
    for source in sources:
        source.seek(0)
        seal.update(file_digest(source, "sha256").digest())
    identifier = ByteStringObject(seal.digest()[:16])
    # pypdf's own way to set it takes random bytes
    writer._ID = ArrayObject([identifier, identifier])


def _write(writer: PdfWriter, destination: Path) -> None:
    try:
        with destination.open("wb") as file:
            writer.write(file)
    except OSError as error:
        raise cannot_write(destination, error) from error
