"""Compare the pages found with those expected: removed, moved, replaced, added or altered."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from packetgen.bundle.proof.printed import at, owners
from packetgen.model.bundle import Difference, Fingerprint, Part, Plan
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
    steps = SequenceMatcher(None, expected, found, autojunk=False).get_opcodes()
    # All places are from 0: those of pages lost, and of those come instead
    runs = [(range(*step[1:3]), range(*step[3:5])) for step in steps if step[0] != "equal"]
    come = {found[other]: other for _, others in runs for other in others}
    lost = [place for places, _ in runs for place in places]
    moved = {place: come[expected[place]] for place in lost if expected[place] in come}
    for place, other in moved.items():
        yield _page(place, parts, f"elle est maintenant à la page {other + 1}")
    for places, others in runs:
        gone = [place for place in places if place not in moved]
        new = [other for other in others if other not in moved.values()]
        for place, other in zip(gone, new, strict=False):
            copy = _copied(expected, found[other])
            text = f"elle a été remplacée par une {copy}" if copy else ""
            yield _page(place, parts, text or _altered(expected[place], found[other]))
        for place in gone[len(new) :]:
            yield _page(place, parts, "elle a été retirée")
        for other in new[len(gone) :]:
            words = filter(None, ("elle a été ajoutée", _copied(expected, found[other])))
            yield Difference(f"page {other + 1} du fichier : {', '.join(words)}")
    now = dict(moved)
    for kind, first, last, start, _ in steps:
        if kind == "equal":
            now |= {place: place - first + start for place in range(first, last)}
    yield from _links(parts, expected, found, now)


def _copied(expected: Pages, page: Fingerprint) -> str:
    """Name the page of the bundle that this one repeats, if any."""
    return f"copie de la page {expected.index(page) + 1}" if page in expected else ""


def _links(
    parts: Sequence[Part], expected: Pages, found: Pages, now: Mapping[int, int]
) -> Iterator[Difference]:
    """Yield the pages of pieces that lead elsewhere; `now` gives the place of each page kept.

    The links of the sommaire are checked with its lines; those to a lost page are lost with it.
    """
    leads = {0: 0} | {place + 1: other + 1 for place, other in now.items()}
    for place, other in sorted(now.items()):
        if not parts[place].numero:
            continue
        pairs = zip_longest(expected[place].links, found[other].links, fillvalue=-1)
        if any(leads.get(link, target) != target for link, target in pairs):
            yield _page(place, parts, "un de ses liens mène ailleurs")


def _altered(expected: Fingerprint, found: Fingerprint) -> str:
    changed = [name for name in ALTERED if getattr(expected, name) != getattr(found, name)]
    words = [ALTERED[name] for name in changed]
    several = len(words) > 1 or words[0].startswith("ses ")
    return f"{enumerate_words(words)} {'ont' if several else 'a'} changé"


def _page(place: int, parts: Sequence[Part], text: str) -> Difference:
    return Difference(f"{at(place + 1, parts[place])} : {text}", parts[place].numero)
