"""Fingerprints: digests of all that draws a page, the same after a new save of the file.

They are those of the values, not of the file: numbers, order of entries, compression, shared or
repeated objects play no role, one changed byte of an operator, a font or an image does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from packetgen.bundle.page import contents_of, decoded, inherited
from packetgen.bundle.stamp import PIECE, view
from packetgen.model.ledger import Fingerprint, Fingerprints

# Images above this many pixels are digested as stored: programs copy them as they are
SMALL_IMAGE = 250_000
STORAGE = {"/Length", "/Filter", "/DecodeParms"}
# Compressions of images that no program undoes when it saves
CODECS = re.compile(rb"/(?:DCT|JPX|CCITTFax|JBIG2)Decode\b")
# What an annotation says of its place among others, and when
RELATIONS = {"/P", "/Parent", "/Popup", "/IRT", "/NM", "/M", "/StructParent"}
# What of the catalog changes the look of pages, or acts
CATALOG = (Name.AcroForm, Name.OCProperties, Name.OpenAction, Name.AA)
# The look of these depends on what stands around the page, or on how a reader draws
UNSETTLED = re.compile(rb"/(?:Transparency|Pattern|SMask|Type3|OC|OCG|OCMD|Widget)\b")

REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")
REAL = re.compile(rb"(?<![\w.])[+-]?(?:\d+\.\d*|\.\d+)")
IMAGE = re.compile(rb"\x00I[0-9a-f]{64}")
# A hostile file may nest objects without end
MOST_OBJECTS = 200_000
MOST_BYTES = 8_000_000


class Digester:
    """The objects of one document, each written once as text that only its value decides."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self._written: dict[tuple[int, int], bytes] = {}
        self._page = 0
        self._count = 0

    def fingerprints(self) -> Fingerprints:
        """Return the fingerprint of each page, stamps included, and of the document.

        Raises what pikepdf raises on a damaged file, ValueError on an endless one.
        """
        pages = tuple(self._whole(number) for number in range(len(self._pages)))
        return Fingerprints(self._document(), pages)

    def drawn(self, number: int, *, stamped: bool) -> tuple[Fingerprint, bool]:
        """Return the fingerprint of a page but its stamp, and whether it settles its look.

        It settles it when pages of the same fingerprint cannot be seen otherwise.
        """
        page = self._pdf.pages[number].obj
        self._page = number
        resources = inherited(page, Name.Resources)
        if stamped:
            form = _under_stamp(resources)
            resources, contents = (
                (form.Resources, decoded(form)) if form is not None else (None, b"")
            )
        else:
            contents = contents_of(page)
        written = self._text(resources) if contents else b""
        annotations = self._annotations(page)
        frame = self._frame(page)
        settled = not any(map(UNSETTLED.search, (frame, written, annotations)))
        # Streams joined may end otherwise than one
        return _fingerprint(frame, contents.rstrip(), written, annotations), settled

    def _whole(self, number: int) -> Fingerprint:
        page = self._pdf.pages[number].obj
        self._page = number
        return _fingerprint(
            self._frame(page),
            contents_of(page),
            self._text(inherited(page, Name.Resources)),
            self._annotations(page),
        )

    def _document(self) -> str:
        """Return the digest of what the document adds to its pages."""
        root = self._pdf.Root
        added = [self._text(root.get(key)) for key in CATALOG]
        names = root.get(Name.Names)
        scripts = names.get(Name.JavaScript) if isinstance(names, Dictionary) else None
        return _digest(b"\n".join([*added, self._text(scripts)]))

    def _text(self, thing: Object | None) -> bytes:
        """Return an object and all that it refers to as text."""
        return b"" if thing is None else self._write(thing, ())

    def _frame(self, page: Object) -> bytes:
        seen = view(Page(page))
        numbers = " ".join(f"{number:.5g}" for number in (*seen.box, seen.turns, seen.unit))
        return numbers.encode() + self._text(page.get(Name.Group))

    def _annotations(self, page: Object) -> bytes:
        annotations = page.get(Name.Annots)
        if not isinstance(annotations, Array):
            return b""
        return b"\n".join(self._text(_without(each, RELATIONS)) for each in annotations)

    def _write(self, thing: Object, path: tuple[tuple[int, int], ...]) -> bytes:
        self._count += 1
        if self._count > MOST_OBJECTS:
            raise ValueError("the objects of this document have no end")
        if isinstance(thing, Stream):
            return self._write_stream(thing, path)
        text = REAL.sub(_rounded, thing.unparse(resolved=True))
        text = REFERENCE.sub(lambda match: self._follow(int(match[1]), int(match[2]), path), text)
        if len(text) > MOST_BYTES:
            raise ValueError("the objects of this document repeat each other without end")
        return text

    def _follow(self, number: int, generation: int, path: tuple[tuple[int, int], ...]) -> bytes:
        """Return what a reference leads to: a page by its distance, an object on the path by it."""
        key = number, generation
        if key in self._written:
            return self._written[key]
        if key in self._pages:
            return b"\x00P%+d" % (self._pages[key] - self._page)
        if key in path:
            return b"\x00U%d" % (len(path) - path.index(key))
        text = self._write(self._pdf.get_object(key), (*path, key))
        # A distance holds only where it was measured
        if b"\x00P" not in text and b"\x00U" not in text:
            self._written[key] = text
        return text

    def _write_stream(self, stream: Stream, path: tuple[tuple[int, int], ...]) -> bytes:
        kept = _is_kept(stream)
        entries = _without(stream, STORAGE - {"/DecodeParms"} if kept else STORAGE)
        data = stream.read_raw_bytes() if kept else decoded(stream)
        text = self._write(entries, path) + sha256(data).hexdigest().encode()
        image = stream.get(Name.Subtype) == Name.Image
        return b"\x00I" + sha256(text).hexdigest().encode() if image else text


