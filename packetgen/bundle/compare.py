"""Pages found against pages expected: which were removed, moved, replaced, added or altered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from packetgen.bundle.printed import at, owners
from packetgen.model.ledger import Difference, Fingerprint
from packetgen.model.packet import Part, Plan
from packetgen.text import enumerate_words

ALTERED = {
    "frame": "son format ou son orientation",
    "drawing": "son texte ou son tracé",
    "images": "une image",
    "annotations": "ses liens ou ses annotations",
}

Pages = Sequence[Fingerprint]


def pages(plan: Plan, expected: Pages, found: Pages) -> Iterator[Difference]:
    """Yield what became of each page that is not in its place as it was made."""
    parts = owners(plan)
    runs = _runs(expected, found)
    moved = _moved(runs, expected, found)
    arrived = set(moved.values())
    for lost, come in runs:
        for place in lost:
            if place in moved:
                yield _page(place, parts, f"elle est maintenant à la page {moved[place] + 1}")
        gone = [place for place in lost if place not in moved]
        new = [place for place in come if place not in arrived]
        for place, other in zip_longest(gone, new):
            if other is None:
                yield _page(place, parts, "elle a été retirée")
                continue
            copy = _copy(expected, found[other])
            if place is None:
                yield Difference(f"page {other + 1} du fichier : elle a été ajoutée{copy}")
            elif copy:
                yield _page(place, parts, f"elle a été remplacée{copy}")
            else:
                yield _page(place, parts, _altered(expected[place], found[other]))


def _runs(expected: Pages, found: Pages) -> list[tuple[range, range]]:
    """Return the places, from 0, of the runs of pages lost and of those come instead."""
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    return [
        (range(first, last), range(start, end))
        for kind, first, last, start, end in matcher.get_opcodes()
        if kind != "equal"
    ]


def _moved(runs: list[tuple[range, range]], expected: Pages, found: Pages) -> dict[int, int]:
    """Return where each page that was lost from its place has come again."""
    come = {found[place]: place for _, places in runs for place in places}
    lost = [place for places, _ in runs for place in places]
    return {place: come[expected[place]] for place in lost if expected[place] in come}


def _copy(expected: Pages, page: Fingerprint) -> str:
    """Say which page of the bundle this one repeats, if any."""
    return f" par une copie de la page {expected.index(page) + 1}" if page in expected else ""


def _altered(expected: Fingerprint, found: Fingerprint) -> str:
    """Say what of a page has changed."""
    words = [
        text for name, text in ALTERED.items() if getattr(expected, name) != getattr(found, name)
    ]
    changed = "ont changé" if len(words) > 1 else "a changé"
    return f"{enumerate_words(words)} {changed}"


def _page(place: int, parts: Sequence[Part], text: str) -> Difference:
    return Difference(f"{at(place + 1, parts[place])} : {text}", parts[place].numero)
