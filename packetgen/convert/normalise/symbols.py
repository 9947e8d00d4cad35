"""Signs in Unicode, those that the text fonts lack in DejaVu Sans or Packetgen Signs."""

import re

from lxml.etree import _Element

from packetgen import resources
from packetgen.convert import fonts
from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN_FONTS, RUN_PROPERTIES, TEXT, VAL, W
from packetgen.convert.word.package import Package
from packetgen.convert.word.words import INVISIBLE

TABLE = resources.table(__file__, "symbols.toml")
IN_TEXT_FONTS, MORE_SIGNS = TABLE["in_text_fonts"], TABLE["more_signs"]
IN_MORE_SIGNS = re.compile(f"[{MORE_SIGNS}]")
SIGNS = re.compile(
    f"([{MORE_SIGNS}]+|(?:(?![{IN_TEXT_FONTS}{MORE_SIGNS}])"
    "[\u1d00-\u1dbf\u2010-\u2027\u2030-\u205e\u2070-\u2bff])+)"
)
FONT_SLOTS = tuple(f"{W}{slot}" for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
# Such fonts write their codes in the private use area too, from here
PRIVATE = 0xF000
SPACE = {PRIVATE + 0x20: " "}
# By font, the sign of each code that has an equivalent
TABLES = {
    font: SPACE
    | {
        start + int(first, 16) + place: sign
        for first, signs in runs.items()
        for place, sign in enumerate(signs)
        for start in (0, PRIVATE)
        if sign != " "
    }
    for font, runs in TABLE["fonts"].items()
}


def read_symbols(package: Package) -> None:
    """Write in Unicode the signs of Wingdings, Symbol and their kin, in the text and in lists.

    One that has no equivalent stays in the private use area, where no engine finds it.
    """
    for story in package.stories():
        for symbol in list(story.iter(f"{W}sym")):
            code = symbol.get(f"{W}char", "")
            if re.fullmatch("[0-9A-Fa-f]{1,4}", code):
                named = TABLES.get(symbol.get(f"{W}font", "").lower(), SPACE)
                ooxml.replace(symbol, [ooxml.new_text(chr(int(code, 16)).translate(named))])
        for slots in list(story.iter(RUN_FONTS)):
            run = next(slots.iterancestors(f"{W}r"), None)
            if run is not None and (table := _symbol_table(slots)):
                for text in run.iter(TEXT):
                    text.text = (text.text or "").translate(table)
                _use_font(slots, fonts.SIGNS)
    for level in package.of_kind("numbering").iter(f"{W}lvl"):
        level_slots = level.find(f"{RUN_PROPERTIES}/{RUN_FONTS}")
        label = level.find(f"{W}lvlText")
        if level_slots is not None and label is not None and (table := _symbol_table(level_slots)):
            label.set(VAL, label.get(VAL, "").translate(table))
            _use_font(level_slots, fonts.SIGNS)


def _use_font(slots: _Element, family: str) -> None:
    """Name one family alone, whatever theme the run asked for."""
    slots.attrib.clear()
    for slot in FONT_SLOTS:
        slots.set(slot, family)


def _symbol_table(slots: _Element) -> dict[int, str] | None:
    return TABLES.get((slots.get(FONT_SLOTS[0]) or slots.get(FONT_SLOTS[1]) or "").lower())


def keep_visible_signs(story: _Element) -> None:
    """Write no-break hyphens as characters; take out what is not seen, such as soft hyphens.

    Fonts that lack them draw holes.
    """
    for hyphen in list(story.iter(f"{W}noBreakHyphen")):
        ooxml.replace(hyphen, [ooxml.new_text("\u2011")])
    for text in story.iter(TEXT):
        if INVISIBLE.search(text.text or ""):
            text.text = INVISIBLE.sub("", text.text or "")


def set_signs_in_their_font(story: _Element) -> None:
    """Give signs that the text fonts lack a run in a font that has them, on every machine."""
    for text in [text for text in story.iter(TEXT) if SIGNS.search(text.text or "")]:
        if (holder := ooxml.alone(text)) is None:
            continue
        runs = []
        for part in SIGNS.split(text.text or ""):
            if part:
                piece = ooxml.new_run(holder, ooxml.new_text(part))
                if SIGNS.fullmatch(part):
                    is_more = IN_MORE_SIGNS.match(part)
                    named = ooxml.head_of(ooxml.head_of(piece, RUN_PROPERTIES), RUN_FONTS)
                    _use_font(named, fonts.MORE_SIGNS if is_more else fonts.SIGNS)
                runs.append(piece)
        ooxml.replace(holder, runs)


def narrow_no_break_spaces(story: _Element) -> None:
    """Write U+00A0 as U+202F, as wide in Carlito, which has only the latter.

    dxpdf would take another family for the character, and set its whole line lower.
    """
    for text in story.iter(TEXT):
        text.text = (text.text or "").replace("\u00a0", "\u202f")
