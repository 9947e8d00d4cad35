"""Received bundles proved by processes with limits: any of them may be hostile."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from msgspec import convert

from packetgen.errors import PacketgenError
from packetgen.model.bundle import Examination
from packetgen.system.work_folder import work_folder
from packetgen.system.worker import Worker, WorkerFailed, service

PROOF = service("proof")


def examine_apart(bundles: Sequence[Path], data: str = "") -> Iterator[tuple[Examination, str]]:
    """Yield the proof of each bundle, in order, and what is attached to it as `data`.

    Processes share them in turn. No file stops the others, whatever it is.
    """
    if not bundles:
        return
    with work_folder() as folder, ExitStack() as stack:
        workers = [
            stack.enter_context(Worker(PROOF, folder))
            for _ in range(min(os.cpu_count() or 1, len(bundles)))
        ]
        for worker, path in zip(cycle(workers), bundles, strict=False):
            worker.ask(path=str(path.absolute()), data=data)
        results = [worker.results() for worker in workers]
        for worker_results, _ in zip(cycle(results), bundles, strict=False):
            result = next(worker_results)
            if isinstance(result, WorkerFailed):
                yield Examination(problem=str(result)), ""
            elif isinstance(result, PacketgenError):
                raise result
            else:
                found, content = result
                yield convert(found, Examination, str_keys=True), content
