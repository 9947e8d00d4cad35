"""What the page says has no word of the terminal."""

import re
from pathlib import Path

import pytest

import packetgen
from packetgen.web.association.wording import iso, without_terminal
from tests.tables import texts_of

ROOM = ("annexes", "bundle", "checks", "convert", "pipeline", "system", "workbook")
TERMINAL = re.compile(r"relancez|à côté du\s+classeur|(?<![-«])--[a-z]|packetgen nouveau|terminal")
# Never on the page: words of a workbook, of a comment, of the commands themselves
OF_COMMANDS = ("workbook/write/words.toml", "pipeline/outcome.py", "system/streams.py")


def test_no_sentence_of_the_page_sends_to_the_terminal() -> None:
    root = Path(packetgen.__file__).parent
    paths = {p for room in ROOM for end in ("py", "toml") for p in (root / room).rglob(f"*.{end}")}
    paths -= {root / each for each in OF_COMMANDS}
    found = [text for path in paths for text in texts_of(path, docstrings=False)]
    told = [each for each in found if TERMINAL.search(each) and " " in each]
    assert len(told) > 15
    assert [each for each in map(without_terminal, told) if TERMINAL.search(each)] == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [("3/11/2025", "2025-11-03"), ("03/11/2025", "2025-11-03"), ("", ""), ("31/02/2026", None)],
)
def test_a_french_date_is_written_as_browsers_do(typed: str, day: str | None) -> None:
    assert iso(typed) == day
