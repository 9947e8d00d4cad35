"""Turn a photo or a scan into A4 pages, each picture upright and without its Exif data."""

import io
import warnings
from collections.abc import Iterator
from contextlib import suppress

import img2pdf
from PIL import Image, ImageCms, ImageFile, ImageOps
from PIL.TiffImagePlugin import TiffImageFile

from packetgen.annexes.image.metadata import strip
from packetgen.annexes.image.open import load_pixels, open_image, views
from packetgen.annexes.notes import Notes, of_pages, said
from packetgen.annexes.pdf.a4 import A4, POINTS_PER_MM

MARGIN = 10 * POINTS_PER_MM
# Pixels per inch: below the first a page is hard to read; below the second it is not enlarged
LEGIBLE_DENSITY = 100
LEAST_DENSITY = 72
JPEG_QUALITY = 92
ORIENTATION = 0x0112
# What /Rotate can say of the Exif orientations; the other four are mirrored
TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
MIRRORED = {2, 4, 5, 7}
# Fast, and a tenth larger than the best: 60 Mpx must not take ten seconds
PNG_EFFORT = 2
ROWS = 512
# Of the data of a PNG, of which img2pdf copies all again at each: one of 50 MB has a dozen
ImageFile.MAXBLOCK = 1 << 22
PRIVATE = ("exif", "xmp", "XML:com.adobe.xmp", "photoshop")
ONE_COLOR = "image d’une seule couleur, à vérifier"
# Tag 262: the least value is white
PHOTOMETRIC, WHITE_IS_ZERO = 262, 0
# White in a scan of 1, 8, 12 or 16 bits; one of floating points goes up to 1
WHITES, FULL_WHITES = (1, 255, 4_095, 65_535), (1, 65_535)


def to_pdf(data: bytes, notes: Notes, max_pages: int) -> bytes:
    """Return a PDF with a page for each picture of a scan; pixels are kept when they can be.

    Raises AnnexRefused when an image is too large, truncated or damaged, or when they are many.
    """
    # Pillow warns, in English, of what is measured here
    with warnings.catch_warnings(action="ignore"):
        image = open_image(data)
        if isinstance(image, TiffImageFile):
            pages = views(image, data, notes, max_pages, lambda page: _tell(page, notes))
            encoded = [_encoded(page, _new_form(page, data), notes) for page in pages]
            if flat := [number for number, (_, is_flat) in enumerate(encoded, 1) if is_flat]:
                notes.reserve(f"{of_pages(flat)} : {ONE_COLOR}")
            return _page([page for page, _ in encoded], uneven=True)
        is_jpeg = _form(image) == "JPEG"
        if not is_jpeg:
            load_pixels(image, len(data))
        _tell(image, notes)
        kept = _as_it_is(image, data)
        if is_jpeg:
            load_pixels(image, len(data), only_verify=kept is not None)
        if kept is None:
            (made, is_flat), turn = _encoded(image, _new_form(image, data), notes), 0
        else:
            (made, turn), is_flat = kept, _is_flat(image)
        if is_flat:
            notes.reserve(ONE_COLOR)
        # Its pixels take more room than all that follows
        image.close()
        return _page([made], turn=turn)


def _as_it_is(image: Image.Image, data: bytes) -> tuple[bytes, int] | None:
    """Return a photo's own data and the turn to give its page, or None if it must change."""
    orientation = image.getexif().get(ORIENTATION, 1)
    is_plain = _form(image) == "JPEG" and image.mode in ("L", "RGB") and orientation not in MIRRORED
    if is_plain and ("icc_profile" not in image.info or _profile(image)):
        with suppress(ValueError):
            return strip(data), TURNS.get(orientation, 0)
    return None


def _profile(image: Image.Image) -> bytes | None:
    """Return the profile of the colors of an image, None when it has none that can be read."""
    profile: bytes | None = image.info.get("icc_profile")
    with suppress(OSError):
        return profile if profile and ImageCms.ImageCmsProfile(io.BytesIO(profile)) else None
    return None


def _form(image: Image.Image) -> str:
    """Return the format of an image; several views in one JPEG, as phones make, are a JPEG."""
    return "JPEG" if image.format == "MPO" else str(image.format)


def _is_flat(image: Image.Image) -> bool:
    """Tell whether an image in grey or in colors has a single one."""
    return image.getcolors(1) is not None


def _simple(image: Image.Image, notes: Notes) -> Image.Image:
    """Return an image in grey or in colors, opaque, 8 bits per component."""
    if image.mode == "F" or image.mode.startswith("I"):
        return _in_grey(image, notes)
    if image.has_transparency_data:
        return _opaque(image, notes)
    if image.mode == "CMYK" and (profile := _profile(image)):
        own, screen = io.BytesIO(profile), ImageCms.createProfile("sRGB")
        with suppress(ImageCms.PyCMSError):
            if made := ImageCms.profileToProfile(image, own, screen, outputMode="RGB"):
                return made
    return image if image.mode in ("1", "L", "P", "RGB") else image.convert("RGB")


def _bands(
    image: Image.Image, mode: str
) -> Iterator[tuple[tuple[int, int, int, int], Image.Image]]:
    """Yield an image in a mode by pieces with their boxes, for a whole copy may take 240 MB."""
    for top in range(0, image.height, ROWS):
        box = (0, top, image.width, min(top + ROWS, image.height))
        yield box, image.crop(box).convert(mode)


