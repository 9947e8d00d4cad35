"""A batch on a Dask scheduler: dossiers and results travel as bytes, no disk is shared.

The only importer of distributed.
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from packetgen.batch import processes
from packetgen.batch.job import DossierOutcome, Order, context_of, failed, files_of
from packetgen.errors import ExitCode, PacketgenError, ToolMissing
from packetgen.system.work_folder import process_folder, work_folder
from packetgen.system.worker import Worker

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10
# For each thread of the cluster: one dossier being made, one on its way
AHEAD = 2
COMPARED = ("packetgen", "dxpdf", "rdocx", "pikepdf", "reportlab", "docxtpl", "Pillow")

FileContents = Mapping[str, bytes]


def run_there(
    orders: Sequence[Order], address: str
) -> Generator[tuple[Order, DossierOutcome], None, None]:
    """Yield the outcome of each order, its files written to its folder, as `run_here` does.

    At most AHEAD dossiers for each thread of the cluster are on their way: memory stays flat. A
    lost worker has its dossiers made by another. Raises ToolMissing when the scheduler cannot be
    reached, or has another packetgen.
    """
    with _connect(address) as client:
        from distributed import as_completed

        if not orders:
            return
        _compare(client, orders[0])
        most = AHEAD * sum(client.nthreads().values())
        running: dict[Any, Order] = {}
        results = as_completed(loop=client.loop)

        def received() -> tuple[Order, DossierOutcome]:
            future = next(results)
            order = running.pop(future)
            return order, _receive(future, order)

        for order in orders:
            if len(running) == most:
                yield received()
            try:
                files = gather(order.workbook)
            except PacketgenError as error:
                yield order, failed(error.exit_code, str(error))
            else:
                future = client.submit(make_there, order, files, pure=False, retries=1)
                running[future] = order
                results.add(future)
        while running:
            yield received()


def _connect(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise ToolMissing.said("no_dask") from error
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ToolMissing.said("no_scheduler", address) from error


def _compare(client: Client, order: Order) -> None:
    """Refuse a cluster without workers, or whose packetgen or calls are not those of here."""
    found = client.run(signature, order)
    if not found:
        raise ToolMissing("L’ordonnanceur Dask n’a aucun travailleur : démarrez-en, puis relancez.")
    here = signature(order)
    for worker, there in found.items():
        for name, value in here.items():
            if (own := there.get(name)) != value:
                raise ToolMissing.said("other_worker", worker, name, own or "absent", value)


def signature(order: Order) -> dict[str, str]:
    """Return what must be the same on all machines for the bundles to be."""
    found = {"Python": platform.python_version()}
    found |= {name: version(name) for name in COMPARED}
    return found | {"contenu des appels": context_of(order.options)[:12]}


def gather(workbook: Path) -> dict[str, bytes]:
    """Return a workbook and the files it names, by path in its folder; raises PacketgenError."""
    from packetgen.workbook.project import read_workbook

    *_, reading = read_workbook(workbook)
    found = {workbook.name: workbook.read_bytes()}
    for name, path in files_of(reading.dossier, workbook.parent):
        # One astray is said to be missing where the dossier is made
        with suppress(OSError):
            found |= {name: path.read_bytes()} if path else {}
    return found


def make_there(order: Order, files: FileContents) -> tuple[DossierOutcome, dict[str, bytes]]:
    """Make a dossier of its files alone; return its outcome and the files it gives.

    Runs on a worker of the cluster, which has a process of its own for what may crash.
    """
    with work_folder() as folder:
        for path, content in files.items():
            place = folder / "dossier" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        workbook = folder / "dossier" / order.workbook.name
        here = replace(order, workbook=workbook, output=folder / "sortie")
        outcome = processes.make_with(_process(get_ident()), here)
        made = {path: (here.output / path).read_bytes() for path in outcome.files}
    return outcome, made


@cache
def _process(_thread: int) -> Worker:
    return processes.start_process(process_folder())


def _receive(future: Any, order: Order) -> DossierOutcome:  # noqa: ANN401 - distributed has no types
    outcome: DossierOutcome
    made: FileContents
    try:
        outcome, made = future.result()
    except PacketgenError as error:
        return failed(error.exit_code, str(error))
    except Exception as error:  # noqa: BLE001 - KilledWorker, and whatever a cluster does
        said = f"aucun travailleur n’a pu faire ce dossier ({type(error).__name__})"
        return failed(ExitCode.BATCH_UNFINISHED, f"{said} ; relancez avec « --echecs »")
    shutil.rmtree(order.output, ignore_errors=True)
    for name, content in made.items():
        order.output.mkdir(parents=True, exist_ok=True)
        (order.output / name).write_bytes(content)
    return outcome
