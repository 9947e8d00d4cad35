"""The Word templates dropped on the page of the CALL: checked, and shown filled."""

from __future__ import annotations

import io

import pytest
from docx import Document
from flask.testing import FlaskClient

from packetgen import resources
from packetgen.web.site import Site
from tests.web.conftest import prose

pytestmark = pytest.mark.usefixtures("patient")


def look_into(client: FlaskClient, template: bytes, name: str) -> str:
    """Drop a template; return what the page shows."""
    sent = {"modeles": [(io.BytesIO(template), name)]}
    return prose(client.post("/call/nouveau/modeles", data=sent, follow_redirects=True))


def test_templates_are_checked_and_shown(client: FlaskClient, site: Site) -> None:
    letter = (resources.folder("templates") / "2026" / "lettre.docx").read_bytes()
    shown = look_into(client, letter, "Lettre 2026 corrigée.docx")
    assert "Lettre 2026 corrigée.docx – Lettre au Président" in shown
    [session] = site.sessions
    assert client.get(f"/call/{session.id}/apercu.pdf").data.startswith(b"%PDF")
    assert client.get(f"/call/{session.id}/apercu/1/petite.webp").data[8:12] == b"WEBP"
    assert client.get(f"/call/{session.id}/apercu/99/petite.webp").status_code == 404


def test_a_page_of_the_kit_is_shown_with_the_call(client: FlaskClient, site: Site) -> None:
    notice = (resources.folder("templates") / "2026" / "notice.docx").read_bytes()
    assert "avec les données de l’appel" in look_into(client, notice, "Notice du kit.docx")
    [session] = site.sessions
    assert session.looked is not None
    last = session.looked.pages
    pictures = [f"/call/{session.id}/apercu/{page}/petite.webp" for page in (last, last + 1)]
    assert [client.get(url).status_code for url in pictures] == [200, 404]


def test_a_wrong_template_says_why_and_is_not_shown(client: FlaskClient, site: Site) -> None:
    assert "Bloquant" in look_into(client, b"%PDF-1.7", "lettre.docx")
    [session] = site.sessions
    assert client.get(f"/call/{session.id}/apercu.pdf").status_code == 404
    plain = io.BytesIO()
    Document().save(plain)
    shown = look_into(client, plain.getvalue(), "Convention.docx")
    assert "« Convention.docx » : quel modèle est-ce" in shown
