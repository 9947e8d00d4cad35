"""Load a year's call: data/<year>/*.toml as one Campagne, or every reason to refuse it at once."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packetgen import resources
from packetgen.campagne import status
from packetgen.campagne.build import build
from packetgen.campagne.note import with_places
from packetgen.errors import CampagneInvalid
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import Destinataire
from packetgen.text import NBSP, enumerate_words

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

    from packetgen.campagne.consistency import CampagneProblem, KeyPath

FRENCH: Mapping[str, str] = resources.table(__file__, "refusals.toml")["types"]


@dataclass(frozen=True)
class Merged:
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
    found = {
        int(path.name)
        for data in folders
        for path in data.glob("[0-9][0-9][0-9][0-9]")
        if path.is_dir()
    }
    return tuple(sorted(found))


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
        raise CampagneInvalid(
            f"L’appel {annee} n’a pas de données. Années disponibles{NBSP}: {available}."
        )
    year = (folder or root / "data") / str(annee)
    content = status.digest_of(path for path in sorted(year.iterdir()) if path.is_file())
    ready = status.is_ready(root, annee)
    campagne = _declared(year, content) if ready and root / "data" == year.parent else None
    return replace(campagne or _verified(year, content, coherent=coherent), projet=not ready)


# A batch reads the same year for each dossier: files of the same digest `_content`
@lru_cache(maxsize=8)
def _declared(year: Path, _content: str) -> Campagne | None:
    """Return the call that was declared ready, None where it is no longer what a call must be."""
    merged = merge(year)
    try:
        if merged.problems:
            return None
        return with_places(build(Campagne, merged.table), year)
    except (TypeError, ValueError):
        return None


@lru_cache(maxsize=8)
def _verified(year: Path, _content: str, *, coherent: bool) -> Campagne:
    # long to load, and not needed for a year that was declared ready
    from pydantic import ValidationError

    from packetgen.campagne.consistency import inconsistencies

    merged = merge(year)
    problems = list(merged.problems)
    found: list[CampagneProblem] = []
    try:
        campagne = _adapter().validate_json(
            json.dumps(merged.table, default=str), strict=True, extra="forbid"
        )
    except ValidationError as error:
        found = [*_translated(error, merged)]
        problems += [merged.say(problem) for problem in found]
        problems.append("dates, codes et citations seront vérifiés après ces corrections.")
    else:
        found = [
            *_unquoted(merged.table, campagne),
            *(inconsistencies(campagne, merged.folder) if coherent else ()),
        ]
        problems += [merged.say(problem) for problem in found]
        if not problems:
            return with_places(campagne, year)
    listed = "\n".join(f"- {problem}" for problem in problems)
    message = f"Les données de l’appel {year.name} sont à corriger{NBSP}:\n{listed}"
    raise CampagneInvalid(message, tuple(found))


@cache
def _adapter() -> TypeAdapter[Campagne]:
    from pydantic import TypeAdapter

    return TypeAdapter(Campagne)


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
            content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError:
            problems.append(f"{place}{NBSP}: enregistrez ce fichier en UTF-8")
            continue
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{place}{NBSP}: {_syntax(str(error))}")
            continue
        for key, value in content.items():
            if key == "projet":
                problems.append(f"{place} › {key}{NBSP}: {FRENCH['unexpected_keyword_argument']}")
            elif key in files:
                problems.append(f"{place} › {key}{NBSP}: cette clé est déjà dans {files[key]}")
            else:
                files[key] = path.name
                table[key] = value
    # TOML has no null: an étape without `fin` is a single day, or has no end.
    steps = table.get("calendrier")
    for step in steps if isinstance(steps, list) else []:
        if isinstance(step, dict):
            step.setdefault("fin", None)
    with suppress(TypeError, ValueError):  # told as what it is
        table = in_agreement(table, build(Destinataire, table.get("destinataire", {})))
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


def _translated(error: ValidationError, merged: Merged) -> Iterator[CampagneProblem]:
    """The problems of pydantic; what stood in a file that cannot be read is not called missing."""
    for found in error.errors(include_url=False, include_input=False):
        kind, path = found["type"], found["loc"]
        if kind == "missing" and len(path) == 1 and merged.problems:
            continue
        expected = str(found.get("ctx", {}).get("expected", "")).replace(" or ", " ou ")
        french = FRENCH.get("date" if kind.startswith("date_") else kind, "valeur refusée")
        yield path, french.format(expected=re.sub("'([^']*)'", rf"«{NBSP}\1{NBSP}»", expected))


def _unquoted(written: Any, read: Any, path: KeyPath = ()) -> Iterator[CampagneProblem]:  # noqa: ANN401
    """Dates written where a text is read: they went through JSON, which has no dates."""
    if isinstance(written, date | time) and isinstance(read, str):
        yield path, FRENCH["string_type"]
    elif isinstance(written, dict):
        for key, value in written.items():
            yield from _unquoted(value, getattr(read, key), (*path, key))
    elif isinstance(written, list):
        for index, value in enumerate(written):
            yield from _unquoted(value, read[index], (*path, index))
