"""`campagne`: a year is made of another, told what it lacks, declared ready; its files are read."""

import re
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import load_workbook
from platformdirs import user_data_path

from packetgen import resources
from packetgen.annexes.pdf.text import page_texts
from packetgen.campagne import status
from packetgen.campagne.consistency import walk
from packetgen.campagne.load import load_campagne
from packetgen.documents.blanks.write import write_blank
from packetgen.errors import ExitCode
from packetgen.model.bundle import PROJET
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Source, Statut
from tests.cli.conftest import Ask, Packetgen
from tests.documents.word_parts import opened
from tests.edition.calls import SHIPPED, edit, finished, of_2027, one_year_later
from tests.folders import own_calls, with_actions, write_folder
from tests.tables import table

LEFT = table(__file__)


def test_a_new_year_keeps_all_and_doubts_all(mine: Path) -> None:
    with resources.campagnes_in(mine):
        new, old = load_campagne(2027), load_campagne(2026)
    assert (new.annee, new.intitule) == (2027, "Appel à projets 2027 – Contrat de ville")
    assert new.note.court == "note de cadrage 2027"
    assert [each.code for each in new.quartiers] == [each.code for each in old.quartiers]
    sources = [entry for _, entry in walk(new) if isinstance(entry, Source)]
    assert len(sources) > 200
    assert {source.statut for source in sources} == {Statut.A_CONFIRMER}
    assert {source.reprise for source in sources} == {2026}
    assert new.regles[0].source.texte == old.regles[0].source.texte
    for before, after in zip(old.calendrier, new.calendrier, strict=True):
        assert after.debut.weekday() == before.debut.weekday()
        assert (after.debut - before.debut).days == 364
    assert not (mine / "data" / "2027" / "note-de-cadrage.txt").exists()
    for template in (resources.folder("templates") / "2026").iterdir():
        copy = mine / "templates" / "2027" / template.name
        assert copy.read_bytes() == template.read_bytes()
    # comments and layout are kept
    shipped, copied = (
        (folder / "quartiers.toml").read_text(encoding="utf-8").splitlines()
        for folder in (SHIPPED, mine / "data" / "2027")
    )
    added = [line for line in copied if line.startswith(("source.statut", "source.rep"))]
    assert [line for line in copied if line not in added] == shipped
    assert len(added) == 2 * 19


