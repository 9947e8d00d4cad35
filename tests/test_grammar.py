"""Names and roles of real life, in a sentence; names are in french_names.csv."""

import csv
from pathlib import Path

import pytest

from packetgen import grammar

LINES = Path(__file__).with_name("french_names.csv").read_text(encoding="utf-8").splitlines()
NAMES = [*csv.DictReader(LINES, delimiter=";")]
M, MME = "Monsieur", "Madame"


@pytest.mark.parametrize("row", NAMES, ids=lambda row: row["nom"])
def test_a_name_elides_and_contracts(row: dict[str, str]) -> None:
    name = row["nom"]
    assert [grammar.de(name), grammar.a(name), grammar.que(name)] == [*row.values()][1:]


@pytest.mark.parametrize(
    ("town", "of", "to"),
    [
        ("La Bassée", "de La Bassée", "à La Bassée"),
        ("L’Isle-Adam", "de L’Isle-Adam", "à L’Isle-Adam"),
        ("Le Touquet", "du Touquet", "au Touquet"),
        ("Les Lilas", "des Lilas", "aux Lilas"),
        ("Office", "d’Office", "à Office"),
    ],
)
def test_a_town_keeps_its_own_capital(town: str, of: str, to: str) -> None:
    assert (grammar.de(town, town=True), grammar.a(town, town=True)) == (of, to)


@pytest.mark.parametrize(
    ("written", "titled"),
    [line.split(" > ") for line in """\
Président > le Président
Présidente > la Présidente
PRÉSIDENTE > la PRÉSIDENTE
présidente > la présidente
La Présidente > la Présidente
Mme la Présidente > la Présidente
Mme la Maire > la Maire
M. le Président-directeur général > le Président-directeur général
Co-présidents > les Co-présidents
Coprésidentes > les Coprésidentes
Les co-présidents > les co-présidents
Vice-présidente du conseil > la Vice-présidente du conseil
Sous-directeur > le Sous-directeur
Secrétaire-trésorière > la Secrétaire-trésorière
Directrice > la Directrice
Cheffe de projet > la Cheffe de projet
Conseillère déléguée > la Conseillère déléguée
Adjointe au maire > l’Adjointe au maire
l'Adjoint > l’Adjoint
Élu > l’Élu
Onzième adjointe, Mme > la Onzième adjointe
Haut-commissaire, M > le Haut-commissaire
Maire, Mme > la Maire
Maire, M > le Maire
1er adjoint, M > le 1er adjoint
Président(e), Mme > la Président(e)
Président·e, M > le Président·e
DGS, Mme > la DGS
Responsable de pôle > Responsable de pôle
M. Maire > le Maire""".splitlines()],
)  # fmt: skip
def test_a_role_takes_its_article(written: str, titled: str) -> None:
    word, _, civility = written.partition(", ")
    assert grammar.titled(word, {"M": M, "Mme": MME}.get(civility, civility)) == titled


def test_a_role_without_civility_nor_article() -> None:
    roles = ["Mme la Maire", "Le Directeur", "l’adjointe", "Directeur", ""]
    assert [*map(grammar.role, roles)] == ["Maire", "Directeur", "adjointe", "Directeur", ""]
