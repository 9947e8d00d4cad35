"""What changed between two states of a list, and how it is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetgen.amendment.compare import excerpts
from packetgen.edition.diff import labels_of, sentences, year_differences
from packetgen.edition.toml_edit import in_order
from packetgen.model.campagne import Campagne
from packetgen.model.campagne_lists import LISTS, Values

BY_NAME = {liste.name: liste for liste in LISTS}


def said(campagne: Campagne, name: str, change: list[Values]) -> list[str]:
    """The sentences when the list `name` becomes `change`, no-break spaces as spaces."""
    liste = BY_NAME[name]
    names, found = labels_of(campagne), year_differences(liste, liste.entries(campagne), change)
    return [text.replace("\u00a0", " ") for one in found for _, text in sentences(one, names)]


def entries(campagne: Campagne, name: str) -> list[Values]:
    """The entries of a list, to change."""
    return list(BY_NAME[name].entries(campagne))


CHANGES: list[tuple[str, Values, list[str]]] = [
    ("quartiers", {"communes": ("62032", "62065")},
     ["Quartier QP062002 – Camus, commune : « Angres » devient « Angres et Avion »."]),
    # a new code with the same name is the same quartier
    ("quartiers", {"code": "QN06255M"},
     ["Quartier QP062002 – Camus, code : « QP062002 » devient « QN06255M »."]),
    ("calendrier", {"debut": date(2026, 9, 1), "fin": None},
     ["Étape « Lancement », début : 17 septembre 2025 devient 1er septembre 2026.",
      "Étape « Lancement », fin : 17 octobre 2025, retiré."]),
    ("seuils", {"valeur": 20000}, [", valeur : 15 devient 20 000."]),
    ("pieces", {"obligatoire": False}, ["« oui » devient « non »."]),
    ("pieces", {"aide": ""}, ["que packetgen produit. » devient rien."]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "sentences"), CHANGES)
def test_what_changed_in_an_entry_is_said(
    name: str, change: Values, sentences: list[str], campagne: Campagne
) -> None:
    first, *others = entries(campagne, name)
    told = said(campagne, name, [{**first, **change}, *others])
    assert len(told) == len(sentences)
    assert all(one.endswith(end) for one, end in zip(told, sentences, strict=True))


def test_entries_come_and_go(campagne: Campagne) -> None:
    listed = entries(campagne, "communes")
    new = {**listed[0], "insee": "62999", "nom": "Neuville", "code_postal": "62999"}
    assert said(campagne, "communes", [*listed[1:], new]) == [
        "Commune Neuville : ajoutée (code INSEE 62999, code postal 62999, membre de"
        " l’agglomération oui).",
        "Commune Angres : retirée.",
    ]


def test_a_new_order_is_said_once(campagne: Campagne) -> None:
    listed = entries(campagne, "pieces")
    for order in ([*listed[1:], listed[0]], listed[::-1]):
        assert said(campagne, "pieces", order) == ["Pièces : l’ordre des lignes change."]


def test_a_column_that_is_not_there_has_not_changed(campagne: Campagne) -> None:
    liste, listed = BY_NAME["communes"], entries(campagne, "communes")
    cut = [{key: value for key, value in entry.items() if key != "nom"} for entry in listed]
    assert [*year_differences(liste, listed, cut)] == []


@given(st.permutations(range(12)))
def test_what_stays_in_order_is_the_longest_rising_run(order: list[int]) -> None:
    stay = in_order(order)
    kept = [number for number in order if number in stay]
    assert kept == sorted(kept)
    # the classic count of the longest increasing subsequence, by another way
    best = [1] * len(order)
    for n, number in enumerate(order):
        best[n] += max((best[m] for m in range(n) if order[m] < number), default=0)
    assert len(kept) == max(best)


@given(st.integers(0, 19), st.permutations(range(19)))
def test_pairs_follow_the_keys_whatever_the_order(removed: int, order: list[int]) -> None:
    liste = BY_NAME["seuils"]
    before: list[Values] = [
        {column.path: f"{column.path}{n}" for column in liste.columns} for n in range(19)
    ]
    after = [before[n] for n in order if n != removed]
    found = [each.change for each in year_differences(liste, before, after)]
    assert [each for each in found if each != "moved"] == ["removed"] * (removed < 19)


@given(st.text("abc ", min_size=200, max_size=300), st.text("xyz", min_size=1, max_size=9))
def test_excerpts_show_what_differs(text: str, other: str) -> None:
    [(before, after)] = excerpts(text, f"{text[:150]}{other}{text[150:]}")
    assert other in after
    assert before != after
