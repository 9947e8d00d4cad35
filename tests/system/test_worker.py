"""A process that crashes, hangs or swells costs the request that did it, and no other."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from packetgen.errors import AnnexRefused, CannotWrite
from packetgen.system import worker as isolation
from packetgen.system.processor_time import EXHAUSTED
from packetgen.system.worker import InProcessWorker, Service, Worker, WorkerFailed, WorkerFailure

MODULE = """
import errno, os, time
from packetgen.errors import AnnexRefused
from packetgen.system import processor_time
SERVED = []
def fail(error):
    raise error
ACTS = {
    "hang": lambda: time.sleep(999),
    "compute": lambda: any(iter(int, 1)),
    "extended": lambda: processor_time.extend(2) or any(iter(lambda: time.process_time() > 2, 1)),
    "crash": lambda: os.kill(os.getpid(), 9),
    "swell": lambda: len(bytearray(300_000_000)),
    "refuse": lambda: fail(AnnexRefused("trop lourd")),
    "bug": lambda: fail(KeyError("une valeur")),
    "full": lambda: fail(OSError(errno.ENOSPC, "full")),
    "second": lambda: len(SERVED) > 1 and os._exit(1),
    "print": lambda: os.write(1, b"noise\\n") and print("noise", flush=True),
    "who": lambda: str(os.getpid()),
    "where": os.getcwd,
    "environment": lambda: " ".join(os.environ),
    "long": lambda: "long" * 100_000,
}
def handle(request):
    SERVED.append(request)
    said = ACTS.get(request, str)()
    return said if isinstance(said, str) and said else request
"""
MEMORY = 200_000_000

Start = Callable[..., Worker]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start a worker on the module above."""
    (tmp_path / "obedient.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    def run(module: str = "obedient", seconds: float = 20.0) -> Worker:
        service = Service(module, MEMORY, seconds, {"LATE": "plus de {limit}"})
        monkeypatch.setattr(isolation, "HANG", 1 if seconds < 20 else 6)
        return Worker(service, tmp_path)

    return run


def _ask(worker: Worker | InProcessWorker, *requests: str) -> list[object]:
    """Return what came of requests, a failure by its kind."""
    for request in requests:
        worker.ask(request=request)
    return [each.failure if isinstance(each, WorkerFailed) else each for each in worker.results()]


def test_answers_in_order_those_of_requests_added_meanwhile_too(start: Start) -> None:
    with start() as worker:
        assert _ask(worker, "é", "deux", "print") == ["é", "deux", "print"]
        # what dies of those before it is tried afresh
        assert _ask(worker, "first", "second", "third") == ["first", "second", "third"]
        worker.ask(request="one")
        answers = worker.results()
        assert next(answers) == "one"
        worker.ask(request="two")
        assert list(answers) == ["two"]


@pytest.mark.parametrize("fatal", ["crash", pytest.param("swell", marks=pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="autre système : la mémoire n’y est pas limitée"
))])  # fmt: skip
def test_a_fatal_request_takes_no_other_along(start: Start, fatal: str) -> None:
    with start() as worker:
        assert _ask(worker, "one", fatal, "two") == ["one", WorkerFailure.DIED, "two"]


@pytest.mark.parametrize("in_process", [False, True])
def test_what_a_request_raises_is_given_back_and_ends_nothing(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, in_process: bool
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "journaux"))
    worker = InProcessWorker(Service("obedient", MEMORY, 20.0), {}) if in_process else start()
    with worker:
        first, refused, full, bug, last = _ask(worker, "one", "refuse", "full", "bug", "two")
    assert (first, last) == ("one", "two")
    assert (type(refused), str(refused)) == (AnnexRefused, "trop lourd")
    assert isinstance(full, CannotWrite)
    assert bug is WorkerFailure.BUG


@pytest.mark.skipif(sys.platform == "win32", reason="autre système : pas de signaux")
def test_the_time_is_that_of_the_processor(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stopped process, as one on a busy machine, has as much time as on another."""
    with start(seconds=1.0) as worker:
        monkeypatch.setattr(isolation, "HANG", 60)
        for request in ("extended", "compute", "who"):
            worker.ask(request=request)
        extended, late, pid = worker.results()
    assert (extended, str(late)) == ("extended", "plus de 1 secondes de calcul")
    assert isinstance(pid, str)


def test_the_time_is_watched_where_the_system_does_not_count_it() -> None:
    code = "from packetgen.system import processor_time as p; p._end[0] = .5; p.watch()\nwhile 1: 0"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == EXHAUSTED


def test_the_time_of_a_request_starts_when_its_turn_comes(start: Start) -> None:
    with start(seconds=1.0) as worker:
        for request in ("hang", "hang", "two"):
            worker.ask(request=request)
        time.sleep(0.6)
        begun = time.monotonic()
        hung = "plus de 1 secondes"
        assert [str(each) for each in worker.results()] == [hung, hung, "two"]
        assert time.monotonic() - begun > 1.2


def test_a_process_may_be_prepared(start: Start, tmp_path: Path) -> None:
    Service("obedient", MEMORY, 20.0).prepare()
    prepared = isolation._PREPARED["obedient"]
    Service("obedient", MEMORY, 20.0).prepare()
    with start() as worker, start() as other:
        assert _ask(worker, "who", "where") == [str(prepared.pid), str(tmp_path)]
        assert _ask(other, "who") != [str(prepared.pid)]
    Service("obedient", MEMORY, 20.0).prepare()
    isolation._PREPARED["obedient"].kill()
    isolation._PREPARED["obedient"].wait(60)
    with start() as worker:
        assert _ask(worker, "two") == ["two"]


def test_long_answers_never_block(start: Start) -> None:
    requests = ["long"] * 20 + ["x" * 5_000] * 40
    with start() as worker:
        answers = _ask(worker, *requests)
    assert [len(str(answer)) for answer in answers] == [400_000] * 20 + [5_000] * 40


def test_a_module_that_cannot_be_loaded_is_a_death(start: Start) -> None:
    with start("not_there") as worker:
        assert _ask(worker, "one", "two") == [WorkerFailure.DIED, WorkerFailure.DIED]


@pytest.mark.parametrize("last", ["who", "hang"])
def test_the_process_leaves_with_its_caller(start: Start, last: str) -> None:
    with start() as worker:
        [pid] = _ask(worker, "who")
        worker.ask(request=last)
        os.kill(int(str(pid)), 0)
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(pid)), 0)


def test_it_sees_nothing_of_the_environment_nor_of_the_working_folder(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JETON_SECRET", "x")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "obedient.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    with start() as worker:
        [seen] = _ask(worker, "environment")
    assert set(str(seen).split()) - {"LC_CTYPE"} <= set(isolation.KEPT_VARIABLES)
