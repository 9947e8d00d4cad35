"""A project workbook read whole, against the call of its year."""

from functools import lru_cache
from pathlib import Path

from packetgen import resources
from packetgen.campagne.load import load_campagne, years
from packetgen.model.campagne import Campagne
from packetgen.system.files import digest_of
from packetgen.workbook.open.open import open_workbook
from packetgen.workbook.open.package import Opened
from packetgen.workbook.read.dossier import Reading, read_opened, year_of


def read_workbook(source: Path, name: str = "") -> tuple[Campagne, Opened, Reading]:
    """Read a workbook against the call of its own year, the newest when it does not say.

    `name` is what the file is called, that of `source` by default. Raises WorkbookUnreadable,
    CampagneInvalid.
    """
    # the page asks several times; a call may be edited meanwhile: its folder then changes
    folders = (resources.home(annee) / "data" / str(annee) for annee in years())
    states = tuple(folder.stat().st_mtime_ns for folder in folders)
    return _read(source, name, digest_of(source), states)


@lru_cache(maxsize=2)
def _read(source: Path, name: str, *_states: object) -> tuple[Campagne, Opened, Reading]:
    opened = open_workbook(source, name)
    campagne = load_campagne(year_of(opened) or max(years()))
    return campagne, opened, read_opened(opened, campagne)
