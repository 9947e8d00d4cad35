"""What the tables of TOML say that stand beside the modules, and beside the tests."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def table(test: str) -> dict[str, Any]:
    """Return the table that stands beside a test, given its `__file__`."""
    return tomllib.loads(Path(test).with_suffix(".toml").read_text(encoding="utf-8"))


def texts_of(path: Path) -> Iterator[str]:
    """Yield each text that a table holds."""
    yield from _texts(tomllib.loads(path.read_text(encoding="utf-8")))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
