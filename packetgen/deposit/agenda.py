"""The agenda of an action: the calendar of the call, with its own days and its comité de suivi."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from packetgen.deposit.dates import said_days
from packetgen.kit.ics import to_ics
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne, Etape
from packetgen.model.finding import Source
from packetgen.text import MONTHS, NBSP, slug


def agenda(action: Action, campagne: Campagne, today: date) -> bytes:
    """Return the agenda of an action as an .ics file."""
    steps = tuple(days_of(action, campagne, today)) or campagne.calendrier
    return to_ics(replace(campagne, intitule=action.intitule, calendrier=steps))


def days_of(action: Action, campagne: Campagne, today: date) -> list[Etape]:
    """Return the days to remember, in order: none that is over."""
    own = {"Début de l’action": action.date_debut, "Fin de l’action": action.date_fin}
    found = [*campagne.calendrier, *committee(action)]
    found += [_day(action, name, day) for name, day in own.items() if day]
    coming = [each for each in found if (each.fin or each.debut) >= today]
    return sorted(coming, key=lambda each: (each.debut, each.fin or each.debut))


def committee(action: Action) -> Iterator[Etape]:
    """Yield the meetings of the comité de suivi whose day, or month alone, is read."""
    first = action.date_debut or date.min
    days = said_days(action.comite_suivi, first, action.date_fin or first)
    for day, is_named in dict.fromkeys(days):
        when = "" if is_named else f"{NBSP}: fixer le jour, en {MONTHS[day.month - 1]} {day.year}"
        yield _day(action, f"Comité de suivi{when}", day)


def _day(action: Action, name: str, day: date) -> Etape:
    code = f"action{action.numero}-{slug(action.intitule, 30)}-{slug(name)}-{day}"
    return Etape(code, f"{name} – {action.intitule}", day, None, Source(""))
