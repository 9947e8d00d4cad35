"""`campagne`: a year is made of another, told what it lacks, declared ready; its files are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.document import Document as WordFile
from docx.oxml import parse_xml
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from packetgen import resources
from packetgen.campagne import load as campagnes
from packetgen.campagne.consistency import walk
from packetgen.errors import ExitCode
from packetgen.model.bundle import PROJET
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Source, Statut
from tests.cli.conftest import Packetgen, Said
from tests.edition.calls import SHIPPED, created, edit, finished, of_2027
from tests.folders import with_actions, write_folder

Ask = Callable[..., Said]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder of one's own with the call of 2027, just made of that of 2026."""
    return created(tmp_path / "campagnes")


@pytest.fixture
def done(tmp_path: Path) -> Path:
    """A folder of one's own with a call of 2027 in which nothing is left."""
    return finished(tmp_path / "campagnes")


@pytest.fixture
def asked(packetgen: Packetgen, tmp_path: Path) -> Ask:
    """Run a command on the years of that folder."""

    def ask(*arguments: object) -> Said:
        return packetgen("--campagnes", tmp_path / "campagnes", *arguments)

    return ask


def test_a_new_year_keeps_all_and_doubts_all(mine: Path) -> None:
    with resources.campagnes_in(mine):
        new, old = campagnes.load_campagne(2027), campagnes.load_campagne(2026)
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


def test_comments_and_layout_are_kept(mine: Path) -> None:
    before = (SHIPPED / "quartiers.toml").read_text(encoding="utf-8").splitlines()
    after = (mine / "data" / "2027" / "quartiers.toml").read_text(encoding="utf-8").splitlines()
    assert [
        line for line in after if not line.startswith(("source.statut", "source.rep"))
    ] == before
    assert len(after) == len(before) + 2 * 19


def test_a_year_is_never_overwritten(mine: Path, asked: Ask) -> None:
    edit(mine / "data" / "2027" / "campagne.toml", "LENS CEDEX", "LIÉVIN CEDEX")
    for annee in (2027, 2026):
        said = asked("campagne", "creer", annee, "--depuis", 2026)
        assert said.code == ExitCode.USAGE
        assert f"L’appel {annee} existe déjà" in said.err
    assert "LIÉVIN" in (mine / "data" / "2027" / "campagne.toml").read_text(encoding="utf-8")


