"""Kinds of task left in a call, each with its title and its remedy, in French."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Subject:
    """A kind of thing left to do: its title, and what its reader must do."""

    title: str
    remedy: str


_WRITTEN = tomllib.loads(Path(__file__).with_name("subjects.toml").read_text(encoding="utf-8"))
# By name, in the order in which they are told
SUBJECTS = {name: Subject(**words) for name, words in _WRITTEN.items()}
