"""Zip packages, as Word and Excel write them, whose parts are changed by hand."""

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile


def parts_of(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def write_parts(path: Path, parts: Mapping[str, bytes | None]) -> Path:
    """Write a package of these parts; None leaves one out."""
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if content is not None:
                package.writestr(name, content)
    return path


def repack(path: Path, changes: Mapping[str, bytes | None]) -> Path:
    """Replace parts of a package by name, add some, or take them out (None)."""
    return write_parts(path, {**parts_of(path), **changes})
