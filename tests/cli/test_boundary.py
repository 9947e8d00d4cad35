"""What ends a run outside of its commands: a bug, another language, what cannot be written."""

import errno
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from packetgen.bundle.process import client
from packetgen.errors import ExitCode
from tests.cli.conftest import DAY, IBAN, Packetgen, Workbook, terminal
from tests.conftest import EXAMPLE
from tests.tables import table

VALUES = f"{IBAN} Nadia Wattrelos contact@jardins1214.example 14 rue des Cordiers"


def fail_here(_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_given: object, **_named: object) -> None:
        raise LookupError(VALUES) from ValueError(VALUES)

    monkeypatch.setattr("packetgen.pipeline.verify.ask_annexes", failing)


def fail_where_bundles_are_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "failing.py").write_text(
        "from packetgen.bundle.process import worker\n"
        "def prove(*_given):\n"
        f"    raise LookupError({VALUES!r}) from ValueError({VALUES!r})\n"
        "worker.prove = prove\n"
        "handle = worker.handle\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(client, "ASSEMBLY", replace(client.ASSEMBLY, module="failing"))


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
