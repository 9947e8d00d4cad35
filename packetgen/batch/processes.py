"""The processes of a batch on this machine; one that a dossier kills is replaced."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from queue import SimpleQueue

from packetgen.batch.job import DossierOutcome, Order, failed, load, to_line
from packetgen.errors import CannotWrite, ExitCode
from packetgen.system.worker import Worker, WorkerFailure

MODULE = "packetgen.batch.worker"
MEMORY = 2_500_000_000  # bytes that it may allocate; see benchmarks for the rest
SECONDS = 120.0  # for one dossier
REASONS = {
    WorkerFailure.DIED: "ce dossier fait échouer le programme, deux fois de suite ;"
    " essayez-le seul avec « packetgen generer »",
    WorkerFailure.LATE: f"ce dossier demande plus de {SECONDS:.0f} secondes, deux fois de suite ;"
    " essayez-le seul avec « packetgen generer »",
}


def run_here(
    orders: Iterable[Order], work: Path, jobs: int
) -> Generator[tuple[Order, DossierOutcome], None, None]:
    """Yield what became of each order, as soon as it is known; at most `jobs` at a time.

    Temporary files stay below `work`. A dossier that kills or hangs its process is made once more,
    its files read apart, before it is said to have failed. Raises CannotWrite: nothing more can be
    made then.
    """
    # Left in this order: processes first, so that no thread waits for one
    with ThreadPoolExecutor(jobs) as threads, _processes(work, jobs) as free:
        waiting = iter(orders)
        running: set[Future[tuple[Order, DossierOutcome]]] = set()

        def begin() -> None:
            """Begin as many as there are free processes: the orders to come take no memory."""
            following = islice(waiting, jobs - len(running))
            running.update(threads.submit(_make, order, free) for order in following)

        begin()
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            running -= done
            begin()  # first: no process waits while what another made is put in its place
            for future in done:
                yield future.result()


@contextmanager
def _processes(work: Path, jobs: int) -> Iterator[SimpleQueue[Worker]]:
    """Yield a queue of started processes, ended with the batch whatever they are doing."""
    crew = [start_process(work) for _ in range(jobs)]
    free: SimpleQueue[Worker] = SimpleQueue()
    for worker in crew:
        free.put(worker)
    try:
        yield free
    finally:
        for worker in crew:
            worker.close()


def start_process(work: Path) -> Worker:
    """Start a process that makes dossiers, its temporary files below `work`."""
    variables = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(work))
    return Worker(MODULE, work, memory=MEMORY, seconds=SECONDS, variables=variables, again=False)


def _make(order: Order, free: SimpleQueue[Worker]) -> tuple[Order, DossierOutcome]:
    worker = free.get()
    try:
        return order, make_with(worker, order)
    finally:
        free.put(worker)


def make_with(worker: Worker, order: Order) -> DossierOutcome:
    """Have a process make a dossier, once more and apart if it dies of it; raise CannotWrite."""
    answer = _ask(worker, order, apart=False)
    if isinstance(answer, WorkerFailure):
        answer = _ask(worker, order, apart=True)
    if isinstance(answer, WorkerFailure):
        return failed(ExitCode.BATCH_UNFINISHED, REASONS[answer])
    return read(answer)


def _ask(worker: Worker, order: Order, *, apart: bool) -> str | WorkerFailure:
    worker.ask(to_line(order, apart=apart))
    return next(worker.answers())


def read(answer: str) -> DossierOutcome:
    """Return the outcome that a process tells; raise CannotWrite when it could not write."""
    told = json.loads(answer)
    if why := told.get("cannot_write"):
        raise CannotWrite(why)
    if bug := told.get("bug"):
        return failed(ExitCode.BUG, f"erreur de packetgen ({bug}) ; signalez-la avec ce classeur")
    return load(told["outcome"])
