"""Row R6 of the fault table: a run that is stopped leaves no process and no file."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from packetgen.cli import boundary
from packetgen.errors import ExitCode
from packetgen.system.work_folder import PREFIX, work_folder
from tests.conftest import CHECKOUT, EXAMPLE, OTHER_SYSTEM
from tests.convert.samples import fake_soffice
from tests.processes import all_end, wait_until

GENERER = [sys.executable, "-m", "packetgen", "generer", str(EXAMPLE), "--date", "2025-11-05"]
pytestmark = pytest.mark.skipif(os.name == "nt", reason=f"{OTHER_SYSTEM} : signaux")


def wait_to_begin(temporary: Path) -> None:
    """Wait until a run has its temporary folder; Python first tries it with a file of its own."""
    assert wait_until(lambda: any(temporary.glob(f"{PREFIX}*")), time.monotonic() + 20)


@contextmanager
def running(command: list[str], temporary: Path, **env: str) -> Iterator[subprocess.Popen[str]]:
    """A run whose temporary files are in `temporary`, seen to have begun."""
    environment = {**os.environ, "TMPDIR": str(temporary), **env}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_to_begin(temporary)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def stop(process: subprocess.Popen[str], asked: signal.Signals, temporary: Path) -> int:
    """Ask a run to stop; it does so soon, says so, and leaves nothing; count its children."""
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(asked)
    deadline = time.monotonic() + 5
    _, said = process.communicate(timeout=5)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "Interrompu : aucun fichier n’a été laissé à moitié écrit" in said
    assert "vous pouvez relancer" in said
    assert "Traceback" not in said
    assert all_end(children, deadline)
    assert list(temporary.iterdir()) == []
    return len(children)


@pytest.mark.parametrize(
    ("asked", "delay"),
    [(signal.SIGTERM, 0.3), pytest.param(signal.SIGINT, 0.05, marks=pytest.mark.slow)],
)
def test_r06_a_stop_leaves_nothing(asked: signal.Signals, delay: float, tmp_path: Path) -> None:
    temporary, output = tmp_path / "tmp", tmp_path / "sortie"
    temporary.mkdir()
    with running([*GENERER, "--sortie", str(output)], temporary) as process:
        time.sleep(delay)
        assert stop(process, asked, temporary)
    assert not output.exists() or not list(output.iterdir())


SWALLOWING = """
import os, signal, time
try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.2)
except KeyboardInterrupt:
    pass
"""


def test_r06_what_is_being_loaded_swallows_no_request_to_stop(tmp_path: Path) -> None:
    (tmp_path / "swallowing.py").write_text(SWALLOWING)
    program = (
        "import time; from packetgen.cli.boundary import end_as_interrupted;"
        "end_as_interrupted(); import swallowing; time.sleep(20); print('not stopped')"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, CHECKOUT)))}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.stderr.endswith("KeyboardInterrupt\n")
    assert "not stopped" not in done.stdout


def test_r06_an_error_raised_in_place_of_the_interruption_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(boundary, "signals", [signal.SIGINT])
    assert boundary.run(["verifier", __file__]) == ExitCode.INTERRUPTED
    assert "Interrompu" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_r06_soffice_ends_with_the_run(asked: signal.Signals, tmp_path: Path) -> None:
    temporary, script = tmp_path / "tmp", f"trap '' TERM INT HUP\n: > {tmp_path}/là\nsleep 999\n"
    temporary.mkdir()
    program = fake_soffice(tmp_path, script)
    path = {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    command = [*GENERER, "--moteur", "libreoffice", "--sortie", str(tmp_path / "sortie")]
    with running(command, temporary, **path) as process:
        wait_until((tmp_path / "là").exists, time.monotonic() + 30)
        assert stop(process, asked, temporary) >= 2


@pytest.mark.slow
def test_r06_a_closed_terminal_ends_the_run(tmp_path: Path) -> None:
    import pty  # not on Windows

    temporary, output = tmp_path / "tmp", tmp_path / "sortie"
    temporary.mkdir()
    pid, terminal = pty.fork()
    if not pid:
        os.environ["TMPDIR"] = str(temporary)
        os.execv(sys.executable, [*GENERER, "--sortie", str(output)])  # noqa: S606
    wait_to_begin(temporary)
    children = psutil.Process(pid).children(recursive=True)
    os.close(terminal)
    deadline = time.monotonic() + 5
    _, status = os.waitpid(pid, 0)
    assert time.monotonic() < deadline
    assert os.waitstatus_to_exitcode(status) == ExitCode.INTERRUPTED
    assert children
    assert all_end(children, deadline)
    assert list(temporary.iterdir()) == []
    assert not output.exists()


def test_r1_the_next_start_removes_what_a_killed_run_left_and_nothing_else(tmp_path: Path) -> None:
    temporary, mine = tmp_path / "tmp", tmp_path / "tmp" / "packetgen-travaux"
    mine.mkdir(parents=True)
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with running([*GENERER, "--sortie", str(tmp_path / "sortie")], temporary) as process:
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert all_end(children, time.monotonic() + 10)
    killed = set(temporary.glob(f"{PREFIX}*"))
    assert killed
    with work_folder(temporary) as living:
        assert not any(folder.exists() for folder in killed)
        assert living.stat().st_mode & 0o777 == 0o700
        subprocess.run([*GENERER[:3], "nouveau", str(tmp_path / "x.xlsx")], env=environment)
        assert set(temporary.iterdir()) == {living, mine}
    assert list(temporary.iterdir()) == [mine]
