"""Choices of a list: said as the list says, otherwise, around, cut short, or not at all."""

from __future__ import annotations

import pytest

from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field
from packetgen.text import NBSP
from packetgen.workbook.layout import list_names
from packetgen.workbook.read.problems import Lecture
from packetgen.workbook.read.typed import Typed
from tests.workbook.read.cases import lectures, message, read_cell


def pick(value: object, choices: str, campagne: Campagne, *, open_list: bool = False) -> Typed:
    """Read a cell whose field, « Pilier », has a list."""
    field = Field("action.choix", "Pilier", "", choices=choices, open_list=open_list)
    return read_cell(value, field, campagne)


@pytest.mark.parametrize("name", list_names())
def test_the_words_of_the_list_need_no_word(name: str, campagne: Campagne) -> None:
    for label in campagne.choices(name):
        assert pick(label, name, campagne) == (label, ())
        assert pick(label.replace(NBSP, " "), name, campagne) == (label, ())


# the list, what is written, the choice that is recognised
RECOGNISED = [
    ("piliers", "AGIR", "Agir"),
    ("piliers", "coope\u0301rer", "Coopérer"),
    ("piliers", "prevenir - reperer", "Prévenir, repérer"),
    ("piliers", "le pilier Agir", "Agir"),
    ("civilites", "MME.", "Madame"),
    ("civilites", "M.", "Monsieur"),
    ("civilites", "Mr", "Monsieur"),
    ("formes", "loi 1901", "Association"),
    ("formes", "Associations", "Association"),
    ("formes", "bailleurs sociaux", "Bailleur social"),
    ("formes", "Mairie", "Commune"),
]
# … that is guessed: its first words
GUESSED = [
    ("priorites", 2, "Priorité 2"),
    ("priorites", "priorité n°1", "Priorité 1"),
    ("quartiers", "QP062024", "QP062024 –"),
    ("quartiers", "Camus", "QP062002 –"),
    ("quartiers", "QP062024 – Cité 12 – 14 (Lens)", "QP062024 –"),
    ("dispositifs", "NQE", "Nos Quartiers d’Été (NQE)"),
    ("formes", "Asso. loi 1901", "Association"),
    ("formes", "Ville de Lens", "Commune"),
    ("civilites", "Mme la Présidente", "Madame"),
    ("piliers", "Préven.", "Prévenir, repérer"),
]
UNKNOWN = [
    ("civilites", "Monsieur/Madame"),
    ("civilites", "M. ou Mme"),
    ("civilites", "Dr"),
    ("formes", "Association ou commune"),
    ("formes", "pas une association"),
    ("formes", "ex association"),
    ("formes", "Fondation"),
    ("piliers", "Agir, coopérer"),
    ("dispositifs", "PIC + NQE"),
    ("pactes", "Pacte des solidarités"),
    ("priorites", "Priorités 1 et 2"),
]


@pytest.mark.parametrize(("choices", "written", "expected"), RECOGNISED)
def test_a_choice_said_otherwise_is_shown_back(
    choices: str, written: str, expected: str, campagne: Campagne
) -> None:
    typed = pick(written, choices, campagne)
    assert (typed.value, lectures(typed)) == (expected, [Lecture.CHOIX_RECONNU])


@pytest.mark.parametrize(("choices", "written", "start"), GUESSED)
def test_words_that_only_one_choice_holds_are_to_be_looked_at(
    choices: str, written: object, start: str, campagne: Campagne
) -> None:
    typed = pick(written, choices, campagne)
    assert str(typed.value).startswith(start)
    assert lectures(typed) == [Lecture.CHOIX_DEVINE]


@pytest.mark.parametrize(("choices", "written"), UNKNOWN)
def test_what_names_two_choices_or_none_is_not_guessed(
    choices: str, written: str, campagne: Campagne
) -> None:
    typed = pick(written, choices, campagne)
    assert (typed.value, lectures(typed)) == (written, [Lecture.CHOIX_INCONNU])


def test_an_unknown_choice_is_refused_with_the_nearest_or_a_short_list(campagne: Campagne) -> None:
    nearest = message(pick("Associatoin", "formes", campagne))
    assert f"Le plus proche{NBSP}: «{NBSP}Association{NBSP}»" in nearest
    listed = message(pick("Dr", "civilites", campagne)).replace(NBSP, " ")
    assert listed.endswith("Les choix : « Madame » ou « Monsieur ».")


def test_an_unknown_quartier_is_kept_for_the_rules_to_judge(campagne: Campagne) -> None:
    assert pick("QN06255M Ville Centre", "quartiers", campagne) == ("QN06255M Ville Centre", ())


def test_an_open_list_keeps_what_it_lacks(campagne: Campagne) -> None:
    assert pick("Arras", "communes", campagne, open_list=True) == ("Arras", ())
    assert pick("lievin", "communes", campagne, open_list=True).value == "Liévin"
