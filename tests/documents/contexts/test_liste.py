"""What the checklist receives: the state of each piece, and what remains to deposit."""

from dataclasses import replace
from datetime import date
from typing import Any

from packetgen.model.action_tables import CommuneConcernee
from tests.documents.contexts.conftest import Made

NBSP = "\u00a0"


def row(context: dict[str, Any], numero: int) -> dict[str, Any]:
    return next(line for line in context["pieces"] if line["numero"] == str(numero))


def test_each_piece_says_why_it_is_owed_and_where_it_stands(made: Made) -> None:
    checklist = made.liste
    assert row(checklist, 6)["notes"] == "Réparé"
    assert row(checklist, 7)["etat"] == "Absente"
    assert row(checklist, 9)["exigence"] == "Ajoutée par le porteur"
    assert row(checklist, 8)["pages"] == f"p.{NBSP}26"
    iban = made.dossier.porteur.iban
    assert iban[-8:] not in repr((made.lettre, made.fiche_action, checklist))


def test_an_optional_piece_says_that_the_note_does_not_ask_it(made: Made) -> None:
    placed = made.placed[-1]
    made.placed = (replace(placed, part=replace(placed.part, code="comptes")),)
    assert made.liste["pieces"][0]["exigence"] == "Facultative"
    assert made.liste["pieces"][0]["source"] == "Hors de la note"


def test_the_theme_designates_who_follows_the_dossier(made: Made) -> None:
    everyone = ["Anne MARTEL", "Paul DELVAL"]
    for theme, names in (("Habitat et cadre de vie", everyone[1:]), ("Un thème libre", everyone)):
        call = made.action(theme=theme).liste["depots"][0]
        assert [contact["nom"] for contact in call["contacts"]] == names


def test_what_was_sent_too_late_is_said_calmly(made: Made) -> None:
    made.today = date(2025, 11, 10)
    said = made.action(date_dauphin=date(2025, 11, 8)).liste["dauphin"]["etat"].replace(NBSP, " ")
    assert said == "Transmis le 8 novembre 2025, après l’échéance du 7 novembre 2025"


def test_the_referents_of_the_communes_are_given(made: Made) -> None:
    rows = (
        CommuneConcernee("LENS", "Marc HOUSSIN", date(2025, 10, 2)),
        CommuneConcernee("Haisnes"),
        CommuneConcernee("Lens"),
        CommuneConcernee(""),
    )
    communes = made.action(communes=rows).liste["communes"]
    assert [(line["referent"], line["courriel"], line["contact"]) for line in communes] == [
        ("Marc HOUSSIN", "m@ville.example", "Marc HOUSSIN, le 02/10/2025"),
        ("Pas de référent dans la note", "", "Sans objet"),
        ("Marc HOUSSIN", "m@ville.example", "À prendre"),
    ]


def test_two_referents_a_vacant_post_and_the_hour_of_the_deadline(made: Made) -> None:
    lens, other = made.campagne.referents[0], replace(made.campagne.referents[0], nom="Zoé HIVER")
    vacant = replace(lens, insee="62771", nom="", courriel="")
    depot = replace(made.campagne.etape("depot"), heure="12h")
    steps = tuple(depot if each.code == "depot" else each for each in made.campagne.calendrier)
    made.campagne = replace(made.campagne, referents=(lens, other, vacant), calendrier=steps)
    rows = (CommuneConcernee("Lens"), CommuneConcernee("Sallaumines"))
    checklist = made.action(communes=rows, date_dauphin=None).liste
    assert [(line["referent"], line["contact"]) for line in checklist["communes"]] == [
        ("Marc HOUSSIN\nZoé HIVER", "À prendre"),
        ("Poste à pourvoir", "Sans objet"),
    ]
    assert (
        checklist["dauphin"]["periode"]
        .replace(NBSP, " ")
        .startswith("du 20 octobre au 7 novembre 2025 à 12 h")
    )
    assert "au plus tard le 7 novembre 2025 à 12 h" in checklist["dauphin"]["etat"].replace(
        NBSP, " "
    )
