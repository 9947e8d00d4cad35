"""What the fiche action receives: the action, its agents, its budget, its funders."""

from typing import Any

from packetgen.documents.contexts.fiche import NO_AGENT
from tests.documents.contexts.conftest import Made

NBSP = "\u00a0"


def test_hours_are_computed_line_by_line_and_in_all(made: Made) -> None:
    agents = made.fiche_action["agents"]
    assert [line["heures"] for line in agents["lignes"]] == [f"24{NBSP}h", f"20{NBSP}h"]
    assert agents["lignes"][0]["duree"] == f"1{NBSP}h{NBSP}30"
    assert agents["total"] == f"44{NBSP}h"
    assert agents["participation"] is True


def test_no_agent_is_said_and_no_answer_is_not_a_no(made: Made) -> None:
    for answer, without in ((False, NO_AGENT), (None, "")):
        agents = made.action(agents_departement=answer, interventions=()).fiche_action["agents"]
        assert (agents["participation"], agents["sans_objet"]) == (False, without)


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
    renewed = made.action(premiere_demande=False).fiche_action["action"]
    assert renewed["premiere_demande"] == "Non (renouvellement)"
    assert fiche["public"] == {
        "nombre": "40",
        "femmes": f"24 (60{NBSP}%)",
        "quartiers": "Non renseigné",
        "ages": "Non renseigné",
    }


def test_money_agents_or_neither_are_asked_of_the_departement(made: Made) -> None:
    assert made.fiche_action["departement"]["concerne"] is True
    assert made.liste["depots"][2]["montant"] == f"4{NBSP}000{NBSP}€ et 44{NBSP}h d’agents"
    no_agent: dict[str, Any] = {"agents_departement": False, "interventions": ()}
    money = made.action(**no_agent)
    assert money.liste["depots"][2]["montant"] == f"4{NBSP}000{NBSP}€"
    agents = made.amounts(l74dep=0).action(axe_departement="")
    nobody = agents.action(**no_agent)
    assert nobody.fiche_action["departement"]["concerne"] is False
    assert "Département du Pas-de-Calais" in nobody.liste["non_sollicites"]
    departement = agents.fiche_action["departement"]
    assert departement["concerne"] is True
    assert departement["montant"] == "Aucun : seule la participation d’agents est demandée"
    assert agents.liste["non_sollicites"] == "Région Hauts-de-France"
    asked = agents.liste["depots"][2]
    assert (asked["montant"], asked["etat"]) == (f"44{NBSP}h d’agents", "À déposer")


def test_the_region_has_its_part_only_when_it_is_asked(made: Made) -> None:
    assert made.fiche_action["region"]["concerne"] is False
    asked = made.amounts(l74region=9).action(
        priorite_region="Priorité 2", dispositif_region="NQE", nqe_temps_forts="Le 14 juillet"
    )
    assert asked.fiche_action["region"] == {
        "concerne": True,
        "montant": f"9{NBSP}€",
        "priorite": "Priorité 2",
        "dispositif": "NQE",
        "temps_forts": "Le 14 juillet",
        **dict.fromkeys(("fil_rouge", "participation", "ecoresponsable"), ""),
    }
