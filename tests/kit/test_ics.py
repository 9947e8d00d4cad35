"""The calendar as an .ics file: every step, in whole days, the same each time."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from icalendar import Calendar

from packetgen.kit.ics import to_ics
from packetgen.model.campagne import Campagne


def test_each_step_is_an_event_that_quotes_the_note(
    campagne: Campagne,
) -> None:
    events = Calendar.from_ical(to_ics(campagne)).walk("VEVENT")
    day = timedelta(days=1)
    assert [(str(e["summary"]), e.decoded("dtstart"), e.decoded("dtend")) for e in events] == [
        (f"AAP 2026 – {etape.libelle}", etape.debut, (etape.fin or etape.debut) + day)
        for etape in campagne.calendrier
    ]
    [depot] = [event for event in events if event["uid"] == "aap2026-depot@packetgen"]
    described = str(depot["description"])
    place = "Note de cadrage 2026, «\xa0CALENDRIER DE DEPOT\xa0», page\xa08 (déduite)\xa0: "
    assert described == f"{place}20/10 au 07/11 Dépôt dossiers plateforme"
    alarms = {(a["trigger"].params["related"], a.decoded("trigger")) for a in depot.walk("VALARM")}
    assert alarms == {("END", timedelta(days=-8)), ("END", timedelta(days=-1, hours=-15))}


def test_a_deadline_with_its_hour_ends_at_that_hour(campagne: Campagne) -> None:
    depot = replace(campagne.etape("depot"), heure="16h30")
    [event] = Calendar.from_ical(to_ics(replace(campagne, calendrier=(depot,)))).walk("VEVENT")
    assert event.decoded("dtend") == datetime.combine(depot.fin or depot.debut, time(16, 30))
    alarms = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(days=-7), timedelta(days=-1)]


def test_the_file_is_as_the_standard_asks(campagne: Campagne) -> None:
    lines = to_ics(campagne).split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    uids = [line for line in lines if line.startswith(b"UID:")]
    assert len(uids) == len(set(uids)) == len(campagne.calendrier)
