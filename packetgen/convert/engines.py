"""DOCX to PDF: the engines, and the one function that the service calls."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from packetgen.convert import embedded, libreoffice
from packetgen.convert.normalise.rules import settle
from packetgen.convert.protocol import Conversion, DrawingJob, Engine
from packetgen.convert.word.package import Package
from packetgen.convert.word.words import words
from packetgen.errors import UsageError
from packetgen.system.files import cannot_write
from packetgen.system.work_folder import work_folder

ENGINES: dict[str, Engine] = {"integre": embedded, "libreoffice": libreoffice}
DEFAULT = "integre"


def convert_documents(
    sources: Iterable[Path | Package | DrawingJob],
    destination: Path,
    engine: str = DEFAULT,
    *,
    in_process: bool = False,
) -> list[Conversion]:
    """Convert each .docx to `destination`/<its stem>.pdf; the sources stay as they are.

    One that was read already is changed, its file is not. A source may be written as it is asked
    for: those before it are being drawn meanwhile. Same files, same engine: same pages. Raises
    ConversionFailed for a file that cannot be read or drawn, ToolMissing where the engine is not
    on this machine.
    """
    if engine not in ENGINES:
        raise UsageError(f"« {engine} » n’est pas un moteur : choisissez {' ou '.join(ENGINES)}.")
    jobs = map(open_document, sources)
    with work_folder() as folder:
        drawings = ENGINES[engine].draw(jobs, folder, in_process=in_process)
        return [_moved(drawing, destination) for drawing in drawings]


def open_document(source: Path | Package | DrawingJob) -> DrawingJob:
    """Read a .docx and accept its revisions; raise ConversionFailed if it is not a sound one."""
    if isinstance(source, DrawingJob):
        return source
    package = source if isinstance(source, Package) else Package(source)
    # Asked 0 times: told whatever the PDF holds
    renewed = {f"0 {each}": f"date ou heure du jour (ici {each})" for each in settle(package)}
    return DrawingJob(package, words(package) | renewed)


def _moved(drawing: Conversion, destination: Path) -> Conversion:
    pdf = destination / f"{drawing.source.stem}.pdf"
    try:
        shutil.move(drawing.pdf, pdf)
    except OSError as error:
        raise cannot_write(pdf, error) from error
    return replace(drawing, pdf=pdf)
