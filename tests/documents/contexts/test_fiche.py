"""What the fiche action receives: the action, its agents, its budget, its funders."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from packetgen.model.action import Action
from tests.documents.contexts.conftest import Made

NBSP = "\u00a0"


def test_hours_are_computed_line_by_line_and_in_all(made: Made) -> None:
    agents = made.fiche_action["agents"]
    assert [line["heures"] for line in agents["lignes"]] == [f"24{NBSP}h", f"20{NBSP}h"]
    assert agents["lignes"][0]["duree"] == f"1{NBSP}h{NBSP}30"
    assert agents["total"] == f"44{NBSP}h"
    assert agents["participation"] is True


@pytest.mark.parametrize(("answer", "without"), [(False, True), (None, False)])
def test_no_agent_is_said_and_no_answer_is_not_a_no(
    made: Made, answer: bool | None, without: bool
) -> None:
    agents = made.action(agents_departement=answer, interventions=()).fiche_action["agents"]
    assert agents["participation"] is False
    assert agents["sans_objet"] is without


def test_the_budget_is_summed_by_account_with_and_without_contributions(made: Made) -> None:
    budget = made.fiche_action["budget"]
    assert budget["lignes"][0] == {
        "charge": f"60{NBSP}– Achats",
        "charge_montant": f"9{NBSP}000{NBSP}€",
        "produit": f"74{NBSP}– Subventions d’exploitation",
        "produit_montant": f"20{NBSP}500{NBSP}€",
    }
    assert budget["total_charges"] == budget["total_produits"] == f"24{NBSP}000{NBSP}€"
    assert budget["contributions_charges"] == f"6{NBSP}000{NBSP}€"
    assert budget["total_produits_avec_contributions"] == f"30{NBSP}000{NBSP}€"


def test_each_funder_is_told_with_its_share(made: Made) -> None:
    funders = made.fiche_action["budget"]["financeurs"]
    assert [(line["nom"], line["precision"], line["part"]) for line in funders] == [
        ("État", "ANCT, politique de la ville", f"42{NBSP}%"),
        ("Département du Pas-de-Calais", "", f"17{NBSP}%"),
        ("Communauté d’Agglomération de Lens-Liévin (CALL)", "", f"27{NBSP}%"),
    ]


def test_what_is_empty_is_said(made: Made) -> None:
    fiche = made.fiche_action
    assert fiche["action"]["contexte"] == "Non renseigné"
    assert fiche["action"]["inedite"] == "Non renseigné"
    assert fiche["action"]["premiere_demande"] == "Oui"
    assert fiche["public"] == {
        "nombre": "40",
        "femmes": f"24 (60{NBSP}%)",
        "quartiers": "Non renseigné",
        "ages": "Non renseigné",
    }


def without_departement(action: Action) -> dict[str, Any]:
    """The action's budget, which asks nothing of the Département."""
    amounts = {**action.budget.montants, "74dep": Decimal(0)}
    return {"budget": replace(action.budget, montants=amounts)}


def test_the_departement_does_not_concern_an_action_that_never_asked(
    made: Made, action: Action
) -> None:
    assert made.fiche_action["departement"]["concerne"] is True
    nobody = without_departement(action)
    alone = made.action(agents_departement=False, interventions=(), axe_departement="", **nobody)
    assert alone.fiche_action["departement"]["concerne"] is False
    assert "Département du Pas-de-Calais" in alone.liste["non_sollicites"]


def test_agents_without_money_are_asked_of_the_departement(made: Made, action: Action) -> None:
    agents = made.action(axe_departement="", **without_departement(action))
    departement = agents.fiche_action["departement"]
    assert departement["concerne"] is True
    assert departement["montant"] == f"Aucun{NBSP}: seule la participation d’agents est demandée"
    assert agents.liste["non_sollicites"] == "Région Hauts-de-France"
    asked = agents.liste["depots"][2]
    assert (asked["financeur"], asked["montant"], asked["etat"]) == (
        "Département du Pas-de-Calais",
        f"44{NBSP}h d’agents",
        "À déposer",
    )


def test_money_without_agents_is_asked_of_the_departement(made: Made) -> None:
    assert made.liste["depots"][2]["montant"] == f"4{NBSP}000{NBSP}€ et 44{NBSP}h d’agents"
    money = made.action(agents_departement=False, interventions=())
    assert money.liste["depots"][2]["montant"] == f"4{NBSP}000{NBSP}€"


def test_the_region_has_its_part_only_when_it_is_asked(made: Made, action: Action) -> None:
    assert made.fiche_action["region"]["concerne"] is False
    asked = made.action(
        priorite_region="Priorité 2",
        dispositif_region="Nos Quartiers d’Été (NQE)",
        nqe_temps_forts="Le 14 juillet",
        budget=replace(action.budget, montants={**action.budget.montants, "74region": Decimal(9)}),
    )
    assert asked.fiche_action["region"] == {
        "concerne": True,
        "montant": f"9{NBSP}€",
        "priorite": "Priorité 2",
        "dispositif": "Nos Quartiers d’Été (NQE)",
        "fil_rouge": "",
        "temps_forts": f"Le 14{NBSP}juillet",
        "participation": "",
        "ecoresponsable": "",
    }
