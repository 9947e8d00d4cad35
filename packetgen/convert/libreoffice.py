"""The engine asked for by « --moteur libreoffice »: soffice, shut in and watched."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

from packetgen.convert.fonts import name_bundled_families, variables, write_fontconfig
from packetgen.convert.normalise.symbols import set_signs_in_their_font
from packetgen.convert.protocol import Conversion, DrawingJob
from packetgen.errors import ConversionFailed, ToolMissing
from packetgen.system.pdfium import PDFIUM

USUAL_PLACES = (
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    *(
        Path(os.environ[root]) / "LibreOffice" / "program" / "soffice.com"
        for root in ("PROGRAMFILES", "PROGRAMFILES(X86)")
        if root in os.environ
    ),
)
START_SECONDS = 60.0
SECONDS_PER_DOCUMENT = 30.0
PROBE_SECONDS = 20.0
ATTEMPTS = 2
# For a file of unknown origin: processor seconds, bytes of address space
MOST_CPU, MOST_MEMORY = 20, 3 * 1024**3
# After a longer failure a second try would only take as long again
QUICK_FAILURE_SECONDS = 10.0
WITHOUT_NETWORK = ("unshare", "--map-root-user", "--net", "--")


def version() -> str | None:
    """Return « LibreOffice 7.4.7.2 », None where it is not installed or does not answer."""
    with suppress(OSError, subprocess.TimeoutExpired):
        if program := _program():
            command = [program, "--version"]
            done = subprocess.run(command, capture_output=True, input=b"", timeout=PROBE_SECONDS)
            return " ".join(done.stdout.decode().split()[:2]) or None
    return None


def draw(jobs: Iterable[DrawingJob], folder: Path, *, in_process: bool) -> list[Conversion]:  # noqa: ARG001
    """Return the drawings of one call of soffice, or of two where the first leaves some out."""
    program = _installed()
    waiting: dict[Path, DrawingJob] = {}
    for number, job in enumerate(jobs):
        copy = folder / f"{number}.docx"
        for story in job.package.stories():
            set_signs_in_their_font(story)
        name_bundled_families(job.package)
        copy.write_bytes(job.package.to_bytes())
        waiting[copy] = job
    # Long to load, and only for this engine
    from packetgen.convert.tagging.libreoffice import complete_tags

    pdfs = _pdfs(program, list(waiting), folder)
    drawings = []
    for copy, job in waiting.items():
        drawing = job.drawn(*pdfs[copy]) if copy in pdfs else None
        if drawing is None:
            raise ConversionFailed.said("libreoffice_failed", job.package.name)
        complete_tags(drawing.pdf, job.package)
        drawings.append(drawing)
    return drawings


def convert_office_file(copy: Path, folder: Path) -> tuple[Path, str] | None:
    """Draw an office document of any kind and of unknown origin; return its PDF and who drew it.

    It has no network where the system can take it away, and little memory and time. A quick
    failure is tried again once. None where there is no PDF after that. Raises ToolMissing where
    LibreOffice is not installed.
    """
    program = _installed()
    folder.mkdir()
    return _pdfs(program, [copy], folder, confined=True).get(copy)


def _pdfs(
    program: str, copies: Sequence[Path], folder: Path, *, confined: bool = False
) -> dict[Path, tuple[Path, str]]:
    """Return the readable PDFs of documents, and who drew each; what fails is tried again once."""
    fonts_conf = write_fontconfig(folder)
    drawn: dict[Path, tuple[Path, str]] = {}
    for attempt in range(ATTEMPTS):
        out, begun = folder / f"attempt-{attempt}", time.monotonic()
        if left := [copy for copy in copies if copy not in drawn]:
            _run(program, left, out, fonts_conf, confined=confined)
        for copy in left:
            pdf = out / f"{copy.stem}.pdf"
            if producer := _producer(pdf):
                drawn[copy] = pdf, producer
        if confined and time.monotonic() - begun > QUICK_FAILURE_SECONDS:
            break
    return drawn


def _producer(pdf: Path) -> str | None:
    """Return the program that a PDF says it comes from: « LibreOffice 7.4 »; None if unreadable."""
    from pypdfium2 import PdfDocument, PdfiumError

    with suppress(FileNotFoundError, PdfiumError), PDFIUM, PdfDocument(pdf) as document:
        return document.get_metadata_value("Producer") or "LibreOffice"
    return None


def _program() -> str | None:
    """Return the path of soffice, on PATH first, then where installers put it."""
    usual = (str(place) for place in USUAL_PLACES if place.is_file())
    return shutil.which("soffice") or shutil.which("libreoffice") or next(usual, None)


def _installed() -> str:
    """Return the path of soffice; raise ToolMissing."""
    if (program := _program()) is None:
        raise ToolMissing.said("no_libreoffice")
    return program


def _run(
    program: str, copies: Sequence[Path], out: Path, fonts_conf: Path, *, confined: bool = False
) -> None:
    """Call soffice once on `copies`, on a new profile; its exit status says nothing."""
    from concurrent.futures import ThreadPoolExecutor

    profile = out / "profile"
    (profile / "user").mkdir(parents=True)
    settings = Path(__file__).with_name("libreoffice.xml")
    shutil.copyfile(settings, profile / "user" / "registrymodifications.xcu")
    command = (
        *(_without_network() if confined else ()),
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", "pdf" if confined else "pdf:writer_pdf_Export", "--outdir", str(out)),
        *(str(copy) for copy in copies),
    )
    started: list[Popen[Any]] = []

    def start() -> None:
        quiet = partial(Popen, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
        environment = os.environ | variables(fonts_conf)
        started.append(quiet(command, cwd=out, env=environment, start_new_session=True))

    try:
        # Python raises an interruption in its main thread: what another starts is always known,
        # and the end of this block waits for it
        with ThreadPoolExecutor(1) as starter:
            starter.submit(start).result()
        [process] = started
        if confined:
            _limit(process.pid)
        with suppress(subprocess.TimeoutExpired):
            process.wait(START_SECONDS + SECONDS_PER_DOCUMENT * (len(copies) - confined))
    finally:
        for process in started:
            _kill(process)


def _without_network() -> tuple[str, ...]:
    """Return the command that takes the network away, where this system lets anyone do it."""
    if sys.platform != "linux" or shutil.which(WITHOUT_NETWORK[0]) is None:
        return ()
    tried = subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True, check=False)
    return WITHOUT_NETWORK if tried.returncode == 0 else ()


def _limit(pid: int) -> None:
    """Cap the memory and the processor time of soffice, and of all that it starts."""
    if sys.platform == "linux":
        import resource

        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            resource.prlimit(pid, resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))


def _kill(process: Popen[Any]) -> None:
    """Kill soffice with all that it started: its children outlive it and ignore SIGTERM."""
    if sys.platform == "win32":
        taskkill = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(taskkill, capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError):  # it left nobody behind
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
