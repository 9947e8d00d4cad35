"""The proof: the finished file is opened again and everything it prints is held to the plan.

PDFium, which took no part in writing the file, reads its text, outline, labels and attachment;
pypdf reads where its links lead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from itertools import zip_longest
from pathlib import Path
from typing import cast

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject
from pypdfium2 import PdfDocument, PdfPage, PdfPosConv
from pypdfium2.raw import FPDF_PAGEOBJ_FORM

from packetgen.bundle.plan import SOMMAIRE, outline_title
from packetgen.bundle.sommaire import NUMBERS
from packetgen.errors import BundleUnproved
from packetgen.model.packet import Part, Plan
from packetgen.text import count

# Where the stamp is looked for, in points from the seen bottom right corner
STAMP_WIDTH, STAMP_HEIGHT = 240.0, 30.0
DEVICE = 10


@dataclass(frozen=True)
class Proof:
    """What was found true: pages, stamps read, lines of the sommaire, and the file's SHA-256."""

    pages: int
    stamps: int
    lines: int
    sha256: str


def prove(path: Path, plan: Plan, attachment: bytes) -> Proof:
    """Open the bundle at `path` and hold it to `plan` and to the data that it should carry.

    Raises BundleUnproved, naming the first difference by page and piece.
    """
    try:
        found = list(_differences(path, plan, attachment))
    except Exception as error:
        raise BundleUnproved(
            f"Le paquet écrit dans « {path.name} » ne peut pas être relu. Il n’est pas publié :"
            " relancez, et si cela se répète, signalez-le."
        ) from error
    if found:
        others = (
            f" (et {count(len(found) - 1, 'autre écart', 'autres écarts')})"
            if len(found) > 1
            else ""
        )
        raise BundleUnproved(
            f"Le paquet relu diffère de son plan : {found[0]}{others}."
            " Il n’est pas publié : relancez, et si cela se répète, signalez-le."
        )
    stamps = sum(1 for text in plan.stamps() if text)
    with path.open("rb") as file:
        seal = file_digest(file, "sha256").hexdigest()
    return Proof(plan.pages, stamps, len(plan.pieces), seal)


def _differences(path: Path, plan: Plan, attachment: bytes) -> Iterator[str]:
    """Yield in French whatever differs from the plan."""
    with path.open("rb") as file, PdfDocument(path) as document:
        reader = PdfReader(file)
        counted = {len(document), len(reader.pages)}
        if counted != {plan.pages}:
            yield f"{count(max(counted - {plan.pages}), 'page')} au lieu de {plan.pages}"
            return
        yield from _stamps(document, reader, plan)
        yield from _sommaire(document, reader, plan)
        yield from _outline(document, plan)
        yield from _labels(document, plan)
        yield from _attachment(document, attachment)


def _stamps(document: PdfDocument, reader: PdfReader, plan: Plan) -> Iterator[str]:
    """Read in the seen bottom right corner of each page the stamp that the plan gives it."""
    for number, (expected, owner) in enumerate(zip(plan.stamps(), _owners(plan), strict=True)):
        if expected:
            found = _corner(document[number], reader.pages[number].user_unit)
            if _packed(found) != _packed(expected):
                read = f"« {found} »" if found else "absent"
                yield f"{_at(number + 1, owner)}, numéro imprimé {read} au lieu de « {expected} »"


def _corner(page: PdfPage, unit: float) -> str:
    """Return what was stamped where the eye sees bottom right.

    What the piece itself prints there is a form, set aside: an older stamp, a right-to-left
    line that text extraction would mix with ours.
    """
    for form in list(page.get_objects([FPDF_PAGEOBJ_FORM], max_depth=1)):
        page.remove_obj(form)
    width, height = (round(length * DEVICE) for length in page.get_size())
    seen = PdfPosConv(page, (0, 0, width, height, 0))
    left = max(0, width - round(STAMP_WIDTH / unit * DEVICE))
    top = max(0, height - round(STAMP_HEIGHT / unit * DEVICE))
    return _text(page, (*seen.to_page(left, top), *seen.to_page(width, height)))


