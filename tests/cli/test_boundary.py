"""What ends a run outside of its commands: a bug, what cannot be written; all of it is French."""

import ast
import errno
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from pypdf import PdfReader

import packetgen.cli
from packetgen import errors
from packetgen.errors import ExitCode
from tests.cli.conftest import DAY, IBAN, Packetgen, Workbook, commands, english_words, terminal
from tests.conftest import EXAMPLE
from tests.pipeline.test_size_limit import harm
from tests.tables import literals, table, texts_of

VALUES = f"{IBAN} Nadia Wattrelos contact@jardins1214.example 14 rue des Cordiers"
CASES = [
    pytest.param(command, fault, marks=[pytest.mark.slow] if name in ("vierges", "apercu") else [])
    for name, command in table(__file__)["commands"].items()
    for fault in ("a file in place of the folder", "a full disk")
    # the processes of a batch are others
    if (name, fault) != ("lot", "a full disk")
]
CREATE = "--campagnes {out} campagne creer 2028 --depuis 2026"
LOCALE = Path(packetgen.cli.__file__).parent / "locale" / "fr" / "LC_MESSAGES"
CALLS = {"_": None, "gettext": None, "ngettext": (1, 2)}
SENTENCES = (
    "annexes/remedies.toml campagne/refusals.toml checks/rules.toml model/champs.toml"
    " pipeline/adjust.toml documents/rendering/refused.toml workbook/open/refusals.toml"
)
# What prints, what raises, what says a verdict or a problem
SAYING = {"echo", "secho", "prompt", "BadParameter", "Finding", "Problem", "rule", "broken"} | {
    name for name, value in vars(errors).items() if isinstance(value, type) and name != "ExitCode"
}


def fail_here(_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_given: object, **_named: object) -> None:
        raise LookupError(VALUES) from ValueError(VALUES)

    monkeypatch.setattr("packetgen.pipeline.verify.ask_annexes", failing)


def fail_where_bundles_are_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    what = f"raise LookupError({VALUES!r}) from ValueError({VALUES!r})"
    harm(folder, monkeypatch, what, "lettre")


@pytest.mark.parametrize("fail", [fail_here, fail_where_bundles_are_made])
def test_a_bug_is_told_without_any_value(
    fail: Callable[[Path, pytest.MonkeyPatch], None],
    packetgen: Packetgen,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fail(tmp_path, monkeypatch)
    said = packetgen("generer", EXAMPLE, "--action", 2, *DAY, "--sortie", tmp_path / "output")
    assert said.code == ExitCode.BUG
    assert "rien n’a été publié" in said.err
    assert not (tmp_path / "output").exists()
    [incident] = (tmp_path / "chez moi").rglob("incident-*.txt")
    assert str(incident) in said.err
    report = incident.read_text(encoding="utf-8")
    assert report.startswith("LookupError\n")
    for text in (report, said.all):
        assert [word for word in VALUES.split() if len(word) > 3 and word in text] == []


def test_an_accented_workbook_in_an_ascii_locale(workbook: Workbook, tmp_path: Path) -> None:
    source = workbook()
    source = source.rename(source.with_name("dossier d’été.xlsx"))
    asked = (*DAY, "--sortie", tmp_path / "output")
    made = terminal("generer", source, *asked, LC_ALL="C", PYTHONUTF8="0")
    assert made.returncode == ExitCode.DONE, made.stderr
    [bundle] = (tmp_path / "output").glob("*.pdf")
    record = PdfReader(bundle).attachments["packetgen.json"][0]
    assert json.loads(bytes(record))["classeur"] == source.name


def fill(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no room for one more name below a folder."""
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if Path(target).is_relative_to(disk):
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setattr(Path, "rename", full)


@pytest.mark.parametrize(("command", "fault"), [*CASES, (CREATE, "a full disk")])
def test_what_cannot_be_written_is_said_and_leaves_nothing(
    command: str, fault: str, packetgen: Packetgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "disque"
    if fault == "a full disk":
        out.mkdir()
        fill(out, monkeypatch)
    else:
        out.write_text("un fichier, pas un dossier", encoding="utf-8")
    words = command.format(out=out, exemple=EXAMPLE).split()
    said = packetgen(*words, *(DAY if words[0] in ("generer", "lot", "verifier") else ()))
    assert said.code == ExitCode.CANNOT_WRITE, said.all
    assert f"« {out}" in said.err
    assert "ne peut pas être écrit : " in said.err
    assert ("le disque est plein ; libérez de la place" in said.err) is (fault == "a full disk")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == ([] if out.is_dir() else [out])


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
    for name in SENTENCES.split():
        said += texts_of(package / name)
    assert len(said) > 500
    assert [text for text in said if english_words(text)] == []


def texts(path: Path) -> Iterator[str]:
    """The texts that a module hands to what prints or raises; what is computed is left out."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        function = getattr(call, "func", None)
        if getattr(function, "attr", getattr(function, "id", "")) in SAYING:
            yield from (str(each.value) for each in literals(call))


def test_the_help_of_each_command_is_french() -> None:
    """In a process of its own: click keeps the words of the language that it was first asked in."""
    program = (
        "import os, sys; os.environ['LANGUAGE'] = 'fr'\n"
        "from packetgen.cli.boundary import run\n"
        "sys.exit(max(run([*words.split(), '--aide']) for words in sys.argv[1:]))"
    )
    listed = [*commands(), "campagne", "modeles"]
    command = [sys.executable, "-c", program, *listed]
    said = subprocess.run(command, capture_output=True, encoding="utf-8")
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
