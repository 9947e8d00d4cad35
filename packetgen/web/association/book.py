"""The workbook received, read once for all that the page asks of it."""

from functools import lru_cache
from pathlib import Path

from packetgen import resources
from packetgen.campagne.load import load_campagne, years
from packetgen.model.campagne import Campagne
from packetgen.workbook.open.open import Opened, open_workbook
from packetgen.workbook.read.dossier import Reading, read_opened, year_of


def read_book(path: Path, name: str) -> tuple[Campagne, Opened, Reading]:
    """Return a workbook of the page, whose file never changes, against the call of its year.

    Raises WorkbookUnreadable, CampagneInvalid.
    """
    # a call may be edited meanwhile: its folder then changes
    folders = (resources.home(annee) / "data" / str(annee) for annee in years())
    return _read(path, name, tuple(folder.stat().st_mtime_ns for folder in folders))


@lru_cache(maxsize=2)
def _read(path: Path, name: str, _calls: tuple[int, ...]) -> tuple[Campagne, Opened, Reading]:
    opened = open_workbook(path, name)
    campagne = load_campagne(year_of(opened) or max(years()))
    return campagne, opened, read_opened(opened, campagne)
