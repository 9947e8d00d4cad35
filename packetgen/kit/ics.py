"""The calendar of the call as an .ics file, for any agenda: the only importer of icalendar."""

from datetime import UTC, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from packetgen.documents.contexts.kit import CERTAINTY
from packetgen.model.campagne import Campagne, Etape
from packetgen.text import NBSP, hour_and_minute, upper_first


def to_ics(campagne: Campagne) -> bytes:
    """Return the calendar as iCalendar (RFC 5545), in whole days but where the note
    gives an hour; same data, same bytes.

    A step without end stands on its first day: its name says that it goes on.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//packetgen//AAP Contrat de ville//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{campagne.mark}{campagne.intitule}")
    # the file changes only with its data, so its stamp is a day of theirs
    stamp = datetime.combine(campagne.calendrier[0].debut, time(), UTC)
    for etape in campagne.calendrier:
        calendar.add_component(_event(etape, campagne, stamp))
    return bytes(calendar.to_ical())


def _event(etape: Etape, campagne: Campagne, stamp: datetime) -> Event:
    quoted = campagne.cite(etape.source)
    # what is no step of the call quotes nothing
    said = f"{upper_first(quoted.reference)}{NBSP}: {quoted.texte}" if quoted.texte else ""
    event = Event()
    event.add("uid", f"aap{campagne.annee}-{etape.code}@packetgen")
    event.add("dtstamp", stamp)
    start, end = etape.debut, etape.fin or etape.debut
    if etape.heure:  # of no zone: that of where people are
        hour = time(*hour_and_minute(etape.heure))
        start, end = datetime.combine(start, time()), datetime.combine(end, hour)
    event.add("dtstart", start)
    # the end of a whole-day event is the morning after
    event.add("dtend", end if etape.heure else end + timedelta(days=1))
    event.add("summary", f"{campagne.mark}AAP {campagne.annee} – {etape.libelle}")
    event.add("description", f"{said}\n{upper_first(CERTAINTY[etape.source.statut])}".strip())
    event.add("transp", "TRANSPARENT")
    # a week before a deposit ends, and its eve; of other steps, at nine in the morning before they
    # begin
    bounds = etape.fin and any(funder.etape == etape.code for funder in campagne.financeurs)
    week, eve, morning = timedelta(days=-7), timedelta(days=-1), timedelta(hours=-15)
    ends = (week, eve) if etape.heure else (week + eve, eve + morning)
    for before in ends if bounds else (morning,):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event["summary"])
        alarm.add("trigger", before, parameters={"related": "END" if bounds else "START"})
        event.add_component(alarm)
    return event
