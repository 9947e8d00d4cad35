"""The processes that a run starts, and that none of them stays."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

# far more than any host takes for what is linear, far less than what runs away
ENDLESS_SECONDS = 30


@contextmanager
def ends_soon() -> Iterator[None]:
    """Fail when a job runs away, by its processor time: how fast it is, benchmarks tell."""
    started = time.process_time()
    yield
    assert time.process_time() - started < ENDLESS_SECONDS


def working_below(folder: Path) -> list[psutil.Process]:
    """The processes that work below a folder."""
    found = (each for each in psutil.process_iter(["cwd"]) if each.info["cwd"])
    return [each for each in found if Path(each.info["cwd"]).is_relative_to(folder)]


def all_end(processes: Iterable[psutil.Process], deadline: float) -> bool:
    """Whether all the processes end before the deadline, one that nobody waited for included."""
    listed = list(processes)
    return wait_until(lambda: not any(map(_is_alive, listed)), deadline)


def wait_until(is_so: Callable[[], object], deadline: float) -> bool:
    """Wait until something is so; return False when the deadline passes before."""
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False
