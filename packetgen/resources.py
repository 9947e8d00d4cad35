"""Where data/ and templates/ are: in a folder of the user's own, in the package, in a checkout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Literal

Kind = Literal["data", "templates", "fonts"]

_given: list[Path] = []


@contextmanager
def campagnes_in(root: Path | None) -> Iterator[None]:
    """Look for the years in `root` first, a folder with data/ and templates/; None changes nothing.

    Set once, at the boundary: what is read then does not depend on who reads it.
    """
    if root is None:
        yield
        return
    _given.append(root.resolve())
    try:
        yield
    finally:
        _given.pop()


def own_root() -> Path | None:
    """Return the folder where years may be written: the one given, or the checkout, or none."""
    if _given:
        return _given[-1]
    root = _shipped("data")
    return root if (root / "setup.cfg").is_file() else None


def roots() -> tuple[Path, ...]:
    """Return the folders that hold data/ and templates/: the user's own, then packetgen's."""
    return tuple(dict.fromkeys((*_given[-1:], _shipped("data"))))


def home(annee: int) -> Path:
    """Return the folder where a year lives, data and templates; the first one when none has it."""
    first, *others = roots()
    having = (root for root in (first, *others) if (root / "data" / str(annee)).is_dir())
    return next(having, first)


def folder(kind: Kind) -> Path:
    """Return the folder of `kind`: the user's own where one was given, for data and templates."""
    root = _shipped("fonts") if kind == "fonts" else roots()[0]
    return root / kind


def _shipped(kind: Kind) -> Path:
    """Return what holds packetgen's `kind`; in a checkout, data/ stands beside packetgen/."""
    package = Path(str(files("packetgen")))
    if (package / kind).is_dir():
        return package
    if (package.parent / "setup.cfg").is_file():
        return package.parent
    raise FileNotFoundError(package / kind)
