"""A font that travels with packetgen, cut to the letters of an answer."""

from __future__ import annotations

import io
from functools import cache
from unicodedata import bidirectional, normalize

from pikepdf import Object, Pdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from packetgen import resources
from packetgen.annexes.fields import UNDRAWN

# The look of most forms first, then the one with most letters
FONTS = ("LiberationSans-Regular", "DejaVuSans")
SPACES = "\r\n\t "


def set_in_ours(pdf: Pdf, text: str) -> tuple[Object, str]:
    """Return a font put in a PDF for a text, and this text with the letters that the font has."""
    text = normalize("NFC", text)
    font = max(FONTS, key=lambda name: sum(_is_drawn(name, sign) for sign in text))
    text = "".join(c if c in SPACES or _is_drawn(font, c) else UNDRAWN for c in text)
    made = io.BytesIO()
    canvas = Canvas(made, invariant=True, initialFontName=font)  # type: ignore[arg-type] # the stub says float
    canvas.drawString(0, 0, "".join(sorted(set(text) - set(SPACES))))
    canvas.save()
    with Pdf.open(made) as source:
        return pdf.copy_foreign(next(iter(source.pages[0].Resources.Font.values()))), text


def _is_drawn(name: str, sign: str) -> bool:
    """Tell whether a font has a sign that PDFium can set: of a plane, from left to right."""
    if ord(sign) > 0xFFFF or bidirectional(sign) in ("R", "AL"):
        return False
    return ord(sign) in _load(name).face.charToGlyph


@cache
def _load(name: str) -> TTFont:
    font = TTFont(name, str(resources.folder("fonts") / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    return font
