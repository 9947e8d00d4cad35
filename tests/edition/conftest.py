"""A folder of calls of one's own: 2026 as shipped, and 2027 copied from it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from packetgen import resources
from packetgen.edition import excel
from tests.edition.calls import edit
from tests.folders import own_calls
from tests.workbook.read.cases import saved_again

Edited = Callable[[Callable[[Workbook], None]], Path]


@pytest.fixture
def calls(tmp_path: Path) -> Iterator[Path]:
    """`data/` and `templates/` of 2026 and 2027, that may be changed and are looked at first."""
    root = copy_calls(tmp_path)
    with resources.campagnes_in(root):
        yield root


def copy_calls(folder: Path) -> Path:
    """Copy the call of 2026 twice; return the folder of both."""
    root = own_calls(folder / "appels")
    for kind in ("data", "templates"):
        shutil.copytree(root / kind / "2026", root / kind / "2027")
    edit(root / "data" / "2027" / "campagne.toml", "annee = 2026", "annee = 2027")
    return root


@pytest.fixture
def data(calls: Path) -> Path:
    """The folder of the years' data."""
    return calls / "data"


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook of 2027, written once."""
    root = copy_calls(tmp_path_factory.mktemp("export"))
    with resources.campagnes_in(root):
        return excel.export(root / "campagne.xlsx", 2027).read_bytes()


@pytest.fixture
def edited(calls: Path, exported: bytes) -> Edited:
    """Let a person change the workbook of 2027."""

    def typed(change: Callable[[Workbook], None]) -> Path:
        (calls / "campagne.xlsx").write_bytes(exported)
        return saved_again(calls / "campagne.xlsx", change)

    return typed
