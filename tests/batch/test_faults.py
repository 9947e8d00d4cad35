"""What is done to a batch: killed, stopped, started twice, its disk full; on a Dask scheduler."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from distributed import LocalCluster

from packetgen.batch.cluster import gather, make_there
from packetgen.batch.job import Options, Order
from packetgen.batch.journal import NAME
from packetgen.batch.run import KEPT, WORK
from packetgen.errors import ExitCode
from tests.batch.conftest import Box, bundles, make_batch, unreadable
from tests.checks.situations import DEPOT_OPEN
from tests.conftest import OTHER_SYSTEM
from tests.processes import all_end, wait_until, working_below
from tests.system.test_faults import mounts, on_small_disk

posix = pytest.mark.skipif(os.name == "nt", reason=f"{OTHER_SYSTEM} : signaux")


def command(output: Path, *sources: str) -> list[str]:
    """The command of a batch, resumed when no source is given."""
    asked = [*sources, "--date", DEPOT_OPEN.isoformat()] if sources else ["--reprendre"]
    program = [sys.executable, "-m", "packetgen", "lot", "--travaux", "2"]
    return [*program, *asked, "--sortie", str(output)]


def run(asked: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(asked, capture_output=True, text=True, timeout=300)


def noted(output: Path) -> list[str]:
    """The dossiers that the journal says made, one for each time."""
    journal = output / KEPT / NAME
    text = journal.read_text(encoding="utf-8") if journal.exists() else ""
    return re.findall(r'^{"name":"([^"]+)".*}}$', text, re.MULTILINE)


def begun(output: Path, *sources: str, number: int = 1) -> subprocess.Popen[str]:
    """Start a batch, and wait until its journal tells `number` dossiers, or it ends."""
    process = subprocess.Popen(
        command(output, *sources), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_until(
        lambda: len(noted(output)) >= number or process.poll() is not None, time.monotonic() + 120
    )
    return process


@posix
@pytest.mark.slow
def test_r01_a_batch_killed_again_and_again_gives_the_same_bytes(box: Box, tmp_path: Path) -> None:
    where, output, whole, kills = box(6), tmp_path / "sortie", 6, 3
    chance = Random(20261125)  # noqa: S311 - moments, no secret
    for attempt in range(kills):
        sources = [] if attempt else [str(where)]
        process = begun(output, *sources, number=2 * attempt + 1)
        time.sleep(chance.uniform(0, 0.5))
        process.kill()
        process.communicate()
    done = run(command(output))
    assert done.returncode == ExitCode.DONE, done.stderr
    make_batch(where, tmp_path / "temoin")
    assert bundles(output) == bundles(tmp_path / "temoin")
    times = Counter(noted(output))
    assert len(times) == whole
    assert sum(times.values()) <= whole + 2 * kills, "at most one a process is made again"
    assert not (output / KEPT / WORK).exists()
    assert not list(output.rglob("*.partiel"))
    assert all_end(working_below(output), time.monotonic() + 10)


@pytest.mark.slow
def test_r05_a_second_run_on_the_same_output_names_the_first(box: Box, tmp_path: Path) -> None:
    where, output = box(6), tmp_path / "sortie"
    first = begun(output, str(where))
    second = run(command(output, str(where)))
    assert second.returncode == ExitCode.CANNOT_WRITE
    assert re.search(rf"processus {first.pid} sur \S+, depuis le \d\d/", second.stderr)
    first.kill()
    first.communicate()
    third = run(command(output))
    assert third.returncode == ExitCode.DONE, third.stderr


@posix
def test_r06_a_stopped_batch_says_how_to_go_on(box: Box, tmp_path: Path) -> None:
    where, output = box(4), tmp_path / "sortie"
    process = begun(output, str(where))
    process.terminate()
    _, said = process.communicate(timeout=5)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "packetgen lot --reprendre" in said
    assert "Traceback" not in said
    assert all_end(working_below(output), time.monotonic() + 5)
    assert not (output / KEPT / WORK).exists()
    assert {path.split("/")[0] for path in bundles(output)} == set(noted(output))


@mounts
@pytest.mark.slow
def test_r03_a_batch_on_a_full_disk_goes_on_once_there_is_room(box: Box, tmp_path: Path) -> None:
    where, disk = box(4), tmp_path / "disque"
    disk.mkdir()
    script = (
        f'"$@"; code=$?; mount -o remount,size=64m {disk};'
        f" {' '.join(command(disk / 'sortie'))} >/dev/null && find {disk} -name '*.pdf' | wc -l"
        f" > {tmp_path}/made; exit $code"
    )
    asked = ["sh", "-c", script, "sh", *command(disk / "sortie", str(where))]
    assert on_small_disk(disk, 2500, asked) == ExitCode.CANNOT_WRITE
    assert (tmp_path / "made").read_text().strip() == "4"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler on loopback and the processes of its workers, which it replaces."""
    scratch = str(tmp_path_factory.mktemp("grappe"))
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=scratch
    ) as cluster:
        yield cluster


