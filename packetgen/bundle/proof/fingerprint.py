"""Fingerprints: digests of all that draws a page, the same after a new save of the file.

They are those of the values, not of the file: numbers, order of entries, compression, shared or
repeated objects play no role, one changed byte of an operator, a font or an image does.
"""

import re
from functools import lru_cache
from hashlib import sha256

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from packetgen.bundle import pdf_page
from packetgen.bundle.pdf_page import ObjectId, Rectangle, entry, inherited, items
from packetgen.bundle.proof import cycles
from packetgen.bundle.proof.coding import CODING, SIGNS, decoded, is_kept, is_told
from packetgen.bundle.proof.cycles import REFERENCE
from packetgen.model.bundle import Fingerprint, Fingerprints

STORAGE = {"/Length", *CODING}
# What an annotation says of its place among others, and when
RELATIONS = {"/P", "/Parent", "/Popup", "/IRT", "/NM", "/M", "/StructParent"}
# The look of these depends on what stands around the page, or on how a reader draws
UNSETTLED = re.compile(rb"/(?:Transparency|Pattern|SMask|Type3|OC|OCG|OCMD|Widget)\b")
# Coded, or an image, as another object may say
UNSURE = re.compile(
    rb"/(?:Subtype|Width|Height|Filter|DecodeParms|F|DP) (?:\d+ \d+ R|[\[<].*\d R\b)", re.DOTALL
)

# The numbers of a text are those of an object, those of a string are its own
REAL = re.compile(rb"(\((?:[^\\)]|\\.)*\))|(?<![\w./])[+-]?(?:\d+\.\d*|\.\d+)", re.DOTALL)
# Stand for an image, for a page; no object is written so
IMAGE, PAGE = b"\x00I", b"\x00P"
# Follows the digest of data that looks coded and is not
BARE = "\x00D"
IMAGES = re.compile(IMAGE + rb"[0-9a-f]{64}")
DIGITS = 32
# A hostile page may nest objects without end
MOST_OBJECTS = 50_000
MOST_BYTES = 8_000_000
# Bytes of what is kept once rounded
SHORT = 4_000
# Bytes of what is written as a digest where it is referred to: many forms may share many fonts
LONG = 100_000

# Texts of streams, by the digest of all that they hold: those of a source come back in the bundle,
# in the bundle as written, and in other dossiers
_known: dict[bytes, bytes] = {}
MOST_KNOWN = 10_000


