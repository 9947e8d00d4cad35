"""A photo or a scanned image, upright on one A4 page, without its Exif data."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import img2pdf
from PIL import Image, ImageCms, ImageOps

from packetgen.annexes.a4 import A4, POINTS_PER_MM
from packetgen.annexes.jpeg import strip
from packetgen.errors import AnnexRefused
from packetgen.text import number

if TYPE_CHECKING:
    from packetgen.annexes.notes import Notes

MAX_PIXELS = 60_000_000
MARGIN = 10 * POINTS_PER_MM
# Pixels per inch: below the first a page is hard to read; below the second it is not enlarged
LEGIBLE_DENSITY = 100
LEAST_DENSITY = 72
JPEG_QUALITY = 92
ORIENTATION = 0x0112
# What /Rotate can say of the Exif orientations; the other four are mirrored
TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
MIRRORED = {2, 4, 5, 7}
AS_THEY_ARE = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "P", "RGB"}}
PNG_DEPTH = 24


def to_pdf(data: bytes, notes: Notes) -> bytes:
    """Return a PDF of one page from a JPEG or a PNG; pixels are kept when they can be.

    Raises AnnexRefused when the image is too large, truncated or damaged.
    """
    with warnings.catch_warnings():
        # Pillow warns, in English, of what is measured here
        warnings.simplefilter("ignore")
        image = _open(data)
        orientation = image.getexif().get(ORIENTATION, 1)
        _tell(image, orientation, notes)
        _measure(image, notes)
        pixels, turn = _as_it_is(image, data, orientation) or (_encoded(image), 0)
        return _page(pixels, turn)


def _as_it_is(image: Image.Image, data: bytes, orientation: int) -> tuple[bytes, int] | None:
    """Return the image's own data and the turn to give its page, or None if it must change."""
    if (
        image.mode not in AS_THEY_ARE[_form(image)]
        or image.has_transparency_data
        or orientation in MIRRORED
        or _is_deep(data)
    ):
        return None
    turn = TURNS.get(orientation, 0)
    try:
        return (strip(data) if _form(image) == "JPEG" else data), turn
    except ValueError:
        return None


def _form(image: Image.Image) -> str:
    """Return JPEG or PNG; several views in one JPEG, as phones make, are a JPEG."""
    return "PNG" if image.format == "PNG" else "JPEG"


def _open(data: bytes) -> Image.Image:
    """Return an image with all its pixels read."""
    try:
        image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _damaged() from error
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    try:
        # img2pdf would take a truncated image without a word
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise _damaged() from error
    return image


def _too_large() -> AnnexRefused:
    limit = number(MAX_PIXELS // 1_000_000)
    return AnnexRefused(
        f"l’image dépasse {limit} millions de points ; enregistrez-en une copie plus petite"
    )


def _damaged() -> AnnexRefused:
    return AnnexRefused(
        "l’image est incomplète ou abîmée ; copiez-la de nouveau, ou reprenez la photo"
    )


def _is_animated(image: Image.Image) -> bool:
    return image.format == "PNG" and getattr(image, "n_frames", 1) > 1


def _is_deep(data: bytes) -> bool:
    """Tell whether a PNG has 16 bits per component, of which Pillow shows 8."""
    return data.startswith(b"\x89PNG") and data[PNG_DEPTH] > 8


def _flat(image: Image.Image) -> Image.Image:
    """Return an image in grey or in colors, opaque, 8 bits per component."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    if image.mode == "CMYK" and (profile := image.info.get("icc_profile")):
        return _by_profile(image, profile)
    return image if image.mode in ("1", "L", "RGB") else image.convert("RGB")


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """Return the colors that the image's own profile gives to its inks."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        made = None
    return made or image.convert("RGB")


def _encoded(image: Image.Image) -> bytes:
    """Return the image written again, upright and with its pixels only."""
    form, out = _form(image), io.BytesIO()
    flat = _flat(ImageOps.exif_transpose(image))
    flat.info.clear()
    flat.save(out, form, quality=JPEG_QUALITY)
    return out.getvalue()


def _tell(image: Image.Image, orientation: int, notes: Notes) -> None:
    if orientation in range(2, 9):
        notes.change("photo redressée")
    if image.mode == "CMYK":
        notes.change("couleurs d’imprimerie converties pour l’écran")
    if image.has_transparency_data:
        notes.change("fond transparent rempli en blanc")
    if any(key in image.info for key in ("exif", "xmp", "XML:com.adobe.xmp", "photoshop")):
        notes.change("date, lieu et appareil de la photo retirés")
    if _is_animated(image):
        notes.reserve("image animée : seule sa première vue est reprise")


def _measure(image: Image.Image, notes: Notes) -> None:
    """Say when the image has too few pixels to be read once on its sheet."""
    scale = _scale(min(image.size), max(image.size), A4)
    density = 72 / scale
    if density < LEGIBLE_DENSITY:
        notes.reserve(
            f"image peu précise ({density:.0f} points par pouce) : vérifiez qu’elle se lit"
        )


def _scale(width: float, height: float, sheet: tuple[float, float]) -> float:
    """Return the points that a pixel takes on its sheet."""
    return min(
        (sheet[0] - 2 * MARGIN) / width, (sheet[1] - 2 * MARGIN) / height, 72 / LEAST_DENSITY
    )


def _page(pixels: bytes, turn: int) -> bytes:
    """Return a PDF with the image in the middle of an A4 sheet, the way its long side goes."""

    def layout(
        width: int, height: int, _density: tuple[float, float]
    ) -> tuple[float, float, float, float]:
        sheet = A4 if height >= width else (A4[1], A4[0])
        scale = _scale(width, height, sheet)
        return (*sheet, width * scale, height * scale)

    made = img2pdf.convert(
        pixels,
        layout_fun=layout,
        rotation=img2pdf.Rotation[str(turn)] if turn else img2pdf.Rotation.none,
        nodate=True,
    )
    return bytes(made)
