"""What every test shares: the example's dossier, and no silent skip in CI."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from packetgen.annexes.ocr import client as ocr
from packetgen.campagne.load import load_campagne
from packetgen.convert import libreoffice
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.service import ServiceResult
from tests.changes import Change, sound

CHECKOUT = Path(__file__).parent.parent
EXAMPLE = CHECKOUT / "data" / "exemple" / "classeur.xlsx"
Make = Callable[..., ServiceResult]
OTHER_SYSTEM = "autre système"
# Reading pictures is long: tests/annexes/test_ocr.py does it, for all others, and for the commands
# that they run, the extra is not there
pytest.MonkeyPatch().setattr(ocr, "is_installed", lambda: False)
_AT_START = Path(tempfile.mkdtemp(prefix="sans-lecture-"))
(_AT_START / "sitecustomize.py").write_text('import sys\nsys.modules["rapidocr"] = None\n')
_PATHS = filter(None, [str(_AT_START), os.environ.get("PYTHONPATH")])
os.environ["PYTHONPATH"] = os.pathsep.join(_PATHS)
atexit.register(shutil.rmtree, _AT_START, ignore_errors=True)
# A file where results would be: none comes from another test, but where one stores some
os.environ["XDG_CACHE_HOME"] = str(_AT_START)
(_AT_START / "packetgen").touch()

needs_soffice = pytest.mark.skipif(
    libreoffice._program() is None,
    reason="LibreOffice n’est pas installé : « apt install libreoffice »",
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test fails, unless its reason says that it needs another system."""
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if os.environ.get("CI") and skipped and OTHER_SYSTEM not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} sauté alors que CI peut le jouer : {call.excinfo}"
    return report


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, where bugs are reported."""
    for variable in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "chez moi"))
    return tmp_path / "chez moi"


@pytest.fixture(scope="session")
def campagne() -> Campagne:
    """The call of 2026, as shipped."""
    return load_campagne(2026)


@pytest.fixture(scope="session")
def dossier(campagne: Campagne) -> Dossier:
    """The example's dossier, read from its workbook."""
    from packetgen.workbook.read.dossier import read_dossier

    return read_dossier(EXAMPLE, campagne).dossier


@pytest.fixture
def make(dossier: Dossier, tmp_path: Path) -> Make:
    """Build the bundle of the example's first action, changed, in tmp_path / "output"."""
    from tests import folders

    def made(change: Change = sound, **asked: object) -> ServiceResult:
        one = folders.with_actions(dossier, 1)
        workbook = folders.write_folder(tmp_path / "projet", one, change)
        return folders.build(workbook, tmp_path / "output", **asked)

    return made
