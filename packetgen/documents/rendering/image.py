"""The signature's image: a small PNG made from whatever was given, without its metadata."""

import warnings
from io import BytesIO
from pathlib import Path

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from PIL import Image, ImageOps, UnidentifiedImageError

from packetgen.errors import AnnexRefused

WIDTH, HEIGHT = 60, 22  # millimetres it may take under the role
PIXELS = (1200, 440)
MAX_PIXELS = 60_000_000


def inline_image(document: DocxTemplate, file: Path) -> InlineImage:
    """Return the image as a field of `document`, within 60 × 22 mm.

    Raises AnnexRefused when `file` is not a readable PNG or JPEG image.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=("PNG", "JPEG")) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise Image.DecompressionBombError
                picture = _upright(opened)
    except Image.DecompressionBombError as error:
        raise AnnexRefused(f"L’image {file.name} est trop grande : réduisez-la.") from error
    except (OSError, ValueError, SyntaxError, Warning, UnidentifiedImageError) as error:
        raise AnnexRefused(
            f"L’image {file.name} n’est pas une image PNG ou JPEG lisible : enregistrez-la de"
            " nouveau en PNG."
        ) from error
    small = BytesIO()
    picture.save(small, "PNG")
    scale = min(WIDTH / picture.width, HEIGHT / picture.height)
    return InlineImage(document, small, width=Mm(picture.width * scale))


def _upright(opened: Image.Image) -> Image.Image:
    """Return the image as it is seen, on white, no larger than it will be printed."""
    turned = ImageOps.exif_transpose(opened).convert("RGBA")
    turned.thumbnail(PIXELS)
    paper = Image.new("RGBA", turned.size, "white")
    paper.alpha_composite(turned)
    return paper.convert("RGB")