@pytest.mark.slow
def test_the_cluster_gives_the_same_bytes(box: Box, tmp_path: Path, cluster: LocalCluster) -> None:
    where = box(4)
    (where / "asso-02" / "statuts.pdf").unlink()
    unreadable(where / "autre" / "budget.xlsx")
    done = run(command(tmp_path / "sortie", str(where), "--dask", cluster.scheduler_address))
    assert done.returncode == ExitCode.BATCH_UNFINISHED, done.stderr
    assert "autre-budget" in done.stdout
    make_batch(where, tmp_path / "temoin")
    made = bundles(tmp_path / "sortie")
    assert made == bundles(tmp_path / "temoin")
    assert sum("INCOMPLET" in name for name in made) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_what_a_lost_worker_had_is_made(box: Box, tmp_path: Path, cluster: LocalCluster) -> None:
    where, output = box(6), tmp_path / "sortie"
    process = begun(output, str(where), "--dask", cluster.scheduler_address)
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    _, said = process.communicate(timeout=300)
    assert process.returncode == ExitCode.DONE, said
    assert len(bundles(output)) == 6
    assert len(noted(output)) == 6


@pytest.mark.slow
def test_no_scheduler_is_a_french_sentence(box: Box, tmp_path: Path) -> None:
    done = run(command(tmp_path / "sortie", str(box(1)), "--dask", "tcp://127.0.0.1:9"))
    assert done.returncode == ExitCode.TOOL_MISSING
    assert "Aucun ordonnanceur Dask ne répond" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_another_version_on_it_is_refused(box: Box, tmp_path: Path, cluster: LocalCluster) -> None:
    program = (
        "import packetgen; packetgen.__version__ = '1999.1'\n"
        "import packetgen.batch.job as c; c.__version__ = '1999.1'\n"
        "from packetgen.cli import main; main()"
    )
    asked = command(tmp_path / "s", str(box(1)), "--dask", cluster.scheduler_address)
    done = run([sys.executable, "-c", program, *asked[3:]])
    assert done.returncode == ExitCode.TOOL_MISSING
    assert "contenu des appels" in done.stderr
    assert not bundles(tmp_path / "s")


def test_bytes_in_bytes_out(light: Path, tmp_path: Path) -> None:
    order = Order("asso", light / "classeur.xlsx", tmp_path / "absent", Options(DEPOT_OPEN))
    files = gather(order.workbook)
    assert set(files) > {"classeur.xlsx", "statuts.pdf", "RIB.pdf"}
    outcome, made = make_there(order, files)
    assert outcome.code == ExitCode.DONE
    assert [name.rpartition(".")[2] for name in made] == ["pdf", "json"]
    assert not (tmp_path / "absent").exists()
    assert all(name.startswith("AAP2026_CALL_") for name in made)
