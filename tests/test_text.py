"""Figures, dates, names and typography, as a French reader expects them: test_text.toml."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from packetgen import grammar, text

TABLE = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
CASES = tomllib.loads(TABLE, parse_float=Decimal)
NO_START = ("period", [None, date(2026, 7, 14)], "")


@pytest.mark.parametrize(("function", "values", "written"), [*CASES["written"], NO_START])
def test_what_is_written(function: str, values: list[object], written: str) -> None:
    home = grammar if hasattr(grammar, function) else text
    assert getattr(home, function)(*values) == written


@pytest.mark.parametrize(("one", "other"), CASES["folded_alike"])
def test_fold_absorbs_what_people_write(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize(
    ("raw", "cleaned", "alterations"), [*CASES["cleaned"], ("a\ud83db", "a\ufffdb", 1)]
)
def test_clean(raw: str, cleaned: str, alterations: int) -> None:
    value, altered = text.clean(raw)
    assert value == cleaned
    assert len(altered) == alterations


@pytest.mark.parametrize(("name", "of", "to", "that"), CASES["names"])
def test_a_name_elides_and_contracts(name: str, of: str, to: str, that: str) -> None:
    assert (grammar.de(name), grammar.a(name), grammar.que(name)) == (of, to, that)


@pytest.mark.parametrize(("town", "of", "to"), CASES["towns"])
def test_a_town_keeps_its_own_capital(town: str, of: str, to: str) -> None:
    assert (grammar.de(town, town=True), grammar.a(town, town=True)) == (of, to)


def test_a_role_takes_its_article_or_is_without_civility_nor_article() -> None:
    for role, civilite, titled in CASES["roles"]:
        assert grammar.titled(role, civilite) == titled
    for role, bare in CASES["bare_roles"]:
        assert grammar.role(role) == bare


@given(st.text(alphabet="ab'\"«» ;:!?.€%12\u00a0\u202f\n", max_size=40))
def test_typography_is_stable(typed: str) -> None:
    once = text.french_typography(typed)
    assert text.french_typography(once) == once


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_an_amount_keeps_its_value(amount: Decimal) -> None:
    figures = text.euros(amount).removesuffix("\u00a0€").replace("\u00a0", "").replace(",", ".")
    assert Decimal(figures) == amount


@given(st.integers(0, 10**10))
def test_a_number_in_words_is_that_of_the_library_of_all_languages(number: int) -> None:
    for each in (number, number % 1_000_000, number % 1000):
        assert grammar.in_words(each) == num2words(each, lang="fr")
