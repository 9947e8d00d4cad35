"""The words that a year's data quote, found again in its note: as they were, changed, or gone."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from packetgen.campagne.consistency import KeyPath, walk
from packetgen.campagne.note import NoteWords, folded
from packetgen.model.campagne import Campagne
from packetgen.model.finding import Source

# Below, words are not those that were changed, but others; short ones are like many
_ALIKE, _SHORT = 65.0, 20


@dataclass(frozen=True)
class Quote:
    """A source that quotes the note, or did: where its words stand now, and which they are.

    `lignes` are empty where they are gone. It is `found` when the words are those that were.
    """

    path: KeyPath
    source: Source
    lignes: str
    words: str
    found: bool


def quotes(campagne: Campagne, note: NoteWords) -> Iterator[Quote]:
    """Yield each source of the note, with its words as the note now has them."""
    for path, source in walk(campagne):
        if not (isinstance(source, Source) and source.lignes and source.texte.strip()):
            continue
        if lignes := note.find(source.texte, source.lignes):
            yield Quote(path, source, lignes, source.texte, found=True)
        else:
            yield Quote(path, source, *closest(source.texte, note), found=False)


def closest(words: str, note: NoteWords) -> tuple[str, str]:
    """Return the lines and the words of the note that are most like some, empty when none are."""
    from rapidfuzz import fuzz

    wanted = folded(words)
    aligned = fuzz.partial_ratio_alignment(wanted, note.folded)
    if aligned is None or aligned.score < _ALIKE + 20 * (len(wanted) < _SHORT):
        return "", ""
    # what was added or taken away moves the ends: they are those of the lines that fit best
    first, last = (
        bisect_right(note.starts, at) - 1 for at in (aligned.dest_start, aligned.dest_end)
    )
    ends = [*(at - (note.text[at - 1] == " ") for at in note.starts[1:]), len(note.text)]
    passages = {
        _whole_words(note.text, start, end)
        for start in (*note.starts[max(0, first - 1) : first + 2], aligned.dest_start)
        for end in (*ends[max(0, last - 1) : last + 2], aligned.dest_end)
        if start < end
    }
    start, end = max(
        sorted(passages), key=lambda each: fuzz.ratio(wanted, note.folded[slice(*each)])
    )
    return note.lines_of(start, end), note.text[start:end]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    return text.rfind(" ", 0, start + 1) + 1, f"{text} ".find(" ", end - 1)
