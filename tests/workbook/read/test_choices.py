"""Choices of a list: said as the list says, otherwise, around, cut short, or not at all."""

import pytest

from packetgen.model.campagne import Campagne
from packetgen.model.fields import Field
from packetgen.text import NBSP
from packetgen.workbook.layout import list_names
from packetgen.workbook.read.problems import Lecture
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


# the list, what is written, what the value begins with
CASES: dict[Lecture, list[tuple[str, object, str]]] = {
    Lecture.CHOIX_RECONNU: [
        ("piliers", "AGIR", "Agir"),
        ("piliers", "coope\u0301rer", "Coopérer"),
        ("piliers", "prevenir - reperer", "Prévenir, repérer"),
        ("piliers", "le pilier Agir", "Agir"),
        ("civilites", "MME.", "Madame"),
        ("civilites", "M.", "Monsieur"),
        ("formes", "loi 1901", "Association"),
        ("formes", "bailleurs sociaux", "Bailleur social"),
        ("formes", "Mairie", "Commune"),
        ("priorites", "priorité n°1", "Priorité 1"),
        ("quartiers", "QP062024", "QP062024 –"),
        ("quartiers", "Cité 2", "QP062026 –"),
        ("dispositifs", "NQE", "Nos Quartiers d’Été (NQE)"),
        ("dispositifs", "Nos quartiers d'été", "Nos Quartiers d’Été (NQE)"),
    ],
    Lecture.CHOIX_DEVINE: [
        ("priorites", 2, "Priorité 2"),
        ("quartiers", "QP062024 – Cité 12 – 14 (Lens)", "QP062024 –"),
        ("dispositifs", "Quartiers d’été", "Nos Quartiers d’Été (NQE)"),
        ("formes", "Asso. loi 1901", "Association"),
        ("formes", "Ville de Lens", "Commune"),
        ("civilites", "Mme la Présidente", "Madame"),
        ("piliers", "Préven.", "Prévenir, repérer"),
    ],
    # two choices, or none
    Lecture.CHOIX_INCONNU: [
        *(("civilites", said, said) for said in ("Monsieur/Madame", "M. ou Mme", "Dr")),
        *(("formes", said, said) for said in ("Association ou commune", "pas une association")),
        *(("formes", said, said) for said in ("ex association", "Fondation")),
        ("piliers", "Agir, coopérer", "Agir, coopérer"),
        ("dispositifs", "PIC + NQE", "PIC + NQE"),
        ("pactes", "Pacte des solidarités", "Pacte des solidarités"),
        ("priorites", "Priorités 1 et 2", "Priorités 1 et 2"),
    ],
}


@pytest.mark.parametrize(
    ("lecture", "choices", "written", "start"),
    [(lecture, *case) for lecture, cases in CASES.items() for case in cases],
)
def test_a_choice_said_otherwise_is_recognised_guessed_or_refused(
    lecture: Lecture, choices: str, written: object, start: str, campagne: Campagne
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
