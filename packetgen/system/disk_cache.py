"""Results that are long to compute, on the disk of their user from one command to the next."""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_path

from packetgen.errors import CannotWrite
from packetgen.system.files import PRIVATE, make_folder

PACKAGE = Path(__file__).parent.parent
MOST_BYTES, MOST_SECONDS = 200_000_000, 30 * 24 * 3600


def get_or_compute(kind: str, key: bytes, compute: Callable[[], bytes]) -> bytes:
    """Return the result of `compute`, or the one that a former command had for the same `key`.

    `key` is all that it depends on, but for the code of packetgen and of its libraries.
    """
    name = name_of(key)
    result = get(kind, name)
    if result is None:
        result = compute()
        put(kind, name, result)
    return result


def name_of(key: bytes) -> str:
    """Return the name of what depends on `key`, and on the code."""
    return sha256(code_version() + key).hexdigest()


def get(kind: str, name: str) -> bytes | None:
    """Return the result stored under a name; None where there is none, or not the whole of it."""
    file = _folder(kind) / name
    with suppress(OSError):
        content = file.read_bytes()
        digest, result = content[:32], content[32:]
        if sha256(result).digest() == digest:
            os.utime(file)
            return result
    return None


def put(kind: str, name: str, result: bytes) -> None:
    """Store a result under a name, where the disk allows it; remove those unused for long."""
    folder = _folder(kind)
    with suppress(OSError, CannotWrite):
        make_folder(folder)
        partial = folder / f"{name}.{os.getpid()}"
        partial.touch(PRIVATE)
        partial.write_bytes(sha256(result).digest() + result)
        partial.replace(folder / name)
        states = [(file, file.stat()) for file in folder.iterdir()]
        size, now = 0, max(state.st_mtime for _, state in states)
        for file, state in sorted(states, key=lambda each: -each[1].st_mtime):
            size += state.st_size
            if size > MOST_BYTES or state.st_mtime < now - MOST_SECONDS:
                file.unlink()


def clear(kind: str) -> None:
    """Remove all results of a kind."""
    shutil.rmtree(_folder(kind), ignore_errors=True)


def _folder(kind: str) -> Path:
    return user_cache_path("packetgen") / kind


@cache
def code_version() -> bytes:
    """Return what tells the code from any other: versions of libraries, dates of our files."""
    return sha256("\n".join([sys.version, *_libraries(), *_files(PACKAGE)]).encode()).digest()


def _libraries() -> list[str]:
    places = map(Path, sys.path)
    return sorted({each.name for place in places for each in place.glob("*.dist-info")})


def _files(folder: Path) -> list[str]:
    files = []
    with os.scandir(folder) as found:
        for each in found:
            if each.is_dir() and each.name != "__pycache__":
                files += _files(Path(each))
            elif each.is_file():
                state = each.stat()
                files.append(f"{each.path} {state.st_size} {state.st_mtime_ns}")
    return sorted(files)
