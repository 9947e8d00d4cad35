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
from PIL import Image

from packetgen.errors import ExitCode, InputChanged
from packetgen.model.dossier import Dossier
from tests.changes import porteur
from tests.conftest import EXAMPLE, OTHER_SYSTEM
from tests.folders import build, with_actions, write_folder

GENERER = [sys.executable, "-m", "packetgen", "generer", str(EXAMPLE), "--date", "2025-11-05"]


@contextmanager
def running(command: list[str], temporary: Path, **env: str) -> Iterator[subprocess.Popen[str]]:
    """A run whose temporary files are in `temporary`, seen to have begun."""
    process = subprocess.Popen(
        command,
        env={**os.environ, "TMPDIR": str(temporary), **env},
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


def children_of(pid: int) -> set[int]:
    """The processes that a run has started, and those that they started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found: set[int] = set()
    waiting = {pid}
    while waiting:
        waiting = {child for child, parent in pairs if parent in waiting} - found
        found |= waiting
    return found


def is_alive(pid: int) -> bool:
    """Whether a process still runs; a dead one that nobody has waited for does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return state.stdout.strip()[:1] not in ("", "Z")


def assert_all_end(children: set[int], deadline: float) -> None:
    """All the processes end before the deadline."""
    assert children
    while any(map(is_alive, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [child for child in children if is_alive(child)]


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
        children = children_of(process.pid)
        process.send_signal(asked)
        deadline = time.monotonic() + 5
        _, said = process.communicate(timeout=5)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "Interrompu" in said
    assert "vous pouvez relancer" in said
    assert_all_end(children, deadline)
    assert "Traceback" not in said
    assert list(temporary.iterdir()) == []
    assert not output.exists() or not list(output.iterdir())


@pytest.mark.skipif(os.name == "nt", reason=f"{OTHER_SYSTEM} : signaux")
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_r06_soffice_ends_with_the_run(asked: signal.Signals, tmp_path: Path) -> None:
    temporary, program = tmp_path / "tmp", tmp_path / "bin" / "soffice"
    temporary.mkdir()
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntrap '' TERM INT HUP\n: > {tmp_path}/là\nsleep 999\n")
    program.chmod(0o755)
    path = {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    command = [*GENERER, "--moteur", "libreoffice", "--sortie", str(tmp_path / "sortie")]
    with running(command, temporary, **path) as process:
        deadline = time.monotonic() + 30
        while not (tmp_path / "là").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        children = children_of(process.pid)
        process.send_signal(asked)
        deadline = time.monotonic() + 5
        process.communicate(timeout=5)
    assert process.returncode == ExitCode.INTERRUPTED
    assert len(children) >= 2
    assert_all_end(children, deadline)
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason=f"{OTHER_SYSTEM} : terminaux")
def test_r06_a_closed_terminal_ends_the_run(tmp_path: Path) -> None:
    import pty  # not on Windows

    temporary, output = tmp_path / "tmp", tmp_path / "sortie"
    temporary.mkdir()
    pid, terminal = pty.fork()
    if not pid:
        os.environ["TMPDIR"] = str(temporary)
        os.execv(sys.executable, [*GENERER, "--sortie", str(output)])  # noqa: S606
    deadline = time.monotonic() + 20
    while not any(temporary.glob("packetgen-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    children = children_of(pid)
    os.close(terminal)
    deadline = time.monotonic() + 5
    status = 0, 0
    while not status[0] and time.monotonic() < deadline:
        time.sleep(0.05)
        status = os.waitpid(pid, os.WNOHANG)
    assert os.waitstatus_to_exitcode(status[1]) == ExitCode.INTERRUPTED
    assert_all_end(children, deadline)
    assert list(temporary.iterdir()) == []
    assert not output.exists()


def without_privileges() -> list[str]:
    """What makes permissions hold for the administrator too; nothing where nobody is one."""
    if os.name == "nt" or os.geteuid():
        return []
    rights = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]


def run(command: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with the rights that people have."""
    return subprocess.run(
        [*without_privileges(), *command], env={**os.environ, **env}, capture_output=True, text=True
    )


posix = pytest.mark.skipif(os.name == "nt", reason=f"{OTHER_SYSTEM} : droits d’accès")


@posix
@pytest.mark.parametrize("kind", ["read only", "a file", "below a read-only one"])
def test_r04_an_output_that_cannot_be_written_is_said_before_any_work(
    kind: str, tmp_path: Path
) -> None:
    output = tmp_path / "sortie"
    if kind == "a file":
        output.write_text("un fichier, pas un dossier", encoding="utf-8")
    else:
        output.mkdir()
        (output / "ancien.pdf").write_bytes(b"le dernier bon dossier")
        output.chmod(0o555)
    asked = output / "2026" if kind.startswith("below") else output
    done = run([*GENERER, "--sortie", str(asked)])
    output.chmod(0o755)
    usage = kind == "a file"  # click already says so
    assert done.returncode == (ExitCode.USAGE if usage else ExitCode.CANNOT_WRITE), done.stderr
    assert "Lecture" not in done.stderr
    assert usage or f"« {asked} » ne peut pas être écrit" in done.stderr
    if not usage:
        assert [path.name for path in output.iterdir()] == ["ancien.pdf"]


@pytest.mark.skipif(os.name != "nt", reason=f"{OTHER_SYSTEM} : un PDF ouvert ne se remplace pas")
def test_r04_a_bundle_open_in_another_program_stays(tmp_path: Path) -> None:
    command = [*GENERER, "--action", "1", "--sortie", str(tmp_path)]
    assert run(command).returncode == ExitCode.DONE
    [bundle] = tmp_path.glob("*.pdf")
    with bundle.open("rb") as opened:
        before = opened.read()
        done = run(command)
        assert done.returncode == ExitCode.CANNOT_WRITE
        assert "fermez le fichier" in done.stderr
    assert bundle.read_bytes() == before


@posix
def test_r04_a_piece_that_may_not_be_read_costs_that_piece(
    dossier: Dossier, tmp_path: Path
) -> None:
    workbook = write_folder(tmp_path / "dossier", with_actions(dossier, 1))
    (workbook.parent / "statuts.pdf").chmod(0)
    output = tmp_path / "sortie"
    done = run([*GENERER[:-3], str(workbook), "--date", "2025-11-05", "--sortie", str(output)])
    assert done.returncode == ExitCode.ANNEX_REFUSED, done.stderr
    assert "statuts.pdf" in done.stdout
    assert [path.stem[-10:] for path in output.glob("*.pdf")] == ["-INCOMPLET"]


@posix
def test_r04_a_workbook_that_may_not_be_read_costs_that_dossier(
    dossier: Dossier, tmp_path: Path
) -> None:
    closed = write_folder(tmp_path / "fermé", with_actions(dossier, 1))
    closed.chmod(0)
    done = run([*GENERER[:-3], str(closed), *GENERER[-3:], "--sortie", str(tmp_path / "sortie")])
    assert done.returncode == ExitCode.WORKBOOK_UNREADABLE, done.stderr
    assert len([*(tmp_path / "sortie").glob("*.pdf")]) == 2


# A clock that goes back by a day each time it is asked
MAD_CLOCK = """
import time
_now = [4_000_000_000.0]
def _back():
    _now[0] -= 86_400
    return _now[0]
time.time = _back
"""


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bundle of the example's first action, made as usual."""
    output = tmp_path_factory.mktemp("usage")
    build(EXAMPLE, output, numero=1)
    [bundle] = output.glob("*.pdf")
    return bundle.read_bytes()


@pytest.mark.parametrize(
    "changed",
    [
        {"PYTHONPATH": "{tmp}"},
        {"TZ": "AAA0BBB,J1/0,J365/23"},
        {"TZ": "Pacific/Auckland"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"TMPDIR": "{tmp}/absent"},
        {"HOME": "/proc", "XDG_CACHE_HOME": "/proc", "XDG_CONFIG_HOME": "/proc"},
        {"HOME": "{tmp}/absent"},
    ],
    ids=["clock", "DST", "time zone", "locale", "no TMPDIR", "HOME not writable", "no HOME"],
)
def test_r08_the_machine_changes_nothing(
    changed: dict[str, str], expected: bytes, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(MAD_CLOCK, encoding="utf-8")
    output = tmp_path / "sortie"
    env = {name: value.format(tmp=tmp_path) for name, value in changed.items()}
    done = subprocess.run(
        [*GENERER, "--action", "1", "--sortie", str(output)],
        env={**os.environ, **env},
        capture_output=True,
    )
    assert done.returncode == ExitCode.DONE, done.stderr
    [bundle] = output.glob("*.pdf")
    assert bundle.read_bytes() == expected


@pytest.mark.parametrize(
    ("changed", "how", "step"),
    [
        ("statuts.pdf", "replaced", "Écriture"),
        ("statuts.pdf", "longer", "Assemblage"),
        ("statuts.pdf", "removed", "Assemblage"),
        ("classeur.xlsx", "longer", "Écriture"),
        ("classeur.xlsx", "removed", "Assemblage"),
        ("signature.png", "replaced", "Assemblage"),
    ],
)
def test_r09_a_file_that_changes_during_the_run_stops_it(
    changed: str, how: str, step: str, dossier: Dossier, tmp_path: Path
) -> None:
    signed = porteur(image_signature="signature.png")
    workbook = write_folder(tmp_path / "dossier", with_actions(dossier, 1), signed)
    Image.new("L", (60, 20), 255).save(workbook.parent / "signature.png")
    output = tmp_path / "sortie"
    file = workbook.parent / changed

    def change(said: str) -> None:
        if not said.startswith(step):
            return
        content = file.read_bytes()
        file.unlink()
        if how != "removed":
            # same length and same name: only its digest tells
            file.write_bytes(content + b"\n" if how == "longer" else content[::-1])

    with pytest.raises(InputChanged, match=f"{changed}.*a changé pendant") as caught:
        build(workbook, output, report=change)
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
