"""Available years, and the state of each."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from packetgen import resources
from packetgen.campagne.load import load_campagne, years
from packetgen.errors import CampagneInvalid, CannotWrite
from packetgen.text import period


class YearState(Struct, frozen=True):
    """A year: its state in French, its days of deposit, the folder where it lives."""

    annee: int
    state: str
    depot: str
    root: Path
    is_ready: bool = False

    @property
    def is_own(self) -> bool:
        """Whether its files may be changed: those of the package may not."""
        return self.root == resources.own_root()


def own_data(annee: int) -> Path:
    """Return the folder of a year's data, which may be written; CannotWrite for the package's."""
    root = resources.home(annee)
    if root != resources.own_root():
        raise CannotWrite.said("year_of_package", annee)
    return root / "data" / str(annee)


def states() -> Iterator[YearState]:
    """Yield the state of each year, ascending."""
    for annee in years():
        root = resources.home(annee)
        try:
            campagne = load_campagne(annee)
        except CampagneInvalid:
            yield YearState(annee, "données invalides", "", root)
            continue
        state = "projet" if campagne.projet else "prête"
        etape = campagne.etape("depot")
        depot = period(etape.debut, etape.fin or etape.debut, etape.heure)
        yield YearState(annee, state, depot, root, not campagne.projet)
