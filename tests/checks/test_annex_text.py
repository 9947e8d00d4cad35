"""What is read in the text of an annex: the right line, or nothing."""

import pytest

from packetgen.campagne.load import load_campagne
from packetgen.checks.annex_text import Seen, amounts_of_line
from packetgen.model.campagne_parts import LigneBudget
from tests.tables import table

LINES = (line for compte in load_campagne(2026).comptes for line in compte.lignes)
LINE = next(line for line in LINES if line.autres_noms)
CASES = table(__file__)


@pytest.mark.parametrize(("text", "amount"), CASES["read"])
def test_the_amount_is_that_of_the_line_of_the_epci(text: str, amount: str) -> None:
    assert amounts_of_line(LINE, ("", text.replace("«LIGNE»", LINE.libelle))) == [Seen(amount, 2)]
    other = LigneBudget("x", "74", "Métropoles")
    assert amounts_of_line(other, ("Métropoles 4 000",)) == [Seen("4000", 1)]


@pytest.mark.parametrize("text", CASES["in_doubt"])
def test_an_amount_that_may_be_of_another_line_is_not_read(text: str) -> None:
    assert amounts_of_line(LINE, (text.replace("«LIGNE»", LINE.libelle),)) == []
