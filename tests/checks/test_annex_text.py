"""What is read in the text of an annex: the right line, or nothing."""

import pytest

from packetgen.campagne.load import load_campagne
from packetgen.checks.annex_text import Seen, amounts_of_line
from packetgen.model.campagne_parts import LigneBudget

LINE = next(
    line for compte in load_campagne(2026).comptes for line in compte.lignes if line.autres_noms
)
LABEL = LINE.libelle


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        (f"74 {LABEL} 4 000", "4000"),
        (f"{LABEL} (CALL) : 4\u202f000,50\u00a0€ 22 %", "4000.5"),
        (f"{LABEL} | 4.000 euros", "4000"),
        (f"64 – Charges de personnel 8 000 | {LABEL} 4 000", "4000"),
        ("Communautés de communes\r\nou d’agglomérations 4 000\r\nCommune(s)", "4000"),
        (f"État\n5 000\n{LABEL}\n4 000\nCommune(s)\n300", "4000"),
        (f"PRODUITS\n{LABEL}\n4 000 €", "4000"),
        ("Intercommunalité(s) : EPCI 4 000", "4000"),
        ("Intercommunalités 4 000", "4000"),
        ("COMMUNAUTES D'AGGLOMERATION 4 000", "4000"),
    ],
)
def test_the_amount_is_that_of_the_line_of_the_epci(text: str, amount: str) -> None:
    assert amounts_of_line(LINE, ("", text)) == [Seen(amount, 2)]
    assert amounts_of_line(LigneBudget("x", "74", "Métropoles"), ("Métropoles 4 000",)) == [
        Seen("4000", 1)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Montant demandé : 4 000 €",
        "Métropoles 4 000",
        f"{LABEL}\nCommune(s) 300",
        f"{LABEL} Commune(s) 300",
        f"{LABEL} 4 000 5 000",
        # names in one column, amounts in the next
        f"État\nRégion(s)\n{LABEL}\n5 000\n4 000",
        f"État\n{LABEL}\n5 000",
        f"{LABEL} 22 %",
        "La communauté d’agglomération compte 36 communes\n4 000",
    ],
)
def test_an_amount_that_may_be_of_another_line_is_not_read(text: str) -> None:
    assert amounts_of_line(LINE, (text,)) == []