def test_a_wrong_year_gives_none(mine: Path, asked: Ask) -> None:
    edit(mine / "data" / "2027" / "seuils.toml", "valeur = 15", 'valeur = "15"')
    said = asked("campagne", "creer", 2028, "--depuis", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert sorted(path.name for path in (mine / "data").iterdir()) == ["2027"]
    assert sorted(path.name for path in (mine / "templates").iterdir()) == ["2027"]


def test_where_packetgen_alone_is_a_year_has_no_place(
    packetgen: Packetgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "site-packages" / "packetgen"
    for kind in ("data", "templates"):
        (shipped / kind).mkdir(parents=True)
    monkeypatch.setattr(resources, "_shipped", lambda _kind: shipped)
    said = packetgen("campagne", "creer", 2027, "--depuis", 2026)
    assert said.code == ExitCode.USAGE
    assert "packetgen --campagnes DOSSIER campagne creer 2027 --depuis 2026" in said.all


def test_all_that_is_left_is_told(mine: Path, asked: Ask) -> None:
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    with resources.campagnes_in(mine):
        quartiers = campagnes.load_campagne(2027).quartiers
    for number, quartier in enumerate(quartiers, start=1):
        place = f"data/2027/quartiers.toml › quartiers[{number}] ({quartier.code})"
        assert f"{place} {quartier.nom}" in said.all
    assert "calendrier[4] (depot) Dépôt des dossiers sur la plateforme, 19/10/2026" in said.all
    assert "regles[1] (CALL-01) Courrier de demande de subvention" in said.all
    assert "« note-de-cadrage.txt » n’est pas là" in said.all
    assert "dispositifs[1].description (nqe) …dans le fil rouge régional 2026" in said.all
    assert "Pas prête" in said.all


def test_what_is_finished_is_declared_ready_until_a_file_changes(done: Path, asked: Ask) -> None:
    assert "2027 projet : packetgen campagne verifier 2027" in asked("campagne", "liste").all
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.DONE, said.all
    etat = done / "data" / "2027" / "etat.toml"
    assert f"Écrit : {etat}" in said.all
    assert "Campagne prête" in said.all
    listed = asked("campagne", "liste").all
    assert "2027 prête Dépôt : du 19 octobre au 6 novembre 2026" in listed
    written = etat.read_bytes()
    assert "Écrit" not in asked("campagne", "verifier", 2027).all
    assert etat.read_bytes() == written
    document = Document(str(done / "templates" / "2027" / "lettre.docx"))
    document.add_paragraph("Un mot de plus")
    document.save(str(done / "templates" / "2027" / "lettre.docx"))
    assert "2027 projet" in asked("campagne", "liste").all


def test_ends_of_lines_are_no_change(done: Path, asked: Ask) -> None:
    asked("campagne", "verifier", 2027)
    for path in (done / "data" / "2027").glob("*.t*"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8-sig", newline="\r\n")
    assert "2027 prête" in asked("campagne", "liste").all
    edit(done / "data" / "2027" / "seuils.toml", "valeur = 300", "valeur = 301")
    assert "2027 projet" in asked("campagne", "liste").all


# A finished call, one thing changed in a file of the data: what is then told
DATA = [
    (
        "calendrier.toml",
        "debut = 2026-09-16",
        "debut = 2025-09-16",
        "Dates d’une autre année (1)",
        "calendrier[1].debut (lancement) Lancement, 16/09/2025",
    ),
    (
        "financeurs.toml",
        'courriel = "storchy@agglo-lenslievin.fr"',
        'courriel = ""',
        "Contacts sans courriel (1)",
        "contacts[1].courriel (Sergine TORCHY)",
    ),
    (
        "communes.toml",
        'courriel = "lola.robin@angres.fr"',
        'courriel = ""',
        "Contacts sans courriel (1)",
        "referents[1].courriel (62032)",
    ),
    (
        "communes.toml",
        "membre_call = false\nsource",
        "membre_call = true\nsource",
        "Communes sans référent (1)",
        "(62276) Douvrin",
    ),
    (
        "pieces.toml",
        'code = "pv_ag"\nlibelle = "Procès-verbal de la dernière assemblée générale"\n'
        'formes = ["association"]\nobligatoire = false',
        'code = "pv_ag"\nlibelle = "Procès-verbal de la dernière assemblée générale"\n'
        'formes = ["association"]\nobligatoire = true',
        "Pièces obligatoires sans règle (1)",
        "(pv_ag) Procès-verbal de la dernière assemblée générale : packetgen n’a pas de règle",
    ),
    (
        "regles.toml",
        '[[regles]]\ncode = "CALL-09"',
        '[[regles]]\ncode = "CALL-99"',
        "Pièces obligatoires sans règle (1)",
        "(rib) RIB : regles.toml ne cite pas CALL-09",
    ),
    (
        "pieces.toml",
        'code = "delegation"',
        'code = "pouvoir"',
        "Règles sans leur donnée (1)",
        "(PIECE-02) elle se sert de « delegation », qui n’est plus là",
    ),
    (
        "seuils.toml",
        'code = "convention"',
        'code = "conventions"',
        "Règles sans leur donnée (1)",
        "elle se sert de « convention »",
    ),
    (
        "campagne.toml",
        "Appel à projets 2027",
        "Appel à projets 2026",
        "Autres années (1)",
        "campagne.toml › intitule Appel à projets 2026 – Contrat de ville",
    ),
    (
        "points-ouverts.toml",
        "encore du vote du budget 2025",
        "encore du budget 2025",
        "Autres années (1)",
        "points_ouverts[6].constat (budget_2025)",
    ),
    (
        "autres-annees.toml",
        'mention = "décembre 2024"',
        'mention = "janvier 2024"',
        "Années admises qui ne servent plus (1)",
        "« janvier 2024 » : La date de la feuille de route",
    ),
    (
        "seuils.toml",
        'source.statut = "non vérifié"',
        'source.statut = "à confirmer"',
        "À confirmer (1)",
        "(max_pages_piece) Nombre de pages d’une pièce",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "title", "place"), DATA)
def test_what_is_wrong_in_the_data_is_told_with_its_key(
    file: str, old: str, new: str, title: str, place: str, done: Path, asked: Ask
) -> None:
    edit(done / "data" / "2027" / file, old, new)
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert title in said.all
    assert place in said.all
    assert not (done / "data" / "2027" / "etat.toml").exists()


BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:90pt;height:40pt">'
    "<v:textbox><w:txbxContent><w:p><w:r><w:t>Budget 2025</w:t></w:r></w:p></w:txbxContent>"
    "</v:textbox></v:shape></w:pict></w:r>"
)


def in_body(document: WordFile) -> None:
    document.add_paragraph("Sous réserve du vote du budget 2025, donc.")


def in_header(document: WordFile) -> None:
    document.sections[0].header.paragraphs[0].text = "Appel 2026"


def in_footer(document: WordFile) -> None:
    document.sections[0].footer.paragraphs[0].text = "Appel 2026"


def in_box(document: WordFile) -> None:
    document.paragraphs[0]._p.append(parse_xml(BOX))


def in_title(document: WordFile) -> None:
    document.core_properties.title = "Lettre 2026"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (in_body, r"lettre.docx › paragraphe \d+ …?réserve du vote du budget 2025, donc\."),
        (in_header, "lettre.docx › en-tête, paragraphe 1 Appel 2026"),
        (in_footer, "lettre.docx › pied de page, paragraphe 1 Appel 2026"),
        (in_box, r"lettre.docx › paragraphe \d+ Budget 2025"),
        (in_title, "lettre.docx › propriétés du fichier Lettre 2026"),
    ],
)
def test_another_year_in_a_word_file_is_told_with_its_paragraph(
    change: Callable[[WordFile], None], place: str, done: Path, asked: Ask
) -> None:
    path = done / "templates" / "2027" / "lettre.docx"
    document = Document(str(path))
    change(document)
    document.save(str(path))
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "Autres années (1)" in said.all
    assert re.search(f"templates/2027/{place}", said.all)


