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
from tests.tables import table

LEFT = table(__file__)


def test_all_that_is_left_is_told(mine: Path, asked: Ask) -> None:
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
    assert "Pas prête" in said.all


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
    document = Document(str(path))
    document.paragraphs[0]._p.append(parse_xml(LEFT["box"]))
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
    for place in LEFT["places"]:
        assert re.search(f"templates/2027/lettre.docx › {place}", said.all), place
    assert "Modèles Word (3)" in said.all, said.all
    assert "le champ « montant_demandé » n’existe pas" in said.all
    assert "Il manque le modèle « liste.docx » de l’année 2027" in said.all


def test_data_that_cannot_be_read_is_told_first(done: Path, asked: Ask) -> None:
    edit(done / "data" / "2027" / "campagne.toml", "annee = 2027", "annee = 2027\nprojet = false")
    said = asked("campagne", "verifier", 2027)
    assert said.code == ExitCode.CAMPAGNE_INVALID
    assert "campagne.toml › projet : cette clé est inconnue" in said.all
    assert "2027 données invalides" in asked("campagne", "verifier").all
