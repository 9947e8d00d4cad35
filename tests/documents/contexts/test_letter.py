"""What the letter receives: who asks what of whom, and agrees."""

from dataclasses import replace
from typing import Literal

import pytest

from tests.documents.contexts.conftest import Made


def test_what_is_not_there_is_not_written(made: Made) -> None:
    without = made.amounts(l864=0, l870=0).lettre["subvention"]
    assert without["budget_avec_contributions"] == ""
    assert made.porteur(nom_contact="").lettre["contact"] == ""
    assert made.action(numero_dauphin="").lettre["reference"] == ""
    made.placed = ()
    assert made.lettre["pieces_jointes"] == ""


@pytest.mark.parametrize(
    ("titre", "civilite", "said"),
    [
        ("Président", "Madame", "Lettre à la Présidente : Madame la Présidente"),
        ("Présidente de la CA", "Monsieur", "Lettre au Président : Monsieur le Président"),
        ("Maire", "Madame", "Lettre à la Maire : Madame la Maire"),
    ],
)
def test_words_agree_with_the_addressee(
    made: Made, titre: str, civilite: Literal["Madame", "Monsieur"], said: str
) -> None:
    whom = replace(made.campagne.destinataire, titre=titre, civilite=civilite)
    role = whom.fonction
    for written in (said, f"Lettre au {role} : Monsieur le {role}"):
        assert whom.agreed(written) == said
