"""The processes of a batch on this machine; one that a dossier kills is replaced."""

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from msgspec import convert, to_builtins

from packetgen.batch.job import DossierOutcome, Order, failed
from packetgen.errors import ExitCode, PacketgenError
from packetgen.system.worker import Worker, WorkerFailed, WorkerFailure, service

MAKING = service("making")


def run_here(
    orders: Iterable[Order], work: Path, jobs: int
) -> Generator[tuple[Order, DossierOutcome], None, None]:
    """Yield the outcome of each order, as soon as it is known; at most `jobs` at a time.

    Temporary files stay below `work`. A dossier that kills or hangs its process is made once more,
    its files read apart, before it is said to have failed. Raises CannotWrite: nothing more can be
    made then.
    """
    # Left in this order: what waits is dropped, the processes end, so that no thread waits for one
    with ThreadPoolExecutor(jobs) as threads, ExitStack() as started:
        free: SimpleQueue[Worker] = SimpleQueue()
        for _ in range(jobs):
            free.put(started.enter_context(start_process(work)))
        started.callback(threads.shutdown, wait=False, cancel_futures=True)
        for future in as_completed([threads.submit(_make, order, free) for order in orders]):
            yield future.result()


def start_process(work: Path) -> Worker:
    """Start a process for dossiers, its temporary files below `work`."""
    return Worker(MAKING, work, dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(work)))


def _make(order: Order, free: SimpleQueue[Worker]) -> tuple[Order, DossierOutcome]:
    worker = free.get()
    try:
        return order, make_with(worker, order)
    finally:
        free.put(worker)


def make_with(worker: Worker, order: Order) -> DossierOutcome:
    """Have a process make a dossier; if it dies, once more in others. Raises CannotWrite."""
    for in_process in (True, False):
        worker.ask(order=to_builtins(order, enc_hook=str), in_process=in_process)
        result = next(worker.results())
        if not isinstance(result, WorkerFailed) or result.failure is WorkerFailure.BUG:
            break
    if isinstance(result, WorkerFailed):
        is_bug = result.failure is WorkerFailure.BUG
        return failed(ExitCode.BUG if is_bug else ExitCode.BATCH_UNFINISHED, str(result))
    if isinstance(result, PacketgenError):
        raise result
    return convert(result, DossierOutcome)
