"""The year that the page of the call shows, as `campagne verifier` tells it: what is next."""

from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from packetgen import resources
from packetgen.campagne import load as campagnes
from packetgen.campagne.status import fingerprint, is_ready
from packetgen.edition import confirmation, history, readiness, years
from packetgen.edition.readiness import Readiness
from packetgen.errors import CampagneInvalid
from packetgen.web.association.view import NextStep, told
from packetgen.web.session import Session

STEPS = resources.table(__file__, "year.toml")
# What is left of these is in no list
OTHERS = {"word": "word", "files": "stray"}


class Year(Struct, frozen=True):
    """The years there are, and the one shown; `found` is None when its data is `wrong`.

    `note` is what its note leaves to decide, None before it is there and for a year of the package.
    """

    etats: tuple[years.YearState, ...]
    annee: int
    found: Readiness | None
    wrong: tuple[str, ...] = ()
    note: confirmation.Confirmation | None = None

    @property
    def etat(self) -> years.YearState:
        """The state of the year shown."""
        return next(each for each in self.etats if each.annee == self.annee)

    @property
    def last_step(self) -> str:
        """What can be undone, nothing for a year of the package."""
        return history.last_step(self.etat.root, self.annee) if self.etat.is_own else ""


def year(annee: int | None) -> Year:
    """Return a year as it stands, the newest when it is not one of those there are."""
    known = tuple(reversed(list(years.states())))
    etat = next((each for each in known if each.annee == annee), known[0])
    shown = etat.annee
    try:
        found = check(shown)
        note = etat.root / "data" / str(shown) / Path(found.campagne.note.fichier).name
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
    if is_declared:
        return Readiness(campagnes.load_campagne(annee), ())
    return readiness.check_year(annee)


def next_step(session: Session | None, year: Year) -> NextStep:
    """Return what is to be done now of the year shown."""
    name, size = _named(session, year)
    return told(STEPS[name], annee=year.annee, suivante=year.etats[0].annee + 1, size=size)


def _named(session: Session | None, year: Year) -> tuple[str, int]:
    """Return the name of the step, and how many things it is about."""
    found, note = year.found, year.note
    if session and session.planned and session.planned.files:
        return "planned", 0
    if found is None:
        return "wrong", 0
    if not found.campagne.projet and found.is_ready:
        made = "kit" if year.last_step else "next"
        return "taken" if session and session.kit else made, 0
    if not year.etat.is_own:
        return "shipped", 0
    if note is None:
        return "note", 0
    subjects = [each.subject for each in found.leftovers]
    sizes = {
        "decide": len(note.decisions),
        "outside": sum(note.outside.values()),
        "lists": sum(each not in OTHERS.values() for each in subjects),
        **{name: subjects.count(each) for name, each in OTHERS.items()},
    }
    return next(((name, size) for name, size in sizes.items() if size), ("declare", 0))


def publisher() -> str:
    """Return the short name of who publishes the newest call; « Appel » where it cannot be read."""
    try:
        return campagnes.load_campagne(max(campagnes.years())).territoire.sigle
    except (CampagneInvalid, ValueError):
        return "Appel"
