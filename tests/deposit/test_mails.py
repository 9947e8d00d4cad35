"""Who is written to before the deposit, what is asked, which days are proposed."""

import re
from datetime import date
from email import message_from_bytes, policy
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from msgspec.structs import replace

from packetgen.deposit.mails import Mail, mails_of, proposed_days
from packetgen.model.action import CommuneConcernee
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_parts import TOUTES_LES_COMMUNES
from packetgen.model.dossier import Dossier
from packetgen.text import NBSP
from tests.changes import Change, action, both, sound
from tests.tables import table

REFERENT, CHARGE, DEPARTEMENT = "Christophe DELEPLACE", "Perrine LEVEL", "Sahaman BELKADI"
NO_MONEY = action(budget=lambda old: replace(old, montants={}))
NO_AGENTS = action(agents_departement=False, interventions=())


def mails(dossier: Dossier, campagne: Campagne, change: Change = sound) -> list[Mail]:
    changed = change(dossier)
    return mails_of(changed, changed.actions[0], campagne, date(2025, 10, 8))


def towns(*names: str) -> Change:
    return action(communes=tuple(map(CommuneConcernee, names)))


@pytest.mark.parametrize(
    ("name", "change", "names"),
    [
        ("the three of them", sound, [REFERENT, CHARGE, DEPARTEMENT]),
        ("the theme", action(theme="Culture"), [REFERENT, "Sergine TORCHY", DEPARTEMENT]),
        ("nobody's", action(theme="Ciel"), [REFERENT, "Sergine TORCHY", CHARGE, DEPARTEMENT]),
        ("agents alone are asked", NO_MONEY, [REFERENT, CHARGE, DEPARTEMENT]),
        ("no Département", both(NO_MONEY, NO_AGENTS), [REFERENT, CHARGE]),
        ("a commune of no référent", towns("Douvrin"), [CHARGE, DEPARTEMENT]),
        ("an unknown commune", towns("Paris"), [CHARGE, DEPARTEMENT]),
        ("nothing is told of it", action(intitule=""), []),
    ],
)
def test_each_person_to_see_is_written_to(
    name: str, change: Change, names: list[str], dossier: Dossier, campagne: Campagne
) -> None:
    assert [each.name for each in mails(dossier, campagne, change)] == names, name


def test_a_person_is_written_to_once(dossier: Dossier, campagne: Campagne) -> None:
    [lens] = campagne.referents_de("62498")
    shared = replace(campagne, referents=(*campagne.referents, replace(lens, insee="62510")))
    found = mails(dossier, shared, towns("Liévin", "Lens"))[:2]
    told = [(each.role.partition(", ")[2], each.rows) for each in found]
    assert told == [("Liévin", (1,)), ("Liévin et Lens", (1, 2))]
    every = mails(dossier, campagne, towns(TOUTES_LES_COMMUNES))
    assert len(every) == len(campagne.referents) + 2
    assert not any(each.rows for each in every)


@pytest.mark.parametrize("change", [sound, both(NO_MONEY, action(pilier="", public_nombre=None))])
def test_the_file_and_the_address_say_the_same(
    change: Change, dossier: Dossier, campagne: Campagne
) -> None:
    for mail in mails(dossier, campagne, change):
        read = message_from_bytes(mail.file[1], policy=policy.default)
        assert (read["To"], read["Subject"], read["X-Unsent"]) == (mail.address, mail.subject, "1")
        body = read.get_body()
        assert body is not None
        assert body.get_content().split() == mail.text.split()
        url = urlsplit(mail.url)
        assert (url.scheme, unquote(url.path)) == ("mailto", mail.address)
        said = parse_qs(url.query, strict_parsing=True)
        assert said == {"subject": [mail.subject], "body": [mail.text.replace("\n", "\r\n")]}
        # longer, Windows would not open it
        assert len(mail.url) < 2_000
        # five lines on the action, without a hole
        assert mail.text.count("\n- ") == 5
        assert not re.search(r"[{}]|: [,–\n]|[,–]\n-|\(\)", mail.text)


@pytest.mark.parametrize(("name", "today", "said"), table(__file__)["days"])
def test_two_working_days_before_the_deposit_are_proposed(
    name: str, today: str, said: list[str], dossier: Dossier, campagne: Campagne
) -> None:
    found = proposed_days(dossier.actions[0], campagne, date.fromisoformat(today))
    proposed = " ou ".join(f"le {day} 2025" for day in said) or "le jour qui vous convient"
    assert found.replace(NBSP, " ") == proposed, name
