"""What the tables of TOML say that stand beside the modules, and beside the tests."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def table(test: str) -> dict[str, Any]:
    """Return the table that stands beside a test, given its `__file__`."""
    return tomllib.loads(Path(test).with_suffix(".toml").read_text(encoding="utf-8"))


def texts_of(path: Path, *, docstrings: bool = True) -> Iterator[str]:
    """Yield each text that a table or a module holds, without what is computed; any other whole."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        yield from _texts(tomllib.loads(content))
    elif path.suffix == ".py":
        tree = ast.parse(content)
        alone = {each.value for each in ast.walk(tree) if isinstance(each, ast.Expr)}
        found = (each for each in literals(tree) if docstrings or each not in alone)
        yield from _texts([each.value for each in found])
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = (part.value for part in node.values if isinstance(part, ast.Constant))
                yield " ".join(map(str, parts))
    else:
        yield content


def literals(tree: ast.AST) -> Iterator[ast.Constant]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Constant))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