class Digester:
    """Digests of one document: each object becomes text once, by its value alone."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._written: dict[ObjectId, bytes] = {}
        self._pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        self._around: dict[int, tuple[bytes, bytes, tuple[int, ...]]] = {}
        self._links: list[int] = []
        self._count = 0
        self._open: set[ObjectId] = set()

    def fingerprints(self) -> Fingerprints:
        """Return the fingerprint of each page, stamps included.

        Raises what pikepdf raises on a damaged file, ValueError on an endless one.
        """
        pages = range(len(self._pdf.pages))
        return Fingerprints(tuple(self.fingerprint(number)[0] for number in pages))

    def fingerprint(self, number: int, *, unstamped: bool = False) -> tuple[Fingerprint, bool]:
        """Return the fingerprint of a page, from 0, and True if it decides the look of the page.

        Two pages with such a fingerprint must look the same. With `unstamped`, that of the page
        before its stamp.
        """
        page = self._pdf.pages[number].obj
        contents, resources = self._drawing(page, unstamped)
        if number not in self._around:
            frame = self._frame(page)
            self._links.clear()
            annotations = self._annotations(page)
            self._around[number] = frame, annotations, tuple(self._links)
        frame, annotations, links = self._around[number]
        placed = IMAGES.findall(resources)
        images = sorted(set(placed))
        # Where several images stand too
        order = _digest(b"".join(placed)) if len(images) > 1 else ""
        drawing = sha256(contents).digest() + IMAGES.sub(IMAGE, resources)
        settled = not any(map(UNSETTLED.search, (frame, resources, annotations)))
        seen = _digest(b"".join(images)) + order
        found = Fingerprint(_digest(frame), _digest(drawing), seen, _digest(annotations), links)
        return found, settled

    def _frame(self, page: Object) -> bytes:
        seen = pdf_page.view(Page(page))
        media, crop, turn = (inherited(page, key) for key in ("/MediaBox", "/CropBox", "/Rotate"))
        # What is printed of a page that is seen in part
        around = pdf_page.box_of(media) or seen.box
        hidden = () if around == seen.box else around
        numbers = " ".join(f"{each:.5g}" for each in (*seen.box, seen.turns, seen.unit, *hidden))
        # Readers differ on what is none
        boxes = [each for each in (media, crop) if each is not None and not _holds(each, seen.box)]
        turns = [] if turn is None or (isinstance(turn, int) and not turn % 90) else [turn]
        odd = b"".join(map(self._text, (*boxes, *turns)))
        return numbers.encode() + odd + self._text(entry(page, "/Group"))

    def _drawing(self, page: Object, unstamped: bool) -> tuple[bytes, bytes]:
        resources = inherited(page, "/Resources")
        if unstamped:
            form = pdf_page.under_stamp(resources)
            streams = [] if form is None else [form]
            resources = None if form is None else form.Resources
            odd = 0
        else:
            streams = pdf_page.streams_of(page)
            odd = len(items(entry(page, "/Contents"))) - len(streams)
        # Some readers stop at what is no stream
        contents = b"\n".join((*map(self._operators, streams), *[b"?"] * odd))
        # What draws nothing uses nothing; streams joined may end otherwise than one
        return contents.rstrip(), self._text(resources) if contents else b""

    def _operators(self, contents: Stream) -> bytes:
        """Return what a stream draws; if readers may not decode it alike, how it is stored."""
        operators = decoded(contents, contents.read_raw_bytes())
        return self._text(contents) if operators is None else operators

    def _annotations(self, page: Object) -> bytes:
        annotations = entry(page, "/Annots")
        held = annotations if isinstance(annotations, Array) else ()
        return b"\n".join(self._text(_without(each, RELATIONS)) for each in held)

    def _text(self, thing: Object | None) -> bytes:
        self._count = 0
        return b"" if thing is None else self._write(thing)

    def _write(self, thing: object) -> bytes:
        self._count += 1
        if self._count > MOST_OBJECTS:
            raise ValueError("the objects of this page have no end")
        text = cycles.substitute(_own(thing), self._follow)
        if len(text) > MOST_BYTES:
            raise ValueError("the objects of this page repeat each other without end")
        return IMAGE + sha256(text).hexdigest().encode() if _is_image(thing) else text

    def _follow(self, key: ObjectId) -> bytes:
        """Return what a reference leads to, a page being only told."""
        if key in self._written:
            return self._written[key]
        if key in self._open:
            raise _Ring(key)
        # A number, a boolean and null come as values of Python
        thing: object = self._pdf.get_object(key)
        if key in self._pages or _is_page(thing):
            self._links.append(self._pages.get(key, 0))
            return PAGE
        self._open.add(key)
        try:
            text = self._write(thing)
        except _Ring as ring:
            if ring.args != (key,):
                raise
            self._close(key)
        finally:
            self._open.discard(key)
        if key in self._written:
            return self._written[key]
        # A page is noted each time
        if PAGE not in text:
            self._written[key] = text = text if len(text) <= LONG else _shortened(text)
        return text

    def _close(self, key: ObjectId) -> None:
        own: dict[ObjectId, bytes] = {}

        def held(each: ObjectId) -> list[ObjectId]:
            if each in self._written:
                return []
            thing: object = self._pdf.get_object(each)
            own[each] = b"" if _is_page(thing) else _own(thing)
            return [(int(number), int(turn)) for number, turn in REFERENCE.findall(own[each])]

        ring = cycles.members(key, held)

        def outside(each: ObjectId) -> bytes:
            return b"%d %d R" % each if each in ring else self._follow(each)

        texts = {each: cycles.substitute(own[each], outside) for each in ring}
        sought = _sought(b"\n".join(texts.values()))
        told = cycles.digests({each: IMAGES.sub(IMAGE, text) for each, text in texts.items()})
        self._written |= {each: digest + sought for each, digest in told.items()}


class _Ring(Exception):
    """An object that holds itself was met; its argument is that object."""


def _own(thing: object) -> bytes:
    """Return an object as text, what it refers to left as references."""
    if isinstance(thing, Stream):
        return _own_stream(thing)
    # The text of a scalar is that which it has within an array
    text = (
        thing.unparse(resolved=True)
        if isinstance(thing, Object)
        else Array([thing]).unparse().removeprefix(b"[ ").removesuffix(b" ]")
    )
    return _rounded_again(text) if len(text) <= SHORT else _rounded(text)


def _own_stream(stream: Stream) -> bytes:
    """Return a stream as text; its coding is part of it unless the stream is decoded here."""
    raw, held = stream.read_raw_bytes(), stream.stream_dict.unparse(resolved=True)
    as_stored = sha256(raw)
    key = sha256(held + as_stored.digest()).digest()
    if key in _known:
        return _known[key]
    is_image = _is_image(stream)
    data = None if is_image and is_kept(stream) else decoded(stream, raw)
    if data is None:
        told = is_image and is_told(stream, raw)
        left_out = {"/Length", "/Filter"} if told else {"/Length"}
        digest = as_stored.hexdigest() + ("" if told or "/Filter" in stream else BARE)
        return _own(_without(stream, left_out)) + digest.encode()
    digest = sha256(data).hexdigest() + (BARE if SIGNS.match(data) else "")
    text = _own(_without(stream, STORAGE)) + digest.encode()
    if len(text) <= SHORT and not UNSURE.search(held):
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[key] = text
    return text


def _is_image(thing: object) -> bool:
    return isinstance(thing, Stream) and bool(entry(thing, "/Subtype") == Name.Image)


def _is_page(thing: object) -> bool:
    return isinstance(thing, Dictionary) and bool(entry(thing, "/Type") == Name.Page)


def _holds(box: Object, seen: Rectangle) -> bool:
    """Whether a box is one, with the part of the page that is seen in it."""
    left, bottom, right, top = pdf_page.box_of(box) or (0, 0, 0, 0)
    return left <= seen[0] < seen[2] <= right and bottom <= seen[1] < seen[3] <= top


def _sought(text: bytes) -> bytes:
    """Return the images of a text, and what makes the look of a page uncertain."""
    return b"".join(sorted({*IMAGES.findall(text), *UNSETTLED.findall(text)}))


def _shortened(text: bytes) -> bytes:
    bare, images = IMAGES.sub(IMAGE, text), b"".join(dict.fromkeys(IMAGES.findall(text)))
    return sha256(bare).hexdigest().encode() + images + _sought(bare)


def _digest(data: bytes) -> str:
    """Return half of a SHA-256, that neither accident nor hand meets; `""` of nothing."""
    return sha256(data).hexdigest()[:DIGITS] if data else ""


def _without(thing: Object, keys: set[str]) -> Object:
    if not isinstance(thing, Dictionary | Stream):
        return thing
    entries = (thing.stream_dict if isinstance(thing, Stream) else thing).copy()
    for key in entries.keys() & keys:
        del entries[key]
    return entries


def _rounded(text: bytes) -> bytes:
    """Return a text, its real numbers with the digits that every program keeps."""
    return REAL.sub(lambda found: found[1] or b"%.5g" % float(found[0]), text)


# The widths of a font come back from source to bundle, other entries from dossier to dossier
_rounded_again = lru_cache(maxsize=2048)(_rounded)
