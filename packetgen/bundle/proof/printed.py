"""Check what a bundle prints and where it leads: stamps, sommaire, links, outline, labels, seal.

PDFium, which took no part in writing the file, reads all of it. The seal is printed here too, once
the fingerprints that it binds are known.
"""

import ctypes
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pikepdf import Pdf
from pypdf import PdfReader
from pypdfium2 import PdfDocument, PdfPage, PdfPosConv, PdfTextPage, raw

from packetgen.bundle.ledger import UNSEALED
from packetgen.bundle.pages.sommaire import NUMBERS
from packetgen.bundle.pdf_page import Rectangle, inherited, streams_of, under_stamp
from packetgen.bundle.proof.coding import decoded
from packetgen.model import bundle
from packetgen.model.bundle import MARKS, SOMMAIRE, Difference, Ledger, Part, Plan, outline_title
from packetgen.text import count

# Where a stamp is looked for, in points from the seen bottom right corner, or top middle
STAMP_WIDTH, STAMP_HEIGHT = 240.0, 30.0
DEVICE = 10
UNMOVED = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

# The last one of the bordereau; those before are of files
SEAL = re.compile(rb"(.*)\([0-9a-f]{64}\) Tj", re.DOTALL)


def stamps(
    document: PdfDocument, ledger: Ledger, units: Sequence[float], known: Collection[int]
) -> Iterator[Difference]:
    """Check the stamps of each page against the ledger, except on the pages `known`.

    `units` are the points per unit of each page.
    """
    listed = zip(ledger.stamps(), owners(ledger.plan), strict=True)
    for number, (expected, owner) in enumerate(listed, 1):
        if not expected or number in known:
            continue
        found, apart = _stamped(document[number - 1], units[number - 1], expected)
        wrong = next(filter(None, map(_misprint, expected, found)), "")
        if not (wrong or apart):
            wrong = "sa page et son numéro ne sont pas à leur place"
        if wrong:
            yield Difference(f"{at(number, owner)}, {wrong}", owner.numero)


def _misprint(expected: str, found: str) -> str:
    """Return how a stamp differs from the one expected, `""` when it does not."""
    if _packed(found) == _packed(expected):
        return ""
    if expected in MARKS:
        return f"la mention « {expected} » n’y est plus"
    read = f"« {found} »" if found else "absent"
    return f"numéro imprimé {read} au lieu de « {expected} »"


def _stamped(page: PdfPage, unit: float, expected: Sequence[str]) -> tuple[list[str], bool]:
    """Return what is stamped where each of `expected` should be, and whether all stays there.

    What the piece itself prints is one form, left in its place, and set aside here: an older
    stamp, a right-to-left line that text extraction would mix with ours.
    """
    forms = list(page.get_objects([raw.FPDF_PAGEOBJ_FORM], max_depth=1))
    apart = len(forms) <= 1 and all(form.get_matrix().get() == UNMOVED for form in forms)
    for form in forms:
        page.remove_obj(form)
    boxes = [_seen_box(page, unit, text) for text in expected]
    for thing in page.get_objects(max_depth=1):
        apart &= any(_within(thing.get_bounds(), box) for box in boxes)
    text = page.get_textpage()
    return [_text(text, box) for box in boxes], apart


def _within(bounds: Rectangle, box: Rectangle) -> bool:
    """Whether `bounds` stay in `box`, a point more or less."""
    (x, y, other_x, other_y), (left, bottom, right, top) = bounds, box
    return left - 1 <= x and other_x <= right + 1 and bottom - 1 <= y and other_y <= top + 1


