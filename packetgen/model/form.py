"""What a blank form filled by hand says, before any of it is given a type."""

from __future__ import annotations

from dataclasses import dataclass

# The boxes of a yes or no, after the key; before a name, what packetgen computes or never asks
YES, NO, COMPUTED = ".oui", ".non", "calcul."


@dataclass(frozen=True)
class Answer:
    """One blank that was filled; `tag` is a field's key, without the number of its row.

    A ticked box answers « Oui ». An empty
    answer keeps its place: it tells where a row of a table begins.
    """

    tag: str
    label: str
    text: str


@dataclass(frozen=True)
class FilledForm:
    """A form as it came back; `gone` are labels of removed blanks, `stray` texts typed outside."""

    file: str
    answers: tuple[Answer, ...]
    gone: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()
