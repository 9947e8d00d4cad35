"""Where data/ and templates/ are: in a folder of the user's own, in the package, in a checkout."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import tomli

Kind = Literal["data", "templates", "fonts"]

ENVIRONMENT = "PACKETGEN_CAMPAGNES"
OWN = "campagnes"


@contextmanager
def campagnes_in(root: Path | None) -> Iterator[None]:
    """Look for the years in `root` first, a folder with data/ and templates/; None changes nothing.

    Set once, at the boundary, in the environment: the processes that packetgen starts inherit it.
    """
    before = os.environ.get(ENVIRONMENT)
    os.environ[ENVIRONMENT] = str((root or own_root()).resolve())
    try:
        yield
    finally:
        os.environ.pop(ENVIRONMENT, None)
        if before is not None:
            os.environ[ENVIRONMENT] = before


def own_root() -> Path:
    """Return the folder where years may be written: the one given, the checkout, or its user's."""
    if given := os.environ.get(ENVIRONMENT):
        return Path(given).resolve()
    root = _shipped("data")
    if (root / "setup.cfg").is_file():
        return root
    from platformdirs import user_data_path

    return user_data_path("packetgen") / OWN


def roots() -> tuple[Path, ...]:
    """Return the folders that hold data/ and templates/: the user's own, then packetgen's."""
    return tuple(dict.fromkeys((own_root(), _shipped("data"))))


def home(annee: int) -> Path:
    """Return the folder where a year lives, data and templates; the first one when none has it."""
    first, *others = roots()
    having = (root for root in (first, *others) if (root / "data" / str(annee)).is_dir())
    return next(having, first)


def folder(kind: Kind) -> Path:
    """Return the folder of `kind`: the user's own where one was given, for data and templates."""
    root = _shipped("fonts") if kind == "fonts" else roots()[0]
    return root / kind


def table(module: str, name: str) -> dict[str, Any]:
    """Return the table, in TOML, that stands beside a module and says what its code does not."""
    return tomli.loads(Path(module).with_name(name).read_text(encoding="utf-8"))


def _shipped(kind: Kind) -> Path:
    """Return what holds packetgen's `kind`; in a checkout, data/ stands beside packetgen/."""
    package = Path(str(files("packetgen")))
    if (package / kind).is_dir():
        return package
    if (package.parent / "setup.cfg").is_file():
        return package.parent
    raise FileNotFoundError(package / kind)
