"""The agenda of an action: what is to come, and the meetings that the workbook names."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from packetgen.deposit.agenda import agenda, moments_of
from packetgen.deposit.dates import said_days, working_days
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from tests.changes import action

FIRST, LAST = date(2031, 10, 6), date(2032, 6, 30)
TEXTS = [
    ("le 12 mars 2032 et le 03/06/32", ["2032-03-12", "2032-06-03"]),
    ("réunions en mars, puis le 1er juin", ["2032-03-01 ?", "2032-06-01"]),
    ("Décembre 2031, fevrier", ["2031-12-01 ?", "2032-02-01 ?"]),
    ("octobre et août", ["2031-10-01 ?"]),
    ("le 31 juin, la Marseillaise, maire, 15 personnes", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "days"), TEXTS)
def test_the_days_of_a_text_are_read(text: str, days: list[str]) -> None:
    found = said_days(text, FIRST, LAST)
    assert [f"{day}{'' if named else ' ?'}" for day, named in found] == days


def test_no_day_off_is_proposed() -> None:
    # Easter Monday is the 6th of April 2026, Ascension the 14th of May
    assert [day.day for day in working_days(date(2026, 4, 3), date(2026, 4, 10))] == [7, 9]
    assert [day.day for day in working_days(date(2026, 5, 13), date(2026, 5, 20))] == [15, 18]


def test_an_agenda_has_what_is_to_come_with_its_reminders(
    dossier: Dossier, campagne: Campagne
) -> None:
    changed = action(comite_suivi="Trois réunions : 12 mars, juin, 3 novembre 2026")(dossier)
    first, second = changed.actions
    calendar = Calendar.from_ical(agenda(first, campagne, date(2025, 11, 5)))
    titles = [str(event["summary"]).partition(" – Grandir")[0] for event in calendar.walk("VEVENT")]
    steps = [f"AAP 2026 – {each.libelle}" for each in campagne.calendrier[3:]]
    assert titles == [
        *steps,
        "Début de l’action",
        "Comité de suivi",
        "Comité de suivi\u00a0: fixer le jour, en juin 2026",
        "Comité de suivi",
        "Fin de l’action",
    ]
    for event in calendar.walk("VEVENT"):
        assert event.walk("VALARM"), event["summary"]
    depot = calendar.walk("VEVENT")[0]
    assert [each.decoded("trigger") for each in depot.walk("VALARM")] == [
        timedelta(days=-8), timedelta(days=-1, hours=-15),
    ]  # fmt: skip
    assert "Département du Pas-de-Calais\u00a0: Le dossier avec la fiche action" in str(
        depot["description"]
    )
    # two actions of one agenda: their own days twice, the call's once
    both = [moments_of(each, campagne, date(2025, 11, 5)) for each in (first, second)]
    codes = [[each.code for each in moments] for moments in both]
    assert {*codes[0]} & {*codes[1]} == {each.code for each in campagne.calendrier[4:]}
