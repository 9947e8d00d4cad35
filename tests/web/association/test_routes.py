"""What each form of the page does, request by request."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader

from packetgen import resources, service, web
from packetgen.model.dossier import Dossier
from packetgen.text import french_typography
from packetgen.web import requests
from packetgen.web.association.downloads import GIVEN
from packetgen.web.site import Site
from tests.bundles import packet_of, pdf_of
from tests.conftest import EXAMPLE
from tests.documents.word_parts import opened
from tests.edition.calls import edit
from tests.folders import build, filled_forms, own_calls, with_actions, write_folder
from tests.heavy import scan, scanned
from tests.web.association.test_pieces import make
from tests.web.conftest import PIECES, Drop, Whole, pieces_of, post, prose

MARKS = r"\{%.*?%\}|<[^>]*>|[\w-]+=\"[^\"]*\""
TEMPLATES = sorted((Path(web.__file__).parent / "templates").glob("*.html"))


def create(client: FlaskClient, **sent: object) -> str:
    """Ask for a workbook, of one action unless said; return what the page shows."""
    return post(client, "/dossier/nouveau/classeur", **{"actions": "1", **sent})


@pytest.mark.parametrize("actions", ["0", "21", "deux", ""])
def test_a_wrong_number_of_actions_is_said(client: FlaskClient, actions: str) -> None:
    assert "Le nombre d’actions va de 1 à 20" in create(client, actions=actions)


def test_the_workbook_takes_up_last_year_s(client: FlaskClient, site: Site) -> None:
    shown = create(client, actions="2", annee="2026", repris=(EXAMPLE.read_bytes(), "2025.xlsx"))
    assert "Repris : le porteur « Les Jardins du 12-14 »" in shown
    [session] = site.sessions
    given = client.get(f"/dossier/{session.id}/classeur")
    assert "attachment" in given.headers["Content-Disposition"]
    assert "Action 2" in load_workbook(io.BytesIO(given.data)).sheetnames


def test_what_cannot_be_taken_up_is_said_at_its_field(client: FlaskClient, site: Site) -> None:
    assert "« notes.xlsx » est un PDF" in create(client, repris=(b"%PDF-1.7", "notes.xlsx"))
    [session] = site.sessions
    assert 'href="#repris"' in client.get(f"/dossier/{session.id}/").text
    letter = (resources.folder("templates") / "2026" / "lettre.docx").read_bytes()
    shown = create(client, repris=[(letter, "../Notre lettre.docx")])
    assert "« Notre lettre.docx » n’est pas un formulaire du kit vierge" in shown
    assert "Choisissez au moins un fichier" in post(client, "/dossier/nouveau/fichiers")


def test_the_workbook_takes_up_forms(
    client: FlaskClient, site: Site, dossier: Dossier, tmp_path: Path
) -> None:
    forms = filled_forms(tmp_path, dossier)
    with opened(forms[1]) as document:
        document.add_paragraph("Notre équipe se tient à votre disposition.")
    shown = create(client, repris=[(form.read_bytes(), form.name) for form in forms])
    assert "Repris des formulaires" in shown
    assert "À reprendre à la main" in shown
    assert "fiche_action.docx › hors des champs" in shown
    [session] = site.sessions
    given = client.get(f"/dossier/{session.id}/classeur").data
    expected = tmp_path / "attendu.xlsx"
    service.workbook_of_forms(expected, annee=2026, forms=forms)
    assert given == expected.read_bytes()


def test_bundles_are_made_for_one_funder_or_all(client: FlaskClient, whole: Whole) -> None:
    _, session = whole
    kept = session.verification
    assert 'value="region"' not in client.get(f"/dossier/{session.id}/").text
    assert "n’a pas de dossier « mairie »" in make(client, session, pour="mairie")
    shown = make(client, session, pour="departement")
    assert "Non vérifié : La note demande un dépôt auprès du Département" in shown
    assert "Sahaman BELKADI" in shown
    assert session.verification is kept
    assert "_DEPARTEMENT_" in pdf_of(session.outcome).name
    make(client, session, pour="complet")
    shown = client.get(f"/dossier/{session.id}/lecture/1").text
    pages = packet_of(session.outcome).plan.pages
    assert shown.count("grande.webp") == shown.count("<figure") == pages
    letter = client.get(f"/dossier/{session.id}/lettre/1.pdf")
    assert len(PdfReader(io.BytesIO(letter.data)).pages) == 1
    given = client.get(f"/dossier/{session.id}/tout.zip")
    names = zipfile.ZipFile(io.BytesIO(given.data)).namelist()
    assert "attachment" in given.headers["Content-Disposition"]
    assert [name for name in names if "_DEPARTEMENT_" in name] == []
    ours = [name for name in names if not name.startswith(GIVEN)]
    assert sorted(Path(name).suffix for name in ours) == [".docx"] * 3 + [".json", ".pdf"]
    picture = client.get(f"/dossier/{session.id}/page/1/1/petite.webp")
    assert picture.data[8:12] == b"WEBP"
    for wrong in ("page/1/999/petite.webp", "page/3/1/petite.webp", "resultat/1/autre.pdf"):
        assert client.get(f"/dossier/{session.id}/{wrong}").status_code == 404
    picture.close()


@pytest.mark.slow
def test_a_bundle_too_heavy_of_a_call_that_is_not_ready_is_lightened(
    drop: Drop, client: FlaskClient, dossier: Dossier, tmp_path: Path
) -> None:
    root = own_calls(tmp_path / "appels")
    edit(root / "data" / "2026" / "seuils.toml", "valeur = 20\nunite", "valeur = 3\nunite")
    with resources.campagnes_in(root):
        workbook = write_folder(tmp_path / "lourd", with_actions(dossier, 1))
        scanned(workbook.parent / "statuts.pdf", scan(), scan(seed=6))
        shown, session = drop(workbook, *pieces_of(workbook))
        assert "chaque page porte « PROJET »" in shown
        assert "packetgen peut l’alléger" in make(client, session, pour="departement")
        shown = make(client, session, pour="departement", alleger="1")
        assert "sous la limite de 3 Mo" in shown
        assert " avant, " in shown
        made = build(workbook, tmp_path / "ici", pour="departement", max_bytes=3_000_000)
    assert pdf_of(session.outcome).read_bytes() == pdf_of(made).read_bytes()


def test_work_is_cancelled_at_its_next_step(
    client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "PATIENCE", 0.0)
    session = site.sessions.create()
    reached = []

    def endless(report: service.ProgressCallback) -> None:
        while True:
            report("Lecture")
            reached.append(1)

    requests.start(session, endless, field="deposes", after="titre-3")
    assert client.get(f"/dossier/{session.id}/travail").json == {
        "fini": False, "etape": "Lecture", "vers": "titre-3"
    }  # fmt: skip
    job = session.job
    assert job is not None
    # without scripts the page follows the work all the same
    assert '<noscript><meta http-equiv="refresh"' in client.get(f"/dossier/{session.id}/").text
    client.post(f"/dossier/{session.id}/annulation")
    # the page is free at once, the last step ends unseen
    assert session.job is None
    job.wait(10)
    assert (job.is_done, job.error) == (True, "")
    assert reached


def test_only_what_is_erased_goes(drop: Drop, client: FlaskClient, site: Site) -> None:
    (_, first), (_, second) = drop(*PIECES), drop(*PIECES)
    url = f"/dossier/{first.id}/effacement"
    assert "ne pourra plus être rouvert" in prose(client.get(url))
    assert "5 fichiers" in prose(client.get(url, query_string={"sur": 1}))
    assert first.folder.exists()
    client.post(url)
    assert not first.folder.exists()
    answer = client.get(f"/dossier/{first.id}/")
    assert answer.status_code == 404
    assert "a été effacé" in answer.text
    assert "vos dossiers sont gardés" in client.post("/fin").text
    assert second.folder.exists()
    assert site.stopped.is_set()


def test_work_ended_unseen_leads_to_its_result(client: FlaskClient, site: Site) -> None:
    session = site.sessions.create()
    site.sessions.find(session.id)
    requests.start(session, lambda report: report("Fin"), field="deposes", after="titre-3")
    assert 'data-apres="titre-3"' in client.get(f"/dossier/{session.id}/").text
    assert 'data-apres=""' in client.get(f"/dossier/{session.id}/").text


def test_the_page_is_set_in_french() -> None:
    assert len(TEMPLATES) > 15
    source = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    filled = re.sub(r"\{\{.*?\}\}", "x", source, flags=re.DOTALL)
    prose = re.sub(MARKS, "\n", filled, flags=re.DOTALL).replace("&nbsp;", "\u00a0")
    for line in (line.strip(" ") for line in prose.splitlines()):
        assert french_typography(line) == line
