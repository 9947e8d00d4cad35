"""Choices of a list: said as the list says, otherwise, around, cut short, or not at all."""

import pytest

from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field
from packetgen.resources import table
from packetgen.text import NBSP
from packetgen.workbook.layout import list_names
from packetgen.workbook.read.typed import Typed
from tests.workbook.read.cases import lectures, message, read_cell


def pick(value: object, choices: str, campagne: Campagne, *, open_list: bool = False) -> Typed:
    field = Field("action.choix", "Pilier", "", choices=choices, open_list=open_list)
    return read_cell(value, field, campagne)


@pytest.mark.parametrize("name", list_names())
def test_the_words_of_the_list_need_no_word(name: str, campagne: Campagne) -> None:
    for label in campagne.choices(name):
        assert pick(label, name, campagne) == (label, ())
        assert pick(label.replace(NBSP, " "), name, campagne) == (label, ())


CASES = table(__file__, "choices.toml")


@pytest.mark.parametrize(
    ("lecture", "choices", "written", "start"),
    [(name, *case) for name, cases in CASES.items() for case in cases],
)
def test_a_choice_said_otherwise_is_recognised_guessed_or_refused(
    lecture: str, choices: str, written: object, start: str, campagne: Campagne
) -> None:
    typed = pick(written, choices, campagne)
    assert str(typed.value).startswith(start)
    assert lectures(typed) == [lecture]


def test_an_unknown_choice_is_refused_with_the_nearest_or_a_short_list(campagne: Campagne) -> None:
    nearest = message(pick("Associatoin", "formes", campagne))
    assert f"Le plus proche{NBSP}: «{NBSP}Association{NBSP}»" in nearest
    listed = message(pick("Dr", "civilites", campagne)).replace(NBSP, " ")
    assert listed.endswith("Les choix : « Madame » ou « Monsieur ».")


def test_an_open_list_and_the_quartiers_keep_what_they_lack(campagne: Campagne) -> None:
    assert pick("QN06255M Ville Centre", "quartiers", campagne) == ("QN06255M Ville Centre", ())
    assert pick("Arras", "communes", campagne, open_list=True) == ("Arras", ())
    assert pick("lievin", "communes", campagne, open_list=True).value == "Liévin"
