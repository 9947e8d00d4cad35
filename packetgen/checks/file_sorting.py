"""Propose a piece for each file, from its name and its text; a person confirms."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache, lru_cache

from msgspec import Struct

from packetgen.checks.annex_text import names
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.dossier import SIGNATURE, Dossier, PieceFournie
from packetgen.text import slug

# Characters of a document's text within which its title stands
HEAD = 400
IN_NAME, IN_HEAD, IN_TEXT, OF_ACTION = 4, 3, 1, 2
ENOUGH = 3


class Motif(StrEnum):
    """Why a file is proposed for a piece, in the words of the page."""

    NOMME = "le classeur le nomme"
    NOM = "d’après son nom"
    TEXTE = "d’après son texte"
    ELIMINATION = "la seule pièce due qui reste"


class Clue(Struct, frozen=True):
    """A file to sort: its name, the text of its pages."""

    name: str
    pages: tuple[str, ...] = ()


class Proposal(Struct, frozen=True):
    """The piece that a file is proposed for, by its key, and why."""

    key: str
    motif: Motif


def propose(
    clues: Mapping[str, Clue], named: Mapping[str, str], dossier: Dossier, campagne: Campagne
) -> dict[str, Proposal]:
    """Return by file the piece it is proposed for; what nothing recognises is left out.

    `named` gives by key of a piece the file that answers to the name which the workbook writes.
    """
    found = {file: Proposal(key, Motif.NOMME) for key, file in reversed(list(named.items()))}
    likely = ((file, it) for file, clue in clues.items() for it in best(clue, dossier, campagne))
    scores = sorted((-points, file, key, by_name) for file, (key, points, by_name) in likely)
    taken = {proposal.key for proposal in found.values()}
    for points, file, key, by_name in scores:
        alike = {row for score, of, row, _ in scores if (score, of) == (points, file)}
        # as like one row as another, of two actions: nothing says which
        if file not in found and alike - taken == {key}:
            found[file] = Proposal(key, Motif.NOM if by_name else Motif.TEXTE)
            taken.add(key)
    rest = [file for file in clues if file not in found]
    owed = [key for key in due(dossier, campagne) if key not in taken]
    if len(rest) == len(owed) == 1:
        found[rest[0]] = Proposal(owed[0], Motif.ELIMINATION)
    return found


def best(clue: Clue, dossier: Dossier, campagne: Campagne) -> Iterator[tuple[str, int, bool]]:
    """Yield the rows of the piece that a file looks most like: key, points, whether by its name.

    A file whose piece is already there is not pushed to the next best.
    """
    scores = {row: likeness(clue, row, dossier, campagne) for row in dossier.pieces}
    likest = max(dossier.pieces, key=lambda row: sum(scores[row]), default=None)
    for row, (by_name, by_text) in scores.items():
        if likest and row.code == likest.code and by_name + by_text >= ENOUGH:
            yield row.key, by_name + by_text, by_name > 0


def due(dossier: Dossier, campagne: Campagne) -> Iterator[str]:
    """Yield the keys of the pieces that the porteur must give."""
    forme = campagne.code_of("formes", dossier.porteur.forme)
    given = (piece for piece in campagne.pieces if not piece.genere)
    codes = {it.code for it in given if any(a.owes(it, forme, campagne) for a in dossier.actions)}
    yield from (row.key for row in dossier.pieces if row.code in codes)


def likeness(
    clue: Clue, row: PieceFournie, dossier: Dossier, campagne: Campagne
) -> tuple[int, int]:
    """Return how much a file looks like a piece, by its name and by its text; 0 when not at all."""
    piece = next((each for each in campagne.pieces if each.code == row.code), None)
    if piece is None or row.key == SIGNATURE:
        return 0, 0
    name = spaced(clue.name)
    by_name = max((IN_NAME for word in words_of(piece) if word in name), default=0)
    by_text = sum(marks(bare_pages(clue.pages), piece).values())
    if by_name or by_text:
        action = next((each for each in dossier.actions if each.numero == row.action), None)
        wanted = [action.intitule, action.numero_dauphin] if action else []
        by_text += OF_ACTION * any(names(each, (clue.name, *clue.pages)) for each in wanted if each)
    return by_name, by_text


@lru_cache(maxsize=32)  # each file is compared with each piece
def bare_pages(pages: tuple[str, ...]) -> tuple[str, str]:
    """Return the head and the whole of a text, as their words are compared."""
    text = "\n".join(pages)
    return spaced(text[:HEAD]), spaced(text)


def marks(text: tuple[str, str], piece: Piece) -> dict[str, int]:
    """Return the words of a text, by its `bare_pages`, that look like a piece, and their points."""
    head, whole = text
    words = {bare: word for bare, word in words_of(piece).items() if bare in whole}
    return {word: IN_HEAD if bare in head else IN_TEXT for bare, word in words.items()}


@cache
def words_of(piece: Piece) -> dict[str, str]:
    """Return the words by which a piece is recognised, by these as one compares them."""
    return {spaced(word): word for word in (piece.libelle, *piece.indices)}


def spaced(text: str) -> str:
    """Return the words of a text, each between dashes: `-rib-2031-`, for RIB2031."""
    words = slug(text, 2 * len(text))
    return f"-{re.sub(r'(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])', '-', words)}-"
