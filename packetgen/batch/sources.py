"""The workbooks of a batch, and the name that each dossier has in its output folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from glob import glob, has_magic
from pathlib import Path

from packetgen.errors import UsageError
from packetgen.text import slug

WORKBOOKS = "*.[xX][lL][sS][xX]"
NAME_LENGTH = 80


def find_workbooks(sources: Iterable[str], output: Path) -> tuple[Path, ...]:
    """Return the workbooks of files, folders and patterns, each once, in order.

    What stands in `output`, and what Excel writes beside an open workbook, is passed over. Raises
    UsageError for a source that gives none.
    """
    found: dict[Path, None] = {}
    for source in sources:
        workbooks = [path for path in _expand(source) if not path.is_relative_to(output.resolve())]
        if not workbooks:
            raise UsageError(f"« {source} » ne donne aucun classeur (.xlsx) : corrigez ce chemin.")
        found |= dict.fromkeys(workbooks)
    return tuple(found)


def _expand(source: str) -> Iterator[Path]:
    place = Path(source)
    if place.is_dir():
        paths = sorted(place.rglob(WORKBOOKS))
    elif place.exists() or not has_magic(source):
        paths = [place]
    else:
        # Path.glob takes no absolute pattern
        paths = sorted(map(Path, glob(source, recursive=True)))  # noqa: PTH207
    return (
        path.resolve()
        for path in paths
        if path.is_file() and path.suffix.lower() == ".xlsx" and not path.name.startswith("~$")
    )


def names(workbooks: Iterable[Path], known: Mapping[str, str]) -> dict[Path, str]:
    """Return the name of each dossier: `les-jardins_classeur`, numbered where others have it.

    `known` are names already given, by path of the workbook: they never change, so that a folder
    always holds the same dossier.
    """
    given = {path: known[str(path)] for path in workbooks if str(path) in known}
    taken = set(known.values())
    for path in workbooks:
        if path in given:
            continue
        base = slug(f"{path.parent.name} {path.stem}", NAME_LENGTH) or "dossier"
        name, number = base, 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        given[path] = name
    return given
