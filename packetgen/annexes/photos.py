"""Photos with more points than their page can show, resampled; what is not a photo is left."""

from __future__ import annotations

import io
import math
import warnings

from pikepdf import Array, Name, Object, Pdf, Stream
from PIL import Image

from packetgen.annexes.drawn import Size, largest_sizes
from packetgen.annexes.pixels import MAX_PIXELS
from packetgen.annexes.streams import filters, is_image

# Points per inch that a page printed or zoomed twice still shows sharp
DENSITY = 200
JPEG_QUALITY = 85
MODES = {1: "L", 3: "RGB"}
# The color spaces whose values can be mixed; an index or an ink cannot
COLORS = {b"/DeviceGray": 1, b"/DeviceRGB": 3, b"/CalGray": 1, b"/CalRGB": 3}
# What counts few colors is a drawing, and stays sharp
FEW_COLORS = 256


def reduce_photos(pdf: Pdf) -> int:
    """Resample in place the photos drawn above DENSITY, where they then weigh less.

    Returns how many were. Raises what `largest_sizes` does.
    """
    sizes = largest_sizes(pdf)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sum(_reduce(pdf.get_object(key), size) for key, size in sizes.items())


def _reduce(photo: Object, size: Size) -> bool:
    """Resample one photo drawn at `size`, in points; tell whether it was."""
    image = _opened(photo) if isinstance(photo, Stream) else None
    if image is None:
        return False
    pairs = zip(image.size, size, strict=True)
    across, down = (
        max(1, min(pixels, math.ceil(points / 72 * DENSITY))) for pixels, points in pairs
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
    components = _components(photo.get(Name.ColorSpace))
    width, height = photo.get(Name.Width), photo.get(Name.Height)
    if (
        not is_image(photo)
        or components is None
        or photo.get(Name.BitsPerComponent) != 8
        or not (isinstance(width, int) and isinstance(height, int))
        or not 0 < width * height <= MAX_PIXELS
        or _is_masked_by_color(photo)
    ):
        return None
    if filters(photo) == [Name.DCTDecode] and Name.DecodeParms not in photo:
        image = Image.open(io.BytesIO(photo.read_raw_bytes()), formats=["JPEG"])
        fits = (image.mode, image.size) == (MODES[components], (width, height))
        return image if fits else None
    if filters(photo) == [Name.FlateDecode]:
        pixels = photo.read_bytes()
        if len(pixels) != width * height * components:
            return None
        image = Image.frombytes(MODES[components], (width, height), pixels)
        return image if image.getcolors(FEW_COLORS) is None else None
    return None


def _components(space: Object | None) -> int | None:
    """Return the components of a color space, None for one that a photo does not have."""
    if isinstance(space, Name):
        return COLORS.get(bytes(space))
    if not isinstance(space, Array) or len(space) < 2:
        return None
    kind, profile = space[0], space[1]
    if kind == Name.ICCBased and isinstance(profile, Stream):
        return next((count for count in MODES if count == profile.get(Name.N)), None)
    return COLORS.get(bytes(kind)) if isinstance(kind, Name) else None


def _is_masked_by_color(photo: Stream) -> bool:
    """Tell whether a color stands for no color, or a mask must keep the size of its photo."""
    mask, soft = photo.get(Name.Mask), photo.get(Name.SMask)
    return isinstance(mask, Array) or (isinstance(soft, Stream) and Name.Matte in soft)
