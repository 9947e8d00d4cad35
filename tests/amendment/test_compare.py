"""What a comparison tells of two bundles: each change, and nothing that did not change."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Pdf

from packetgen.amendment.compare import Record, compare, excerpts
from packetgen.bundle.ledger import RECORD
from packetgen.model.campagne import Campagne
from tests.tables import table


@pytest.fixture(scope="module")
def record(sent: Path) -> Record:
    with Pdf.open(next(sent.glob("output/*.pdf"))) as pdf:
        found: Record = json.loads(pdf.attachments[RECORD].get_file().read_bytes())
    return found


def changed(record: Record, path: str, value: object) -> None:
    *holders, last = path.split(".")
    held: Any = record
    for name in holders:
        is_piece = isinstance(held, list) and not name.isdigit()
        named = {each["code"]: each for each in held} if is_piece else held
        held = named[int(name) if name.isdigit() else name]
    held[last] = value


@pytest.mark.parametrize("case", table(__file__)["changes"], ids=lambda case: case["name"])
def test_each_change_is_told_and_nothing_else(
    case: dict[str, Any], record: Record, campagne: Campagne
) -> None:
    after = deepcopy(record)
    for path, value in case["set"].items():
        changed(after, path, value)
    told = [
        " | ".join(filter(None, (f"{section.title} : {news.sentence}", news.before, news.after)))
        for section in compare(record, after, campagne)
        for news in section.news
    ]
    assert [each.replace("\u00a0", " ") for each in told] == case["told"]


def test_two_places_of_a_long_text_are_told_apart() -> None:
    text = " ".join(map(str, range(100)))
    found = [*excerpts(text, text.replace(" 20 ", " vingt ").replace(" 80 ", " "))]
    assert [one.split()[7] for one, _ in found] == ["20", "80"]
    assert all("50" not in one for pair in found for one in pair)
