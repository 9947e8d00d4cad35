"""Images opened without trust: by their header first, whole or refused."""

import io
import os
import re
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pillow_heif
from PIL import Image, ImageFile, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from packetgen.annexes.kinds import not_taken
from packetgen.annexes.notes import Notes, of_pages, unusable
from packetgen.system.file_kind import FileKind
from packetgen.text import count, number

# Never all that Pillow knows: it would hand some to Ghostscript
FORMATS = ("JPEG", "PNG", "TIFF", "HEIF", "WEBP", "BMP", "GIF", "AVIF")
MEGA = 1_000_000
MAX_PIXELS = 60 * MEGA
# Bytes for the pixels of an image, its file and what is made of it; the process may have 500 MB
MOST_ROOM = 450_000_000
# Bytes of a pixel in Pillow, 4 in the other modes; times what each decoder takes besides
BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2}
TIMES = {"TIFF": 2, "HEIF": 2, "WEBP": 5, "AVIF": 2}
OPAQUE = ("1", "L", "P", "RGB", "I", "I;16", "I;16B")
EIGHTH = 8
STRIP_OFFSETS, STRIP_BYTES = 273, 279
# ITU T.6 has no such code, yet libtiff takes it for the end of the strip
HOLE = bytes(8)
# What Pillow says of a sound image that it does not decode
RARE = re.compile(
    r"(?i)unknown pixel mode|unknown raw mode|opening failed. \d+\Z|unsupported|-bit layers"
)
pillow_heif.register_heif_opener(thumbnails=False, decode_threads=2)
# Pillow refuses twice that by the header, before it reserves any room
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
# Else it does not say why it cannot open one
Image.WARN_POSSIBLE_FORMATS = True


def open_image(data: bytes) -> Image.Image:
    """Return an image whose pixels are not read yet."""
    with _refusing_damage(), warnings.catch_warnings(record=True) as reasons:
        warnings.simplefilter("always")
        # Of a PNG, all readers pass over a text or a date whose checksum is wrong
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            return Image.open(io.BytesIO(data), formats=FORMATS)
        except UnidentifiedImageError as error:
            raise UnidentifiedImageError(*(str(each.message) for each in reasons)) from error
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False


def load_pixels(image: Image.Image, size: int, *, only_verify: bool = False) -> None:
    """Read the pixels of an image, whose file is of `size` bytes.

    Nobody else would notice that it is truncated. To verify a JPEG one point in 64 is enough: all
    of its code is read. Raises AnnexRefused when it would take too much room.
    """
    most = min(MAX_PIXELS, (MOST_ROOM - 2 * size) // _weight(image, only_verify=only_verify))
    if image.width * image.height > most:
        raise unusable("large_image", limit=number(most // MEGA))
    with _refusing_damage():
        if only_verify:
            small = (max(1, image.width // EIGHTH), max(1, image.height // EIGHTH))
            image.draft(image.mode, small)
        image.load()


def _weight(image: Image.Image, *, only_verify: bool) -> int:
    """Return the bytes that a pixel takes, once read and made opaque, as measured."""
    own = BYTES.get(image.mode, 4)
    if image.format in ("JPEG", "MPO"):
        # A progressive one is kept whole in another form while it is read
        coefficients = 2 * len(image.getbands()) if "progressive" in image.info else 0
        return coefficients + 1 if only_verify else max(coefficients + own, own + 4)
    changes = image.has_transparency_data or image.mode not in OPAQUE
    return max(own * TIMES.get(str(image.format), 1), own + 4 * changes)


def views(
    image: TiffImageFile, data: bytes, notes: Notes, most: int, look: Callable[[Image.Image], None]
) -> Iterator[TiffImageFile]:
    """Yield the image at each of its pages, read; `look` sees it before it is turned upright."""
    with _refusing_damage():
        pages = getattr(image, "n_frames", 1)
    if pages > most:
        raise unusable("long_image", pages=count(pages, "page"), most=number(most))
    for page in range(pages):
        with _refusing_damage():
            image.seek(page)
        look(image)
        is_holed = _is_holed(image, data)
        with _overhearing() as complaints:
            load_pixels(image, len(data))
        if complaints or is_holed:
            notes.reserve(f"{of_pages([page + 1])} : image abîmée par endroits, à vérifier")
        yield image


def _is_holed(image: TiffImageFile, data: bytes) -> bool:
    """Tell whether a page in Group 4 code holds a run of zeros before its end."""
    if image.info.get("compression") != "group4":
        return False
    # None when its strips have no length, or when it is in tiles
    starts, sizes = (image.tag_v2.get(tag, ()) for tag in (STRIP_OFFSETS, STRIP_BYTES))
    places = zip(starts, sizes, strict=False)
    return any(HOLE in data[start : start + size].rstrip(b"\0") for start, size in places)


@contextmanager
def _refusing_damage() -> Iterator[None]:
    try:
        yield
    except Image.DecompressionBombError as error:
        raise unusable("large_image", limit=number(MAX_PIXELS // MEGA)) from error
    except MemoryError:
        raise
    except Exception as error:  # as many kinds as formats
        is_rare = RARE.search(str(error))
        raise not_taken(FileKind.OTHER_IMAGE) if is_rare else unusable("harmed_image") from error


@contextmanager
def _overhearing() -> Iterator[list[bytes]]:
    """Fill a list with what libraries write on stderr.

    libtiff says there, and nowhere else, that lines of a scan cannot be read.
    """
    heard: list[bytes] = []
    with tempfile.TemporaryFile() as file:
        saved = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            yield heard
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            file.seek(0)
            heard.extend(file)
