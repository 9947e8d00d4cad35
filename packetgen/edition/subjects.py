"""Kinds of task left in a call, each with its title and its remedy, in French."""

from dataclasses import dataclass

from packetgen.resources import table


@dataclass(frozen=True)
class Subject:
    """A kind of thing left to do: its title, and what its reader must do."""

    title: str
    remedy: str


# By name, in the order in which they are told
SUBJECTS = {name: Subject(**words) for name, words in table(__file__, "subjects.toml").items()}
