"""Which page each part begins on. Pure: nothing is read, nothing is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from packetgen.model.packet import Part, PlacedPart, Plan, State

COUVERTURE = "couverture"
SOMMAIRE = "sommaire"
BORDEREAU = "bordereau"


def plan(parts: Sequence[Part]) -> Plan:
    """Place `parts` one after the other from page 1, in the order given.

    Raises ValueError when there is no part, when one has no page, or when the pieces are not
    numbered 1, 2, 3… in their order: callers build the parts, users cannot cause it.
    """
    if not parts or any(part.pages < 1 for part in parts):
        raise ValueError("a bundle is made of parts, and each has at least one page")
    numeros = [part.numero for part in parts if part.numero]
    if numeros != list(range(1, len(numeros) + 1)):
        raise ValueError(f"pieces must be numbered from 1 in their order, not {numeros}")
    firsts = accumulate((part.pages for part in parts), initial=1)
    return Plan(tuple(PlacedPart(part, first) for part, first in zip(parts, firsts, strict=False)))


def outline_title(part: Part) -> str:
    """Return the part's entry in the outline: « Pièce 3 – Statuts (absente) »."""
    if not part.numero:
        return part.titre
    absent = part.state in {State.ABSENTE, State.REFUSEE, State.SANS_OBJET}
    return f"Pièce {part.numero} – {part.titre}" + (f" ({part.state})" if absent else "")
