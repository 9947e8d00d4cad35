"""The deposit: ticks that stay, days noted in the workbook; the budget once it is decided."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from packetgen.model.dossier import Dossier
from packetgen.web.session import Session
from packetgen.workbook.project import read_workbook
from tests.changes import first
from tests.conftest import EXAMPLE
from tests.folders import with_actions, write_folder
from tests.web.conftest import Drop, pieces_of, post, prose


@pytest.fixture
def session(drop: Drop, dossier: Dossier, tmp_path: Path) -> Session:
    """A dossier of one action whose référent was not met."""
    nobody = first("communes", referent="", date_contact=None)
    workbook = write_folder(tmp_path / "un", with_actions(dossier, 1), nobody)
    return drop(workbook, *pieces_of(workbook))[1]


def url(session: Session, end: str = "") -> str:
    return f"/dossier/{session.id}/depot/1{end}"


def test_a_tick_stays_until_the_answer_changes(client: FlaskClient, session: Session) -> None:
    name, asked = "1.intitule", {"Accept": "application/json"}
    seal = client.get(url(session)).text.split(f'name="{name}" value="')[2].partition('"')[0]
    for value in (seal, "", seal):
        sent = {name: ["", value], "autre": "1"}
        kept = client.post(url(session, "/coches"), data=sent, headers=asked)
        assert kept.json == {"garde": True}
        assert (f'value="{seal}" checked' in client.get(url(session)).text) is bool(value)
        assert session.copied == {name: value}
    verification = session.verification
    assert verification
    [old] = verification.dossier.actions
    changed = replace(verification.dossier, actions=(replace(old, intitule="Le jardin"),))
    session.verification = replace(verification, dossier=changed)
    assert "A changé depuis que vous l’avez recopié" in client.get(url(session)).text


def test_the_day_of_a_contact_is_noted_in_the_corrected_workbook(
    client: FlaskClient, session: Session
) -> None:
    said = post(client, url(session, "/contacts"), **{"jour.1": "2025-10-02"})
    assert "2 cases corrigées ici" in said
    assert session.source
    [row] = read_workbook(session.source)[2].dossier.actions[0].communes
    assert (row.referent, str(row.date_contact)) == ("Christophe DELEPLACE", "2025-10-02")


def test_the_page_compares_with_the_cerfa_and_gives_its_files(
    client: FlaskClient, session: Session, drop: Drop
) -> None:
    page = prose(client.get(url(session)))
    assert "3 blocs diffèrent entre le Cerfa joint et ce qui était à coller" in page
    assert "À coller Maison de quartier 14 rue des Cordiers 62300 Lens Lu dans le Cerfa" in page
    assert client.get(url(session, "/agenda.ics")).data.startswith(b"BEGIN:VCALENDAR")
    mail = client.get(url(session, "/perrine-level-agglo-lenslievin-fr.eml"))
    assert mail.headers["Content-Disposition"].startswith("attachment")
    assert client.get(url(session, "/autre.eml")).status_code == 404
    assert client.get(f"/dossier/{session.id}/depot/2").status_code == 404
    _, empty = drop((b"%PDF-1.7", "statuts.pdf"))
    assert client.get(url(empty)).location.endswith(f"/dossier/{empty.id}/")


def test_what_was_granted_gives_a_workbook_that_balances(client: FlaskClient, drop: Drop) -> None:
    shown, session = drop(EXAMPLE)
    assert "Ville de Lens (demandé : 1 500 €)" in shown
    place = f"/dossier/{session.id}/decision"
    for typed, said in (("dix", "ne se lit pas : « dix »"), ("", "Dites ce que chaque financeur")):
        shown = post(client, place, **{"accorde-1-74com": typed})
        assert said in shown
        assert "--accorde" not in shown
        assert client.get(f"{place}.xlsx").status_code == 404
    shown = post(client, place, **{"accorde-1-74com": "1000"})
    assert "Assurance : 300 € devient 292 €, à décider" in shown
    for suffix, head in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        assert client.get(f"{place}.{suffix}").data.startswith(head)
    # another workbook has another budget
    shown, _ = drop((EXAMPLE.read_bytes() + b"\0", "autre.xlsx"), ident=session.id)
    assert "Budget ajusté" not in shown
