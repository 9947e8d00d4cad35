"""Symbols in the copy: Wingdings and Symbol to Unicode, and signs drawn in DejaVu Sans."""

import re

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.word import ooxml
from packetgen.convert.word.ooxml import RUN_PROPERTIES, TEXT, VAL, W

SIGNS_FONT = "DejaVu Sans"
# In these ranges the text fonts of packetgen/fonts all draw only what the set below holds.
IN_TEXT_FONTS = "–—―‗‘’‚‛“”„†‡•…‰″‹›‼‾⁄⁴ⁿ₣₤₧€℅ℓ№™\u2126℮⅛⅜⅝⅞←↑→↓↔↕↨∂∆∏∑−∕√∞∟∩∫≈≠≡≤≥⌂⌐⌠⌡"
SIGNS = re.compile(
    f"((?:(?![{IN_TEXT_FONTS}])[\u1d00-\u1dbf\u2010-\u2027\u2030-\u205e\u2070-\u2bff])+)"
)
FONT_SLOTS = tuple(f"{W}{slot}" for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
RUN_FONTS = f"{W}rFonts"
UNKNOWN_SIGN = "•"
SPACE = 0x20


def _table(first: int, signs: str) -> dict[int, str]:
    """Return codes from `first` on and their signs; a space stands for « no equivalent »."""
    return {first + place: sign for place, sign in enumerate(signs) if sign != " "}


_WINGDINGS = (
    _table(0x21, "✏✂✁   ☎✆✉✉")
    | _table(0x36, "⌛⌨")
    | _table(0x3E, "✇✍✍✌   ☜☞☝☟ ☺ ☹ ☠⚐⚑✈☼ ❄✝✞ ✠✡☪☯ ☸♈♉♊♋♌♍♎♏♐♑♒♓&&●❍■□□❑❒◆⧫◆❖◆⌧⍓⌘❀✿❝❞")
    | _table(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")
    | _table(0x9E, "·•▪○○○◉◎○▪◻✦✦★✶✴✹✵ ⌖⟡⌑ ✪✰")
    | _table(0xD5, "⌫⌦◄➢▲▼")
    | _table(0xDF, "←→↑↓↖↗↙↘⇐➔⇑⇓⇖⇗⇙⇘⇦⇨⇧⇩⇔⇳⇖⇗⇙⇘▭▫✗✔☒☑")
)
_SYMBOL = (
    _table(0x21, "!∀#∃%&∋()∗+,−./0123456789:;<=>?")
    | _table(0x40, "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_")
    | _table(0x60, "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼")
    | _table(0xA0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵")
    | _table(0xC0, "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓")
    | _table(0xE0, "◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪")
    | _table(0xF1, "⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭")
)
TABLES = {
    "wingdings": _WINGDINGS,
    "symbol": _SYMBOL,
    "wingdings 2": _table(0x4F, "✗✓☒☑☒☒☒") | {0x2A: "☐", 0xA3: "☐"},
    "wingdings 3": _table(0x66, "←→↑↓↖↗↙↘↔↕") | _table(0x70, "▲▼△▽◄►◁▷") | {0x7D: "►", 0x7C: "◄"},
    "webdings": {0x34: "►", 0x61: "✔", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x72: "✖", 0x3D: "■"},
}


def read_symbols(story: _Element) -> None:
    """Write in Unicode the signs of Wingdings, Symbol and their kin, and no-break hyphens."""
    for symbol in list(story.iter(f"{W}sym")):
        table = TABLES.get(symbol.get(f"{W}font", "").lower())
        code = symbol.get(f"{W}char", "")
        if table is not None and re.fullmatch("[0-9A-Fa-f]{1,8}", code):
            sign = table.get(int(code, 16) & 0xFF, UNKNOWN_SIGN)
            ooxml.replace(symbol, [ooxml.new_text(sign)])
    for hyphen in list(story.iter(f"{W}noBreakHyphen")):
        ooxml.replace(hyphen, [ooxml.new_text("\u2011")])
    for fonts in list(story.iter(RUN_FONTS)):
        table = _symbol_table(fonts)
        run = next(fonts.iterancestors(f"{W}r"), None)
        if table is not None and run is not None:
            for text in run.iter(TEXT):
                text.text = _translate(text.text or "", table)
            _use_signs_font(fonts)


def read_bullets(numbering: _Element) -> None:
    """Write in Unicode the bullets that lists take from Wingdings and Symbol."""
    for level in numbering.iter(f"{W}lvl"):
        fonts = level.find(f"{RUN_PROPERTIES}/{RUN_FONTS}")
        label = level.find(f"{W}lvlText")
        table = None if fonts is None else _symbol_table(fonts)
        if fonts is not None and label is not None and table is not None:
            label.set(VAL, _translate(label.get(VAL, ""), table))
            _use_signs_font(fonts)


def set_signs_in_their_font(story: _Element) -> None:
    """Give signs that the text fonts lack a run in DejaVu Sans, on every machine the same."""
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
                    _use_signs_font(_fonts_of(piece))
                runs.append(piece)
        ooxml.replace(holder, runs)


def narrow_no_break_spaces(story: _Element) -> None:
    """Write U+00A0 as U+202F, as wide in Carlito, which has only the latter.

    dxpdf would take another family for the character, and set its whole line lower.
    """
    for text in story.iter(TEXT):
        text.text = (text.text or "").replace("\u00a0", "\u202f")


def _symbol_table(fonts: _Element) -> dict[int, str] | None:
    return TABLES.get((fonts.get(FONT_SLOTS[0]) or fonts.get(FONT_SLOTS[1]) or "").lower())


def _translate(text: str, table: dict[int, str]) -> str:
    """Write private-use characters (U+F0xx) and plain codes in Unicode."""

    def sign(typed: str) -> str:
        code = ord(typed)
        if code & 0xFF == SPACE:
            return " "
        if 0xF000 <= code <= 0xF0FF:
            return table.get(code & 0xFF, UNKNOWN_SIGN)
        return table.get(code, typed)

    return "".join(map(sign, text))


def _fonts_of(run: _Element) -> _Element:
    """Return the `w:rFonts` of a run, made where it is missing."""
    properties = ooxml.head_of(run, RUN_PROPERTIES)
    fonts = properties.find(RUN_FONTS)
    if fonts is None:
        fonts = etree.Element(RUN_FONTS)
        style = properties.find(f"{W}rStyle")
        properties.insert(0 if style is None else 1, fonts)
    return fonts


def _use_signs_font(fonts: _Element) -> None:
    """Name DejaVu Sans alone, whatever theme the run asked for."""
    fonts.attrib.clear()
    for slot in FONT_SLOTS:
        fonts.set(slot, SIGNS_FONT)