def _text(page: PdfPage, corners: tuple[float, float, float, float]) -> str:
    """Return the text between two opposite corners, as one line."""
    (left, right), (bottom, top) = sorted(corners[0::2]), sorted(corners[1::2])
    return " ".join(page.get_textpage().get_text_bounded(left, bottom, right, top).split())


def _sommaire(document: PdfDocument, reader: PdfReader, plan: Plan) -> Iterator[str]:
    """Hold each line of the sommaire, its title, number and link, to its piece."""
    placed = next(placed for placed in plan.parts if placed.part.code == SOMMAIRE)
    numbers = {page.indirect_reference: place for place, page in enumerate(reader.pages, 1)}
    links = [
        (document[number - 1], link)
        for number in range(placed.first, placed.last + 1)
        for link in _links(reader.pages[number - 1])
    ]
    if len(links) != len(plan.pieces):
        yield f"{count(len(links), 'lien')} au sommaire pour {count(len(plan.pieces), 'pièce')}"
        return
    for (page, link), piece in zip(links, plan.pieces, strict=True):
        left, bottom, right, top = map(float, cast("ArrayObject", link["/Rect"]))
        title = _text(page, (left, bottom, right - NUMBERS, top))
        number = _text(page, (right - NUMBERS, bottom, right, top))
        target = numbers.get(cast("ArrayObject", link["/Dest"])[0])
        line = f"sommaire, ligne de la {_name(piece.part)}"
        if not _letters(title).startswith(_letters(f"Pièce{piece.part.numero}{piece.part.titre}")):
            yield f"{line}, titre imprimé « {title} »"
        if _packed(number) != f"p.{piece.first}":
            yield f"{line}, page imprimée « {number} » au lieu de « p. {piece.first} »"
        if target != piece.first:
            yield f"{line}, lien vers la page {target} au lieu de {piece.first}"


def _links(page: PageObject) -> list[DictionaryObject]:
    """Return the links of a page in the order of their lines."""
    annotations = [annotation.get_object() for annotation in page.annotations or ()]
    return [annotation for annotation in annotations if annotation["/Subtype"] == "/Link"]


def _outline(document: PdfDocument, plan: Plan) -> Iterator[str]:
    """Hold each entry of the outline, its title and its page, to its part."""
    entries = []
    for entry in document.get_toc():
        target = entry.get_dest()
        entries.append((entry.get_title(), target.get_index() + 1 if target else None))
    expected = [(outline_title(placed.part), placed.first) for placed in plan.parts]
    for found, (title, first) in zip_longest(entries, expected, fillvalue=("", None)):
        if found != (title, first):
            yield (
                f"signet « {found[0]} » vers la page {found[1]}"
                f" au lieu de « {title} » vers la page {first}"
            )


def _labels(document: PdfDocument, plan: Plan) -> Iterator[str]:
    """Hold the label that readers show for each page to its number in the bundle."""
    for number, owner in enumerate(_owners(plan), 1):
        label = document.get_page_label(number - 1)
        if label != str(number):
            yield f"{_at(number, owner)}, étiquette « {label} »"


def _attachment(document: PdfDocument, attachment: bytes) -> Iterator[str]:
    """Hold the one attached file to the data that was given."""
    attached = document.count_attachments()
    if attached != 1:
        yield f"{count(attached, 'fichier joint', 'fichiers joints')} au lieu d’un seul"
    elif bytes(document.get_attachment(0).get_data()) != attachment:
        yield "les données jointes ne sont pas celles du dossier"


def _owners(plan: Plan) -> list[Part]:
    """Return the part that each page belongs to."""
    return [placed.part for placed in plan.parts for _ in range(placed.part.pages)]


def _at(page: int, part: Part) -> str:
    return f"page {page}, {_name(part)}"


def _name(part: Part) -> str:
    return f"pièce {part.numero} « {part.titre} »" if part.numero else f"« {part.titre} »"


def _packed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _letters(text: str) -> str:
    """Return the letters and digits of `text`: readers vary on hyphens, and fonts lack signs."""
    return re.sub(r"[^0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]", "", text)
