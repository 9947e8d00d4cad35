"""The page of the CALL, request by request: its years, its kit, its totals, its templates."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from flask.testing import FlaskClient
from openpyxl import load_workbook

from packetgen import resources
from packetgen.cli.app import app as cli
from packetgen.model.dossier import Dossier
from packetgen.pipeline.uploads import UploadedFile
from packetgen.text import french_typography
from packetgen.web.association.wording import without_terminal
from packetgen.web.session import CALL
from packetgen.web.site import Site
from tests.bundles import pdf_of
from tests.changes import action, sound
from tests.folders import build, own_calls, with_actions, write_folder
from tests.web.conftest import names_of, post, prose, working


def test_a_projet_is_said_as_the_command_says_it(calls: Path, client: FlaskClient) -> None:
    assert calls.is_dir()
    shown = prose(client.get("/call"))
    said = CliRunner().invoke(cli, ["campagne", "verifier", "2027"]).stdout
    # what is admitted, the keys of the files and the command to type are not for the page
    left, *_ = said.partition("\nAutres années admises")
    for line in filter(None, map(str.strip, left.splitlines()[1:])):
        place, what, *_ = f"{line}    ".split("  ")
        for words in map(without_terminal, filter(None, (place.split(" (")[0], what))):
            assert " ".join(french_typography(words).split()) in shown
    assert not re.search(r"packetgen (?:campagne|modeles)|terminal", shown)
    assert "2026 – prête" in shown
    assert "Ne publiez pas ce kit" in shown


def test_the_year_is_said_ready_or_its_data_wrong(client: FlaskClient, tmp_path: Path) -> None:
    shown = prose(client.get("/call"))
    assert "Campagne prête : les documents ne portent pas « PROJET »." in shown
    assert "Année de l’appel" not in shown
    root = own_calls(tmp_path / "appels")
    (root / "data" / "2026" / "seuils.toml").write_text("[[seuils", encoding="utf-8")
    with resources.campagnes_in(root):
        shown = prose(client.get("/call"))
    assert "data/2026/seuils.toml : écriture incorrecte" in shown


def test_the_kit_of_a_known_year_is_made_and_given(client: FlaskClient, site: Site) -> None:
    assert "L’appel 2019 n’a pas de données" in post(client, "/call/nouveau/kit", annee="2019")
    [session] = site.sessions
    assert client.get(f"/call/{session.id}/kit.zip").status_code == 404
    assert "Le kit est prêt" in post(client, f"/call/{session.id}/kit", annee="2026")
    given = client.get(f"/call/{session.id}/kit.zip")
    assert "AAP2026_kit_vierge.zip" in given.headers["Content-Disposition"]
    assert len(zipfile.ZipFile(io.BytesIO(given.data)).namelist()) == 16


def test_the_register_adds_up_by_each_label(
    client: FlaskClient, site: Site, tmp_path: Path, dossier: Dossier
) -> None:
    workbook = write_folder(tmp_path / "projet", with_actions(dossier, 1))
    made = pdf_of(build(workbook, tmp_path / "recu")).read_bytes()
    half = len(made) // 2
    altered = made[:half] + b"x" + made[half + 1 :], "retouché.pdf"
    shown = post(client, "/call/nouveau/registre", recus=[(made, "dossier.pdf"), altered])
    assert "Dossiers comptés 1" in shown
    assert "retouché.pdf" in shown
    for title in ("pilier", "thématique", "quartier", "commune"):
        assert f"Par {title} Montants demandés" in shown
    assert "PMI de Lens 24 h Puéricultrice : 24 h" in shown
    [session] = site.sessions
    page = client.get(f"/call/{session.id}/").text
    bars = [tuple(map(float, each)) for each in re.findall(r'max="(.*?)" value="(.*?)"', page)]
    # the first of each total is the longest, and each is as long as its amount
    euros = [(most, most) for most in (6500, 6500, 3250, 3250, 6500)]
    assert bars == [*euros, (24, 16), (24, 24)]


def test_what_people_wrote_in_the_register_stays_at_the_next_arrival(
    client: FlaskClient, site: Site, tmp_path: Path, dossier: Dossier
) -> None:
    another = action(intitule="Un autre potager", numero_dauphin="DA26000499")
    books = [
        write_folder(tmp_path / name, with_actions(dossier, 1), change)
        for name, change in (("a", sound), ("b", another))
    ]
    one, other = (pdf_of(build(book, book.parent / "recu")).read_bytes() for book in books)
    post(client, "/call/nouveau/registre", recus=[(one, "un.pdf")])
    [session] = site.sessions
    url = f"/call/{session.id}"
    register = load_workbook(io.BytesIO(client.get(f"{url}/registre.xlsx").data))
    sheet = register["Dossiers"]
    sheet.cell(sheet.max_row, sheet.max_column + 1, "vu avec la commune")
    register.save(written := io.BytesIO())
    for file in ((other, "deux.pdf"), (written.getvalue(), "registre.xlsx")):
        shown = post(client, f"{url}/registre", recus=[file])
    assert "Dossiers comptés 2" in shown
    again = load_workbook(io.BytesIO(client.get(f"{url}/registre.xlsx").data))
    cells = {cell.value for row in again["Dossiers"].iter_rows() for cell in row}
    assert "vu avec la commune" in cells
    assert names_of(session) == ["un.pdf", "deux.pdf"], "the next arrival goes on from the last"
    assert "4 documents Word" in post(client, f"{url}/instruction")
    with zipfile.ZipFile(io.BytesIO(client.get(f"{url}/instruction.zip").data)) as made:
        assert len([name for name in made.namelist() if name.startswith("instruction/")]) == 2
    alone = {"avant-pdf": (one, "un.pdf")}
    shown = post(client, f"{url}/comparer", **alone)
    assert "Choisissez les deux dossiers PDF à comparer" in shown
    for second, words in ((other, "Un autre potager"), (b"%PDF-1.7", "ne peut pas être comparé")):
        assert words in post(client, f"{url}/comparer", **alone | {"apres-pdf": (second, "b.pdf")})


def test_bundles_dropped_while_another_tab_works_are_registered_next(
    client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = site.sessions.create(CALL)
    with working(session, monkeypatch):
        for _ in range(2):
            sent = [(f"%PDF-1.7 {n}".encode(), "dossier.pdf") for n in (1, 2)]
            post(client, f"/call/{session.id}/registre", recus=sent)
        assert names_of(session) == ["dossier.pdf", "dossier (2).pdf"]
        shown = post(client, f"/call/{session.id}/modeles", modeles=[(b"PK", "lettre.docx")])
        assert "packetgen travaille encore" in shown
    shown = prose(client.get(f"/call/{session.id}/"))
    assert "dossier (2).pdf" in shown
    assert session.register is not None


def test_a_cancelled_register_is_made_of_what_was_dropped(client: FlaskClient, site: Site) -> None:
    session = site.sessions.create(CALL)
    path = session.place()
    path.write_bytes(b"%PDF-1.7")
    session.files = {path.name: UploadedFile(path, "dossier.pdf")}
    assert "1 dossier reçu, pas encore au registre" in prose(client.get(f"/call/{session.id}/"))
    client.post(f"/call/{session.id}/registre")
    assert session.register is not None


def test_what_was_seen_last_is_shown_until_it_is_erased(client: FlaskClient, site: Site) -> None:
    session = site.sessions.create(CALL)
    assert client.get("/").status_code == 200
    assert client.get("/call?annee=2026").headers["Location"] == f"/call/{session.id}/?annee=2026"
    assert "Effacer ce qui est fait ici" in prose(client.get(f"/dossier/{session.id}/effacement"))
    assert client.post(f"/dossier/{session.id}/effacement").headers["Location"] == "/call"
    assert client.get("/call").status_code == 200


def look_into(client: FlaskClient, template: bytes, name: str) -> str:
    """Drop a template; return what the page shows."""
    return post(client, "/call/nouveau/modeles", modeles=[(template, name)])


def test_templates_are_checked_and_shown(client: FlaskClient, site: Site) -> None:
    letter = (resources.folder("templates") / "2026" / "lettre.docx").read_bytes()
    shown = look_into(client, letter, "Lettre 2026 corrigée.docx")
    assert "Lettre 2026 corrigée.docx – Lettre" in shown
    [session] = site.sessions
    assert client.get(f"/call/{session.id}/apercu.pdf").data.startswith(b"%PDF")
    assert client.get(f"/call/{session.id}/apercu/1/petite.webp").data[8:12] == b"WEBP"
    assert client.get(f"/call/{session.id}/apercu/2/petite.webp").status_code == 404
    notice = (resources.folder("templates") / "2026" / "notice.docx").read_bytes()
    assert "avec les données de l’appel" in look_into(client, notice, "Notice du kit.docx")


def test_a_wrong_template_says_why_and_is_not_shown(client: FlaskClient, site: Site) -> None:
    assert "Bloquant" in look_into(client, b"%PDF-1.7", "lettre.docx")
    [session] = site.sessions
    assert client.get(f"/call/{session.id}/apercu.pdf").status_code == 404
    Document().save(plain := io.BytesIO())
    shown = look_into(client, plain.getvalue(), "Convention.docx")
    assert "« Convention.docx » : quel modèle est-ce" in shown
