"""The engine that comes with packetgen: dxpdf, then rdocx where dxpdf fails or loses words."""

import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

from msgspec.structs import replace

from packetgen.convert.embedded_worker import DRAWN, NOT_WRITTEN
from packetgen.convert.fonts import embed_fonts, own_fontconfig, variables
from packetgen.convert.normalise.pictures import CHART, leave_room_for_charts, undrawn_pictures
from packetgen.convert.normalise.rules import normalise, settle
from packetgen.convert.protocol import Conversion, DrawingJob
from packetgen.convert.tagging.outline import Outline
from packetgen.convert.tagging.word import outline
from packetgen.convert.word.package import Package
from packetgen.errors import CannotWrite, ConversionFailed
from packetgen.system.worker import InProcessWorker, Worker, service

DRAWING = service("drawing")
FIRST, SECOND = "dxpdf", "rdocx"
LATIN_WORD = re.compile("[a-zA-Z\u00c0-\u024f]{2,}")
# Where dxpdf reads the private configuration, it need not be handed megabytes of fonts.
FINDS_FONTS = sys.platform == "linux"


def version() -> str | None:
    """Return « dxpdf 0.8.1 », None where it is not installed."""
    return _version(FIRST)


def draw(jobs: Iterable[DrawingJob], folder: Path, *, in_process: bool) -> list[Conversion]:
    """Return for each job the drawing that misses the fewest words, dxpdf's on ties.

    The worker starts before the first job is known, and draws while the next ones are prepared.
    """
    fonts_conf = own_fontconfig()
    prepared: list[tuple[DrawingJob, Outline]] = []
    with DRAWING.start(folder, variables=variables(fonts_conf), in_process=in_process) as worker:
        for number, job in enumerate(jobs):
            if not job.is_normalised:
                normalise(job.package)
                leave_room_for_charts(job.package)
            if not FINDS_FONTS:
                embed_fonts(job.package)
            structure = outline(job.package)
            _ask(worker, FIRST, job.package, folder / str(number))
            prepared.append((job, structure))
        import_module("pypdfium2")  # long to load: while the worker draws
        results = zip(prepared, worker.results(), strict=True)
        return [
            _best_drawing(*known, result, folder / str(number), fonts_conf)
            for number, (known, result) in enumerate(results)
        ]


def _ask(worker: Worker | InProcessWorker, library: str, package: Package, path: Path) -> None:
    """Have a library draw a package, from `path`.docx to `path`.pdf."""
    path.with_suffix(".docx").write_bytes(package.to_bytes())
    worker.ask(library=library, path=str(path.absolute()))


def _best_drawing(
    job: DrawingJob, structure: Outline, result: object, path: Path, fonts_conf: Path
) -> Conversion:
    """Return the drawing of the first library, or the second's where that misses fewer words."""
    first, second = _drawing(job, result, path, FIRST, structure), None
    if first is None or _lost_words(first):
        second = _draw_again(job, path.with_name(f"{SECOND}-{path.name}"), fonts_conf)
    drawings = [drawing for drawing in (first, second) if drawing is not None]
    if not drawings:
        raise ConversionFailed.said("both_engines_failed", job.package.name)
    best = min(drawings, key=lambda drawing: len(_lost_words(drawing)))
    told = () if first is None else first.missing_words
    # rdocx draws an empty box for a sign that no font has, and says that it is the sign
    signs = [each for each in told if not LATIN_WORD.fullmatch(each)]
    missing = dict.fromkeys((*best.missing_words, *signs))
    # rdocx draws charts
    pictures = undrawn_pictures(job.package, (CHART,) if best is second else ())
    return replace(best, missing_words=(*missing, *pictures))


def _lost_words(drawing: Conversion) -> list[str]:
    """Return the words that another library may draw: those that all fonts have."""
    return [each for each in drawing.missing_words if LATIN_WORD.fullmatch(each)]


def _draw_again(job: DrawingJob, path: Path, fonts_conf: Path) -> Conversion | None:
    package = Package(job.package.source)  # that of the job is marked for the first library
    if not job.is_normalised:
        settle(package)
        normalise(package)
    embed_fonts(package)
    with DRAWING.start(path.parent, variables=variables(fonts_conf)) as worker:
        _ask(worker, SECOND, package, path)
        return _drawing(job, next(worker.results()), path, SECOND)


def _drawing(
    job: DrawingJob, result: object, path: Path, library: str, structure: Outline | None = None
) -> Conversion | None:
    """Return the checked drawing, None where the library refused, died, or drew no readable PDF."""
    if result == NOT_WRITTEN:
        raise CannotWrite.said("no_room_to_draw", path.parent)
    if result != DRAWN:
        return None
    return job.drawn(path.with_suffix(".pdf"), _version(library) or library, structure)


@cache
def _version(library: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return None
