"""Every row of the bar has its tests, found by their names: A1 is `test_a01_…`."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
# Bad inputs, then faults
ROWS = (*(f"a{row:02}" for row in range(1, 20)), *(f"r{row:02}" for row in range(1, 11)))
NAME = re.compile(r"test_([ar]\d+)_")


@cache
def _named() -> set[str]:
    """Return the rows that the names of tests claim, wherever the tests stand."""
    names = (
        node.name
        for file in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    return {found[1] for name in names if (found := NAME.match(name))}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_its_tests(row: str) -> None:
    assert row in _named()
