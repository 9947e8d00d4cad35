"""The agenda of an action: the call's days that bear on it, its own, its comité de suivi."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from packetgen.deposit.dates import said_days
from packetgen.kit.ics import Moment, moment_of, written
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.text import MONTHS, NBSP, slug

_FORTNIGHT = (timedelta(days=-14), timedelta(hours=-15))


def agenda(action: Action, campagne: Campagne, today: date) -> bytes:
    """Return the agenda of an action as an .ics file."""
    moments = moments_of(action, campagne, today)
    return written(f"{campagne.mark}{action.intitule}", moments, campagne)


def moments_of(action: Action, campagne: Campagne, today: date) -> tuple[Moment, ...]:
    """Return the days to remember, in order: none that is over."""
    found = [*_steps(action, campagne), *_days(action), *committee(action)]
    coming = [each for each in found if each.end >= today]
    return tuple(sorted(coming, key=lambda each: (each.start, each.end)))


def committee(action: Action) -> Iterator[Moment]:
    """Yield the meetings of the comité de suivi whose day, or month alone, is read."""
    first = action.date_debut or date.min
    days = said_days(action.comite_suivi, first, action.date_fin or first)
    for day, is_named in dict.fromkeys(days):
        when = "" if is_named else f"{NBSP}: fixer le jour, en {MONTHS[day.month - 1]} {day.year}"
        title = f"Comité de suivi{when} – {action.intitule}"
        yield Moment(
            _code(action, f"comite-{day}"),
            title,
            action.comite_suivi,
            day,
            day,
            reminders=_FORTNIGHT,
        )


def _steps(action: Action, campagne: Campagne) -> Iterator[Moment]:
    """Yield the steps of the call; that of a deposit says what to deposit, with whom."""
    asked = [each for each in campagne.financeurs if action.sollicite(each)]
    for etape in campagne.calendrier:
        moment = moment_of(etape, campagne)
        if moment.bounding:
            own = [each for each in asked if each.etape in (etape.code, "")]
            lines = [f"{each.nom}{NBSP}: {each.depot}" for each in own]
            eve = (*moment.reminders, timedelta(days=-1, hours=-15))
            text = "\n".join([*lines, moment.text])
            moment = replace(moment, code=_code(action, etape.code), text=text, reminders=eve)
        # the others are those of the call's own calendar: an agenda that has them keeps one
        yield moment


def _days(action: Action) -> Iterator[Moment]:
    for name, day in (("Début", action.date_debut), ("Fin", action.date_fin)):
        if day:
            title = f"{name} de l’action – {action.intitule}"
            yield Moment(_code(action, slug(name)), title, "", day, day)


def _code(action: Action, what: str) -> str:
    return f"action{action.numero}-{slug(action.intitule, 30)}-{what}"
