"""`campagne verifier`: all that is left in a call, each with its file, key or paragraph."""

import re
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml

from packetgen import resources
from packetgen.campagne.load import load_campagne
from packetgen.errors import ExitCode
from tests.cli.conftest import Ask
from tests.edition.calls import edit

BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:90pt;height:40pt">'
    "<v:textbox><w:txbxContent><w:p><w:r><w:t>Budget 2025</w:t></w:r></w:p></w:txbxContent>"
    "</v:textbox></v:shape></w:pict></w:r>"
)
# What is changed in the data of a finished call, and what is then reported
DATA = [
    ("calendrier.toml", "2026-09-16", "2025-09-16", "(lancement) Lancement, 16/09/2025"),
    ("financeurs.toml", '"storchy@agglo-lenslievin.fr"', '""', "[1].courriel (Sergine TORCHY)"),
    ("communes.toml", '"lola.robin@angres.fr"', '""', "referents[1].courriel (62032)"),
    ("communes.toml", "membre = false\nsource", "membre = true\nsource", "(62276) Douvrin"),
    ("pieces.toml", '"delegation"', '"d"', "« delegation » n’est pas dans la liste « Pièces »"),
    (
        "seuils.toml",
        'code = "convention"',
        'code = "c"',
        "BUDGET-06, Convention au-delà du seuil : « convention » n’est",
    ),
    ("campagne.toml", "projets 2027", "projets 2026", ".toml › intitule Appel à projets 2026"),
    ("points-ouverts.toml", "encore du vote du", "encore du", "[6].constat (budget_2025)"),
    ("autres-annees.toml", "décembre 2024", "mai 2024", "« mai 2024 » : La date de la feuille de"),
    ("seuils.toml", '"non vérifié"', '"à confirmer"', "(max_pages_piece) Nombre de pages"),
]


def test_all_that_is_left_is_told(mine: Path, asked: Ask) -> None:
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    with resources.campagnes_in(mine):
        quartiers = load_campagne(2027).quartiers
    for number, quartier in enumerate(quartiers, start=1):
        place = f"data/2027/quartiers.toml › quartiers[{number}] ({quartier.code})"
        assert f"{place} {quartier.nom}" in said.all
    assert "calendrier[4] (depot) Dépôt des dossiers sur la plateforme, 19/10/2026" in said.all
    assert "regles[1] (EPCI-01) Courrier de demande de subvention" in said.all
    assert "« note-de-cadrage.txt » n’est pas là" in said.all
    assert "dispositifs[1].description (nqe) …" in said.all
    assert "Pas prête" in said.all


def test_all_that_is_wrong_in_the_data_is_told_with_its_key(done: Path, asked: Ask) -> None:
    for file, old, new, _ in DATA:
        edit(done / "data" / "2027" / file, old, new)
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert [place for *_, place in DATA if place not in said.all] == []
    for title in (
        "Dates d’une autre année (1)",
        "Contacts sans courriel (2)",
        "Communes sans référent (1)",
        "Autres années (4)",
        "Années admises qui ne servent plus (1)",
        "À confirmer (1)",
    ):
        assert title in said.all
    assert not (done / "data" / "2027" / "etat.toml").exists()


def test_what_is_wrong_in_word_files_is_told_with_its_paragraph(done: Path, asked: Ask) -> None:
    path = done / "templates" / "2027" / "lettre.docx"
    document = Document(str(path))
    document.paragraphs[0]._p.append(parse_xml(BOX))
    document.add_paragraph("Sous réserve du vote du budget 2025, donc.")
    document.sections[0].header.paragraphs[0].text = "Appel 2026"
    document.sections[0].footer.paragraphs[0].text = "Appel 2026"
    document.core_properties.title = "Lettre 2026"
    document.add_paragraph("{{ montant_demandé }}")
    document.save(str(path))
    path.with_name("liste.docx").unlink()
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "Autres années (5)" in said.all
    for place in (
        r"paragraphe \d+ …?réserve du vote du budget 2025, donc\.",
        r"en-tête, paragraphe 1 Appel 2026",
        r"pied de page, paragraphe 1 Appel 2026",
        r"paragraphe \d+ Budget 2025",
        r"propriétés du fichier Lettre 2026",
    ):
        assert re.search(f"templates/2027/lettre.docx › {place}", said.all), place
    assert "Modèles Word (3)" in said.all, said.all
    assert "le champ « montant_demandé » n’existe pas" in said.all
    assert "Il manque le modèle « liste.docx » de l’année 2027" in said.all


def test_data_that_cannot_be_read_is_told_first(done: Path, asked: Ask) -> None:
    edit(done / "data" / "2027" / "campagne.toml", "annee = 2027", "annee = 2027\nprojet = false")
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "campagne.toml › projet : cette clé est inconnue" in said.all
    assert "2027 données invalides" in asked("campagne", "liste").all
