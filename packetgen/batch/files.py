"""The files of a batch, as it names them and knows them again."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path


def named(path: Path, folder: Path) -> str:
    """Return a path as the folder of its workbook sees it."""
    root = folder.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
