"""What the letter receives: who asks what of whom, and agrees."""

from dataclasses import replace

from tests.documents.contexts.conftest import Made


def test_what_is_not_there_is_not_written(made: Made) -> None:
    without = made.amounts(l864=0, l870=0).lettre["subvention"]
    assert without["budget_avec_contributions"] == ""
    assert made.porteur(nom_contact="").lettre["contact"] == ""
    assert made.action(numero_dauphin="").lettre["reference"] == ""
    made.placed = ()
    assert made.lettre["pieces_jointes"] == ""


def test_the_appel_agrees_with_the_addressee(made: Made) -> None:
    assert made.lettre["appel"] == "Monsieur le Président"
    woman = replace(made.campagne.destinataire, civilite="Madame")
    made.campagne = replace(made.campagne, destinataire=woman)
    assert made.lettre["appel"] == "Madame la Présidente"
