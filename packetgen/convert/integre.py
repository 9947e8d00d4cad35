"""The engine that comes with packetgen: dxpdf, then rdocx where dxpdf fails or loses words."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from packetgen.convert.engine import Drawing
from packetgen.convert.fontconfig import own_fontconfig
from packetgen.convert.fonts import embed_fonts
from packetgen.convert.normalise import normalise
from packetgen.convert.pictures import undrawn_pictures
from packetgen.convert.process import convert_in_worker
from packetgen.errors import ConversionFailed

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from pathlib import Path

    from packetgen.convert.engine import Job

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
            normalise(job.package)
            if not FINDS_FONTS:
                embed_fonts(job.package)
            job.package.write(folder / f"{number}.docx")
            prepared.append(job)
            yield str(number)

    with closing(convert_in_worker(FIRST, folder, names(), fonts_conf)) as pdfs:
        import_module("packetgen.convert.self_check")  # long to load: while the worker draws
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
    from packetgen.convert.self_check import read_back

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
