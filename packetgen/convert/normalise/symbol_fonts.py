"""Symbols in Unicode: what Word files write in Wingdings, Webdings and Symbol."""

import re

from lxml.etree import _Element

from packetgen import resources
from packetgen.convert.fonts import SIGNS
from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN_FONTS, RUN_PROPERTIES, TEXT, VAL, W
from packetgen.convert.word.package import Package

FONT_SLOTS = tuple(f"{W}{slot}" for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
SPACE = 0x20
# Codes that such fonts write in the private use area
PRIVATE = range(0xF000, 0xF100)


# By font, the sign of each code that has an equivalent
TABLES = {
    font: {
        int(first, 16) + place: sign
        for first, signs in runs.items()
        for place, sign in enumerate(signs)
        if sign != " "
    }
    for font, runs in resources.table(__file__, "symbol_fonts.toml").items()
}


def read_symbols(package: Package) -> None:
    """Write in Unicode the signs of Wingdings, Symbol and their kin, in the text and in lists.

    One that has no equivalent stays in the private use area, where no engine finds it.
    """
    for story in package.stories():
        for symbol in list(story.iter(f"{W}sym")):
            code = symbol.get(f"{W}char", "")
            if re.fullmatch("[0-9A-Fa-f]{1,4}", code):
                named = TABLES.get(symbol.get(f"{W}font", "").lower(), {})
                sign = _translate(chr(int(code, 16)), named)
                ooxml.replace(symbol, [ooxml.new_text(sign)])
        for fonts in list(story.iter(RUN_FONTS)):
            run = next(fonts.iterancestors(f"{W}r"), None)
            if run is not None and (table := _symbol_table(fonts)):
                for text in run.iter(TEXT):
                    text.text = _translate(text.text or "", table)
                use_font(fonts, SIGNS)
    numbering = package.of_kind("numbering")
    for level in [] if numbering is None else numbering.iter(f"{W}lvl"):
        level_fonts = level.find(f"{RUN_PROPERTIES}/{RUN_FONTS}")
        label = level.find(f"{W}lvlText")
        if level_fonts is not None and label is not None and (table := _symbol_table(level_fonts)):
            label.set(VAL, _translate(label.get(VAL, ""), table))
            use_font(level_fonts, SIGNS)


def use_font(fonts: _Element, family: str) -> None:
    """Name one family alone, whatever theme the run asked for."""
    fonts.attrib.clear()
    for slot in FONT_SLOTS:
        fonts.set(slot, family)


def _symbol_table(fonts: _Element) -> dict[int, str] | None:
    return TABLES.get((fonts.get(FONT_SLOTS[0]) or fonts.get(FONT_SLOTS[1]) or "").lower())


def _translate(text: str, table: dict[int, str]) -> str:
    """Write private-use characters (U+F0xx) and plain codes in Unicode."""

    def sign(typed: str) -> str:
        code = ord(typed)
        known = code & 0xFF if code in PRIVATE else code
        return " " if known == SPACE else table.get(known, typed)

    return "".join(map(sign, text))
