"""What the page says has no word of the terminal."""

import ast
import re
from pathlib import Path

import pytest

import packetgen
from packetgen.web.association.wording import iso, without_terminal
from tests.tables import texts_of

ROOM = ("annexes", "bundle", "checks", "convert", "pipeline", "system", "workbook")
TERMINAL = re.compile(r"relancez|à côté du\s+classeur|(?<![-«])--[a-z]|packetgen nouveau|terminal")
# Never on the page: words of a workbook, of a comment, of the commands themselves
OF_COMMANDS = ("workbook/write/lisez-moi.toml", "pipeline/outcome.py", "system/streams.py")


def sentences() -> list[str]:
    """The French texts of the code that the page may show."""
    root = Path(packetgen.__file__).parent
    found: list[str] = []
    for room in ROOM:
        for path in (root / room).rglob("*.*"):
            if path.relative_to(root).as_posix() in OF_COMMANDS:
                continue
            if path.suffix == ".toml":
                found += texts_of(path)
            elif path.suffix == ".py":
                tree = ast.parse(path.read_text(encoding="utf-8"))
                docs = {
                    node.body[0].value
                    for node in ast.walk(tree)
                    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
                    and isinstance(node.body[0], ast.Expr)
                }
                found += [
                    node.value
                    for node in ast.walk(tree)
                    if isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and node not in docs
                ]
    return [each for each in found if TERMINAL.search(each) and " " in each]


def test_no_sentence_of_the_page_sends_to_the_terminal() -> None:
    told = sentences()
    assert len(told) > 15
    assert [each for each in map(without_terminal, told) if TERMINAL.search(each)] == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [("3/11/2025", "2025-11-03"), ("03/11/2025", "2025-11-03"), ("", ""), ("novembre", None)],
)
def test_a_french_date_is_written_as_browsers_do(typed: str, day: str | None) -> None:
    assert iso(typed) == day
