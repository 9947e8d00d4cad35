"""`diagnostic`: what this installation can do."""

from pathlib import Path

import pytest

from packetgen import __version__
from packetgen.convert import libreoffice
from packetgen.errors import ExitCode
from tests.cli.conftest import Packetgen


def test_what_this_installation_can_do(
    packetgen: Packetgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(libreoffice, "_program", lambda: None)
    said = packetgen("diagnostic")
    assert said.code == ExitCode.DONE
    for line in (
        f"✓ packetgen : {__version__}",
        "✓ Moteur integre : dxpdf",
        "✗ Moteur libreoffice : absent",
        "✓ Appel 2026 :",
        f"✓ Dossier de sortie : {tmp_path / 'output'} : écriture possible",
    ):
        assert line in said.all
    assert list(tmp_path.iterdir()) == []
