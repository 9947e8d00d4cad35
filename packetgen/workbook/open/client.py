"""Client of the process that first opens a workbook out of the ordinary, and may die of it."""

from pathlib import Path
from tempfile import gettempdir

from packetgen.errors import PacketgenError, WorkbookUnreadable
from packetgen.system.worker import WorkerFailed, WorkerFailure, service

OPENING = service("opening")


def try_opening(source: Path, file: str) -> None:
    """Raise WorkbookUnreadable unless a process within limits opens `source`, called `file`."""
    with OPENING.start(Path(gettempdir())) as worker:
        worker.ask(source=str(source.absolute()), file=file)
        result = next(worker.results())
    if isinstance(result, WorkerFailed) and result.failure is not WorkerFailure.BUG:
        raise WorkbookUnreadable(f"« {file} » {result}")
    if isinstance(result, PacketgenError):
        raise result
