"""The runs of a rendered template that hold marks, and their pieces."""

from __future__ import annotations

from copy import deepcopy
from itertools import groupby
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from packetgen.documents.blank_controls import element, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from packetgen.documents.blank_fields import Blanks, Control

SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def marked_runs(root: _Element, blanks: Blanks) -> list[_Element]:
    """Return the runs whose text holds a mark, in order."""
    return [
        run
        for run in root.iter(qn("w:r"))
        if any(blanks.at(sign) for text in run.findall(qn("w:t")) for sign in text.text or "")
    ]


def split(run: _Element, blanks: Blanks) -> Iterator[tuple[_Element, Control | None]]:
    """Yield the pieces of a run, each a run that looks like it: text, or one control's place."""
    look = run.find(qn("w:rPr"))
    for child in run:
        if child.tag == qn("w:rPr"):
            continue
        if child.tag != qn("w:t"):
            piece = _like(look)
            piece.append(deepcopy(child))
            yield piece, None
            continue
        for marks, signs in groupby(child.text or "", key=lambda sign: bool(blanks.at(sign))):
            if marks:
                yield from ((_like(look), blanks.at(sign)) for sign in signs)
                continue
            piece = _like(look)
            within(piece, "t").text = "".join(signs)
            piece[-1].set(SPACE, "preserve")
            yield piece, None


def _like(look: _Element | None) -> _Element:
    run = element("r")
    if look is not None:
        run.append(deepcopy(look))
    return run


def remove(piece: _Element) -> None:
    """Take an element out of its document."""
    parent = piece.getparent()
    if parent is not None:
        parent.remove(piece)
