"""Figures, dates and typography, as a French reader expects them."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packetgen import text


@pytest.mark.parametrize(
    ("amount", "figures", "words"),
    [
        ("0", "0\u00a0€", "zéro euro"),
        ("1", "1\u00a0€", "un euro"),
        ("80", "80\u00a0€", "quatre-vingts euros"),
        ("23000.5", "23\u00a0000,50\u00a0€", "vingt-trois mille euros et cinquante centimes"),
        ("2000000", "2\u00a0000\u00a0000\u00a0€", "deux millions d’euros"),
        ("200000", "200\u00a0000\u00a0€", "deux cent mille euros"),
        ("2000001", "2\u00a0000\u00a0001\u00a0€", "deux millions un euros"),
    ],
)
def test_amounts(amount: str, figures: str, words: str) -> None:
    assert text.euros(Decimal(amount)) == figures
    assert text.euros_in_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("amount", "whole", "written"),
    [
        ("1", "8", "13\u00a0%"),
        ("5", "0", ""),
        ("0", "8", "0\u00a0%"),
        ("1", "999", "moins de 1\u00a0%"),
    ],
)
def test_a_share_is_rounded_to_the_nearest(amount: str, whole: str, written: str) -> None:
    assert text.percentage(Decimal(amount), Decimal(whole)) == written


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("VENDIN-LE-VIEIL", "Vendin le Vieil"),
        ("FOUQUIERES- LES-LENS", "Fouquières-lès-Lens"),
        ("St-Élie – Fosse 13", "Saint-Elie - fosse 13"),
        ("Cœur", "coeur"),
        (unicodedata.normalize("NFD", "Liévin"), "LIEVIN"),
    ],
)
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


@pytest.mark.parametrize(
    ("raw", "cleaned", "alterations"),
    [
        (" a\r\nb ", "a\nb", 0),
        ("a\vb", "a\nb", 0),
        ("a_x000D_b", "a\nb", 0),
        (unicodedata.normalize("NFD", "é"), "é", 0),
        ("\uf0b7 un\n\uf0a7 deux\n\uf0d8 trois\uf0fc", "• un\n• deux\n• trois•", 0),
        ("a\x07b", "a\ufffdb", 1),
        ("a\ud83db", "a\ufffdb", 1),
        ("a\u202eb", "ab", 1),
        ("\ufeffAsso\u00adciation\u200b", "Association", 0),
    ],
)
def test_clean(raw: str, cleaned: str, alterations: int) -> None:
    value, altered = text.clean(raw)
    assert value == cleaned
    assert len(altered) == alterations


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'action", "l’action"),
        ('dit "Bonjour"', "dit «\u00a0Bonjour\u00a0»"),
        ("Pourquoi ?", "Pourquoi\u00a0?"),
        ("Objet: demande", "Objet\u00a0: demande"),
        ("12 500 € et 15 %", "12\u00a0500\u00a0€ et 15\u00a0%"),
        ("80%, 1500€, 12500,50 €", "80\u00a0%, 1\u00a0500\u00a0€, 12\u00a0500,50\u00a0€"),
        ("l'\"Atelier\" d'«\u00a0ici\u00a0»", "l’«\u00a0Atelier\u00a0» d’«\u00a0ici\u00a0»"),
        ("le 3 novembre", "le 3\u00a0novembre"),
        ("n° 12, M. Dupont", "n°\u00a012, M.\u00a0Dupont"),
        ("à 8:30, http://a.fr/?b=c", "à 8:30, http://a.fr/?b=c"),
        ("nadia@jardins.example", "nadia@jardins.example"),
        ("03 21 79 05 30", "03 21 79 05 30"),
    ],
)
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
