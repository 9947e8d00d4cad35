"""Zip packages, as Word and Excel write them, whose parts are changed by hand."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile


def parts_of(source: Path | bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(source) if isinstance(source, bytes) else source) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, str | bytes | None]) -> bytes:
    """A package of these parts; None leaves one out."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if content is not None:
                package.writestr(name, content)
    return out.getvalue()


def write_parts(path: Path, parts: Mapping[str, bytes | None]) -> Path:
    path.write_bytes(packed(parts))
    return path


def repack(path: Path, changes: Mapping[str, bytes | None]) -> Path:
    """Replace parts of a package by name, add some, or take them out (None)."""
    return write_parts(path, {**parts_of(path), **changes})
