"""Every row of the bar has its tests, found by their names: A1 is `test_a01_…`."""

import re
from pathlib import Path

# Bad inputs, then faults
ROWS = {*(f"a{row:02}" for row in range(1, 20)), *(f"r{row:02}" for row in range(1, 11))}


def test_each_row_has_its_tests() -> None:
    sources = (
        file.read_text(encoding="utf-8") for file in Path(__file__).parent.rglob("test_*.py")
    )
    claimed = {row for text in sources for row in re.findall(r"^def test_([ar]\d\d)_", text, re.M)}
    assert sorted(ROWS - claimed) == []