def test_a_year_is_never_overwritten(
    mine: Path, packetgen: Packetgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACKETGEN_CAMPAGNES", str(mine))
    edit(mine / "data" / "2027" / "territoire.toml", "LENS CEDEX", "LIÉVIN CEDEX")
    for annee, depuis in ((2027, 2026), (2026, 2027)):
        said = packetgen("campagne", "creer", annee, "--depuis", depuis)
        assert said.code == ExitCode.USAGE
        assert f"L’appel {annee} existe déjà" in said.err
    assert "LIÉVIN" in (mine / "data" / "2027" / "territoire.toml").read_text(encoding="utf-8")


def test_where_packetgen_alone_is_a_year_goes_to_the_folder_of_its_user(
    packetgen: Packetgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = own_calls(tmp_path / "site-packages" / "packetgen")
    monkeypatch.setattr(resources, "_shipped", lambda _kind: shipped)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    said = packetgen("campagne", "creer", 2027, "--depuis", 2026)
    assert said.code == ExitCode.DONE, said.all
    made = user_data_path("packetgen") / "campagnes" / "data" / "2027"
    assert (made / "campagne.toml").is_file()
    assert "2027 projet" in packetgen("campagne", "verifier").all


def test_what_is_finished_is_declared_ready_until_a_file_changes(done: Path, asked: Ask) -> None:
    data = done / "data" / "2027"
    assert "2027 projet : packetgen campagne verifier 2027" in asked("campagne", "verifier").all
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.DONE, said.all
    assert f"Écrit : {data / 'etat.toml'}" in said.all
    assert "Campagne prête" in said.all
    listed = asked("campagne", "verifier").all
    assert "2027 prête Dépôt : du 19 octobre au 6 novembre 2026" in listed
    written = (data / "etat.toml").read_bytes()
    assert "Écrit" not in asked("campagne", "verifier", 2027).all
    assert (data / "etat.toml").read_bytes() == written
    # ends of lines are no change
    for path in data.glob("*.t*"):
        path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig", newline="\r\n")
    assert "2027 prête" in asked("campagne", "verifier").all
    thresholds = (data / "seuils.toml").read_bytes()
    edit(data / "seuils.toml", "valeur = 300", "valeur = 301")
    assert "2027 projet" in asked("campagne", "verifier").all
    (data / "seuils.toml").write_bytes(thresholds)
    assert "2027 prête" in asked("campagne", "verifier").all
    with opened(done / "templates" / "2027" / "lettre.docx") as document:
        document.add_paragraph("Un mot de plus")
    assert "2027 projet" in asked("campagne", "verifier").all


@pytest.mark.slow
def test_a_shipped_call_is_not_declared_for_another(
    packetgen: Packetgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped, fonts = finished(tmp_path / "packetgen"), resources.folder("fonts").parent
    monkeypatch.setattr(resources, "_shipped", lambda kind: fonts if kind == "fonts" else shipped)
    said = packetgen("campagne", "verifier", 2027)
    assert said.code == ExitCode.USAGE
    assert "réinstallez packetgen" in said.all
    assert "2027 projet" in packetgen("campagne", "verifier").all
    assert "(lecture seule)" in packetgen("campagne", "verifier").all


def test_a_bundle_bears_projet(done: Path, asked: Ask, dossier: Dossier, tmp_path: Path) -> None:
    output = tmp_path / "sortie"
    with resources.campagnes_in(done):
        source = write_folder(tmp_path / "projet", of_2027(with_actions(dossier, 1)))
    said = asked("generer", source, "--date", "2026-10-20", "--sortie", output, "--garder-docx")
    assert said.code == ExitCode.DONE, said.all
    assert "chaque page porte « PROJET »" in said.all
    [bundle] = output.glob("*.pdf")
    assert all(PROJET in page.split() for page in page_texts(bundle))
    proved = asked("prouver", bundle)
    assert proved.code == ExitCode.DONE
    assert "Chaque page porte « PROJET »" in proved.all
    words = list(output.glob("*.docx"))
    assert len(words) == 3
    for word in words:
        for section in Document(str(word)).sections:
            assert 'string="PROJET"' in section.header._element.xml


@pytest.mark.usefixtures("mine")
def test_the_blank_workbook_bears_projet_on_each_sheet(asked: Ask, tmp_path: Path) -> None:
    assert "porte « PROJET »" in asked("nouveau", tmp_path / "c.xlsx", "--annee", 2027).all
    book = load_workbook(tmp_path / "c.xlsx")
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert len(shown) == 7
    assert {head.center.text for each in shown if (head := each.oddHeader)} == {PROJET}
    assert str(book["Lisez-moi"]["B3"].value).startswith(PROJET)
    asked("nouveau", tmp_path / "pret.xlsx", "--annee", 2026)
    ready = load_workbook(tmp_path / "pret.xlsx")
    assert {head.center.text for each in ready if (head := each.oddHeader)} <= {None}
    assert ready["Lisez-moi"]["B3"].value is None


def test_all_that_is_left_is_told(mine: Path, asked: Ask, tmp_path: Path) -> None:
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    with resources.campagnes_in(mine):
        quartiers = load_campagne(2027).quartiers
    for number, quartier in enumerate(quartiers, start=1):
        key = f"data/2027/quartiers.toml › quartiers[{number}].source.statut ({quartier.code})"
        assert f"Quartiers › H{number + 4} {quartier.nom} {key}" in said.all
    assert "Calendrier › G8 Dépôt des dossiers sur la plateforme, 19/10/2026" in said.all
    assert "Règles › AE5 Courrier de demande de subvention" in said.all
    assert "« note-de-cadrage.txt » n’est pas là" in said.all
    assert "Dispositifs › D5 …" in said.all
    assert "La note de cadrage (1)" in said.all
    assert "Autres années (4)" in said.all
    assert "Pas prête" in said.all
    preview = tmp_path / "vu.pdf"
    asked("modeles", "apercu", "--modele", "lettre", "--annee", 2027, "--sortie", preview)
    assert all(PROJET in page.split() for page in page_texts(preview))
    note = tmp_path / "note.txt"
    note.write_text(one_year_later((SHIPPED / "note-de-cadrage.txt").read_text("utf-8")), "utf-8")
    assert asked("campagne", "note", 2027, note, "--hors-note", "--oui").code == ExitCode.DONE
    assert "La note de cadrage" not in asked("campagne", "verifier", 2027).all


def test_all_that_is_wrong_in_the_data_is_told_with_its_key(done: Path, asked: Ask) -> None:
    for file, old, new, _ in LEFT["changes"]:
        edit(done / "data" / "2027" / file, old, new)
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    wanted = [*(place for *_, place in LEFT["changes"]), *LEFT["told"]]
    assert [words for words in wanted if words not in said.all] == []
    assert not (done / "data" / "2027" / "etat.toml").exists()


def test_what_is_wrong_in_word_files_is_told_with_its_paragraph(done: Path, asked: Ask) -> None:
    path = done / "templates" / "2027" / "lettre.docx"
    with opened(path) as document:
        document.paragraphs[0]._p.append(parse_xml(LEFT["box"]))
        document.add_paragraph("Sous réserve du vote du budget 2025, donc.")
        document.sections[0].header.paragraphs[0].text = "Appel 2026"
        document.sections[0].footer.paragraphs[0].text = "Appel 2026"
        document.core_properties.title = "Lettre 2026"
        document.add_paragraph("{{ montant_demandé }}")
    path.with_name("liste.docx").unlink()
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "Autres années (5)" in said.all
    for place in LEFT["places"]:
        assert re.search(f"templates/2027/lettre.docx › {place}", said.all), place
    assert "Modèles Word (3)" in said.all, said.all
    assert "le champ « montant_demandé » n’existe pas" in said.all
    assert "Il manque le modèle « liste.docx » de l’année 2027" in said.all


def test_a_wrong_year_is_told_first_and_gives_no_other(done: Path, asked: Ask) -> None:
    edit(done / "data" / "2027" / "campagne.toml", "annee = 2027", "annee = 2027\nprojet = false")
    for command in (("verifier", 2027), ("creer", 2028, "--depuis", 2027)):
        said = asked("campagne", *command)
        assert said.code == ExitCode.CAMPAGNE_INVALID
        assert "campagne.toml › projet : cette clé est inconnue" in said.all
    assert "2027 données invalides" in asked("campagne", "verifier").all
    assert {path.name for path in done.glob("*/*")} == {"2027"}


def test_a_blank_form_by_the_name_of_a_template_makes_nothing(
    mine: Path, asked: Ask, dossier: Dossier, tmp_path: Path
) -> None:
    output = tmp_path / "sortie"
    with resources.campagnes_in(mine):
        template = mine / "templates" / "2027" / "fiche_action.docx"
        write_blank("fiche_action", load_campagne(2027), template)
        source = write_folder(tmp_path / "dossier", of_2027(with_actions(dossier, 1)))
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "fiche_action.docx ce document ne contient aucune balise" in said.all
    # as an older version would have
    (mine / "data" / "2027" / status.NAME).write_bytes(status.declaration(mine, 2027))
    for command in (
        ("generer", source, "--date", "2026-10-20", "--sortie", output),
        ("vierges", "--annee", 2027, "--sortie", output),
    ):
        said = asked(*command)
        assert said.code == ExitCode.TEMPLATE_INVALID
        assert "fiche_action.docx" in said.err
        assert "balise" in said.err
        assert not list(output.rglob("*.*"))
