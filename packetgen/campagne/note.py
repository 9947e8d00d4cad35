"""The text of a note de cadrage: its headings and pages, deduced, and the places of its words."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from packetgen.model.campagne import Campagne
from packetgen.text import NBSP

# What draws a page into text begins it with one space; a telephone number may have one too
PAGE = re.compile(r" [^\s\d]")
NUMBERED = re.compile(r"\d{1,2}\. [A-ZÀ-Ý].*")
SIGNS = str.maketrans(dict.fromkeys("‐‑‒–—", "-") | dict.fromkeys("’‘ʼ", "'"))


def with_places(campagne: Campagne, folder: Path) -> Campagne:
    """Return a call that knows the places of its note; one whose note cannot be read has none."""
    note = campagne.note
    try:
        text = (folder / note.fichier).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return campagne
    displaced = {line: title for line, _, title in (each.partition(" → ") for each in note.titres)}
    return replace(campagne, note=replace(note, places=tuple(places(text, displaced))))


def places(text: str, displaced: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield each line, from 1, where a page or a part begins, and how what follows is cited."""
    part, title, page = "", "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.strip()
        begins = PAGE.match(line) is not None
        page += begins
        if words in displaced:
            part, title = displaced[words], ""
        elif words.isupper() and (":" in words or (begins and " " in words)):
            part, title = words.partition(":")[0].strip(), ""
        elif NUMBERED.fullmatch(words):
            title = words
        elif not begins:
            continue
        named = f"«{NBSP}{part}{NBSP}»" if part else ""
        where = f"page{NBSP}{page} (déduite)" if page else ""
        yield number, ", ".join(filter(None, (named, title, where)))


def squeezed(text: str) -> str:
    """Return words without what cuts them: lines, hyphens at their end, more than one space.

    White space is one space; so are the note's pictograms (U+F029), drawn by no other font.
    """
    spaced = re.sub(r"[\s\ue000-\uf8ff]+", " ", text.replace("\u00ad", "")).strip()
    return re.sub(r"(?<=\w-) (?=\w)", "", spaced)


def folded(text: str) -> str:
    """Return words to be compared, in which an apostrophe, a hyphen is written one way."""
    return squeezed(text).translate(SIGNS)


class NoteWords(Struct, frozen=True, dict=True):
    """The words of a note end to end, and where each of its lines begins in them."""

    text: str
    starts: tuple[int, ...]
    lines: tuple[int, ...]

    @cached_property
    def folded(self) -> str:
        """Its words to be compared, each at the same place."""
        return self.text.translate(SIGNS)

    def lines_of(self, start: int, end: int) -> str:
        """Return the lines of a passage: « 503-504 »."""
        first, last = (self.lines[bisect_right(self.starts, at) - 1] for at in (start, end - 1))
        return str(first) if first == last else f"{first}-{last}"

    def find(self, words: str, near: str) -> str:
        """Return the lines where words stand, the nearest to former ones; nothing if none does."""
        wanted, former = folded(words), [int(each) for each in re.findall(r"\d+", near)] or [0]
        found = re.finditer(re.escape(wanted), self.folded) if wanted else ()
        lines = [self.lines_of(*each.span()) for each in found]
        ends = {each: [int(end) for end in each.split("-")] for each in lines}
        if any(former[0] <= each[0] and each[-1] <= former[-1] for each in ends.values()):
            return near
        return min(lines, key=lambda each: abs(ends[each][0] - former[0]), default="")


def read_words(text: str) -> NoteWords:
    """Return the words of a note, line by line."""
    whole, starts, lines = "", [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if words := squeezed(line):
            whole += "" if re.search(r"\w-$", whole) and words[0].isalnum() else " "
            starts.append(len(whole))
            lines.append(number)
            whole += words
    return NoteWords(whole, tuple(starts), tuple(lines))
