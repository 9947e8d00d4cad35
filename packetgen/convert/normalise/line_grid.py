"""The lines of a page with a grid, as East Asian documents have it: dxpdf knows none."""

from math import ceil

from lxml.etree import _Element

from packetgen.convert.normalise.sections import of_sections
from packetgen.convert.word.ooxml import VAL, W, is_on, twips, w
from packetgen.convert.word.styles import StyleSheet, set_spacing

PARAGRAPH, GRID, SIZE, SNAPS = w("p", "docGrid", "sz", "snapToGrid")
LINE, RULE = w("line", "lineRule")
FIXED, LINES = ("exact", "atLeast"), ("lines", "linesAndChars", "snapToChars")
NATURAL = 13  # twips by half-point of the size of letters, of a line of East Asian letters
USUAL_SIZE, SINGLE = 20, 240


def set_lines_on_grid(story: _Element, sheet: StyleSheet) -> None:
    """Give the lines of a section with a grid the height of as many of its lines as they need."""
    for section, blocks in of_sections(story):
        grid = section.find(GRID)
        pitch = 0 if grid is None else twips(grid.get(f"{W}linePitch"))
        if grid is not None and pitch and grid.get(f"{W}type") in LINES:
            for paragraph in [each for block in blocks for each in block.iter(PARAGRAPH)]:
                _set_on_grid(paragraph, pitch, sheet)


def _set_on_grid(paragraph: _Element, pitch: int, sheet: StyleSheet) -> None:
    snaps, spacing = sheet.paragraph(paragraph).get(SNAPS), sheet.spacing(paragraph)
    if (snaps is not None and not is_on(snaps.get(VAL, "on"))) or spacing.get(RULE) in FIXED:
        return
    usual = sheet.look_of(paragraph).run.get(SIZE)
    sizes = [twips(each.get(VAL)) for each in paragraph.iter(SIZE)]
    size = max(sizes, default=0) or (USUAL_SIZE if usual is None else twips(usual.get(VAL)))
    share = twips(spacing.get(LINE), SINGLE) / SINGLE
    height = round(share * pitch * ceil(size * NATURAL / pitch))
    set_spacing(paragraph, line=height, lineRule="atLeast")