def _fingerprint(
    frame: bytes, contents: bytes, resources: bytes, annotations: bytes
) -> Fingerprint:
    images = sorted(set(IMAGE.findall(resources)))
    drawing = sha256(contents).digest() + IMAGE.sub(b"\x00I", resources)
    return Fingerprint(*map(_digest, (frame, drawing, b"".join(images), annotations)))


def _digest(data: bytes) -> str:
    """Return half of a SHA-256, that neither accident nor hand meets; `""` of nothing."""
    return sha256(data).hexdigest()[:32] if data else ""


def _under_stamp(resources: Object | None) -> Stream | None:
    """Return what the page drew before it was stamped, where that holds all of it."""
    forms = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    form = forms.get(PIECE) if isinstance(forms, Dictionary) else None
    if not isinstance(form, Stream) or Name.Matrix in form or Name.Resources not in form:
        return None
    return form


def _without(thing: Object, keys: Iterable[str]) -> Object:
    """Return the entries of a dictionary or stream but some, as a dictionary of its own."""
    if not isinstance(thing, Dictionary | Stream):
        return thing
    entries = (thing.stream_dict if isinstance(thing, Stream) else thing).copy()
    for key in keys:
        if key in entries:
            del entries[key]
    return entries


def _is_kept(stream: Stream) -> bool:
    """Whether programs copy the data of an image as it is stored."""
    if stream.get(Name.Subtype) != Name.Image:
        return False
    sides = [stream.get(key) for key in (Name.Width, Name.Height)]
    width, height = (side if isinstance(side, int) else 0 for side in sides)
    filters = stream.get(Name.Filter)
    return width * height > SMALL_IMAGE or (
        filters is not None and CODECS.search(filters.unparse(resolved=True)) is not None
    )


def _rounded(number: re.Match[bytes]) -> bytes:
    """Return a real number with the digits that every program keeps."""
    return b"%.5g" % float(number[0])
