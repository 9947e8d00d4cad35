"""Names and roles of real life, in a sentence: french_names.csv and french_roles.csv."""

import csv
from pathlib import Path

import pytest

from packetgen import grammar


def rows(name: str) -> list[tuple[str, ...]]:
    """The rows of a table beside this file, without its heading."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [tuple(row) for row in csv.reader(text.splitlines()[1:], delimiter=";")]


@pytest.mark.parametrize(("name", "of", "to", "that"), rows("french_names.csv"))
def test_a_name_elides_and_contracts(name: str, of: str, to: str, that: str) -> None:
    assert (grammar.de(name), grammar.a(name), grammar.que(name)) == (of, to, that)


def test_a_town_keeps_its_own_capital() -> None:
    towns = ("La Bassée", "L’Isle-Adam", "Le Touquet", "Les Lilas", "Office")
    of = ["de La Bassée", "de L’Isle-Adam", "du Touquet", "des Lilas", "d’Office"]
    to = ["à La Bassée", "à L’Isle-Adam", "au Touquet", "aux Lilas", "à Office"]
    assert [grammar.de(town, town=True) for town in towns] == of
    assert [grammar.a(town, town=True) for town in towns] == to


@pytest.mark.parametrize(("role", "civilite", "titled"), rows("french_roles.csv"))
def test_a_role_takes_its_article(role: str, civilite: str, titled: str) -> None:
    assert grammar.titled(role, civilite) == titled


def test_a_role_without_civility_nor_article() -> None:
    roles = ["Mme la Maire", "Le Directeur", "l’adjointe", "Directeur", ""]
    assert [*map(grammar.role, roles)] == ["Maire", "Directeur", "adjointe", "Directeur", ""]
