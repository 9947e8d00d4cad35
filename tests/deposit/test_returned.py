"""What the Cerfa says of what was to be copied: nothing is said to agree that was not read."""

from typing import Any

import pytest

from packetgen.deposit.blocks import BUDGET, Block, Seen, compare
from packetgen.model.campagne import Campagne
from packetgen.text import NBSP
from tests.tables import table

FORM = [
    Block("description", "", "Description", "", names=("Description",)),
    Block(BUDGET, "", "Budget du projet", ""),
]


@pytest.mark.parametrize("case", table(__file__)["cas"], ids=lambda case: str(case["cas"]))
def test_a_text_is_compared_where_its_label_leads_an_amount_on_its_line(
    case: dict[str, Any], campagne: Campagne
) -> None:
    line, text = case.get("ligne", ""), case["colle"]
    code = f"budget.{line}" if line else "objectifs"
    side, names = ("charges", ()) if line else ("", ("Objectifs",))
    block = Block(code, "", "Objectifs", text, names=names, side=side)
    seen = compare([block, *FORM] if text else FORM, campagne, tuple(case["pages"].split("«P»")))
    found = seen.get(code, Seen(""))
    assert (found.verdict, found.read.replace(NBSP, " ")) == (case["verdict"], case.get("lu", ""))
