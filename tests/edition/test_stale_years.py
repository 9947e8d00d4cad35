"""Which figures of a text are years of another call, and which are nothing of the kind."""

import pytest

from packetgen.edition.stale_years import Years
from packetgen.model.campagne_parts import AutreAnnee
from packetgen.model.finding import Source

ADMITTED = (AutreAnnee("12\u00a0octobre 2023", ("a.toml",), "Une délibération.", Source("")),)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sous réserve du budget 2025", ["sous réserve du budget 2025"]),
        ("contrats de ville 2024-2030", ["contrats de ville 2024-2030"] * 2),
        ("Depuis 1998, à Lens", ["Depuis 1998, à Lens"]),
        ("En 2026.", ["En 2026."]),
        ("L’appel 2027", []),
        ("loi n° 2000-321, règlement n° 2018-06", []),
        ("délibération n°2023.01664 du 12 octobre 2023", []),
        ("le 22 octobre 2023", ["le 22 octobre 2023"]),
        ("QP062026, 62032, SIRET 12320261234567", []),
        ("12 500 € et 2026 €", ["12 500 € et 2026 €"]),
        ("https://exemple.fr/2025/aide www.exemple.fr/2024", []),
        ("Tél. 03 21 20 26 00", []),
    ],
)
def test_other_years(text: str, found: list[str]) -> None:
    assert list(Years(2027, ADMITTED).others(text, "a.toml")) == found


def test_the_words_around_are_cut_between_words() -> None:
    text = "Un texte bien long avant le budget 2025, et un texte bien long après lui aussi."
    (around,) = Years(2027, ()).others(text, "a.toml")
    assert around == "…bien long avant le budget 2025, et un texte bien long après…"


def test_a_mention_is_admitted_in_its_files_alone_and_noted() -> None:
    years = Years(2027, ADMITTED)
    assert list(years.others("le 12 octobre 2023", "lettre.docx")) == ["le 12 octobre 2023"]
    assert years.met == set()
    assert list(years.others("le 12 octobre\n2023", "a.toml")) == []
    assert years.met == {"12\u00a0octobre 2023"}
