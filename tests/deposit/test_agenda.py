"""The agenda of an action: what is to come, and the meetings that the workbook names."""

from datetime import date

import pytest
from icalendar import Calendar

from packetgen.deposit.agenda import agenda, days_of
from packetgen.deposit.dates import said_days, working_days
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.text import NBSP
from tests.changes import action
from tests.tables import table


@pytest.mark.parametrize(("text", "days"), table(__file__)["texts"])
def test_the_days_of_a_text_are_read(text: str, days: list[str]) -> None:
    found = said_days(text, date(2031, 10, 6), date(2032, 6, 30))
    assert [f"{day}{'' if named else ' ?'}" for day, named in found] == days


def test_no_day_off_is_proposed() -> None:
    for after, before, days in table(__file__)["off"]:
        assert [day.day for day in working_days(after, before)] == days


def test_an_agenda_has_what_is_to_come_with_reminders(dossier: Dossier, campagne: Campagne) -> None:
    changed = action(comite_suivi="Trois réunions : 12 mars, juin, 3 novembre 2026")(dossier)
    today, steps = date(2025, 11, 5), campagne.calendrier[3:]
    events = Calendar.from_ical(agenda(changed.actions[0], campagne, today)).walk("VEVENT")
    assert [str(event["summary"]).partition(" – Grandir")[0] for event in events] == [
        *(f"AAP 2026 – {each.libelle}" for each in steps),
        "AAP 2026 – Début de l’action",
        "AAP 2026 – Comité de suivi",
        f"AAP 2026 – Comité de suivi{NBSP}: fixer le jour, en juin 2026",
        "AAP 2026 – Comité de suivi",
        "AAP 2026 – Fin de l’action",
    ]
    assert all(event.walk("VALARM") for event in events)
    assert agenda(changed.actions[0], campagne, date(2030, 1, 1)).count(b"BEGIN:VEVENT") == 8
    # an agenda that takes two actions has the steps of the call once
    codes = [{day.code for day in days_of(each, campagne, today)} for each in changed.actions]
    assert codes[0] & codes[1] == {each.code for each in steps}
