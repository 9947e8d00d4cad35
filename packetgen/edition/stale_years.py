"""Find in a text other years than the call's: a copy of last year's call leaves some."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from packetgen.model.campagne_parts import AutreAnnee

# A year, not the number of an act (2000-321, 2023.01515) nor a part of a code or an amount
YEAR = re.compile(r"(?<![\w.,/:])(?:19|20)\d\d(?!\w)(?!-\d{2,3}\b)(?![.,]\d)")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
AROUND = 30


@dataclass
class Years:
    """The year of a call, what else may be named in it, and which of these words were met."""

    annee: int
    admitted: tuple[AutreAnnee, ...]
    met: set[str] = field(default_factory=set)

    def others(self, text: str, file: str) -> Iterator[str]:
        """Yield the words around each year of a `file`'s text, neither the call's nor admitted."""
        spaced = " ".join(ADDRESS.sub(" ", text).split())
        for found in YEAR.finditer(spaced):
            if int(found[0]) != self.annee and not self._is_admitted(found, spaced, file):
                yield _around(spaced, found)

    def _is_admitted(self, found: re.Match[str], text: str, file: str) -> bool:
        holding = {
            entry.mention
            for entry in self.admitted
            if file in entry.fichiers
            for place in re.finditer(re.escape(" ".join(entry.mention.split())), text)
            if place.start() <= found.start() and found.end() <= place.end()
        }
        self.met |= holding
        return bool(holding)


def _around(text: str, found: re.Match[str]) -> str:
    """Return a year and the whole words around it."""
    start, end = max(0, found.start() - AROUND), found.end() + AROUND
    before, after = text[start : found.start()], text[found.end() : end]
    if start:
        before = f"…{before.partition(' ')[2]}"
    if end < len(text):
        after = f"{after.rpartition(' ')[0]}…"
    return f"{before}{found[0]}{after}"
