"""The year that the page of the call shows, as `campagne verifier` tells it, and its publisher."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from packetgen import resources
from packetgen.campagne import load as campagnes
from packetgen.campagne.load import load_campagne
from packetgen.campagne.status import fingerprint, is_ready
from packetgen.edition import confirmation, history, readiness, years
from packetgen.edition.confirmation import Confirmation
from packetgen.edition.readiness import Readiness
from packetgen.edition.years import YearState
from packetgen.errors import CampagneInvalid


@dataclass(frozen=True)
class Year:
    """The years there are, and the one shown; `found` is None when its data is `wrong`.

    `note` is what its note leaves to decide, None before it is there and for a year of the package.
    """

    etats: tuple[YearState, ...]
    annee: int
    found: Readiness | None
    wrong: tuple[str, ...] = ()
    note: Confirmation | None = None

    @property
    def etat(self) -> YearState:
        """The state of the year shown."""
        return next(each for each in self.etats if each.annee == self.annee)

    @property
    def last_step(self) -> str:
        """What can be undone, nothing for a year of the package."""
        return history.last_step(self.etat.root, self.annee) if self.etat.is_own else ""


def year(annee: int | None) -> Year:
    """Return a year as it stands, the newest when it is not one of those there are."""
    known = tuple(reversed(list(years.states())))
    shown = annee if annee in {each.annee for each in known} else known[0].annee
    etat = next(each for each in known if each.annee == shown)
    try:
        found = check(shown)
        campagne = found.campagne
        note = etat.root / "data" / str(shown) / Path(campagne.note.fichier).name
        has_note = etat.is_own and note.is_file()
        return Year(known, shown, found, (), confirmation.prepare(shown) if has_note else None)
    except CampagneInvalid as error:
        return Year(known, shown, None, tuple(str(error).splitlines()))


def check(annee: int) -> Readiness:
    """Return what is left in a year: nothing in one declared ready, whose files are the same.

    Drawing its templates takes seconds, so they are drawn once. Raises CampagneInvalid.
    """
    root = resources.home(annee)
    return _checked(annee, root, fingerprint(root, annee), is_ready(root, annee))


@lru_cache(maxsize=16)
def _checked(annee: int, _root: Path, _files: str, is_declared: bool) -> Readiness:
    return Readiness(load_campagne(annee), ()) if is_declared else readiness.check_year(annee)


def publisher() -> str:
    """Return the short name of who publishes the newest call; « Appel » where it cannot be read."""
    try:
        return load_campagne(max(campagnes.years())).territoire.sigle
    except (CampagneInvalid, ValueError):
        return "Appel"
