"""What is wrong with a PDF: said with its pages, mended as PDFium reads it, never in silence."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import suppress

import pikepdf
from msgspec import Struct
from pikepdf import Name, Page, Pdf, PdfError, Stream, parse_content_stream
from PIL import ImageChops
from pypdfium2 import PdfDocument, PdfiumError, PdfPage, raw

from packetgen.annexes.notes import Notes, of_pages, said, unusable
from packetgen.annexes.outcome import MAX_PAGES
from packetgen.annexes.pdf import streams
from packetgen.annexes.pdf.links import annotations_of
from packetgen.bundle.pdf_page import streams_of
from packetgen.errors import AnnexRefused
from packetgen.resources import table

COMPONENTS = {b"/DeviceGray": 1, b"/CalGray": 1, b"/DeviceRGB": 3, b"/DeviceCMYK": 4}
SAID = table(__file__, "damage.toml")
OPERATORS = frozenset(SAID["operators"].split()) | {"INLINE IMAGE"}
COMPATIBILITY = re.compile(rb"\bBX\b")
INLINE_IMAGE = re.compile(rb"\bID\b")
HOLE = bytes(32)
MOST_READ = 1_000_000
# What draws nothing, or leads to other pages
ELSEWHERE = frozenset(("/Metadata", "/PieceInfo", "/Parent", "/P", "/Pg"))
COMPLAINTS = {name: re.compile("|".join(f)) for name, f in SAID["complaints"].items()}
# A stream that qpdf cannot decode, and its number
UNDECODED = re.compile(r"error decoding stream data for object (\d+) (\d+)")
# A table of objects, or a stream that holds one, and where a file says that it has one
TABLE = re.compile(rb"(?<!start)xref\b|/Type\s*/XRef\b")
TABLE_PLACE = re.compile(rb"(?:startxref|/Prev)\s+(\d+)\b(?!\s+\d+\s+R)")
# Of the picture of a page, in pixels a point: a line of text is seen, not its font
SCALE = 0.1
# Levels of 255 by which a pixel may change: a font that is not embedded may be drawn otherwise
SAME = 60


class Damaged(AnnexRefused):
    """What qpdf cannot read, and PDFium perhaps can."""


class Locked(Damaged):
    """What qpdf asks a password for, and PDFium perhaps not: of its attachments alone."""


class Unlike(Damaged):
    """A file of which PDFium shows at least as many pages, but others than qpdf reads."""


def _damaged(pdf: Pdf) -> set[tuple[int, int]]:
    """Return the streams whose data is not what was written.

    Raises AnnexRefused for one that swells without end.
    """
    inflater = streams.Inflater()
    contents = {item.objgen for page in pdf.pages for item in streams_of(page.obj)}
    return {
        item.objgen
        for item in pdf.objects
        if isinstance(item, Stream) and _is_damaged(item, inflater, item.objgen in contents)
    }


def _shows(page: Page, damaged: set[tuple[int, int]]) -> bool:
    """Tell whether a page shows some streams: in its contents, images, fonts or annotations."""
    pictures = [each.get("/AP") for each in annotations_of(page.obj)]
    drawing = [page.obj.get("/Contents"), page.resources, *pictures]
    return any(item.objgen in damaged for item in streams.reachable(drawing, ELSEWHERE))


def _is_damaged(stream: Stream, inflater: streams.Inflater, is_content: bool) -> bool:
    if len(streams.filters(stream)) > streams.MOST_FILTERS:
        raise unusable("bomb")
    is_sound, size = inflater.measure(stream)
    if not is_sound or (size is not None and size < _needed(stream)):
        return True
    return (is_content or stream.get("/Subtype") == Name.Form) and _is_scrambled(stream)


def _needed(image: Stream) -> int:
    """Return the bytes that the points of an image take, 0 when it is no simple image."""
    colors = image.get("/ColorSpace")
    components = COMPONENTS.get(bytes(colors), 0) if isinstance(colors, Name) else 0
    if image.get("/Subtype") != Name.Image:
        return 0
    sizes = [image.get(key) for key in ("/Width", "/Height", "/BitsPerComponent")]
    width, height, bits = (size if isinstance(size, int) else 0 for size in sizes)
    return (width * components * bits + 7) // 8 * height


def _is_scrambled(content: Stream) -> bool:
    """Tell whether a content without checksum has words that no program writes."""
    data = b"" if "/Filter" in content else content.read_raw_bytes()
    if not data or len(data) > MOST_READ or COMPATIBILITY.search(data):
        return False
    if HOLE in data and not INLINE_IMAGE.search(data):
        return True
    try:
        with warnings.catch_warnings(action="error"):
            operators = [str(each.operator) for each in parse_content_stream(content)]
    except (PdfError, UserWarning, UnicodeDecodeError):
        return True
    except TypeError:  # operators in an array, which viewers pass over
        return False
    return not OPERATORS.issuperset(operators)


def reserve(pdf: Pdf, data: bytes, notes: Notes, source: bytes | None, *, mended: bool) -> None:
    """Say that the file had to be repaired, and which of its pages may have lost something.

    `source` is the file as received, None not to compare what a viewer shows of it; `mended` is
    whether PDFium wrote it again: nothing of its damage can be seen in it any more. Raises Unlike
    when a viewer shows something else.
    """
    found, announced = len(pdf.pages), pdf.Root.Pages.get("/Count", 0)
    # Before qpdf reads it all: a stream may swell without end
    damaged = _damaged(pdf)
    problems = _problems(pdf)
    damaged |= {(int(n), int(g)) for text in problems for n, g in UNDECODED.findall(text)}
    pages = enumerate(pdf.pages if damaged else (), start=1)
    altered = [number for number, page in pages if _shows(page, damaged)]
    is_whole = not mended and not problems and announced == found
    if is_whole and not altered:
        return
    empty = [
        number
        for number, page in enumerate(pdf.pages, start=1)
        if page.obj.get("/Contents") is None and not any(annotations_of(page.obj))
    ]
    if len(empty) == found:
        raise Damaged(said("broken"))
    seen = view(source) if source else None
    own = view(_written(pdf)) if seen else None
    # A font without a name may be drawn otherwise the first time that PDFium meets it
    tries = (_look_alike(seen.data, own.data) for _ in range(2)) if seen and own else ()
    is_same = bool(seen and own and seen.pages == own.pages) and any(tries)
    if seen and own and not is_same and len(seen.pages) >= len(own.pages):
        raise Unlike(said("broken"))
    if mended and seen:
        announced = seen.announced
    lost = isinstance(announced, int) and announced > found
    is_as_seen = is_same and not (mended or lost or altered)
    moved = [text for text in problems if not COMPLAINTS["mended"].search(text)]
    is_moved = all(map(COMPLAINTS["moved"].search, moved))
    is_sound = not moved or (is_moved and not _is_shortened(data))
    if not is_whole and not (is_as_seen and is_sound):
        back = f"{of_pages(range(1, found + 1))} {'retrouvées' if found > 1 else 'retrouvée'}"
        promised = f" sur {announced} annoncées" if lost else ""
        notes.reserve(f"réparé, à vérifier : {back}{promised}, fichier abîmé")
    if empty:
        notes.reserve(f"{of_pages(empty)} : vide, son contenu est peut-être perdu")
    if altered:
        notes.reserve(f"{of_pages(altered)} : données abîmées, comparez avec l’original")


def _is_shortened(data: bytes) -> bool:
    """Tell whether bytes may be missing before the last table of a file."""
    *_, last = (-1, *(table.start() for table in TABLE.finditer(data)))
    return any(int(place[1]) > last for place in TABLE_PLACE.finditer(data))


def _written(pdf: Pdf) -> bytes:
    as_it_is = pikepdf.StreamDecodeLevel.none
    with warnings.catch_warnings(action="ignore"):  # what qpdf says of it then was said before
        pdf.save(out := io.BytesIO(), compress_streams=False, stream_decode_level=as_it_is)
    return out.getvalue()


def reserve_photo(pdf: Pdf, notes: Notes) -> None:
    """Say that the photo put in a PDF has points that cannot be read."""
    if _problems(pdf):
        notes.reserve("image abîmée par endroits, à vérifier")


def _problems(pdf: Pdf) -> list[str]:
    """Return what is truly wrong in a file, in the words of qpdf; refuse a bomb."""
    said = _complaints(pdf)
    trails = any(map(COMPLAINTS["trailing"].search, said))
    harmless = [COMPLAINTS[name] for name in ("harmless", *["trailing", "trailed"] * trails)]
    found = [text for text in said if not any(slip.search(text) for slip in harmless)]
    if any("memory limit" in problem for problem in found):
        raise unusable("bomb")
    return found


def _complaints(pdf: Pdf) -> list[str]:
    found = list(pdf.get_warnings())
    try:
        # A scan in JBIG2 is copied as it is: no decoder is needed
        with warnings.catch_warnings(action="ignore"), streams.sparing(pdf):
            return found + pdf.check_pdf_syntax()
    except pikepdf.DependencyError:
        return found + pdf.get_warnings()
    except pikepdf.PdfError as error:
        return [*found, str(error), *pdf.get_warnings()]


class View(Struct, frozen=True):
    """The pages that a viewer shows of a file, each by its text and the number of its annotations.

    `announced` counts those that the file says it has.
    """

    data: bytes
    announced: int
    pages: tuple[tuple[str, int], ...]


def view(data: bytes) -> View | None:
    """Return what PDFium shows of a file, None when it cannot open it."""
    with suppress(PdfiumError), PdfDocument(data) as document:
        pages = (
            (page.get_textpage().get_text_range(), raw.FPDFPage_GetAnnotCount(page))
            for _, page in _loaded(document)
        )
        return View(data, len(document), tuple(pages))
    return None


def _look_alike(one: bytes, other: bytes) -> bool:
    with suppress(PdfiumError), PdfDocument(one) as first, PdfDocument(other) as second:
        pairs = zip(_loaded(first), _loaded(second), strict=True)
        return all(_is_like(before, after) for (_, before), (_, after) in pairs)
    return False


def _is_like(before: PdfPage, after: PdfPage) -> bool:
    one, two = (page.render(scale=SCALE, grayscale=True).to_pil() for page in (before, after))
    return one.size == two.size and max(ImageChops.difference(one, two).tobytes()) <= SAME


def copies(data: bytes) -> Iterator[bytes]:
    """Yield a file as PDFium writes it again: with all that it holds, then its pages alone."""
    with suppress(PdfiumError), PdfDocument(data) as document, PdfDocument.new() as pages_alone:
        yield _saved(document)
        if shown := [number for number, _ in _loaded(document)]:
            pages_alone.import_pages(document, shown)
            yield _saved(pages_alone)


def _saved(document: PdfDocument) -> bytes:
    document.save(out := io.BytesIO(), flags=raw.FPDF_REMOVE_SECURITY)
    return out.getvalue()


def _loaded(document: PdfDocument) -> Iterator[tuple[int, PdfPage]]:
    """Yield the pages that are there, with their places; a wrong count announces others."""
    for number in range(min(len(document), 2 * MAX_PAGES)):
        with suppress(PdfiumError):
            page = document[number]
            yield number, page
            page.close()
