"""The commands run in this process, and workbooks to give them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from packetgen.cli.app import app
from packetgen.cli.boundary import run
from packetgen.model.dossier import Dossier
from tests.changes import Change, sound
from tests.conftest import CHECKOUT
from tests.edition.calls import created, finished
from tests.folders import with_actions, write_folder

IBAN = "FR1420041010050500013M02606"
DAY = ("--date", "2025-11-05")
ENGLISH = re.compile(
    r"\b(?:the|is|are|not|no such|does|invalid|missing|unknown|error|usage|try|help|of|for|to|and"
    r"|must|required|value|integer|range|file|directory|path|choose|traceback|exception)\b",
    re.IGNORECASE,
)
# What the user typed, or types to be helped
QUOTED = re.compile(r"« [^»]* »|--[a-z]+")


class Said(NamedTuple):
    """What a command printed and returned."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Both streams, any run of spaces and lines as one space."""
        return " ".join(f"{self.out} {self.err}".split())


Packetgen = Callable[..., Said]
Workbook = Callable[..., Path]
Ask = Callable[..., Said]


@pytest.fixture
def packetgen(
    home: Path,  # noqa: ARG001 - bugs are reported there
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Packetgen:
    """Run a command in this process; no whole IBAN is ever printed, and no traceback."""
    monkeypatch.setenv("LANGUAGE", "fr")

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        said = Said(run([*map(str, arguments)]), *capsys.readouterr())
        assert IBAN not in re.sub(r"\s", "", said.all)
        assert "Traceback" not in said.all
        return said

    return call


def english_words(shown: str) -> list[str]:
    """Return the English words of what is shown, but in what the user types."""
    return ENGLISH.findall(QUOTED.sub("", shown))


def commands(group: click.Group = app, prefix: str = "") -> dict[str, click.Command]:
    """Every command by its words, those of groups in place of the group: `campagne creer`."""
    found: dict[str, click.Command] = {}
    for name in group.list_commands(context := click.Context(group)):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= commands(command, f"{prefix}{name} ")
        else:
            found[f"{prefix}{name}"] = command
    return found


def terminal(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "packetgen", *map(str, arguments)],
        cwd=CHECKOUT,
        env={**os.environ, "LANGUAGE": "en", **environment},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture
def workbook(dossier: Dossier, tmp_path: Path) -> Workbook:
    """Write the example's first action, changed, in a folder of its own."""

    def write(change: Change = sound, name: str = "projet") -> Path:
        return write_folder(tmp_path / name, with_actions(dossier, 1), change)

    return write


@pytest.fixture(scope="session")
def new_call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one's own with the call of 2027, just made of that of 2026."""
    return created(tmp_path_factory.mktemp("neuf") / "campagnes")


@pytest.fixture(scope="session")
def finished_call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one's own with a call of 2027 in which nothing is left."""
    return finished(tmp_path_factory.mktemp("fini") / "campagnes")


@pytest.fixture
def mine(new_call: Path, tmp_path: Path) -> Path:
    """A copy of the new call, to change."""
    return Path(shutil.copytree(new_call, tmp_path / "campagnes"))


@pytest.fixture
def done(finished_call: Path, tmp_path: Path) -> Path:
    """A copy of the finished call, to change."""
    return Path(shutil.copytree(finished_call, tmp_path / "campagnes"))


@pytest.fixture
def asked(packetgen: Packetgen, tmp_path: Path) -> Ask:
    """Run a command on the years of that folder."""

    def ask(*arguments: object) -> Said:
        return packetgen("--campagnes", tmp_path / "campagnes", *arguments)

    return ask
