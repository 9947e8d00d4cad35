"""The bench where the workbooks of these tests are made and read."""

from pathlib import Path

import pytest

from tests.workbook.read.cases import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)