def test_a_template_that_lies_or_lacks_is_told(done: Path, asked: Ask) -> None:
    folder = done / "templates" / "2027"
    document = Document(str(folder / "lettre.docx"))
    document.add_paragraph("{{ montant_demandé }}")
    document.save(str(folder / "lettre.docx"))
    (folder / "liste.docx").unlink()
    said = asked("campagne", "verifier", 2027)
    assert "Modèles Word (2)" in said.all
    assert "templates/2027/lettre.docx" in said.all
    assert "le champ « montant_demandé » n’existe pas" in said.all
    assert "Il manque le modèle « liste.docx » de l’année 2027" in said.all


def test_data_that_cannot_be_read_is_told_first(done: Path, asked: Ask) -> None:
    edit(done / "data" / "2027" / "campagne.toml", "annee = 2027", "annee = 2027\nprojet = false")
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "campagne.toml › projet : cette clé est inconnue" in said.all
    assert "2027 données invalides" in asked("campagne", "liste").all


def test_the_shipped_call_is_ready_as_shipped(packetgen: Packetgen) -> None:
    etat = (SHIPPED / "etat.toml").read_bytes()
    said = packetgen("campagne", "verifier", 2026)
    assert said.code == ExitCode.DONE, said.all
    assert "Campagne prête" in said.all
    assert "23 points que la note laisse ouverts" in said.all
    assert "Écrit" not in said.all
    assert (SHIPPED / "etat.toml").read_bytes() == etat


