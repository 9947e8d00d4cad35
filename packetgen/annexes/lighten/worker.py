"""The clean pages of an annex, lighter: photos with more points than one sees, data deflated again.

In a process of its own, as all that reads annexes.
"""

import io
import math
import warnings
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
from pikepdf import Array, Matrix, Name, Object, Page, Pdf, Stream
from PIL import Image

from packetgen.annexes.image.open import MAX_PIXELS
from packetgen.annexes.pdf.streams import filters, is_deflated, limit_decoding, within, write_coded
from packetgen.bundle.pdf_page import numbers

ObjectId = tuple[int, int]
Size = tuple[float, float]

# A hostile page may draw forms within forms without end
MOST_DRAWN = 100_000
MOST_NESTED = 20
# Points per inch that a page printed or zoomed twice still shows sharp
DENSITY = 200
JPEG_QUALITY = 85
# Whose values can be mixed; an index or an ink cannot
MODES = ("L", "RGB")
# What counts few colors is a drawing, and stays sharp
FEW_COLORS = 256


def lighten(source: str | Path, destination: str | Path, *, photos: bool) -> int:
    """Write `source` in fewer bytes to `destination`; with `photos`, these resampled.

    Returns the number of photos that were. The same source gives the same bytes.
    """
    limit_decoding()
    with pikepdf.open(source) as pdf:
        sizes = largest_sizes(pdf) if photos else {}
        with warnings.catch_warnings(action="ignore"):
            reduced = sum(_reduce(pdf.get_object(key), size) for key, size in sizes.items())
        for item in pdf.objects:
            if isinstance(item, Stream) and is_deflated(item):
                _pack(item)
        generate = pikepdf.ObjectStreamMode.generate
        pdf.save(destination, object_stream_mode=generate, deterministic_id=True)
    return reduced


handle = lighten


def _pack(stream: Stream) -> None:
    """Deflate the data of a stream again, in place, if it then weighs less."""
    data = stream.read_raw_bytes()
    with suppress(zlib.error):
        packed = zlib.compress(zlib.decompress(data), zlib.Z_BEST_COMPRESSION)
        if len(packed) < len(data):
            write_coded(stream, packed, stream)


def largest_sizes(pdf: Pdf) -> dict[ObjectId, Size]:
    """Return by number of object the width and height, in points, that each image takes at most.

    Images that only a pattern, a font or an annotation draws are not there. Raises ValueError
    for pages whose drawings have no end, what pikepdf raises for those that cannot be read.
    """
    sizes: dict[ObjectId, Size] = {}
    count = 0
    for page in pdf.pages:
        for image, matrix in _drawn(page, page.obj.get(Name.Resources), Matrix(), 0):
            count += 1
            if count > MOST_DRAWN:
                raise ValueError("the drawings of this file have no end")
            width, height = sizes.get(image.objgen, (0.0, 0.0))
            across, up = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
            sizes[image.objgen] = (max(width, across), max(height, up))
    return sizes


def _drawn(
    content: Page | Stream, resources: Object | None, matrix: Matrix, depth: int
) -> Iterator[tuple[Stream, Matrix]]:
    """Yield each image that a content draws, with the matrix from its square to the page."""
    if depth > MOST_NESTED:
        raise ValueError("forms within forms without end")
    named = within(resources, "/XObject")
    kept: list[Matrix] = []
    for instruction in pikepdf.parse_content_stream(content, "q Q cm Do"):
        operands = instruction.operands
        match str(instruction.operator):
            case "q":
                kept.append(matrix)
            case "Q" if kept:
                matrix = kept.pop()
            case "cm" if len(operands) == 6:
                matrix = Matrix(*map(float, operands)) @ matrix
            case "Do" if operands and isinstance(operands[0], Name):
                thing = named.get(operands[0])
                if not isinstance(thing, Stream):
                    continue
                if thing.get(Name.Subtype) == Name.Image:
                    yield thing, matrix
                elif thing.get(Name.Subtype) == Name.Form:
                    own = numbers(thing.get(Name.Matrix), 6)
                    inner = Matrix(*own) @ matrix if own else matrix
                    yield from _drawn(thing, thing.get(Name.Resources, resources), inner, depth + 1)


def _reduce(photo: Object, size: Size) -> bool:
    """Resample one photo drawn at `size`, in points, above DENSITY; tell whether it weighs less."""
    image = _opened(photo) if isinstance(photo, Stream) else None
    if image is None:
        return False
    across, down = (
        max(1, min(pixels, math.ceil(points / 72 * DENSITY)))
        for pixels, points in zip(image.size, size, strict=True)
    )
    if (across, down) == image.size:
        return False
    image.draft(None, (across, down))
    out = io.BytesIO()
    smaller = image.resize((across, down), Image.Resampling.LANCZOS, reducing_gap=3.0)
    smaller.info.clear()
    smaller.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    if out.tell() >= len(photo.read_raw_bytes()):
        return False
    photo.write(out.getvalue(), filter=Name.DCTDecode)
    photo.Width, photo.Height = across, down
    return True


def _opened(photo: Stream) -> Image.Image | None:
    """Return the pixels of a photo in grey or in colors; None for any other image."""
    is_jpeg = filters(photo) == [Name.DCTDecode] and Name.DecodeParms not in photo
    # A color stands for no color, or a mask must keep the size of its photo
    mask, soft = photo.get(Name.Mask), photo.get(Name.SMask)
    is_masked = isinstance(mask, Array) or (isinstance(soft, Stream) and Name.Matte in soft)
    is_image = photo.get(Name.Subtype) == Name.Image
    if not is_image or not (is_jpeg or is_deflated(photo)) or is_masked:
        return None
    try:
        stored = pikepdf.PdfImage(photo)
        depth, mode, size = stored.bits_per_component, stored.mode, stored.size
        if depth != 8 or mode not in MODES or not 0 < size[0] * size[1] <= MAX_PIXELS:
            return None
        image = stored.as_pil_image(apply_decode_array=False, apply_mask=False)
    # Inks, an unreadable profile, too few pixels
    except (AttributeError, NotImplementedError, pikepdf.PikepdfError, ValueError):
        return None
    is_whole = (image.mode, image.size) == (mode, size)
    return image if is_whole and (is_jpeg or image.getcolors(FEW_COLORS) is None) else None
