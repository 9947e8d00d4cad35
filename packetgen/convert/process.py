"""Have a library draw documents in a process that may die of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packetgen.convert.fontconfig import variables
from packetgen.convert.worker import DRAWN, NOT_WRITTEN
from packetgen.errors import CannotWrite
from packetgen.system.worker import InPlace, Worker, start

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

MODULE = "packetgen.convert.worker"
SECONDS = 30.0  # for one document; the slowest of a 793-document corpus took 1.8 s
MEMORY = 2 * 1024**3  # bytes; the largest conversion of that corpus took 1.6 GB


def convert_in_worker(
    library: str, folder: Path, names: Iterable[str], fonts_conf: Path
) -> Generator[Path | None, None, None]:
    """Give `names` to a worker, then yield for each `name`.docx of `folder` its PDF.

    None stands for a document that the library refuses, dies of, or takes too long on. The worker
    starts before the first name is known and draws while the next ones are being prepared.
    """
    worker = start(
        MODULE,
        folder,
        memory=MEMORY,
        seconds=SECONDS,
        variables=variables(fonts_conf),
    )
    asked = []
    try:
        for name in names:
            worker.ask(f"{library} {folder.absolute() / name}")
            asked.append(name)
    except BaseException:
        worker.close()
        raise
    return _answers(worker, folder, asked)


def _answers(
    worker: Worker | InPlace, folder: Path, asked: list[str]
) -> Generator[Path | None, None, None]:
    """Yield what became of each name."""
    with worker:
        for name, answer in zip(asked, worker.answers(), strict=True):
            if answer == NOT_WRITTEN:
                raise CannotWrite(
                    f"Impossible d’écrire dans le dossier temporaire « {folder} » : le disque est "
                    "sans doute plein ; libérez de la place et recommencez."
                )
            yield folder / f"{name}.pdf" if answer == DRAWN else None
