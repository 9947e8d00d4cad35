"""All that a user may read is French: the words of click, the help, the errors."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import packetgen.cli
from packetgen import errors
from packetgen.errors import ExitCode
from tests.cli.conftest import commands, english_words, terminal
from tests.tables import texts_of

LOCALE = Path(packetgen.cli.__file__).parent / "locale" / "fr" / "LC_MESSAGES"
CALLS = {"_": None, "gettext": None, "ngettext": (1, 2)}
# What prints, what raises, what says a verdict or a problem
SENTENCES = (
    *("annexes/remedies.toml", "campagne/refusals.toml", "checks/rules.toml"),
    *("documents/rendering/refused.toml", "model/champs.toml", "pipeline/adjust.toml"),
    "workbook/open/refusals.toml",
)
SAYING = {"echo", "secho", "prompt", "BadParameter", "Finding", "Problem", "rule", "broken"} | {
    name for name, value in vars(errors).items() if isinstance(value, type) and name != "ExitCode"
}


def sentences(catalogue: Catalog) -> dict[str, str]:
    """What each message of a catalogue says, by its (singular) words."""
    return {
        str(message.id[0] if message.pluralizable else message.id): "|".join(
            message.string or () if message.pluralizable else (str(message.string),)
        )
        for message in catalogue
        if message.id
    }


def test_click_is_wholly_translated_and_compiled() -> None:
    wanted = {
        message[0] if isinstance(message, tuple) else message
        for *_, message, _, _ in extract_from_dir(str(Path(click.__file__).parent), keywords=CALLS)
    }
    with (LOCALE / "messages.po").open("rb") as source:
        written = sentences(read_po(source))
    assert len(wanted) > 50
    assert wanted <= written.keys()
    assert not [singular for singular, said in written.items() if not said]
    with (LOCALE / "messages.mo").open("rb") as compiled:
        assert sentences(read_mo(compiled)) == written


def test_what_the_code_says_is_french() -> None:
    package = Path(packetgen.__file__).parent
    said = [text for path in package.rglob("*.py") for text in texts(path)]
    for name in SENTENCES:
        said += texts_of(package / name)
    assert len(said) > 500
    assert [text for text in said if english_words(text)] == []


def texts(path: Path) -> Iterator[str]:
    """The texts that a module hands to what prints or raises; what is computed is left out."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        function = getattr(call, "func", None)
        if getattr(function, "attr", getattr(function, "id", "")) in SAYING:
            for node in ast.walk(call):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_the_help_of_each_command_is_french() -> None:
    """In a process of its own: click keeps the words of the language that it was first asked in."""
    program = (
        "import os, sys; os.environ['LANGUAGE'] = 'fr'\n"
        "from packetgen.cli.boundary import run\n"
        "sys.exit(max(run([*words.split(), '--aide']) for words in sys.argv[1:]))"
    )
    listed = [*commands(), "campagne", "modeles"]
    said = subprocess.run(
        [sys.executable, "-c", program, *listed], capture_output=True, encoding="utf-8"
    )
    assert said.returncode == ExitCode.DONE
    assert said.stdout.count("Utilisation\u00a0: packetgen") == len(listed)
    assert english_words(said.stdout) == []


@pytest.mark.parametrize(("command", "code"), [("", ExitCode.USAGE), ("-h", ExitCode.DONE)])
def test_the_help_is_french_in_an_english_terminal(command: str, code: ExitCode) -> None:
    said = terminal(*command.split(), LC_ALL="en_GB.UTF-8")
    assert said.returncode == code
    shown = said.stdout + said.stderr
    assert shown.startswith("Utilisation\u00a0: packetgen")
    assert english_words(shown) == []
