"""The space above a paragraph at the top of a page: dxpdf keeps it there, but below a section."""

from itertools import pairwise

from lxml import etree
from lxml.etree import _Element

from packetgen.convert.normalise.sections import breaks_page, of_sections
from packetgen.convert.word.ooxml import VAL, W, child_value, is_on, twips, w
from packetgen.convert.word.styles import StyleSheet, set_spacing

PARAGRAPH, BEFORE, AFTER = w("p", "before", "after")
# With one of these, what is above a paragraph and what is below the one before are not the same
SET_APART = frozenset(w("framePr", "pBdr", "contextualSpacing", "pageBreakBefore"))
OF_THE_PROGRAM = w("beforeAutospacing", "afterAutospacing", "beforeLines", "afterLines")
UNSEEN = 120  # twips, half a line at the top of a page
EMPTY = (
    f'<w:p xmlns:w="{W[1:-1]}"><w:pPr><w:spacing w:before="0" w:after="0" w:line="{{height}}" '
    'w:lineRule="exact"/></w:pPr></w:p>'
)


def set_space_above(story: _Element, sheet: StyleSheet) -> None:
    """Let the space above go with the page before, as Word does, but keep it below a section."""
    for section, blocks in of_sections(story):
        for above, text in pairwise(blocks):
            if not breaks_page(above) and not breaks_page(text):
                _move_up(above, text, sheet)
        if child_value(section, "type") != "continuous" and not breaks_page(blocks[0]):
            _keep(blocks[0], sheet)


def _move_up(above: _Element, text: _Element, sheet: StyleSheet) -> None:
    height = _above(text, sheet)
    if height and _is_plain(above, sheet):
        set_spacing(above, after=max(height, twips(sheet.spacing(above).get(AFTER))))
        set_spacing(text, before=0)


def _keep(text: _Element, sheet: StyleSheet) -> None:
    if height := _above(text, sheet):
        text.addprevious(etree.fromstring(EMPTY.format(height=height)))
        set_spacing(text, before=0)


def _above(block: _Element, sheet: StyleSheet) -> int:
    height = twips(sheet.spacing(block).get(BEFORE)) if _is_plain(block, sheet) else 0
    return height if height > UNSEEN else 0


def _is_plain(block: _Element, sheet: StyleSheet) -> bool:
    if block.tag != PARAGRAPH:
        return False
    apart = [each for tag, each in sheet.paragraph(block).items() if tag in SET_APART]
    spacing = sheet.spacing(block)
    return not any(is_on(each.get(VAL, "on")) for each in apart) and not any(
        spacing.get(name, "0") != "0" for name in OF_THE_PROGRAM
    )
