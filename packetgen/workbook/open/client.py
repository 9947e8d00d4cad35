"""Client of the process that first opens a workbook out of the ordinary, and may die of it."""

from pathlib import Path
from tempfile import gettempdir

from packetgen.errors import PacketgenError, WorkbookUnreadable
from packetgen.system.worker import Service, WorkerFailed, WorkerFailure

_REMEDY = "recopiez vos réponses dans un classeur neuf (packetgen nouveau), puis relancez."
OPENING = Service(
    "packetgen.workbook.open.worker",
    memory=500_000_000,
    seconds=8.0,  # a million cells, empty but for their format, take two
    failures={
        WorkerFailure.DIED: f"demande trop de mémoire ou fait échouer le lecteur : {_REMEDY}",
        WorkerFailure.LATE: f"demande plus de {{limit}} : {_REMEDY}",
    },
    retries=False,
)


def try_opening(source: Path, file: str) -> None:
    """Raise WorkbookUnreadable unless a process within limits opens `source`, called `file`."""
    with OPENING.start(Path(gettempdir())) as worker:
        worker.ask(source=str(source.absolute()), file=file)
        result = next(worker.results())
    if isinstance(result, WorkerFailed) and result.failure is not WorkerFailure.BUG:
        raise WorkbookUnreadable(f"« {file} » {result}")
    if isinstance(result, PacketgenError):
        raise result
