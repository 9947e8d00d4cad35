"""What each template receives: plain text that says what the dossier says, and agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from packetgen.model.action import Action
from packetgen.model.action_tables import CommuneConcernee
from packetgen.model.bundle import PlacedPart
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from tests.documents.conftest import contexts_of

NBSP = "\u00a0"
AFTER = date(2025, 11, 10)


@dataclass
class Made:
    """The three contexts of a dossier, changed at will."""

    dossier: Dossier
    campagne: Campagne
    today: date
    placed: Sequence[PlacedPart]

    def porteur(self, **changes: object) -> Made:
        porteur = replace(self.dossier.porteur, **cast(Any, changes))
        return replace(self, dossier=replace(self.dossier, porteur=porteur))

    def action(self, **changes: object) -> Made:
        action = replace(self.dossier.actions[0], **cast(Any, changes))
        return replace(self, dossier=replace(self.dossier, actions=(action,)))

    def __getattr__(self, name: str) -> dict[str, Any]:
        """`lettre`, `fiche_action`, `liste`."""
        return contexts_of(self.dossier, self.campagne, self.today, self.placed)[name]


@pytest.fixture
def made(dossier: Dossier, campagne: Campagne, today: date, placed: tuple[PlacedPart, ...]) -> Made:
    """The contexts of the association's dossier."""
    return Made(dossier, campagne, today, placed)


# The letter


def test_the_letter_asks_the_call_in_figures_and_words(made: Made, action: Action) -> None:
    assert made.lettre["subvention"] == {
        "montant": f"6{NBSP}500{NBSP}€",
        "en_lettres": "six mille cinq cents euros",
        "part": f"27{NBSP}%",
        "budget": f"24{NBSP}000{NBSP}€",
        "budget_avec_contributions": f"30{NBSP}000{NBSP}€",
    }
    amounts = {k: v for k, v in action.budget.montants.items() if k not in ("864", "870")}
    asked = made.action(budget=replace(action.budget, montants=amounts)).lettre["subvention"]
    assert asked["budget_avec_contributions"] == ""


def test_the_letter_joins_only_what_is_there(made: Made) -> None:
    assert made.lettre["pieces_jointes"] == (
        f"7{NBSP}pièces (fiche action, liste des pièces, dossier Cerfa déposé sur Dauphin, statuts,"
        " liste des dirigeants, RIB et PV du conseil municipal)"
    )
    made.placed = ()
    assert made.lettre["pieces_jointes"] == ""


def test_the_letter_refers_to_dauphin(made: Made) -> None:
    sent = f"dossier Dauphin n°{NBSP}DA26000417, transmis le 4{NBSP}novembre 2025"
    assert made.lettre["reference"] == sent
    assert made.action(date_dauphin=None).lettre["reference"].endswith("DA26000417")
    assert made.action(numero_dauphin="").lettre["reference"] == ""


def test_the_appel_agrees_with_the_addressee(made: Made) -> None:
    assert made.lettre["appel"] == "Monsieur le Président"
    woman = replace(made.campagne.destinataire, civilite="Madame")
    made.campagne = replace(made.campagne, destinataire=woman)
    assert made.lettre["appel"] == "Madame la Présidente"


def test_the_representative_signs_or_another_person_by_delegation(made: Made) -> None:
    assert made.lettre["signataire"] == {
        "delegation": "",
        "fonction": "La Présidente",
        "nom": "Nadia Wattrelos",
    }
    signed = made.porteur(nom_signataire="Karim Delattre", fonction_signataire="Directeur").lettre
    assert signed["signataire"] == {
        "delegation": "Pour la Présidente et par délégation",
        "fonction": "Directeur",
        "nom": "Karim Delattre",
    }
    assert signed["contact"] == "", "who signs is not told as somebody else to contact"


def test_the_contact_is_told_with_how_to_reach_him(made: Made) -> None:
    assert made.lettre["contact"] == (
        f"Karim Delattre, directeur (06{NBSP}00{NBSP}00{NBSP}00{NBSP}00, karim@jardins.example)"
    )
    assert made.porteur(nom_contact="").lettre["contact"] == ""


def test_free_text_gets_french_typography_but_the_title_stays_as_on_dauphin(made: Made) -> None:
    changed = made.action(intitule="L'action", description='L\'eau : "oui" !').lettre["action"]
    assert changed["intitule"] == "L'action"
    assert changed["description"] == f"L’eau{NBSP}: «{NBSP}oui{NBSP}»{NBSP}!"


# The fiche action


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


# The checklist


def row(context: dict[str, Any], numero: int) -> dict[str, Any]:
    """The line of a piece in the checklist."""
    return next(line for line in context["pieces"] if line["numero"] == str(numero))


