"""The headings and pages of a note de cadrage, deduced from its text, so that people find them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from packetgen.model.campagne import Campagne
from packetgen.text import NBSP

# What draws a page into text begins it with one space; a telephone number may have one too
PAGE = re.compile(r" [^\s\d]")
NUMBERED = re.compile(r"\d{1,2}\. [A-ZÀ-Ý].*")


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
