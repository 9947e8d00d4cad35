"""Figures, dates and typography, as a French reader expects them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetgen import text
from packetgen.resources import table

TEXTS = table(__file__, "texts.toml")
# Half of a character of two, which no file of text holds
HALF = ("a\ud83db", ["a\ufffdb", 1])


@pytest.mark.parametrize(("amount", "written"), TEXTS["amounts"].items())
def test_amounts(amount: str, written: list[str]) -> None:
    assert [text.euros(Decimal(amount)), text.euros_in_words(Decimal(amount))] == written


@pytest.mark.parametrize(("share", "written"), TEXTS["shares"].items())
def test_a_share_is_rounded_to_the_nearest(share: str, written: str) -> None:
    assert text.percentage(*map(Decimal, share.split("/"))) == written


def test_dates() -> None:
    assert text.long_date(date(2025, 11, 3)) == "3\u00a0novembre 2025"
    assert text.long_date(date(2026, 3, 1)) == "1er\u00a0mars 2026"
    assert text.short_date(date(2025, 11, 3)) == "03/11/2025"


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        (date(2026, 2, 2), date(2026, 11, 30), "du 2\u00a0février au 30\u00a0novembre 2026"),
        (date(2026, 3, 1), date(2026, 3, 15), "du 1er au 15\u00a0mars 2026"),
        (date(2025, 12, 1), date(2026, 1, 9), "du 1er\u00a0décembre 2025 au 9\u00a0janvier 2026"),
        (date(2026, 7, 14), date(2026, 7, 14), "le 14\u00a0juillet 2026"),
        (None, date(2026, 7, 14), ""),
    ],
)
def test_a_period(start: date | None, end: date | None, written: str) -> None:
    assert text.period(start, end) == written


def test_hours_counts_and_words() -> None:
    hours = [text.hours(Decimal(value)) for value in ("24", "1.5", "0.25")]
    assert hours == ["24\u00a0h", "1\u00a0h\u00a030", "0\u00a0h\u00a015"]
    pages = [text.count(number, "page") for number in (0, 1, 2)]
    assert pages == ["0\u00a0page", "1\u00a0page", "2\u00a0pages"]
    assert text.count(2, "cheval", "chevaux") == "2\u00a0chevaux"
    lists: tuple[list[str], ...] = ([], ["a"], ["a", "b", "c"])
    assert [*map(text.enumerate_words, lists)] == ["", "a", "a, b et c"]
    assert text.enumerate_words(["a", "b"], "or") == "a ou b"
    assert [*map(text.lower_first, ("RIB", "Statuts", ""))] == ["RIB", "statuts", ""]
    assert text.upper_first("statuts signés") == "Statuts signés"
    assert text.mask_iban("FR14 20041010050500013M02606") == "FR14\u00a0••••\u00a02606"
    assert text.mask_iban("123") == "••••"


@pytest.mark.parametrize(("one", "other"), TEXTS["names"].items())
def test_fold_absorbs_what_people_write(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


def test_slug_cuts_at_a_word() -> None:
    assert text.slug("Grandir au jardin : ateliers !") == "grandir-au-jardin-ateliers"
    assert text.slug("L’Œuvre & l’été", length=11) == "l-oeuvre-l"


def test_a_structure_is_compared_by_its_bare_name() -> None:
    said = (
        "ASSOCIATION Les Jardins",
        "L’association loi 1901 Les Jardins (LJ)",
        "Asso. Les Jardins",
    )
    assert {text.bare_name(name) for name in said} == {"Les Jardins"}
    assert [*map(text.bare_name, ("Assos", "Association"))] == ["Assos", "Association"]


def test_nearest() -> None:
    assert text.nearest("Vendin-le-Viel", ["Lens", "Vendin-le-Vieil"]) == "Vendin-le-Vieil"
    assert text.nearest("Paris", ["Lens", "Avion"]) == ""


@pytest.mark.parametrize(("raw", "expected"), [*TEXTS["clean"].items(), HALF])
def test_clean(raw: str, expected: list[object]) -> None:
    value, altered = text.clean(raw)
    assert [value, len(altered)] == expected


@pytest.mark.parametrize(("typed", "printed"), TEXTS["typography"].items())
def test_typography(typed: str, printed: str) -> None:
    assert text.french_typography(typed) == printed


@given(st.text(alphabet="ab'\"«» ;:!?.€%12\u00a0\u202f\n", max_size=40))
def test_typography_is_stable(typed: str) -> None:
    once = text.french_typography(typed)
    assert text.french_typography(once) == once


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_an_amount_keeps_its_value(amount: Decimal) -> None:
    figures = text.euros(amount).removesuffix("\u00a0€").replace("\u00a0", "").replace(",", ".")
    assert Decimal(figures) == amount
