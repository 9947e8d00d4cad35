"""Names of the files that a browser sends: fit for a sentence, a bundle and any disk."""

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count
from pathlib import PurePath

from packetgen.text import clean

LONGEST_NAME = 120
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


def shown_name(name: str) -> str:
    """Return what a file is called: no path, no sign that a disk refuses, no endless name."""
    bare = FORBIDDEN.sub("", clean(re.split(r"[\\/]", name)[-1])[0]).strip(" .")
    stem, dot, suffix = bare.rpartition(".")
    if len(bare) > LONGEST_NAME:
        bare = f"{stem[: LONGEST_NAME - len(suffix) - 1]}{dot}{suffix}"[:LONGEST_NAME]
    return bare or "sans nom"


def distinct_name(name: str, names: Collection[str]) -> str:
    """Return a name that no other file bears on any disk: `image (2).jpg` for a second image."""
    taken, path = set(map(same_name, names)), PurePath(name)
    numbered = (f"{path.stem} ({number}){path.suffix}" for number in count(2))
    return next(each for each in chain((name,), numbered) if same_name(each) not in taken)


def same_name(name: str) -> str:
    """Return what two names that a disk takes for one have in common."""
    return unicodedata.normalize("NFC", name).casefold()