def test_each_piece_says_why_it_is_owed_and_where_it_stands(made: Made) -> None:
    checklist = made.liste
    assert row(checklist, 5) == {
        "numero": "5",
        "titre": "Statuts",
        "exigence": "Obligatoire",
        "source": "Note de cadrage 2026, L510-511",
        "etat": "Intégrée",
        "jointe": True,
        "notes": "",
        "fichier": "statuts.pdf",
        "pages": f"p.{NBSP}16 à 23",
    }
    assert row(checklist, 6)["notes"] == "Réparé"
    assert row(checklist, 7)["etat"] == "Absente"
    assert row(checklist, 9)["exigence"] == "Ajoutée par le porteur"
    assert row(checklist, 8)["pages"] == f"p.{NBSP}26"
    iban = made.dossier.porteur.iban
    assert iban[-8:] not in repr((made.lettre, made.fiche_action, checklist))


def test_what_is_missing_is_said_first(made: Made) -> None:
    assert made.liste["decompte"] == "7 sur 8"
    assert made.liste["manque"] == "récépissé de déclaration au JO"
    assert "comptes approuvés du dernier exercice" in made.liste["facultatives"]
    assert made.liste["non_demandees"] == ""


def test_a_commune_owes_less(made: Made) -> None:
    town = made.porteur(forme="Commune")
    town.placed = tuple(p for p in made.placed if p.part.code not in ("statuts", "dirigeants"))
    assert row(town.liste, 7)["exigence"] == "Non demandée à cette structure"
    assert town.liste["decompte"] == "5 sur 5"
    assert town.liste["manque"] == ""
    assert town.liste["non_demandees"] == "statuts et liste des dirigeants"


def test_an_optional_piece_says_that_the_note_does_not_ask_it(made: Made) -> None:
    placed = made.placed[-1]
    made.placed = (replace(placed, part=replace(placed.part, code="comptes")),)
    assert made.liste["pieces"][0]["exigence"] == "Facultative"
    assert made.liste["pieces"][0]["source"] == "Hors de la note"


def test_deposits_follow_the_budget(made: Made) -> None:
    checklist = made.liste
    assert [deposit["financeur"] for deposit in checklist["depots"]] == [
        "Communauté d’Agglomération de Lens-Liévin (CALL)",
        "État",
        "Département du Pas-de-Calais",
    ]
    assert checklist["non_sollicites"] == "Région Hauts-de-France"
    assert checklist["depots"][0]["etat"].endswith("\nLettre : à signer et à envoyer")
    assert checklist["depots"][2]["etat"] == "À déposer"
    assert checklist["depots"][2]["echeance"] == "La note ne fixe pas de date"
    deposited = made.action(date_departement=date(2025, 11, 5)).liste["depots"][2]
    assert (deposited["etat"], deposited["echeance"]) == (f"Déposé le 5{NBSP}novembre 2025", "")


def test_the_region_comes_after_the_selection(made: Made, action: Action) -> None:
    amounts = {**action.budget.montants, "74region": Decimal(2000)}
    asked = made.action(budget=replace(action.budget, montants=amounts)).liste["depots"][2]
    assert asked["etat"] == "À déposer si le dossier est retenu"
    assert asked["contacts"][0]["nom"] == "Luc CARDON"


@pytest.mark.parametrize(
    ("theme", "names"),
    [
        ("Habitat et cadre de vie", ["Paul DELVAL"]),
        ("Sport", ["Anne MARTEL"]),
        ("Un thème libre", ["Anne MARTEL", "Paul DELVAL"]),
        ("Culture", ["Anne MARTEL", "Paul DELVAL"]),
    ],
)
def test_the_theme_designates_who_follows_the_dossier(
    made: Made, theme: str, names: list[str]
) -> None:
    call = made.action(theme=theme).liste["depots"][0]
    assert [contact["nom"] for contact in call["contacts"]] == names


@pytest.mark.parametrize(
    ("sent", "today", "state"),
    [
        (date(2025, 11, 4), AFTER, f"Transmis le 4{NBSP}novembre 2025"),
        (
            date(2025, 11, 8),
            AFTER,
            f"Transmis le 8{NBSP}novembre 2025, après l’échéance du 7{NBSP}novembre 2025",
        ),
        (None, date(2025, 11, 7), f"À transmettre, au plus tard le 7{NBSP}novembre 2025"),
        (None, date(2025, 11, 8), f"À transmettre, délai échu le 7{NBSP}novembre 2025"),
    ],
)
def test_a_deadline_is_said_calmly(made: Made, sent: date | None, today: date, state: str) -> None:
    made.today = today
    dauphin = made.action(date_dauphin=sent).liste["dauphin"]
    assert dauphin["etat"] == state
    assert dauphin["periode"].endswith("7\u00a0novembre 2025 (dates déduites de la note)")


def test_the_deadline_stands_beside_what_it_bounds_while_nothing_is_sent(made: Made) -> None:
    made.today = AFTER
    call = made.action(date_dauphin=None).liste["depots"][0]
    assert call["echeance"] == f"Délai échu le 7{NBSP}novembre 2025"
    assert made.liste["depots"][0]["echeance"] == ""


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
