"""What each form of the page does, request by request."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from packetgen import resources, service
from packetgen.documents.blanks.write import write_blank
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.pipeline.uploads import UploadedFile
from packetgen.text import french_typography
from packetgen.web import jobs, requests
from packetgen.web.association import view, work
from packetgen.web.sessions import Session
from packetgen.web.site import Site
from tests.conftest import EXAMPLE
from tests.documents.blanks.filling import answers_of, fill
from tests.folders import with_actions, write_folder
from tests.web.conftest import Drop, pieces_of, prose

MARKS = r"\{%.*?%\}|<[^>]*>|[\w-]+=\"[^\"]*\""
TEMPLATES = Path(view.__file__).parent / "templates"
pytestmark = pytest.mark.usefixtures("patient")


@pytest.mark.parametrize("actions", ["0", "21", "-1", "deux", "1.5", ""])
def test_a_wrong_number_of_actions_is_said(client: FlaskClient, actions: str) -> None:
    answer = client.post(
        "/dossier/nouveau/classeur", data={"actions": actions}, follow_redirects=True
    )
    assert "Le nombre d’actions va de 1 à 20" in prose(answer)


def test_the_workbook_takes_up_last_year_s(client: FlaskClient, site: Site) -> None:
    answer = client.post(
        "/dossier/nouveau/classeur",
        data={
            "actions": "2",
            "annee": "2026",
            "repris": (io.BytesIO(EXAMPLE.read_bytes()), "2025.xlsx"),
        },
        follow_redirects=True,
    )
    assert "Repris : le porteur « Les Jardins du 12-14 »" in prose(answer)
    [session] = site.sessions
    given = client.get(f"/dossier/{session.id}/classeur")
    assert "attachment" in given.headers["Content-Disposition"]
    made = load_workbook(io.BytesIO(given.data))
    assert "Action 2" in made.sheetnames


def test_what_is_no_workbook_is_said_at_its_field(client: FlaskClient) -> None:
    answer = client.post(
        "/dossier/nouveau/classeur",
        data={"actions": "1", "repris": (io.BytesIO(b"%PDF-1.7"), "notes.xlsx")},
        follow_redirects=True,
    )
    assert 'href="#repris"' in answer.text
    assert "« notes.xlsx » est un PDF" in prose(answer)


def test_the_workbook_takes_up_forms_filled_by_hand(
    client: FlaskClient, site: Site, forms: list[Path]
) -> None:
    sent = [(io.BytesIO(form.read_bytes()), form.name) for form in forms]
    shown = prose(create(client, repris=sent))
    assert "Repris des formulaires" in shown
    assert "À reprendre à la main" in shown
    assert "fiche_action.docx › hors des champs" in shown
    [session] = site.sessions
    given = client.get(f"/dossier/{session.id}/classeur").data
    assert given == workbook_of(forms, session.folder.parent / "attendu.xlsx").read_bytes()


def test_forms_and_a_workbook_are_not_taken_up_together(
    client: FlaskClient, forms: list[Path]
) -> None:
    both = [(io.BytesIO(file.read_bytes()), file.name) for file in (EXAMPLE, forms[0])]
    assert "donnez un seul classeur, ou seulement des formulaires" in prose(
        create(client, repris=both)
    )
    one = [(io.BytesIO(forms[0].read_bytes()), forms[0].name)]
    assert "un formulaire Word est d’une seule action" in prose(
        create(client, actions="2", repris=one)
    )


def test_a_word_file_that_is_no_form_is_named(client: FlaskClient) -> None:
    letter = (resources.folder("templates") / "2026" / "lettre.docx").read_bytes()
    shown = prose(create(client, repris=[(io.BytesIO(letter), "../Notre lettre.docx")]))
    assert "« Notre lettre.docx » n’est pas un formulaire du kit vierge" in shown


def create(client: FlaskClient, **sent: object) -> TestResponse:
    """Ask for a workbook, of one action unless said."""
    data = {"actions": "1", **sent}
    return client.post("/dossier/nouveau/classeur", data=data, follow_redirects=True)


def workbook_of(forms: list[Path], destination: Path) -> Path:
    """The workbook that `nouveau --depuis` makes of forms."""
    return service.workbook_of_forms(destination, annee=2026, forms=forms).path


@pytest.fixture
def forms(tmp_path: Path, campagne: Campagne, dossier: Dossier) -> list[Path]:
    """Two forms of the kit filled by hand, a sentence written outside the fields."""
    answers, filled = answers_of(dossier, dossier.actions[0]), []
    for name in ("lettre", "fiche_action"):
        write_blank(name, campagne, tmp_path / "vierge.docx")
        filled.append(fill(tmp_path / "vierge.docx", tmp_path / f"{name}.docx", answers))
    document = Document(str(filled[1]))
    document.add_paragraph("Notre équipe se tient à votre disposition.")
    document.save(str(filled[1]))
    return filled


def test_nothing_dropped_is_said(client: FlaskClient) -> None:
    answer = client.post("/dossier/nouveau/fichiers", follow_redirects=True)
    assert "Choisissez au moins un fichier" in prose(answer)


def test_the_person_moves_a_file_and_takes_one_away(
    drop: Drop, client: FlaskClient, tmp_path: Path, dossier: Dossier
) -> None:
    workbook = write_folder(tmp_path / "projet", with_actions(dossier, 1))
    _, session = drop(workbook, *pieces_of(workbook))
    ids = {file.name: key for key, file in session.files.items()}
    data = {f"piece-{key}": piece for key, piece in work.chosen(session).items()}
    data |= {
        f"piece-{ids['RIB.jpg']}": "pieces.assurance",
        f"piece-{ids['cerfa-voisins-connectes.pdf']}": work.OTHER,
        "retirer": ids["statuts.pdf"],
    }
    shown = prose(client.post(f"/dossier/{session.id}/rangement", data=data, follow_redirects=True))
    given = work.given(session).files
    assert given["pieces.assurance"].name == "RIB.jpg"
    assert given["pieces.page1"].name == "cerfa-voisins-connectes.pdf"
    assert "statuts.pdf" not in {file.name for file in session.files.values()}
    assert "Rangé par vous" in shown
    assert "« RIB.jpg » n’est pas donné pour cette pièce" in shown


def test_one_piece_is_not_two_files(drop: Drop, client: FlaskClient) -> None:
    _, session = drop(EXAMPLE, EXAMPLE.parent / "statuts.pdf", EXAMPLE.parent / "RIB.jpg")
    data = {f"piece-{key}": "pieces.rib" for key in session.files}
    shown = prose(client.post(f"/dossier/{session.id}/rangement", data=data, follow_redirects=True))
    assert "un autre fichier est déjà rangé pour cette pièce" in shown


def test_the_archive_holds_every_file(drop: Drop, client: FlaskClient) -> None:
    _, session = drop(EXAMPLE, *EXAMPLE.parent.glob("*.pdf"), EXAMPLE.parent / "RIB.jpg")
    client.post(f"/dossier/{session.id}/fabrication")
    given = client.get(f"/dossier/{session.id}/tout.zip")
    names = zipfile.ZipFile(io.BytesIO(given.data)).namelist()
    assert "attachment" in given.headers["Content-Disposition"]
    assert sum(name.endswith(".pdf") for name in names) == 2
    assert sum(name.endswith(".docx") for name in names) == 6
    picture = client.get(f"/dossier/{session.id}/page/2/1/petite.webp")
    assert picture.data[8:12] == b"WEBP"
    for wrong in ("page/2/999/petite.webp", "page/3/1/petite.webp", "resultat/1/autre.pdf"):
        assert client.get(f"/dossier/{session.id}/{wrong}").status_code == 404
    picture.close()


def test_a_bundle_for_one_funder_leaves_the_pieces_of_the_others(
    drop: Drop, client: FlaskClient, tmp_path: Path, dossier: Dossier
) -> None:
    workbook = write_folder(tmp_path / "projet", with_actions(dossier, 1))
    _, session = drop(workbook, *pieces_of(workbook))
    kept = session.verification
    shown = make(client, session, pour="departement")
    assert "Non vérifié : La note demande un dépôt auprès du Département" in shown
    assert "Sahaman BELKADI" in shown
    assert session.verification is kept
    assert session.outcome is not None
    [packet] = session.outcome.packets
    assert packet.path is not None
    assert "_DEPARTEMENT_" in packet.path.name
    make(client, session, pour="complet")
    [again] = session.outcome.packets
    assert again.path is not None
    assert "_DEPARTEMENT_" not in again.path.name


def test_a_bundle_that_the_year_does_not_know_is_said(drop: Drop, client: FlaskClient) -> None:
    _, session = drop(EXAMPLE)
    assert "n’a pas de dossier « region »" in make(client, session, pour="region")


def make(client: FlaskClient, session: Session, **asked: str) -> str:
    """Make the bundle; return what the page shows."""
    made = client.post(f"/dossier/{session.id}/fabrication", data=asked, follow_redirects=True)
    return prose(made)


def test_work_is_cancelled_at_its_next_step(
    client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "PATIENCE", 0.0)
    session = site.sessions.create()
    reached = []

    def endless(report: jobs.ProgressCallback) -> None:
        while True:
            report("Lecture")
            reached.append(1)

    requests.start(session, endless, field="deposes", after="titre-3")
    assert client.get(f"/dossier/{session.id}/travail").json == {
        "fini": False, "etape": "Lecture", "vers": "titre-3"
    }  # fmt: skip
    assert session.job is not None
    client.post(f"/dossier/{session.id}/annulation")
    session.job.wait(10)
    assert session.job.is_done
    assert session.job.error == ""
    assert reached


def test_an_erased_dossier_leaves_nothing(drop: Drop, client: FlaskClient) -> None:
    _, session = drop(EXAMPLE)
    client.post(f"/dossier/{session.id}/effacement")
    assert not session.folder.exists()
    answer = client.get(f"/dossier/{session.id}/")
    assert answer.status_code == 404
    assert "a été effacé" in answer.text


def test_the_end_frees_all(drop: Drop, client: FlaskClient, site: Site) -> None:
    _, session = drop(EXAMPLE)
    assert "Tout est effacé" in client.post("/fin").text
    assert not session.folder.exists()
    assert site.stopped.is_set()


def test_templates_are_checked_and_shown(client: FlaskClient, site: Site) -> None:
    letter = (resources.folder("templates") / "2026" / "lettre.docx").read_bytes()
    answer = client.post(
        "/call/nouveau/modeles",
        data={"modeles": [(io.BytesIO(letter), "Lettre 2026 corrigée.docx")]},
        follow_redirects=True,
    )
    assert "Lettre 2026 corrigée.docx – Lettre au Président" in prose(answer)
    [session] = site.sessions
    assert client.get(f"/call/{session.id}/apercu.pdf").data.startswith(b"%PDF")
    assert client.get(f"/call/{session.id}/apercu/1/petite.webp").data[8:12] == b"WEBP"
    assert client.get(f"/call/{session.id}/apercu/99/petite.webp").status_code == 404


def test_a_page_of_the_kit_is_shown_with_the_call(client: FlaskClient, site: Site) -> None:
    notice = (resources.folder("templates") / "2026" / "notice.docx").read_bytes()
    sent = {"modeles": [(io.BytesIO(notice), "Notice du kit.docx")]}
    answer = client.post("/call/nouveau/modeles", data=sent, follow_redirects=True)
    assert "avec les données de l’appel" in prose(answer)
    [session] = site.sessions
    assert session.looked is not None
    last = session.looked.pages
    for page, code in ((last, 200), (last + 1, 404)):
        url = f"/call/{session.id}/apercu/{page}/petite.webp"
        assert client.get(url).status_code == code


def test_a_wrong_template_says_why_and_is_not_shown(client: FlaskClient, site: Site) -> None:
    answer = client.post(
        "/call/nouveau/modeles",
        data={"modeles": [(io.BytesIO(b"%PDF-1.7"), "lettre.docx")]},
        follow_redirects=True,
    )
    assert "Bloquant" in prose(answer)
    [session] = site.sessions
    assert client.get(f"/call/{session.id}/apercu.pdf").status_code == 404


def test_a_template_that_is_none_of_the_call_is_named(client: FlaskClient) -> None:
    plain = io.BytesIO()
    Document().save(plain)
    sent = {"modeles": [(io.BytesIO(plain.getvalue()), "Convention.docx")]}
    answer = client.post("/call/nouveau/modeles", data=sent, follow_redirects=True)
    assert "« Convention.docx » : quel modèle est-ce" in prose(answer)


def test_work_that_ends_before_it_is_seen_still_leads_to_its_result(
    client: FlaskClient, site: Site
) -> None:
    session = site.sessions.create()
    site.sessions.find(session.id)
    requests.start(session, lambda report: report("Fin"), field="deposes", after="titre-3")
    shown = client.get(f"/dossier/{session.id}/").text
    assert 'data-apres="titre-3"' in shown
    assert 'data-apres=""' in client.get(f"/dossier/{session.id}/").text


def test_sizes_add_up(site: Site, tmp_path: Path) -> None:
    session = site.sessions.create()
    (tmp_path / "a").write_bytes(b"12345")
    session.files["a"] = UploadedFile(tmp_path / "a", "a.pdf")
    assert session.size == 5


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_the_page_is_set_in_french(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    filled = re.sub(r"\{\{.*?\}\}", "x", source, flags=re.DOTALL)
    prose = re.sub(MARKS, "\n", filled, flags=re.DOTALL).replace("&nbsp;", "\u00a0")
    for line in (line.strip(" ") for line in prose.splitlines()):
        assert french_typography(line) == line
