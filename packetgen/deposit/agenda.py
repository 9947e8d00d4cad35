"""The agenda of an action: the days of the call, its own, those of its comité de suivi."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from packetgen.deposit.dates import said_days
from packetgen.kit.ics import EVE, Moment, moment_of, written
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.text import MONTHS, NBSP, slug

_FORTNIGHT = (timedelta(days=-14), EVE)


def agenda(action: Action, campagne: Campagne, today: date) -> bytes:
    """Return the agenda of an action as an .ics file."""
    moments = moments_of(action, campagne, today)
    return written(f"{campagne.mark}{action.intitule}", moments, campagne)


def moments_of(action: Action, campagne: Campagne, today: date) -> list[Moment]:
    """Return the days to remember, in order: none that is over."""
    own = {"Début de l’action": action.date_debut, "Fin de l’action": action.date_fin}
    found = [*(moment_of(each, campagne) for each in campagne.calendrier), *committee(action)]
    found += [_moment(action, name, day) for name, day in own.items() if day]
    coming = [each for each in found if each.end >= today]
    return sorted(coming, key=lambda each: (each.start, each.end))


def committee(action: Action) -> Iterator[Moment]:
    """Yield the meetings of the comité de suivi whose day, or month alone, is read."""
    first = action.date_debut or date.min
    days = said_days(action.comite_suivi, first, action.date_fin or first)
    for day, is_named in dict.fromkeys(days):
        when = "" if is_named else f"{NBSP}: fixer le jour, en {MONTHS[day.month - 1]} {day.year}"
        moment = _moment(action, f"Comité de suivi{when}", day)
        yield replace(moment, text=action.comite_suivi, reminders=_FORTNIGHT)


def _moment(action: Action, name: str, day: date) -> Moment:
    code = f"action{action.numero}-{slug(action.intitule, 30)}-{slug(name)}-{day}"
    return Moment(code, f"{name} – {action.intitule}", "", day, day)
