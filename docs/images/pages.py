"""From PDF pages to pictures: on a light ground, with a soft shadow."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

GROUND, EDGE, INK = "#eef2f8", "#d5deea", "#1f3864"
SHADOW_BLUR, SHADOW_DROP, SHADOW_STRENGTH = 14, 10, 80


def page_pictures(pdf: Path | None, numbers: Iterable[int], width: int = 1400) -> list[Image.Image]:
    """Draw pages of a PDF, counted from 1, `width` pixels wide."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[number - 1] for number in numbers]
        return [page.render(scale=width / page.get_width()).to_pil() for page in pages]


def contact_sheet(pictures: Sequence[Image.Image], width: int) -> Image.Image:
    """Set pages side by side on one ground, `width` pixels wide."""
    margin, gap = width // 36, width // 60
    page = (width - 2 * margin - (len(pictures) - 1) * gap) // len(pictures)
    shrunk = [shrink(picture, page) for picture in pictures]
    ground = Image.new("RGB", (width, shrunk[0].height + 2 * margin), GROUND)
    for place, picture in enumerate(shrunk):
        lay(ground, picture, (margin + place * (page + gap), margin - SHADOW_DROP // 2))
    return ground


def shrink(picture: Image.Image, width: int) -> Image.Image:
    """Reduce a picture to a width, keeping its shape."""
    height = round(picture.height * width / picture.width)
    return picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)


def lay(ground: Image.Image, picture: Image.Image, place: tuple[int, int]) -> None:
    """Paste a picture with its shadow and a fine edge."""
    x, y = place
    shadow = Image.new("L", ground.size, 0)
    box = (x, y + SHADOW_DROP, x + picture.width, y + picture.height + SHADOW_DROP)
    ImageDraw.Draw(shadow).rectangle(box, fill=SHADOW_STRENGTH)
    ground.paste(INK, mask=shadow.filter(ImageFilter.GaussianBlur(SHADOW_BLUR)))
    ground.paste(picture, place)
    edge = (x - 1, y - 1, x + picture.width, y + picture.height)
    ImageDraw.Draw(ground).rectangle(edge, outline=EDGE)


def trimmed(picture: Image.Image) -> Image.Image:
    """Cut the white around a drawing."""
    drawing = picture.convert("RGB")
    white = Image.new("RGB", drawing.size, "white")
    return drawing.crop(ImageChops.difference(drawing, white).getbbox())


def save(picture: Image.Image, path: Path) -> None:
    """Write a drawing as a small PNG, of 256 colours."""
    palette = Image.Quantize.MEDIANCUT
    picture.quantize(method=palette, dither=Image.Dither.NONE).save(path, optimize=True)
