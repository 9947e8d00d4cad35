"""What the fiche action receives where there is no answer."""

from packetgen.documents.contexts.fiche import NO_AGENT
from tests.documents.contexts.conftest import Made

NBSP = "\u00a0"


def test_no_agent_is_said_and_no_answer_is_not_a_no(made: Made) -> None:
    for answer, without in ((False, NO_AGENT), (None, "")):
        agents = made.action(agents_departement=answer, interventions=()).fiche_action["agents"]
        assert (agents["participation"], agents["sans_objet"]) == (False, without)


def test_what_is_empty_is_said(made: Made) -> None:
    fiche = made.fiche_action
    assert fiche["action"]["contexte"] == "Non renseigné"
    assert fiche["action"]["inedite"] == "Non renseigné"
    assert fiche["public"] == {
        "nombre": "40",
        "femmes": f"24 (60{NBSP}%)",
        "quartiers": "Non renseigné",
        "ages": "Non renseigné",
    }


def test_the_departement_that_is_not_asked_has_no_part(made: Made) -> None:
    nobody = made.amounts(l74dep=0).action(
        axe_departement="", agents_departement=False, interventions=()
    )
    assert nobody.fiche_action["departement"]["concerne"] is False
