"""Every row of the bar for annexes, A1 to A19, has its tests, found by their names."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
ROWS = range(1, 20)
NAME = re.compile(r"test_a(\d\d)_")


@cache
def _named() -> set[int]:
    """Return the rows that the names of tests claim, wherever the tests stand."""
    names = (
        node.name
        for file in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    return {int(found[1]) for name in names if (found := NAME.match(name))}


@pytest.mark.parametrize("row", ROWS, ids="A{}".format)
def test_a_row_has_its_tests(row: int) -> None:
    assert row in _named()
