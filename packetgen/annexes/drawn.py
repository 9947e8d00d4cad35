"""How large each image of a PDF is drawn: what its points per inch are counted from."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pikepdf import Dictionary, Matrix, Name, Object, Page, Pdf, Stream, parse_content_stream

from packetgen.annexes.a4 import key_of, numbers

Key = tuple[int, int]
Size = tuple[float, float]

# A hostile page may draw forms within forms without end
MOST_DRAWN = 100_000
MOST_NESTED = 20
OPERATORS = "q Q cm Do"


def largest_sizes(pdf: Pdf) -> dict[Key, Size]:
    """Return by number of object the width and height, in points, that each image takes at most.

    Images that only a pattern, a font or an annotation draws are not there. Raises ValueError
    for pages whose drawings have no end, what pikepdf raises for those that cannot be read.
    """
    sizes: dict[Key, Size] = {}
    count = 0
    for page in pdf.pages:
        for image, matrix in _drawn(page, page.obj.get(Name.Resources), Matrix(), 0):
            count += 1
            if count > MOST_DRAWN:
                raise ValueError("the drawings of this file have no end")
            width, height = sizes.get(image.objgen, (0.0, 0.0))
            across, up = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
            sizes[image.objgen] = (max(width, across), max(height, up))
    return sizes


def _drawn(
    content: Page | Stream, resources: Object | None, matrix: Matrix, depth: int
) -> Iterator[tuple[Stream, Matrix]]:
    """Yield each image that a content draws, with the matrix from its square to the page."""
    if depth > MOST_NESTED:
        raise ValueError("forms within forms without end")
    forms = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    named = forms if isinstance(forms, Dictionary) else Dictionary()
    kept: list[Matrix] = []
    for instruction in parse_content_stream(content, OPERATORS):
        operands = instruction.operands
        match str(instruction.operator):
            case "q":
                kept.append(matrix)
            case "Q" if kept:
                matrix = kept.pop()
            case "cm" if len(operands) == 6:
                matrix = Matrix(*map(float, operands)) @ matrix
            case "Do" if operands and isinstance(operands[0], Name):
                thing = named.get(key_of(operands[0]))
                yield from _inside(thing, resources, matrix, depth)


def _inside(
    thing: Object | None, resources: Object | None, matrix: Matrix, depth: int
) -> Iterator[tuple[Stream, Matrix]]:
    if not isinstance(thing, Stream):
        return
    if thing.get(Name.Subtype) == Name.Image:
        yield thing, matrix
    elif thing.get(Name.Subtype) == Name.Form:
        own = numbers(thing.get(Name.Matrix), 6)
        inner = Matrix(*own) @ matrix if own else matrix
        yield from _drawn(thing, thing.get(Name.Resources, resources), inner, depth + 1)
