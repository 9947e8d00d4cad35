"""Load a year's call: data/<year>/*.toml as one Campagne, or every reason to refuse it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct
from msgspec.structs import replace

from packetgen import resources
from packetgen.campagne import status
from packetgen.campagne.build import FRENCH, CampagneProblem, KeyPath, build
from packetgen.campagne.note import with_places
from packetgen.errors import CampagneInvalid
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import Destinataire
from packetgen.text import NBSP, enumerate_words


class Merged(Struct, frozen=True):
    """The files of a year as one table; `files` says which file gave each top-level key."""

    folder: Path
    table: dict[str, Any]
    files: dict[str, str]
    problems: tuple[str, ...]

    def say(self, problem: CampagneProblem) -> str:
        """`data/AAAA/quartiers.toml › quartiers[3].communes (QP099020) : …`."""
        path, message = problem
        return f"{self.place(path)}{NBSP}: {message}"

    def place(self, path: KeyPath) -> str:
        """`data/AAAA/quartiers.toml › quartiers[3].communes (QP099020)`, counted from 1."""
        keys = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in path)
        name = self._name(path)
        place = _place(self.folder, self.files.get(str(path[0]), ""))
        return f"{place} › {keys[1:]}{f' ({name})' if name else ''}"

    def _name(self, path: KeyPath) -> str:
        """Name of the entry at `path`, since nobody counts the entries of a file."""
        if len(path) < 2 or not isinstance(path[1], int):
            return ""
        entry = self.table[str(path[0])][path[1]]
        named = entry if isinstance(entry, dict) else {}
        return next((str(named[key]) for key in ("code", "insee", "nom") if key in named), "")


def years(folder: Path | None = None) -> tuple[int, ...]:
    """Return the years of the call in `folder`, or in the user's own data and packetgen's."""
    folders = (folder,) if folder else [root / "data" for root in resources.roots()]
    found = (path for data in folders for path in data.glob("[0-9]" * 4) if path.is_dir())
    return tuple(sorted({int(path.name) for path in found}))


def load_campagne(annee: int, folder: Path | None = None, *, coherent: bool = True) -> Campagne:
    """Return the call of `annee` in `folder`, which holds one folder a year, or where it lives.

    It is a `projet` unless it was declared ready as it is. Without `coherent`, dates, codes and
    quotes may be wrong: for who is about to mend them.
    Raises CampagneInvalid, whose message lists every problem with its file and key.
    """
    root = folder.parent if folder else resources.home(annee)
    known = years(folder)
    if annee not in known:
        available = enumerate_words([str(year) for year in known]) or "aucune"
        raise CampagneInvalid.said("no_year", annee, available)
    year = (folder or root / "data") / str(annee)
    content = status.digest_of(path for path in sorted(year.iterdir()) if path.is_file())
    ready = status.is_ready(root, annee)
    # what was verified when the year was declared ready is not verified again
    declared = ready and root / "data" == year.parent
    read = _read(year, content, coherent=coherent and not declared)
    return read if ready else replace(read, projet=True)


# A batch reads the same year for each dossier: files of the same digest `_content`
@lru_cache(maxsize=8)
def _read(year: Path, _content: str, *, coherent: bool) -> Campagne:
    merged, found = merge(year), list[CampagneProblem]()
    campagne = build(Campagne, merged.table, found)
    if merged.problems:  # what stood in a file that cannot be read is not called missing
        found = [each for each in found if len(each[0]) > 1 or each[1] != FRENCH["missing"]]
    if campagne and coherent:
        # long to load
        from packetgen.campagne.consistency import inconsistencies

        found = [*inconsistencies(campagne, year)]
    problems = [*merged.problems, *map(merged.say, found)]
    if campagne is None:
        problems.append("dates, codes et citations seront vérifiés après ces corrections.")
    elif not problems:
        return with_places(campagne, year)
    listed = "\n".join(f"- {problem}" for problem in problems)
    message = f"Les données de l’appel {year.name} sont à corriger{NBSP}:\n{listed}"
    raise CampagneInvalid(message, tuple(found))


def merge(folder: Path) -> Merged:
    """Read the TOML files of a year; a file that cannot be read is one problem among others."""
    table: dict[str, Any] = {}
    files: dict[str, str] = {}
    problems = []
    for path in sorted(folder.glob("[!~.]*.toml")):
        if path.name == status.NAME:
            continue
        place = _place(folder, path.name)
        try:
            content = tomli.loads(path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError:
            problems.append(f"{place}{NBSP}: enregistrez ce fichier en UTF-8")
            continue
        except tomli.TOMLDecodeError as error:
            problems.append(f"{place}{NBSP}: {_syntax(str(error))}")
            continue
        for key, value in content.items():
            if key == "projet":
                problems.append(f"{place} › {key}{NBSP}: {FRENCH['unknown']}")
            elif key in files:
                problems.append(f"{place} › {key}{NBSP}: cette clé est déjà dans {files[key]}")
            else:
                files[key] = path.name
                table[key] = value
    if whom := build(Destinataire, table.get("destinataire"), []):
        table = in_agreement(table, whom)
    return Merged(folder, table, files, tuple(problems))


def in_agreement(value: Any, whom: Destinataire) -> Any:  # noqa: ANN401
    """Return a table with its own words made to agree with who receives the letter."""
    if isinstance(value, Mapping):
        others = ("source", "appel", "adresse")  # the note's words, whom other letters are for
        own = {key: each for key, each in value.items() if not key.startswith(others)}
        return {**value, **{key: in_agreement(each, whom) for key, each in own.items()}}
    if isinstance(value, list | tuple):
        return type(value)(in_agreement(each, whom) for each in value)
    return whom.agreed(value) if isinstance(value, str) else value


def _place(folder: Path, file: str) -> str:
    """`data/AAAA/quartiers.toml`, whatever the folder that holds data/."""
    return "/".join(filter(None, (folder.parent.name, folder.name, file)))


def _syntax(message: str) -> str:
    line = re.search(r"at line (\d+)", message)
    where = f"à la ligne {line[1]}" if line else "à la fin du fichier"
    if re.match("Cannot (overwrite|declare|mutate)", message):
        return f"une clé est donnée deux fois, {where}"
    return f"écriture incorrecte {where}{NBSP}: vérifiez guillemets, crochets et signes ="
