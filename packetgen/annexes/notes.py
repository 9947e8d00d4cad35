"""Notes on one annex, in French: its changes, its reservations, its refusal."""

from collections.abc import Iterable
from functools import cache, partial
from itertools import groupby

from msgspec import Struct, field

from packetgen.errors import AnnexRefused
from packetgen.resources import table
from packetgen.text import NBSP, enumerate_words, french_typography

SHOWN_NAME = 80
# Our fonts have it, and it stands in every program for a letter that a font lacks
UNDRAWN = "□"
# In the words of browsers and of macOS
PRINT = "Imprimer › Enregistrer au format PDF"
PRINT_IT = f"ouvrez-le, puis {PRINT}, et joignez le résultat"
SAVE = "Fichier › Enregistrer sous › PDF"
WAYS = {"print": PRINT, "print_it": PRINT_IT, "save": SAVE, "save_it": f"ouvrez-le, puis {SAVE}"}
UNBOUND = f"ses pages ne peuvent pas être réunies à celles des autres pièces ; {PRINT_IT}"


class Notes(Struct):
    """What was changed in a file, and what its reader must verify; each said once.

    `signed` is whether the file is to be kept beside: it bears an electronic signature, or could
    not be read as its viewers show it.
    """

    changes: list[str] = field(default_factory=list)
    reservations: list[str] = field(default_factory=list)
    signed: bool = False

    def change(self, phrase: str) -> None:
        """Note a change, in a few words."""
        self.add(Notes([french_typography(phrase)]))

    def reserve(self, phrase: str) -> None:
        """Note what the reader must verify."""
        self.add(Notes([], [french_typography(phrase)]))

    def add(self, other: "Notes") -> None:
        """Add the notes of another."""
        self.changes = list(dict.fromkeys(self.changes + other.changes))
        self.reservations = list(dict.fromkeys(self.reservations + other.reservations))
        self.signed |= other.signed


def said(key: str, **words: object) -> str:
    """Return a sentence of the table, with what a file has of its own in its places."""
    return str(_sentences()[key]).format(**WAYS, **words)


# Read when a first file needs it: most dossiers do not
_sentences = cache(partial(table, __file__, "sentences.toml"))


def unusable(key: str, **words: object) -> AnnexRefused:
    """Return why a file, still to be named, is refused: a sentence of the table."""
    return AnnexRefused(said(key, **words))


def of_pages(numbers: Iterable[int]) -> str:
    """Return `page 3`, `pages 1 à 3 et 7`."""
    ordered = sorted(set(numbers))
    runs = []
    for _, run in groupby(enumerate(ordered), key=lambda place: place[1] - place[0]):
        first, *others = (number for _, number in run)
        runs.append(f"{first} à {others[-1]}" if others else str(first))
    return f"{'pages' if len(ordered) > 1 else 'page'} {enumerate_words(runs)}"


def quote(name: str) -> str:
    """Return a file's name as a message shows it: on one line, not endless."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in name)
    if len(shown) > SHOWN_NAME:
        shown = f"{shown[: SHOWN_NAME - 1]}…"
    return f"«{NBSP}{shown}{NBSP}»"


def refusal(name: str, reason: str) -> AnnexRefused:
    """Return the refusal of a file: its name, then the cause and the remedy."""
    return AnnexRefused(f"{quote(name)}{NBSP}: {french_typography(reason)}")
