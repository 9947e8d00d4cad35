"""What each template receives: who asks what of whom, agrees, is owed and remains to deposit."""

from datetime import date
from typing import Any, Literal

import pytest
from msgspec.structs import replace

from packetgen.documents.contexts import wording
from packetgen.documents.contexts.fiche import NO_AGENT
from packetgen.model.action import CommuneConcernee
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from tests.changes import action, both, budget, porteur
from tests.documents.conftest import PLACED, contexts_of
from tests.tables import table

NBSP = "\u00a0"
CASES = table(__file__)


@pytest.mark.parametrize(("answer", "said"), [(False, NO_AGENT), (None, "")])
def test_what_is_not_asked_or_there_is_not_written(
    answer: bool | None, said: str, dossier: Dossier, campagne: Campagne
) -> None:
    nobody = both(
        budget(l74dep=0, l864=0, l860=0, l870=0),
        action(axe_departement="", pacte_departement="", services_departement=""),
        action(agents_departement=answer, interventions=(), numero_dauphin=""),
        porteur(nom_contact=""),
    )(dossier)
    made: Any = contexts_of(nobody, campagne, ())
    agents = made["fiche_action"]["agents"]
    assert (agents["participation"], agents["sans_objet"]) == (False, said)  # no answer is no no
    assert made["fiche_action"]["departement"]["concerne"] is False
    assert made["lettre"]["subvention"]["budget_avec_contributions"] == ""
    assert [made["lettre"][name] for name in ("contact", "reference", "pieces_jointes")] == [""] * 3


@pytest.mark.parametrize(("titre", "civilite", "said"), CASES["addressees"])
def test_words_agree_with_the_addressee(
    campagne: Campagne, titre: str, civilite: Literal["Madame", "Monsieur"], said: str
) -> None:
    whom = replace(campagne.destinataire, titre=titre, civilite=civilite)
    role = whom.fonction
    for written in (said, f"Lettre au {role} : Monsieur le {role}"):
        assert whom.agreed(written) == said


def liste(dossier: Dossier, campagne: Campagne, **other: Any) -> Any:  # noqa: ANN401
    return contexts_of(dossier, campagne, **other)["liste"]


def test_each_piece_says_why_it_is_owed_and_where(dossier: Dossier, campagne: Campagne) -> None:
    made: Any = contexts_of(dossier, campagne)
    rows = {row["numero"]: row for row in made["liste"]["pieces"]}
    assert rows["6"]["notes"] == "Réparé"
    assert rows["7"]["etat"] == "Absente"
    assert rows["9"]["exigence"] == "Ajoutée par le porteur"
    assert rows["8"]["pages"] == f"p.{NBSP}26"
    assert dossier.porteur.iban[-8:] not in repr(made)
    free = replace(PLACED[-1], part=replace(PLACED[-1].part, code="comptes"))
    optional = liste(dossier, campagne, placed=(free,))["pieces"][0]
    assert (optional["exigence"], optional["source"]) == ("Facultative", "Hors de la note")


def test_the_theme_designates_who_follows(dossier: Dossier, campagne: Campagne) -> None:
    everyone = ["Anne MARTEL", "Paul DELVAL"]
    for theme, names in (("Habitat et cadre de vie", everyone[1:]), ("Un thème libre", everyone)):
        call = liste(action(theme=theme)(dossier), campagne)["depots"][0]
        assert [contact["nom"] for contact in call["contacts"]] == names


def test_what_was_sent_too_late_is_said_calmly(dossier: Dossier, campagne: Campagne) -> None:
    late = action(date_dauphin=date(2025, 11, 8))(dossier)
    said = liste(late, campagne, today=date(2025, 11, 10))["dauphin"]["etat"].replace(NBSP, " ")
    assert said == "Transmis le 8 novembre 2025, après l’échéance du 7 novembre 2025"


def test_the_referents_of_the_communes(dossier: Dossier, campagne: Campagne) -> None:
    met = CommuneConcernee("LENS", "Marc HOUSSIN", date(2025, 10, 2))
    rows = (met, *map(CommuneConcernee, ("Haisnes", "Lens", "")))
    communes = liste(action(communes=rows)(dossier), campagne)["communes"]
    assert [(line["referent"], line["courriel"], line["contact"]) for line in communes] == [
        ("Marc HOUSSIN", "m@ville.example", "Marc HOUSSIN, le 02/10/2025"),
        ("Pas de référent dans la note", "", "Sans objet"),
        ("Marc HOUSSIN", "m@ville.example", "À prendre"),
    ]


def test_two_referents_a_vacant_post_and_an_hour(dossier: Dossier, campagne: Campagne) -> None:
    lens = campagne.referents[0]
    vacant = replace(lens, insee="62771", nom="", courriel="")
    depot = replace(campagne.etape("depot"), heure="12h")
    steps = tuple(depot if each.code == "depot" else each for each in campagne.calendrier)
    referents = (lens, replace(lens, nom="Zoé HIVER"), vacant)
    named = replace(campagne, referents=referents, calendrier=steps)
    rows = (CommuneConcernee("Lens"), CommuneConcernee("Sallaumines"))
    checklist = liste(action(communes=rows, date_dauphin=None)(dossier), named)
    told = [(line["referent"], line["contact"]) for line in checklist["communes"]]
    assert told == [("Marc HOUSSIN\nZoé HIVER", "À prendre"), ("Poste à pourvoir", "Sans objet")]
    said = {name: text.replace(NBSP, " ") for name, text in checklist["dauphin"].items()}
    assert said["periode"].startswith("du 20 octobre au 7 novembre 2025 à 12 h")
    assert "au plus tard le 7 novembre 2025 à 12 h" in said["etat"]


@pytest.mark.parametrize(("denomination", "forme", "written"), CASES["porteurs"])
def test_naming_the_porteur(dossier: Dossier, denomination: str, forme: str, written: str) -> None:
    named = replace(dossier.porteur, denomination=denomination, forme=forme)
    assert wording.of_porteur(named) == written


def test_the_window_is_no_longer_than_the_post_reads(campagne: Campagne) -> None:
    assert wording.postal_block(campagne) == [
        *("MONSIEUR LE PRESIDENT", "CA DE LENS-LIEVIN"),
        *("21 RUE MARCEL SEMBAT", "BP 65", "62302 LENS CEDEX"),
    ]
    named = replace(campagne.destinataire, civilite="Madame", nom="Élise MAËL")
    address = ("21, rue du Général-de-Gaulle, bâtiment « L’Étoile »",)
    at = replace(campagne, destinataire=replace(named, adresse=address))
    lines = wording.postal_block(at)
    assert lines[:2] == ["MADAME ELISE MAEL", "PRESIDENTE DE LA CA DE LENS-LIEVIN"]
    assert max(map(len, lines)) <= wording.POSTAL_WIDTH
    assert "BATIMENT L ETOILE" in " ".join(lines)


@pytest.mark.parametrize(("function", "given", "written"), CASES["written"])
def test_figures_and_communes(function: str, given: object, written: str) -> None:
    assert getattr(wording, function)(given) == written


def test_quarters_within_a_sentence(campagne: Campagne) -> None:
    one = wording.of_quartiers(["QP062024 – Cité 12 – 14"], campagne)
    assert one == "du quartier prioritaire Cité 12 – 14 (QP062024)"
    two = wording.of_quartiers(["qp062026", "Un quartier hors liste"], campagne)
    assert two == "des quartiers prioritaires Cité 2 (QP062026) et Un quartier hors liste"
    assert wording.of_quartiers([], campagne) == ""
