"""Forms that come back: what was written is in the workbook, what is not is said."""

import dataclasses
from pathlib import Path

import pytest

from packetgen.documents.blanks.read import read_form
from packetgen.documents.blanks.write import CONTEXTS
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.workbook.read.forms import FormsReading, read_forms
from tests.conftest import needs_soffice
from tests.documents.blanks.filling import change, saved_by_libreoffice
from tests.folders import filled_forms
from tests.pipeline.conftest import Write
from tests.pipeline.test_altered_forms import read, without_tags

NOT_ASKED = dict.fromkeys(
    ("iban", "bic", "titulaire_compte", "nom_signataire", "fonction_signataire", "image_signature"),
    "",
)


@pytest.fixture(scope="module")
def filled(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The three forms filled with the example's first action, as Word does."""
    return filled_forms(tmp_path_factory.mktemp("remplis"), dossier, CONTEXTS)


def assert_nothing_is_lost(reading: FormsReading, dossier: Dossier) -> None:
    """All comes back but what only the workbook asks, and the hours, which are counted again."""
    assert reading.unread == ()
    assert reading.dossier.porteur == dataclasses.replace(dossier.porteur, **NOT_ASKED)
    [action] = reading.dossier.actions
    lines = [dataclasses.replace(each, heures=None) for each in dossier.actions[0].interventions]
    assert action == dataclasses.replace(dossier.actions[0], interventions=tuple(lines))


def test_what_is_typed_comes_back(filled: list[Path], dossier: Dossier, campagne: Campagne) -> None:
    reading = read(campagne, *filled)
    assert_nothing_is_lost(reading, dossier)
    given = {piece.key: piece.fichier for piece in dossier.pieces if piece.action < 2}
    back = {piece.key: piece.fichier for piece in reading.dossier.pieces}
    assert back == {key: file for key, file in given.items() if file and "autre" not in key}


@pytest.mark.slow
@needs_soffice
def test_libreoffice_loses_nothing(
    filled: list[Path], dossier: Dossier, campagne: Campagne, tmp_path: Path
) -> None:
    """LibreOffice before 7.5 drops the tags: the order of the form then tells the fields."""
    saved = saved_by_libreoffice(filled, tmp_path)
    assert_nothing_is_lost(read(campagne, *saved), dossier)
    saved = [change(path, path, without_tags) for path in saved]
    assert_nothing_is_lost(read(campagne, *saved), dossier)


def test_a_blank_form_says_nothing(blank: dict[str, Path], campagne: Campagne) -> None:
    reading = read(campagne, *blank.values())
    assert (reading.taken, reading.unread, reading.computed) == (0, (), ())
    assert reading.dossier.actions == (Action(),)


def test_rows_are_read_as_many_as_the_workbook_holds(write: Write, campagne: Campagne) -> None:
    crafts = [f"Métier {row}" for row in range(1, 14)]
    path = write("fiche_action", {"agents.metier": crafts})
    reading = read(campagne, path)
    [action] = reading.dossier.actions
    assert [line.metier for line in action.interventions] == crafts[:12]
    assert action.agents_departement is True
    assert any("Métier 13" in said for said in reading.unread)


@pytest.mark.parametrize(
    ("tag", "written", "said"),
    [
        ("action.date_debut", "au printemps", "« au printemps » ne se lit pas comme une date"),
        ("action.public_nombre", "une trentaine", "« une trentaine » ne se lit pas"),
        ("action.pilier", "Sport", "« Sport » n’est pas dans la liste"),
        ("budget.604", "mille", "« mille » ne se lit pas comme un nombre"),
        ("action.pilier", "Prévenir", "« Prévenir » est lu « Prévenir, repérer »"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_file_and_label(
    tag: str, written: str, said: str, write: Write, campagne: Campagne
) -> None:
    path = write("fiche_action", {tag: [written]})
    [unread] = {line.replace("\u00a0", " ") for line in read(campagne, path).unread}
    assert unread.startswith("fiche_action.docx › ")
    assert said in unread


def test_both_boxes_ticked_answer_nothing(write: Write, campagne: Campagne) -> None:
    both = {"action.inedite.oui": ["x"], "action.inedite.non": ["x"]}
    reading = read(campagne, write("fiche_action", both))
    assert reading.dossier.actions[0].inedite is None
    assert [line for line in reading.unread if "Oui et Non sont cochés" in line]


def test_two_forms_that_differ_are_said(write: Write, campagne: Campagne) -> None:
    first = write("lettre", {"action.intitule": ["Jardins"]})
    other = write("fiche_action", {"action.intitule": ["Potagers"]})
    reading = read(campagne, first, other)
    assert reading.dossier.actions[0].intitule == "Jardins"
    [said] = reading.unread
    assert said.startswith("fiche_action.docx › Intitulé de l’action")
    assert "Potagers" in said
    assert "Jardins" in said


def test_the_communes_of_two_forms_complete_each_other(write: Write, campagne: Campagne) -> None:
    letter = write("lettre", {"communes.commune": ["Lens"]})
    met = {"communes.commune": ["Lens", "Avion"], "communes.referent": ["Mme Dubois", ""]}
    checklist = write("liste", met)
    [action] = read(campagne, letter, checklist).dossier.actions
    assert [(row.commune, row.referent) for row in action.communes] == [
        ("Lens", "Mme Dubois"),
        ("Avion", ""),
    ]


def test_what_two_forms_say_of_a_commune_is_told(write: Write, campagne: Campagne) -> None:
    met = {"communes.commune": ["Lens"], "communes.date_contact": ["02/10/2025"]}
    fiche = write("fiche_action", met)
    met["communes.date_contact"] = ["03/10/2025"]
    checklist = write("liste", met)
    [said] = read(campagne, fiche, checklist).unread
    assert said.startswith("liste.docx › Lens, Date du contact")
    assert "03/10/2025" in said
    assert "02/10/2025" in said


def test_a_field_that_the_year_does_not_ask_is_said(write: Write, campagne: Campagne) -> None:
    """The form of a year may hold a line of the budget that the next one drops."""
    path = write("fiche_action", {"budget.604": ["250"]})
    first, *others = campagne.comptes
    fewer = dataclasses.replace(first, lignes=first.lignes[1:])
    later = dataclasses.replace(campagne, comptes=(fewer, *others))
    [said] = read_forms([read_form(path, "fiche_action", campagne)], later).unread
    assert "Prestations de services" in said
    assert "« 250 »" in said.replace("\u00a0", " ")


def test_what_is_computed_is_said_not_kept(write: Write, campagne: Campagne) -> None:
    path = write("lettre", {"calcul.montant_en_lettres": ["mille"]})
    assert read(campagne, path).computed == ("Montant en toutes lettres",)
