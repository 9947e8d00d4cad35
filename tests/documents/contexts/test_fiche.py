"""What the fiche action receives of agents and of the Département."""

from packetgen.documents.contexts.fiche import NO_AGENT
from tests.documents.contexts.conftest import Made


def test_no_agent_is_said_and_no_answer_is_not_a_no(made: Made) -> None:
    for answer, without in ((False, NO_AGENT), (None, "")):
        agents = made.action(agents_departement=answer, interventions=()).fiche_action["agents"]
        assert (agents["participation"], agents["sans_objet"]) == (False, without)


def test_the_departement_that_is_not_asked_has_no_part(made: Made) -> None:
    nobody = made.amounts(l74dep=0).action(
        axe_departement="", agents_departement=False, interventions=()
    )
    assert nobody.fiche_action["departement"]["concerne"] is False
