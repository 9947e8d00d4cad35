"""A font that travels with packetgen, cut to the letters of an answer."""

import io
from collections.abc import Sequence
from functools import cache
from unicodedata import bidirectional, normalize

from pikepdf import Dictionary, Object, Pdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from packetgen import resources
from packetgen.annexes.notes import UNDRAWN

# The look of most forms first, then the one with most letters
FONTS = ("LiberationSans-Regular", "DejaVuSans")
# Of the 256 that a simple font may have, reportlab keeps half for ASCII
MOST_LETTERS = 120
SPACES = "\r\n\t "


def set_in_ours(pdf: Pdf, fonts: Dictionary, texts: Sequence[str]) -> list[tuple[str, str]]:
    """Return for each text the name of a font, added to `fonts`, and the letters it has of it."""
    made: list[tuple[str, str]] = []
    letters: dict[str, set[str]] = {}
    for text in texts:
        known = normalize("NFC", text)
        font = max(FONTS, key=lambda name: sum(_is_drawn(name, sign) for sign in known))
        drawn = "".join(c if c in SPACES or _is_drawn(font, c) else UNDRAWN for c in known)
        # Answers share a font as long as it holds their letters
        name = f"/{font}-{len(made)}"
        for shared, held in letters.items():
            if shared.startswith(f"/{font}-") and len(held | set(drawn)) <= MOST_LETTERS:
                name = shared
        letters.setdefault(name, set()).update(drawn)
        made.append((name, drawn))
    for name, held in letters.items():
        fonts[name] = _cut(pdf, name[1:].rpartition("-")[0], held)
    return made


def _cut(pdf: Pdf, font: str, letters: set[str]) -> Object:
    """Return a font put in a PDF with these letters only."""
    canvas = Canvas(made := io.BytesIO(), invariant=True, initialFontName=_load(font).fontName)  # type: ignore[arg-type] # the stub says float
    canvas.drawString(0, 0, "".join(sorted(letters - set(SPACES))))
    canvas.save()
    with Pdf.open(made) as source:
        return pdf.copy_foreign(next(iter(source.pages[0].Resources.Font.values())))


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
