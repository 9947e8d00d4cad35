"""What the Cerfa says of what was to be copied: nothing is said to agree that was not read."""

from typing import Any

import pytest

from packetgen.deposit.blocks import Block
from packetgen.deposit.returned import BUDGET, UNKNOWN, Seen, compare
from packetgen.model.campagne import Campagne
from packetgen.text import NBSP
from tests.tables import table

CASES = table(__file__)


def pages_of(case: dict[str, Any]) -> tuple[str, ...]:
    return tuple(case["pages"].split("«P»"))


def named(case: dict[str, Any]) -> str:
    return str(case["cas"])


@pytest.mark.parametrize("case", CASES["textes"], ids=named)
def test_a_text_is_compared_where_its_label_leads(case: dict[str, Any], campagne: Campagne) -> None:
    block = Block("objectifs", "", "Objectifs", case["colle"], names=("Objectifs",))
    following = Block("description", "", "Description", "", names=("Description",))
    seen = compare((block, following), campagne, pages_of(case))
    assert seen == {"objectifs": Seen(case["verdict"], case.get("lu", ""))}


@pytest.mark.parametrize("case", CASES["lignes"], ids=named)
def test_a_line_of_the_budget_is_compared_by_its_own_amount(
    case: dict[str, Any], campagne: Campagne
) -> None:
    code = f"budget.{case['ligne']}"
    blocks = [Block(code, "", "", str(case["montant"]), side="charges")] if case["montant"] else []
    title = Block(BUDGET, "", "Budget du projet", "")
    read = compare([*blocks, title], campagne, pages_of(case)).get(code, Seen(""))
    assert (read.verdict, read.read.replace(NBSP, " ")) == (case["verdict"], case.get("lu", ""))


def test_a_scan_says_nothing(campagne: Campagne) -> None:
    block = Block("siret", "", "SIRET", "91234500600015")
    assert compare((block,), campagne, ("", "")) == {"siret": UNKNOWN}
