"""What the letter receives: who asks what of whom, and agrees."""

from dataclasses import replace

from tests.documents.contexts.conftest import Made

NBSP = "\u00a0"


def test_the_letter_asks_the_call_in_figures_and_words(made: Made) -> None:
    assert made.lettre["subvention"] == {
        "montant": f"6{NBSP}500{NBSP}€",
        "en_lettres": "six mille cinq cents euros",
        "part": f"27{NBSP}%",
        "budget": f"24{NBSP}000{NBSP}€",
        "budget_avec_contributions": f"30{NBSP}000{NBSP}€",
    }
    without = made.amounts(l864=0, l870=0).lettre["subvention"]
    assert without["budget_avec_contributions"] == ""


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
    own = {"delegation": "", "fonction": "La Présidente", "nom": "Nadia Wattrelos"}
    assert made.lettre["signataire"] == own
    signed = made.porteur(nom_signataire="Karim Delattre", fonction_signataire="Directeur").lettre
    assert signed["signataire"] == {
        "delegation": "Pour la Présidente et par délégation",
        "fonction": "le Directeur",
        "nom": "Karim Delattre",
    }
    assert signed["contact"] == "", "who signs is not told as somebody else to contact"


def test_the_contact_is_told_with_how_to_reach_him(made: Made) -> None:
    assert made.lettre["contact"] == (
        f"Karim Delattre, directeur (06{NBSP}39{NBSP}98{NBSP}12{NBSP}14, karim@jardins1214.example)"
    )
    assert made.porteur(nom_contact="").lettre["contact"] == ""


def test_the_title_stands_within_quotes(made: Made) -> None:
    for typed in ('Un "jardin" pour tous', "Un « jardin » pour tous"):
        assert made.action(intitule=typed).lettre["action"]["intitule"] == "Un “jardin” pour tous"
