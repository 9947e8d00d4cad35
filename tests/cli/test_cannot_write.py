"""What each command says where its files cannot be written, and what it leaves there."""

import errno
from pathlib import Path

import pytest

from packetgen.errors import ExitCode
from tests.cli.conftest import DAY, Packetgen
from tests.conftest import EXAMPLE
from tests.tables import table

CASES = [
    pytest.param(command, fault, marks=[pytest.mark.slow] if name in ("vierges", "apercu") else [])
    for name, command in table(__file__)["commands"].items()
    for fault in ("a file in place of the folder", "a full disk")
    # the processes of a batch are others
    if (name, fault) != ("lot", "a full disk")
]
CREATE = "--campagnes {out} campagne creer 2028 --depuis 2026"


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
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == (
        [] if out.is_dir() else [out]
    )
