"""Rows R2, R3 and R8: the work is done whoever reads what is printed, for its owner alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from packetgen.errors import ExitCode
from tests.conftest import EXAMPLE, OTHER_SYSTEM

pytestmark = pytest.mark.skipif(os.name == "nt", reason=f"{OTHER_SYSTEM} : un interpréteur sh")


def run(redirected: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a shell; its exit code is what is printed last."""
    program = f'umask 0; {{ "$@" {redirected}'
    asked = ["sh", "-c", program, "sh", sys.executable, "-m", "packetgen", *command]
    return subprocess.run(asked, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("redirected", "code"),
    [
        ("; echo $? >&2; } | head -1", ExitCode.DONE),
        ("3>&1 >&2 2>&3; echo $? >&2; } | head -1", ExitCode.DONE),
        (">&-; echo $? >&2; }", ExitCode.DONE),
        (">&- 2>&- <&-; echo $?; }", ExitCode.DONE),
        ("1</dev/null; echo $?; }", ExitCode.DONE),
        ("2>/dev/full >/dev/null; echo $?; }", ExitCode.DONE),
        (">/dev/full; echo $?; }", ExitCode.CANNOT_WRITE),
    ],
)
def test_r3_r8_the_work_is_done_without_anyone_to_read_it(redirected: str, code: int) -> None:
    done = run(redirected, "verifier", str(EXAMPLE), "--date", "2025-11-05")
    assert str(int(code)) in (done.stdout + done.stderr).splitlines()
    assert "Traceback" not in done.stderr
    assert ("libérez de la place" in done.stderr) == (code == ExitCode.CANNOT_WRITE)


def test_r2_what_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    output = tmp_path / "neuf" / "sortie"
    asked = ("generer", str(EXAMPLE), "--date", "2025-11-05", "--action", "1", "--garder-docx")
    assert run("; echo $?; } | head -1", *asked, "--sortie", str(output)).stdout
    made = sorted(output.iterdir())
    assert {file.suffix for file in made} == {".pdf", ".json", ".docx"}
    assert {file.stat().st_mode & 0o777 for file in made} == {0o600}
    assert {folder.stat().st_mode & 0o777 for folder in (output, output.parent)} == {0o700}
