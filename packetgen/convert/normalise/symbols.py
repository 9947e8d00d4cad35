"""Signs in the copy: those that the text fonts lack, drawn in DejaVu Sans or Packetgen Signs."""

import re

from lxml.etree import _Element

from packetgen.convert import fonts
from packetgen.convert.normalise.symbol_fonts import use_font
from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN_FONTS, RUN_PROPERTIES, TEXT, W
from packetgen.convert.word.words import INVISIBLE

# In these ranges the text fonts of packetgen/fonts all draw only what the set below holds.
IN_TEXT_FONTS = "–—―‗‘’‚‛“”„†‡•…‰″‹›‼‾⁄⁴ⁿ₣₤₧€℅ℓ№™\u2126℮⅛⅜⅝⅞←↑→↓↔↕↨∂∆∏∑−∕√∞∟∩∫≈≠≡≤≥⌂⌐⌠⌡"
# What DejaVu Sans lacks and Packetgen Signs has
MORE_SIGNS = (
    "\u20e3\u2316\u231a-\u231b\u237b\u237e-\u237f\u23e9-\u2421\u2424-\u2426\u2440-\u244a"
    "\u24c2\u26bd-\u26be\u26c4-\u26c5\u26c8\u26ce-\u26cf\u26d1\u26d3-\u26d4\u26e9-\u26ea"
    "\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2700\u2705\u270a-\u270b\u2728\u274c\u274e"
    "\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2934-\u2935\u2981\u29bf\u2b1b-\u2b1e"
    "\u2b25-\u2b2f\u2b4d-\u2b52\u2b55-\u2b73\u2b76-\u2b95\u2b97-\u2bfd\u2bff\u3030\u303d"
    "\u3297\u3299\U0001f004\U0001f0cf\U0001f10d-\U0001faff"
)
IN_MORE_SIGNS = re.compile(f"[{MORE_SIGNS}]")
SIGNS = re.compile(
    f"([{MORE_SIGNS}]+|(?:(?![{IN_TEXT_FONTS}{MORE_SIGNS}])"
    "[\u1d00-\u1dbf\u2010-\u2027\u2030-\u205e\u2070-\u2bff])+)"
)


def write_no_break_hyphens(story: _Element) -> None:
    """Write no-break hyphens as characters."""
    for hyphen in list(story.iter(f"{W}noBreakHyphen")):
        ooxml.replace(hyphen, [ooxml.new_text("\u2011")])


def drop_invisible(story: _Element) -> None:
    """Take out soft hyphens, joiners and marks of direction: fonts that lack them draw holes."""
    for text in story.iter(TEXT):
        if INVISIBLE.search(text.text or ""):
            text.text = INVISIBLE.sub("", text.text or "")


def set_signs_in_their_font(story: _Element) -> None:
    """Give signs that the text fonts lack a run in a font that has them, on every machine."""
    for text in [text for text in story.iter(TEXT) if SIGNS.search(text.text or "")]:
        run = text.getparent()
        if run is None:
            continue
        holder = next(piece for piece in ooxml.split_run(run) if text in piece)
        runs = []
        for part in SIGNS.split(text.text or ""):
            if part:
                piece = ooxml.new_run(holder, ooxml.new_text(part))
                if SIGNS.fullmatch(part):
                    is_more = IN_MORE_SIGNS.match(part)
                    named = ooxml.head_of(ooxml.head_of(piece, RUN_PROPERTIES), RUN_FONTS)
                    use_font(named, fonts.MORE_SIGNS if is_more else fonts.SIGNS)
                runs.append(piece)
        ooxml.replace(holder, runs)


def narrow_no_break_spaces(story: _Element) -> None:
    """Write U+00A0 as U+202F, as wide in Carlito, which has only the latter.

    dxpdf would take another family for the character, and set its whole line lower.
    """
    for text in story.iter(TEXT):
        text.text = (text.text or "").replace("\u00a0", "\u202f")
