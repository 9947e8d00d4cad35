"""The commands run in this process, and workbooks to give them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from packetgen.cli.boundary import run
from packetgen.model.dossier import Dossier
from tests.changes import Change, sound
from tests.folders import with_actions, write_folder

IBAN = "FR1420041010050500013M02606"


@dataclass(frozen=True)
class Said:
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


@pytest.fixture
def packetgen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Packetgen:
    """Run a command in this process; no whole IBAN is ever printed, and no traceback."""
    monkeypatch.setenv("LANGUAGE", "fr")
    for variable in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "chez moi"))

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        said = Said(code, *capsys.readouterr())
        assert IBAN not in re.sub(r"\s", "", said.all)
        assert "Traceback" not in said.all
        return said

    return call


@pytest.fixture
def workbook(dossier: Dossier, tmp_path: Path) -> Workbook:
    """Write the example's first action, changed, in a folder of its own."""

    def write(change: Change = sound, name: str = "projet") -> Path:
        return write_folder(tmp_path / name, with_actions(dossier, 1), change)

    return write