def test_a_shipped_call_is_not_declared_for_another(
    packetgen: Packetgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped, fonts = finished(tmp_path / "packetgen"), resources.folder("fonts").parent
    monkeypatch.setattr(resources, "_shipped", lambda kind: fonts if kind == "fonts" else shipped)
    said = packetgen("campagne", "verifier", 2027)
    assert said.code == ExitCode.USAGE
    assert "réinstallez packetgen" in said.all
    assert "2027 projet" in packetgen("campagne", "liste").all
    assert "(lecture seule)" in packetgen("campagne", "liste").all


def test_ones_own_year_wins_and_the_others_stay(
    packetgen: Packetgen, done: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (done / "data" / "2027").rename(done / "data" / "2026")
    (done / "templates" / "2027").rename(done / "templates" / "2026")
    path = done / "data" / "2026" / "campagne.toml"
    edit(path, "annee = 2027", "annee = 2026")
    edit(path, "Appel à projets 2027", "Notre appel 2026")
    monkeypatch.setenv("PACKETGEN_CAMPAGNES", str(done))
    assert packetgen("nouveau", tmp_path / "a.xlsx").code == ExitCode.DONE
    assert load_workbook(tmp_path / "a.xlsx")["Lisez-moi"]["B1"].value.startswith("Notre appel")
    monkeypatch.delenv("PACKETGEN_CAMPAGNES")
    assert packetgen("nouveau", tmp_path / "b.xlsx").code == ExitCode.DONE
    assert load_workbook(tmp_path / "b.xlsx")["Lisez-moi"]["B1"].value.startswith("Appel à proj")


def test_a_folder_of_campagnes_that_is_not_there_is_refused(
    packetgen: Packetgen, tmp_path: Path
) -> None:
    said = packetgen("--campagnes", tmp_path / "nulle part", "campagne", "liste")
    assert said.code == ExitCode.USAGE
    assert "nulle part" in said.err


@pytest.mark.parametrize("ready", [False, True])
def test_what_is_made_of_a_call_bears_projet_until_it_is_ready(
    ready: bool, done: Path, asked: Ask, dossier: Dossier, tmp_path: Path
) -> None:
    if ready:
        assert asked("campagne", "verifier", 2027).code == ExitCode.DONE
    with resources.campagnes_in(done):
        source = write_folder(tmp_path / "projet", of_2027(with_actions(dossier, 1)))
    day = ("--date", "2026-10-20", "--sortie", tmp_path / "sortie", "--garder-docx")
    said = asked("generer", source, *day)
    assert said.code == ExitCode.DONE, said.all
    assert ("chaque page porte « PROJET »" in said.all) is not ready
    [bundle] = (tmp_path / "sortie").glob("*.pdf")
    with pypdfium2.PdfDocument(bundle) as document:
        marks = [PROJET in page.get_textpage().get_text_bounded().split() for page in document]
    assert set(marks) == {not ready}
    proved = asked("prouver", bundle)
    assert proved.code == ExitCode.DONE
    assert ("Chaque page porte « PROJET »" in proved.all) is not ready
    words = list((tmp_path / "sortie").glob("*.docx"))
    assert len(words) == 3
    for word in words:
        headers = [section.header._element.xml for section in Document(str(word)).sections]
        assert all(('string="PROJET"' in xml) is not ready for xml in headers)


def test_the_blank_workbook_bears_projet_on_each_sheet(asked: Ask, tmp_path: Path) -> None:
    created(tmp_path / "campagnes")
    said = asked("nouveau", tmp_path / "c.xlsx", "--annee", 2027)
    assert "porte « PROJET »" in said.all
    book = load_workbook(tmp_path / "c.xlsx")
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert len(shown) == 6
    assert {centre(sheet) for sheet in shown} == {PROJET}
    assert str(book["Lisez-moi"]["B3"].value).startswith(PROJET)
    asked("nouveau", tmp_path / "pret.xlsx", "--annee", 2026)
    ready = load_workbook(tmp_path / "pret.xlsx")
    assert {centre(sheet) for sheet in ready.worksheets} == {None}
    assert ready["Lisez-moi"]["B3"].value is None


def centre(sheet: Worksheet) -> str | None:
    """What a sheet prints in the middle of the top of each page."""
    header = sheet.HeaderFooter.oddHeader
    return None if header is None else header.center.text
