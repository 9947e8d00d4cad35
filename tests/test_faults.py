"""What the machine does to a run, by row of the fault table: R4, R6, R8, R9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from packetgen.errors import ExitCode, InputChanged
from packetgen.model.dossier import Dossier
from tests.conftest import EXAMPLE, OTHER_SYSTEM
from tests.folders import build, with_actions, write_folder

GENERER = [sys.executable, "-m", "packetgen", "generer", str(EXAMPLE), "--date", "2025-11-05"]


@contextmanager
def running(command: list[str], temporary: Path) -> Iterator[subprocess.Popen[str]]:
    """A run whose temporary files are in `temporary`, seen to have begun."""
    process = subprocess.Popen(
        command,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 20
    # Python first tries the folder with a file of its own: it is not the run's
    while not any(temporary.glob("packetgen-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(os.name == "nt", reason=f"{OTHER_SYSTEM} : signaux")
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("delay", [0.05, 0.3])
def test_r06_a_run_that_is_stopped_leaves_nothing(
    asked: signal.Signals, delay: float, tmp_path: Path
) -> None:
    temporary, output = tmp_path / "tmp", tmp_path / "sortie"
    temporary.mkdir()
    with running([*GENERER, "--sortie", str(output)], temporary) as process:
        time.sleep(delay)
        process.send_signal(asked)
        _, said = process.communicate(timeout=5)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "Interrompu" in said
    assert "Traceback" not in said
    assert list(temporary.iterdir()) == []
    assert not output.exists() or not list(output.iterdir())


def test_r04_a_protected_output_is_said_and_the_last_bundle_kept(tmp_path: Path) -> None:
    output = tmp_path / "sortie"
    output.write_text("un fichier, pas un dossier", encoding="utf-8")
    done = subprocess.run([*GENERER, "--sortie", str(output)], capture_output=True, text=True)
    assert done.returncode in (ExitCode.CANNOT_WRITE, ExitCode.USAGE)
    assert output.read_text(encoding="utf-8").startswith("un fichier")


def test_r08_the_machine_s_language_and_home_change_nothing(tmp_path: Path) -> None:
    made = []
    for name, changed in {
        "ici": {},
        "ailleurs": {
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "TZ": "Pacific/Auckland",
            "HOME": str(tmp_path / "absent"),
            "TMPDIR": str(tmp_path / "absent"),
        },
    }.items():
        output = tmp_path / name
        command = [*GENERER, "--action", "1", "--sortie", str(output)]
        environment = {**os.environ, **changed}
        done = subprocess.run(command, env=environment, capture_output=True)
        assert done.returncode == ExitCode.DONE, done.stderr
        made.append(next(output.glob("*.pdf")).read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("changed", ["statuts.pdf", "classeur.xlsx"])
def test_r09_a_file_that_changes_during_the_run_stops_it(
    changed: str, dossier: Dossier, tmp_path: Path
) -> None:
    workbook = write_folder(tmp_path / "dossier", with_actions(dossier, 1))
    output = tmp_path / "sortie"

    def touch(step: str) -> None:
        if step.startswith("Assemblage"):
            with (workbook.parent / changed).open("ab") as file:
                file.write(b"\n")

    with pytest.raises(InputChanged, match=f"{changed}.*a changé pendant") as caught:
        build(workbook, output, report=touch)
    assert caught.value.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert not output.exists()


def test_nothing_stays_in_the_temporary_folder(tmp_path: Path) -> None:
    output = tmp_path / "sortie"
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary)}
    command = [*GENERER, "--action", "2", "--sortie", str(output)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert list(temporary.iterdir()) == []
    assert tempfile.gettempdir() != str(temporary)