def _in_grey(image: Image.Image, notes: Notes) -> Image.Image:
    """Return an image of more than 8 bits per point, or of floating points, in 8."""
    mode = "F" if image.mode == "F" else "I"
    darkest, lightest = zip(*(band.getextrema() for _, band in _bands(image, mode)), strict=True)
    black = min(0, *darkest)
    white = next((each for each in WHITES if max(lightest) - black <= each), max(lightest) - black)
    if white not in FULL_WHITES:
        notes.reserve("nuances de gris étirées du noir au blanc : comparez avec l’original")
    factor, grey = 255 / white, Image.new("L", image.size)
    is_negative = getattr(image, "tag_v2", {}).get(PHOTOMETRIC) == WHITE_IS_ZERO
    for box, band in _bands(image, mode):
        shades = band.point(lambda value: value * factor - black * factor).convert("L")
        grey.paste(ImageOps.invert(shades) if is_negative else shades, box)
    return grey


def _opaque(image: Image.Image, notes: Notes) -> Image.Image:
    """Return a transparent image on white paper, or as if opaque where that alone shows it.

    Of some pictures the fourth byte is filling, and of others the drawing is white.
    """
    paper = _on_white(image)
    if _is_flat(paper):
        paper.close()
        paper = image.convert("RGB")
        if not _is_flat(paper):
            notes.change("fond transparent montré comme opaque, seul moyen de voir l’image")
            return paper
        paper = _on_white(image)
    notes.change("fond transparent rempli en blanc")
    return paper


def _on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGB", image.size, "white")
    for box, band in _bands(image, "RGBA"):
        paper.paste(band, box, band)
    return paper


def _encoded(image: Image.Image, form: str, notes: Notes) -> tuple[bytes, bool]:
    """Return a PNG, JPEG or TIFF, and whether it is of a single color."""
    options: dict[str, object] = {"dpi": density} if (density := _uneven_density(image)) else {}
    if image.format == "PNG" and image.mode in ("L", "P", "RGB"):
        options["icc_profile"] = _profile(image)
    # In place: a copy of 60 Mpx takes 240 MB
    ImageOps.exif_transpose(image, in_place=True)
    simple = _simple(image, notes)
    simple.info.clear()
    is_flat = _is_flat(simple)
    out = io.BytesIO()
    if form == "TIFF":
        # In one piece, the Group 4 code goes into the PDF as it is
        options |= {"compression": "group4", "strip_size": simple.width * simple.height}
        # A copy has not the tags of the scan
        simple.copy().save(out, form, **options)
    else:
        simple.save(out, form, quality=JPEG_QUALITY, compress_level=PNG_EFFORT, **options)
    if simple is not image:
        simple.close()
    return out.getvalue(), is_flat


def _uneven_density(image: Image.Image) -> tuple[int, int] | None:
    """Return the points per inch of a scan whose points are not square, as a fax has them."""
    found = image.info.get("dpi") if image.format == "TIFF" else None
    across, down = (round(value) for value in found or (0, 0))
    uneven = across > 0 and down > 0 and across != down
    return (across, down) if uneven and 1 / 4 <= across / down <= 4 else None


def _new_form(image: Image.Image, data: bytes) -> str:
    """Return JPEG for a photo, TIFF for a page in black and white, PNG for what is exact."""
    if image.format == "TIFF":
        if image.mode == "1":
            return "TIFF"
        return "JPEG" if "jpeg" in str(image.info.get("compression")) else "PNG"
    is_lossless = image.format == "WEBP" and b"VP8L" in data
    return "PNG" if is_lossless or image.format in ("PNG", "BMP", "GIF") else "JPEG"


def _tell(image: Image.Image, notes: Notes) -> None:
    if image.getexif().get(ORIENTATION, 1) in range(2, 9):
        notes.change("photo redressée")
    if image.mode == "CMYK":
        notes.change("couleurs d’imprimerie converties pour l’écran")
    if any(image.info.get(key) for key in PRIVATE):
        notes.change("date, lieu et appareil de la photo retirés")
    views = getattr(image, "n_frames", 1)
    if image.format in ("PNG", "WEBP", "GIF", "AVIF") and views > 1:
        notes.reserve("image animée : seule sa première vue est reprise")
    if image.format == "HEIF" and views > 1:
        notes.reserve(f"{views} photos dans un même fichier : seule la principale est reprise")
    density = 72 / _scale(min(image.size), max(image.size), A4)
    if density < LEGIBLE_DENSITY:
        notes.reserve(said("imprecise", density=round(density)))


def _scale(width: float, height: float, sheet: tuple[float, float]) -> float:
    """Return the points that a pixel takes on its sheet."""
    across, down = (side - 2 * MARGIN for side in sheet)
    return min(across / width, down / height, 72 / LEAST_DENSITY)


def _page(views: list[bytes], *, turn: int = 0, uneven: bool = False) -> bytes:
    """Return a PDF with each image in the middle of an A4 sheet, the way its long side goes.

    `uneven` is for images that say in points per inch that their points are not square.
    """

    def layout(width: int, height: int, density: tuple[float, float]) -> tuple[float, ...]:
        tall = height * density[0] / density[1] if uneven else height
        sheet = A4 if tall >= width else (A4[1], A4[0])
        scale = _scale(width, tall, sheet)
        return (*sheet, width * scale, tall * scale)

    rotation = img2pdf.Rotation[str(turn)] if turn else img2pdf.Rotation.none
    return bytes(img2pdf.convert(views, layout_fun=layout, rotation=rotation, nodate=True))
