"""The year that the page of the call shows, as `campagne verifier` and `liste` print it."""

from dataclasses import dataclass

from packetgen.campagne import load as campagnes
from packetgen.campagne.load import load_campagne
from packetgen.edition import readiness, years
from packetgen.edition.readiness import Readiness
from packetgen.edition.years import YearState
from packetgen.errors import CampagneInvalid


@dataclass(frozen=True)
class Year:
    """The years there are, and the one shown; `found` is None when its data is `wrong`."""

    etats: tuple[YearState, ...]
    annee: int
    found: Readiness | None
    wrong: tuple[str, ...] = ()

    @property
    def etat(self) -> YearState:
        """The state of the year shown."""
        return next(each for each in self.etats if each.annee == self.annee)

    @property
    def titre(self) -> str:
        """What the call is named."""
        return self.found.campagne.intitule if self.found else f"Appel à projets {self.annee}"


def year(annee: int | None) -> Year:
    """Return a year as it stands, the newest when it is not one of those there are."""
    known = tuple(reversed(list(years.states())))
    shown = annee if annee in {each.annee for each in known} else known[0].annee
    try:
        return Year(known, shown, readiness.check_year(shown))
    except CampagneInvalid as error:
        return Year(known, shown, None, tuple(str(error).splitlines()))


def publisher() -> str:
    """Return the short name of who publishes the newest call; « Appel » where it cannot be read."""
    try:
        return load_campagne(max(campagnes.years())).territoire.sigle
    except (CampagneInvalid, ValueError):
        return "Appel"