def _seen_box(page: PdfPage, unit: float, text: str) -> Rectangle:
    """Return where a stamp is looked for, in the page's own space: bottom right, or top middle."""
    width, height = (round(length * DEVICE) for length in page.get_size())
    seen = PdfPosConv(page, (0, 0, width, height, 0))
    wide = min(width, round(STAMP_WIDTH / unit * DEVICE))
    high = min(height, round(STAMP_HEIGHT / unit * DEVICE))
    left, top = ((width - wide) // 2, 0) if text in MARKS else (width - wide, height - high)
    (x, y), (other_x, other_y) = seen.to_page(left, top), seen.to_page(left + wide, top + high)
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def _text(text: PdfTextPage, box: Rectangle) -> str:
    return " ".join(text.get_text_bounded(*box).split())


def sommaire(document: PdfDocument, plan: Plan) -> Iterator[Difference]:
    """Check the title, number and link of each line of the sommaire against its piece."""
    placed = _placed(plan, SOMMAIRE)
    pages = [document[number - 1] for number in range(placed.first, placed.last + 1)]
    texts = [page.get_textpage() for page in pages]
    pairs = zip(pages, texts, strict=True)
    links = [(text, *link) for page, text in pairs for link in _links(document, page)]
    if len(links) != len(plan.pieces):
        wrong = f"{count(len(links), 'lien')} au sommaire pour {count(len(plan.pieces), 'pièce')}"
        yield Difference(wrong)
        return
    for (text, (left, bottom, right, top), target), piece in zip(links, plan.pieces, strict=True):
        title = _text(text, (left, bottom, right - NUMBERS, top))
        number = _text(text, (right - NUMBERS, bottom, right, top))
        part = piece.part
        faults = []
        if not _letters(title).startswith(_letters(f"Pièce{part.numero}{part.titre}")):
            faults.append(f"titre imprimé « {title} »")
        if _packed(number) != f"p.{piece.first}":
            faults.append(f"page imprimée « {number} » au lieu de « p. {piece.first} »")
        if target != piece.first:
            faults.append(f"lien vers {_page(target)} au lieu de {piece.first}")
        for each in faults:
            yield Difference(f"sommaire, ligne de la {_name(part)}, {each}", part.numero)


def _links(document: PdfDocument, page: PdfPage) -> Iterator[tuple[Rectangle, int]]:
    """Yield the links of a page: where one clicks, the page it leads to (0: none)."""
    start, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    while raw.FPDFLink_Enumerate(page, start, link):
        raw.FPDFLink_GetAnnotRect(link, box)
        target = raw.FPDFLink_GetDest(document, link)
        number = raw.FPDFDest_GetDestPageIndex(document, target) + 1 if target else 0
        yield (box.left, box.bottom, box.right, box.top), number


def outline(document: PdfDocument, plan: Plan) -> Iterator[Difference]:
    """Check the title and the page of each entry of the outline against its part."""
    entries = []
    for entry in document.get_toc():
        target = entry.get_dest()
        index = target.get_index() if target else None
        entries.append((entry.get_title(), 0 if index is None else index + 1))
    expected = [(outline_title(placed.part), placed) for placed in plan.parts]
    for found, wanted in zip_longest(entries, expected):
        if wanted is None:
            yield Difference(f"signet « {found[0]} » vers {_page(found[1])}, en trop")
        elif found is None:
            yield Difference(f"signet « {wanted[0]} » absent", wanted[1].part.numero)
        elif found != (wanted[0], wanted[1].first):
            yield Difference(
                f"signet « {found[0]} » vers {_page(found[1])}"
                f" au lieu de « {wanted[0]} » vers la page {wanted[1].first}",
                wanted[1].part.numero,
            )


def labels(document: PdfDocument, plan: Plan) -> Iterator[Difference]:
    """Check the label that readers show for each page against its number in the bundle."""
    for number, owner in enumerate(owners(plan), 1):
        label = document.get_page_label(number - 1)
        if label != str(number):
            yield Difference(f"{at(number, owner)}, étiquette « {label} »", owner.numero)


def sealed(document: PdfDocument, plan: Plan, seal: str) -> Iterator[Difference]:
    """Check the ledger against the seal that the bordereau prints."""
    placed = _placed(plan, bundle.BORDEREAU)
    pages = (document[number] for number in range(placed.first - 1, placed.last))
    if seal not in _packed("".join(page.get_textpage().get_text_bounded() for page in pages)):
        yield Difference("le bordereau joint n’est pas celui dont le sceau est imprimé")


def print_seal(pdf: Pdf, plan: Plan, seal: str = UNSEALED) -> None:
    """Write a seal, or what keeps its place, at the end of the bordereau.

    With the seal taken away again, the page has the fingerprint that the seal binds. A stream that
    readers may not decode alike stays as it is.
    """
    last = _placed(plan, bundle.BORDEREAU).last
    # It moves with the pages that one removes or adds
    for page in list(pdf.pages)[min(last, len(pdf.pages)) - 1 :]:
        stamped = under_stamp(inherited(page.obj, "/Resources"))
        for stream in [*streams_of(page.obj), *([] if stamped is None else [stamped])]:
            operators = decoded(stream, stream.read_raw_bytes())
            if operators is not None and SEAL.match(operators):
                stream.write(SEAL.sub(rb"\1(%b) Tj" % seal.encode(), operators, count=1))


def _placed(plan: Plan, code: str) -> bundle.PlacedPart:
    return next(placed for placed in plan.parts if placed.part.code == code)


def owners(plan: Plan) -> list[Part]:
    """Return the part that each page belongs to."""
    return [placed.part for placed in plan.parts for _ in range(placed.part.pages)]


def at(page: int, part: Part) -> str:
    """Return a page as a message names it: `page 12, pièce 5 « Statuts »`."""
    return f"page {page}, {_name(part)}"


def on_page(page: int, part: Part, wrong: str) -> Difference:
    """Return what is wrong with a page of a part."""
    return Difference(f"{at(page, part)} : {wrong}", part.numero)


def _name(part: Part) -> str:
    return f"pièce {part.numero} « {part.titre} »" if part.numero else f"« {part.titre} »"


def _page(number: int) -> str:
    return f"la page {number}" if number else "aucune page"


def _packed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _letters(text: str) -> str:
    """Return the letters and digits of `text`: readers vary on hyphens, and fonts lack signs."""
    return re.sub(r"[^0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]", "", text)


def differences(path: Path, plan: Plan) -> Iterator[Difference]:
    """Yield in French what another reader finds otherwise: pages, their labels, the outline."""
    # Given a file, pypdf reads what it needs; given a path, it holds the whole in memory
    with path.open("rb") as file:
        reader: Any = PdfReader(file, strict=True)
        pages = len(reader.pages)
        if pages != plan.pages:
            counted = count(pages, "page")
            yield Difference(f"un second lecteur compte {counted} au lieu de {plan.pages}")
            return
        if reader.page_labels != [str(number) for number in range(1, pages + 1)]:
            yield Difference("un second lecteur ne trouve pas les pages numérotées dans l’ordre")
        number = reader.get_destination_page_number
        found = [(entry.title, number(entry) + 1) for entry in reader.outline]
        expected = [(outline_title(placed.part), placed.first) for placed in plan.parts]
        if found != expected:
            yield Difference("un second lecteur ne trouve pas les signets à leur page")
