"""Find the file that a cell of the workbook names, in the workbook's folder only."""

import os
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from packetgen.annexes.notes import quote, refusal
from packetgen.errors import AnnexRefused
from packetgen.resources import table
from packetgen.text import enumerate_words, nearest, readable

SEARCHED_NAMES = 2_000
NAME_BYTES = 255
RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)
# Pasted with a name by Windows and by web pages, and never seen
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_WRITTEN = table(__file__, "find_file.toml")
WRITE_THE_NAME = _WRITTEN["write_the_name"]


class AnnexMissing(AnnexRefused):
    """No file of the folder bears this name."""


def find_file(name: str, folder: Path) -> Path:
    """Return the file that `name` designates in `folder` (the workbook's) or below it.

    Case, accents' encoding, outer spaces, backslashes and a missing extension are forgiven.
    Raises AnnexMissing when there is no such file, AnnexRefused when the name leads elsewhere,
    to a folder, or to several files.
    """
    wanted = INVISIBLE.sub("", name).strip().strip("\"'").strip()
    steps = _steps(wanted)
    if not steps:
        raise refusal(name, f"ce n’est pas le nom d’un fichier ; {WRITE_THE_NAME}")
    try:
        resolved = _descend(wanted, steps, folder).resolve(strict=True)
        inside = resolved.is_relative_to(folder.resolve())
    except (OSError, RuntimeError) as error:
        raise refusal(wanted, f"le fichier ne peut pas être atteint ; {WRITE_THE_NAME}") from error
    if not inside:
        raise refusal(wanted, f"ce lien mène hors du dossier du classeur ; {WRITE_THE_NAME}")
    if resolved.is_dir():
        raise refusal(wanted, "c’est un dossier ; indiquez un fichier, et un seul par ligne")
    if not resolved.is_file():
        raise refusal(wanted, f"ce n’est pas un fichier ordinaire ; {WRITE_THE_NAME}")
    return resolved


def _steps(wanted: str) -> list[str]:
    """Return the folders and the name to follow; refuse a path that could leave the folder."""
    for reason, start in _WRITTEN["forbidden"].items():
        if re.match(start, wanted, re.IGNORECASE):
            raise refusal(wanted, reason.format_map(_WRITTEN))
    steps = [step for step in re.split(r"[\\/]", wanted) if step.strip() not in ("", ".")]
    for step in steps:
        if step.strip() == "..":
            raise refusal(wanted, f"« .. » sort du dossier du classeur ; {WRITE_THE_NAME}")
        if RESERVED.fullmatch(step.strip(" .")):
            raise refusal(wanted, "ce nom est réservé par Windows ; renommez le fichier")
        if len(step.encode("utf-8", "replace")) > NAME_BYTES:
            raise refusal(wanted, "ce nom est trop long ; renommez le fichier")
    return steps


def _descend(wanted: str, steps: list[str], folder: Path) -> Path:
    place = folder
    for depth, step in enumerate(steps, start=1):
        candidates = _candidates(step, place, last=depth == len(steps))
        if not candidates:
            near = nearest(wanted, islice(_names(folder), SEARCHED_NAMES))
            missing = _WRITTEN["missing_but_near" if near else "missing"]
            raise AnnexMissing(missing.format(wanted=quote(wanted), near=quote(near or "")))
        if len(candidates) > 1:
            names = enumerate_words((quote(path.name) for path in candidates), "or")
            raise refusal(wanted, f"plusieurs fichiers répondent à ce nom ; écrivez {names}")
        place = candidates[0]
    return place


def _candidates(step: str, place: Path, *, last: bool) -> list[Path]:
    """Return what bears this name in a folder: exactly, else nearly, else with an extension."""
    key = _key(step)
    if not key or not place.is_dir():
        return []
    entries = sorted(path for path in place.iterdir() if not path.name.startswith("~$"))
    return (
        [path for path in entries if path.name == step]
        or [path for path in entries if _key(path.name) == key]
        or [path for path in entries if last and path.is_file() and _key(path.stem) == key]
    )


def answers_to(written: str, name: str) -> bool:
    """Whether a file of this name is the one that a cell means, as `find_file` would find it."""
    wanted = _key(re.split(r"[\\/]", written.strip().strip("\"'"))[-1])
    return bool(wanted) and wanted in (_key(name), _key(Path(name).stem))


def _key(name: str) -> str:
    """Return what all writings of the same name have in common."""
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", readable(name))).casefold()
    return " ".join(folded.replace("’", "'").split()).strip(" .")


def _names(folder: Path) -> Iterator[str]:
    """Yield the files of a folder and below as the workbook would name them."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            if not file.startswith((".", "~$")):
                yield (Path(place) / file).relative_to(folder).as_posix()
