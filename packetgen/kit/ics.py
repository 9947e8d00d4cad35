"""The calendar of the call as an .ics file, for any agenda: the only importer of icalendar."""

from datetime import UTC, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from packetgen.documents.contexts.kit import CERTAINTY
from packetgen.model.campagne import Campagne, Etape
from packetgen.text import NBSP, upper_first

# Days from the last reminder of a deposit to the end of its last day
LAST_CALL = 8


def to_ics(campagne: Campagne) -> bytes:
    """Return the calendar as iCalendar (RFC 5545), in whole days; same data, same bytes.

    A step without end stands on its first day: its name says that it goes on.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//packetgen//AAP Contrat de ville//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{campagne.mark}{campagne.intitule}")
    # the file changes only with its data, so its stamp is a day of theirs
    stamp = datetime.combine(campagne.calendrier[0].debut, time(), UTC)
    for etape in campagne.calendrier:
        event = _event(etape, campagne, stamp)
        # nine in the morning, the day before it begins
        event.add_component(_reminder(event, timedelta(hours=-15), "START"))
        if etape.fin and any(funder.etape == etape.code for funder in campagne.financeurs):
            event.add_component(_reminder(event, timedelta(days=-LAST_CALL), "END"))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _reminder(event: Event, before: timedelta, related: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event["summary"])
    alarm.add("trigger", before, parameters={"related": related})
    return alarm


def _event(etape: Etape, campagne: Campagne, stamp: datetime) -> Event:
    quoted = campagne.cite(etape.source)
    said = f"{upper_first(quoted.reference)}{NBSP}: {quoted.texte}"
    statut = etape.source.statut
    event = Event()
    event.add("uid", f"aap{campagne.annee}-{etape.code}@packetgen")
    event.add("dtstamp", stamp)
    event.add("dtstart", etape.debut)
    # the end of a whole-day event is the morning after
    event.add("dtend", (etape.fin or etape.debut) + timedelta(days=1))
    event.add("summary", f"{campagne.mark}AAP {campagne.annee} – {etape.libelle}")
    event.add("description", f"{said}\n{upper_first(CERTAINTY.get(statut, ''))}".strip())
    event.add("transp", "TRANSPARENT")
    return event
