"""The form of what the funders granted: the adjusted workbook, what changes, what is refused."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import EXAMPLE
from tests.web.conftest import Drop, prose

pytestmark = pytest.mark.usefixtures("patient")


def test_what_was_granted_gives_a_workbook_that_balances(client: FlaskClient, drop: Drop) -> None:
    shown, session = drop(EXAMPLE)
    assert "Ville de Lens (demandé : 1 500 €)" in shown
    place = f"/dossier/{session.id}/decision"
    for typed, said in (("dix", "ne se lit pas : « dix »"), ("", "Dites ce que chaque financeur")):
        answer = client.post(place, data={"accorde-1-74com": typed}, follow_redirects=True)
        assert said in prose(answer)
        assert "--accorde" not in prose(answer)
        assert client.get(f"{place}.xlsx").status_code == 404
    answer = client.post(place, data={"accorde-1-74com": "1000"}, follow_redirects=True)
    assert "Assurance : 300 € devient 292 €, à décider" in prose(answer)
    for suffix, head in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        given = client.get(f"{place}.{suffix}")
        assert given.data.startswith(head)
    # another workbook has another budget
    shown, _ = drop((EXAMPLE.read_bytes() + b"\0", "autre.xlsx"), ident=session.id)
    assert "Budget ajusté" not in shown
