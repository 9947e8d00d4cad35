"""Calendars as .ics files, for any agenda: the only importer of icalendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from packetgen.documents.contexts.kit import CERTAINTY
from packetgen.model.campagne import Campagne, Etape
from packetgen.text import NBSP, hour_and_minute, upper_first

# At nine in the morning, the day before
EVE = timedelta(hours=-15)


@dataclass(frozen=True)
class Moment:
    """Whole days of an agenda, the last one until `hour` if it has one.

    Its reminders are so long before its start, or before its end where it is `bounding`.
    """

    code: str
    title: str
    text: str
    start: date
    end: date
    hour: str = ""
    reminders: tuple[timedelta, ...] = (EVE,)
    bounding: bool = False


def to_ics(campagne: Campagne) -> bytes:
    """Return the calendar as iCalendar (RFC 5545), in whole days but where the note
    gives an hour; same data, same bytes.

    A step without end stands on its first day: its name says that it goes on.
    """
    moments = (moment_of(etape, campagne) for etape in campagne.calendrier)
    return written(f"{campagne.mark}{campagne.intitule}", moments, campagne)


def moment_of(etape: Etape, campagne: Campagne) -> Moment:
    """Return a step of the call, with its words in the note."""
    quoted = campagne.cite(etape.source)
    said = f"{upper_first(quoted.reference)}{NBSP}: {quoted.texte}"
    # a week before a deposit ends, then the eve; of other steps, the eve of their beginning
    bounds = bool(etape.fin) and any(each.etape == etape.code for each in campagne.financeurs)
    week, eve = timedelta(days=-7), timedelta(days=-1)
    eves = (week, eve) if etape.heure else (week + eve, eve + EVE)
    return Moment(
        etape.code,
        f"{campagne.mark}AAP {campagne.annee} – {etape.libelle}",
        f"{said}\n{upper_first(CERTAINTY[etape.source.statut])}".strip(),
        etape.debut,
        etape.fin or etape.debut,
        etape.heure,
        eves if bounds else (EVE,),
        bounds,
    )


def written(name: str, moments: Iterable[Moment], campagne: Campagne) -> bytes:
    """Return a calendar of this name: it changes only with its data, so its stamp is theirs."""
    calendar = Calendar()
    calendar.add("prodid", "-//packetgen//AAP Contrat de ville//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    stamp = datetime.combine(campagne.calendrier[0].debut, time(), UTC)
    for moment in moments:
        event = _event(moment)
        event.add("uid", f"aap{campagne.annee}-{moment.code}@packetgen")
        event.add("dtstamp", stamp)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(moment: Moment) -> Event:
    event = Event()
    start, end = moment.start, moment.end
    if moment.hour:  # of no zone: that of where people are
        hour = time(*hour_and_minute(moment.hour))
        start, end = datetime.combine(start, time()), datetime.combine(end, hour)
    event.add("dtstart", start)
    # the end of a whole-day event is the morning after
    event.add("dtend", end if moment.hour else end + timedelta(days=1))
    event.add("summary", moment.title)
    event.add("description", moment.text)
    event.add("transp", "TRANSPARENT")
    for before in moment.reminders:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event["summary"])
        related = "END" if moment.bounding else "START"
        alarm.add("trigger", before, parameters={"related": related})
        event.add_component(alarm)
    return event
