"""The engine that comes with packetgen: dxpdf, then rdocx where dxpdf fails or loses words."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from packetgen.convert.embedded_worker import DRAWN, NOT_WRITTEN
from packetgen.convert.fontconfig import own_fontconfig, variables
from packetgen.convert.fonts import embed_fonts
from packetgen.convert.normalise.pictures import undrawn_pictures
from packetgen.convert.normalise.rules import normalise
from packetgen.convert.protocol import Drawing
from packetgen.errors import CannotWrite, ConversionFailed
from packetgen.system.worker import InProcessWorker, Worker, start

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from packetgen.convert.protocol import Job

MODULE = "packetgen.convert.embedded_worker"
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
    worker: Worker | InProcessWorker, folder: Path, asked: list[str]
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


FIRST, SECOND = "dxpdf", "rdocx"
# Where dxpdf reads the private configuration, it need not be handed megabytes of fonts.
FINDS_FONTS = sys.platform == "linux"


def version() -> str | None:
    """Return « dxpdf 0.8.1 », None where it is not installed."""
    return _version(FIRST)


def draw(jobs: Iterable[Job], folder: Path) -> Generator[Drawing, None, None]:
    """Yield for each job the drawing that misses the fewest words, dxpdf's on ties."""
    fonts_conf = own_fontconfig()
    prepared: list[Job] = []

    def names() -> Iterator[str]:
        for number, job in enumerate(jobs):
            if not job.is_normalised:
                normalise(job.package)
            if not FINDS_FONTS:
                embed_fonts(job.package)
            job.package.write(folder / f"{number}.docx")
            prepared.append(job)
            yield str(number)

    with closing(convert_in_worker(FIRST, folder, names(), fonts_conf)) as pdfs:
        import_module("packetgen.convert.word.words")  # long to load: while the worker draws
        for number, (job, pdf) in enumerate(zip(prepared, pdfs, strict=True)):
            first = _drawing(job, pdf, FIRST)
            second = None
            if first is None or first.missing_words:
                second = _drawing(job, _second_pdf(job, folder, str(number), fonts_conf), SECOND)
            drawings = [drawing for drawing in (first, second) if drawing is not None]
            if not drawings:
                raise ConversionFailed(
                    f"« {job.package.name} » n’a pu être mis en PDF par aucun des deux moteurs "
                    "intégrés : enregistrez-le de nouveau dans Word, ou installez LibreOffice et "
                    "ajoutez « --moteur libreoffice »."
                )
            best = min(drawings, key=lambda drawing: len(drawing.missing_words))
            missing = (*best.missing_words, *undrawn_pictures(job.package))
            yield replace(best, missing_words=missing)


def _second_pdf(job: Job, folder: Path, name: str, fonts_conf: Path) -> Path | None:
    """Draw a job once more, with the second library, in a process of its own."""
    again = folder / f"{SECOND}-{name}"
    again.mkdir()
    embed_fonts(job.package)
    job.package.write(again / f"{name}.docx")
    [pdf] = convert_in_worker(SECOND, again, [name], fonts_conf)
    return pdf


def _drawing(job: Job, pdf: Path | None, library: str) -> Drawing | None:
    """Return the checked drawing, None where the library made no readable PDF."""
    from packetgen.convert.word.words import read_back

    read = None if pdf is None else read_back(job.words, pdf)
    if pdf is None or read is None:
        return None
    pages, missing = read
    return Drawing(job, pdf, pages, _version(library) or library, missing)


@cache
def _version(library: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return None
