"""Prove a bundle just written: against its ledger, and each page against its source."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

from msgspec import Struct
from msgspec.structs import replace
from pikepdf import Pdf
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import PdfDocument, PdfPage

from packetgen.bundle import element, pdf_page
from packetgen.bundle.assemble.part import Extract, PageSource, elements_of, opened, pdf_of, tally
from packetgen.bundle.assemble.stamp import extent, place_page
from packetgen.bundle.ledger import NAME, from_json, seal
from packetgen.bundle.proof import examine, printed, structure
from packetgen.bundle.proof.fingerprint import Digester
from packetgen.bundle.tags import Reading
from packetgen.errors import BundleUnproved
from packetgen.model.bundle import Difference, Fingerprint, Ledger, PlacedPart
from packetgen.text import count

# Of a file whose fingerprints are kept with it: thirty-two of them take little memory
KEPT_BYTES = 1_000_000
# The fingerprint of each page, with whether it decides its look; what is read aloud
Prints = Sequence[tuple[Fingerprint, bool]]
Source = tuple[Prints, tuple[int, int]]
Stamps = Sequence[Sequence[str]]
UNPUBLISHED = ". Il n’est pas publié : relancez, et si cela se répète, signalez-le."
PAPER = 255


class PageImage(Struct, frozen=True):
    """How two pages are compared: the longer side of their pictures, in pixels, and `same`.

    Two pixels are one when no more than `same` levels of grey, of 255, lie between them.
    """

    width: int
    same: int


# Pages that hold the same, and pages that do not: a change of program makes as many levels
COARSE, FINE = PageImage(300, 24), PageImage(1000, 24)
# Pages whose photos were resampled: two scans of text, even alike, are twice as far apart
RESAMPLED = PageImage(400, 40)


def prove(
    path: Path, ledger: Ledger, origins: Sequence[PageSource], resampled: Collection[int] = ()
) -> int:
    """Check the bundle at `path` against its ledger, and its pages against their sources.

    The photos of the pieces of numbers `resampled` need only look alike; all else is the same.
    Returns how many pages had to be rendered, because equal content does not prove equal looks.
    Raises BundleUnproved, naming the first difference by page and piece.
    """
    try:
        found, pictured = _compared(path, ledger, origins, resampled)
    except Exception as error:
        said = f"Le paquet écrit dans « {path.name} » ne peut pas être relu{UNPUBLISHED}"
        raise BundleUnproved(said) from error
    if found:
        more = len(found) - 1
        others = f" (et {count(more, 'autre écart', 'autres écarts')})" if more else ""
        wrong = f"{found[0].text}{others}"
        raise BundleUnproved(f"Le paquet relu diffère de son plan : {wrong}{UNPUBLISHED}")
    return pictured


def _compared(
    path: Path, ledger: Ledger, origins: Sequence[PageSource], resampled: Collection[int]
) -> tuple[list[Difference], int]:
    """Return what differs from the ledger, or else from the sources; how many pages it rendered."""
    with Pdf.open(path) as pdf, PdfDocument(path) as document:
        carried = _, prints, found = from_json(structure.attached(pdf)[NAME])
        if found != seal(ledger, prints):
            return [Difference("le bordereau joint n’est pas celui de ce dossier")], 0
        printed.print_seal(pdf, ledger.plan)
        digester = Digester(pdf)
        reading = Reading(pdf)
        wrong = list(examine.differences(path, pdf, digester, carried, reading))
        wrong += printed.differences(path, ledger.plan)
        if wrong:
            return wrong, 0
        pictured = 0
        stamps, digester_of = ledger.stamps(), cache(lambda whole: Digester(opened(whole)))
        [spoken] = reading.elements
        for placed, origin, part in zip(ledger.plan.parts, origins, spoken.kids, strict=True):
            before, expected = _read(origin, digester_of)
            if isinstance(part, element.Element) and tally(part) != expected:
                lost = "ce qui s’y lit à voix haute n’est pas tout repris"
                wrong.append(printed.on_page(placed.first, placed.part, lost))
            if doubts := dict(_doubts(placed, before, digester, stamps, resampled)):
                pictured += len(doubts)
                wrong += _pictures(placed, origin, doubts, pdf, document, stamps)
    return wrong, pictured


def _pictures(
    placed: PlacedPart,
    origin: PageSource,
    looks: Mapping[int, PageImage],
    pdf: Pdf,
    bound: PdfDocument,
    stamps: Stamps,
) -> Iterator[Difference]:
    """Yield the pages, among those to render, that do not look as their source."""
    with PdfDocument(pdf_of(origin)) as source:
        first = origin.pages.start if isinstance(origin, Extract) else 0
        for page, look in looks.items():
            pages = source[first + page - placed.first], bound[page - 1]
            seen = pdf_page.view(pdf.pages[page - 1])
            if wrong := _picture_difference(*pages, seen, stamps[page - 1], look):
                yield printed.on_page(page, placed.part, wrong)


def _doubts(
    placed: PlacedPart, prints: Prints, bound: Digester, stamps: Stamps, resampled: Collection[int]
) -> Iterator[tuple[int, PageImage]]:
    """Yield the pages of a part that must be rendered, and how closely to compare them.

    The others have, byte for byte, the content of their source, which alone decides their look.
    """
    part = placed.part
    for page, (before, plain) in enumerate(prints, placed.first):
        after, settled = bound.fingerprint(page - 1, unstamped=bool(stamps[page - 1]))
        if not part.numero:
            # The links of the sommaire are made in the bundle
            after = replace(after, annotations=before.annotations)
        if before != after:
            photos = part.numero in resampled and replace(after, images=before.images) == before
            yield page, RESAMPLED if photos else FINE
        elif not (plain and settled):
            yield page, COARSE


def _read(origin: PageSource, digester_of: Callable[[bytes], Digester]) -> Source:
    if isinstance(origin, Extract):
        prints = origin.prints or [*map(digester_of(origin.pdf).fingerprint, origin.pages)]
        return prints, tally(element.Element("Part", [*origin.elements]))
    if isinstance(origin, Path) and origin.stat().st_size <= KEPT_BYTES:
        return _kept(origin.read_bytes())
    return _read_now(origin)


def _read_now(origin: Path | bytes) -> Source:
    with opened(origin) as pdf:
        digester = Digester(pdf)
        prints = [digester.fingerprint(number) for number in range(len(pdf.pages))]
        return prints, tally(element.Element("Part", [*elements_of(origin, pdf)]))


# The dossiers of a batch share pieces, taken in alike
_kept = lru_cache(maxsize=32)(_read_now)


def _picture_difference(
    source: PdfPage, bound: PdfPage, seen: pdf_page.View, stamps: Sequence[str], look: PageImage
) -> str:
    """Return in French how `bound`, seen as `seen`, differs from its source page, or `""`.

    The places of `stamps` are masked in both.
    """
    pictures = [_picture(page, seen, stamps, look.width) for page in (source, bound)]
    if pictures[0].size != pictures[1].size:
        return "elle n’a plus le format de sa source"
    before, after = (picture.getextrema() for picture in pictures)
    _, most = cast("tuple[int, int]", ImageChops.difference(*pictures).getextrema())
    if most <= look.same:
        return ""
    blank = before != (PAPER, PAPER) and after == (PAPER, PAPER)
    return "elle est devenue blanche" if blank else "on n’y voit plus ce que montre sa source"


def _picture(page: PdfPage, seen: pdf_page.View, stamps: Sequence[str], width: int) -> Image.Image:
    scale = width / max(page.get_size())
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    across, up = seen.size
    horizontal, vertical = picture.width / across, picture.height / up
    for stamp in stamps:
        wide, high = extent(stamp)
        x, y, shrunk = place_page(seen, stamp)
        left, right = x * horizontal, (x + wide * shrunk) * horizontal
        top, bottom = (up - y - high * shrunk) * vertical, (up - y) * vertical
        # One pixel more all round: its edges are softened
        box = (left - 1, top - 1, right + 1, bottom + 1)
        ImageDraw.Draw(picture).rectangle(box, fill=PAPER)
    return picture
