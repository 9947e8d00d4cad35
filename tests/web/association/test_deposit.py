"""The page of the deposit: ticks that stay, days noted in the workbook, files to take away."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from packetgen.model.dossier import Dossier
from packetgen.pipeline.verify import read_workbook
from packetgen.web.session import Session
from packetgen.web.site import Site
from tests.changes import action
from tests.folders import with_actions, write_folder
from tests.web.conftest import Drop, pieces_of, prose

pytestmark = pytest.mark.usefixtures("patient")


@pytest.fixture
def one(dossier: Dossier, tmp_path: Path) -> Path:
    """A workbook of one action whose référent was not met, its pieces beside it."""
    nobody = action(communes=lambda rows: (type(rows[0])(rows[0].commune),))
    return write_folder(tmp_path / "un", with_actions(dossier, 1), nobody)


@pytest.fixture
def session(drop: Drop, one: Path) -> Session:
    return drop(one, *pieces_of(one))[1]


def url(session: Session, end: str = "") -> str:
    return f"/dossier/{session.id}/depot/1{end}"


def test_what_is_ticked_stays_until_the_answer_changes(
    client: FlaskClient, session: Session, site: Site, drop: Drop, dossier: Dossier, tmp_path: Path
) -> None:
    page = page_of(client, session)
    seal = page.split('name="1.intitule" value="')[2].partition('"')[0]
    for value, ticked in ((seal, True), ("", False), (seal, True)):
        kept = client.post(
            url(session, "/coches"),
            data={"1.intitule": ["", value], "x y": "1"},
            headers={"Accept": "application/json"},
        )
        assert kept.json == {"garde": True}
        assert (f'name="1.intitule" value="{seal}" checked' in page_of(client, session)) is ticked
    # whatever ends the program
    assert site.sessions.find(session.id) is session
    assert session.copied == {"1.intitule": seal}
    other = write_folder(tmp_path / "deux", with_actions(dossier, 1), action(intitule="Le jardin"))
    drop(other, ident=session.id)
    assert "A changé depuis que vous l’avez recopié" in page_of(client, session)


def page_of(client: FlaskClient, session: Session) -> str:
    return client.get(url(session)).text


def test_the_day_of_a_contact_is_noted_in_the_corrected_workbook(
    client: FlaskClient, session: Session
) -> None:
    sent = {"jour.1": "2025-10-02"}
    said = client.post(url(session, "/contacts"), data=sent, follow_redirects=True)
    assert "2 cases corrigées ici" in prose(said)
    assert session.source
    _, reading = read_workbook(session.source)
    [row] = reading.dossier.actions[0].communes
    assert (row.referent, str(row.date_contact)) == ("Christophe DELEPLACE", "2025-10-02")


def test_the_e_mails_and_the_agenda_are_taken_away(client: FlaskClient, session: Session) -> None:
    for name, start in (
        ("agenda.ics", b"BEGIN:VCALENDAR"),
        ("perrine-level-agglo-lenslievin-fr.eml", b"Subject:"),
    ):
        taken = client.get(url(session, f"/{name}"))
        assert taken.headers["Content-Disposition"].startswith("attachment")
        assert taken.data.startswith(start)
    assert client.get(url(session, "/autre.eml")).status_code == 404
    assert client.get(f"/dossier/{session.id}/depot/2").status_code == 404


def test_what_the_cerfa_says_otherwise_is_beside_what_was_to_be_copied(
    client: FlaskClient, session: Session
) -> None:
    page = prose(client.get(url(session)))
    assert "3 blocs diffèrent entre le Cerfa joint et ce qui était à coller" in page
    assert (
        "À coller Maison de quartier 14 rue des Cordiers 62300 Lens Lu dans le Cerfa 14 rue" in page
    )


def test_a_dossier_without_a_workbook_has_nothing_to_copy(client: FlaskClient, drop: Drop) -> None:
    _, session = drop((b"%PDF-1.7", "statuts.pdf"))
    assert client.get(url(session)).location.endswith(f"/dossier/{session.id}/")
