"""Fifty dossiers, packetgen against what else makes them: `python benchmarks/lots.py`.

In one run, on the same fifty dossiers of one action, in turn, the best of three rounds:

- `packetgen lot --travaux 2`, checks, annexes, numbered pages, ledger and proof included;
- the script that a user would write: docxtpl, one soffice call per dossier, pypdf;
- the same with unoserver kept warm (Python that sees `uno` in UNO_PYTHON, else left out);
- the bare embedded engine, on the same Word files already normalised, two processes, nothing else.

Printed: dossiers per minute, processor seconds per dossier, ratios; then the memory of the workers
of that batch, and of a client that sees 5 000 dossiers pass, whose outcomes are invented.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))
from boites import CHECKOUT, DAY, EXAMPLE, write_box

if TYPE_CHECKING:
    from packetgen.batch.job import DossierOutcome, Order

DOSSIERS, JOBS, ROUNDS = 50, 2, 3
TEMPLATES = CHECKOUT / "templates" / "2026"
PORT = 2013
SEEN = 5_000  # dossiers that the client sees pass
MEGABYTE = 1_000_000


def packetgen(folder: Path) -> None:
    """Make the batch as anybody does."""
    command = [sys.executable, "-c", "from packetgen.cli import main; main()", "lot"]
    asked = [str(folder / "boite"), "--date", DAY.isoformat(), "--travaux", str(JOBS)]
    with tempfile.TemporaryDirectory(dir=folder) as output:
        process = subprocess.Popen(
            [*command, *asked, "--sortie", output],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        peaks: dict[int, float] = {}
        Thread(target=_watch, args=(process, peaks), daemon=True).start()
        if process.wait():
            raise SystemExit("packetgen failed")
        print(json.dumps({"peak": max(peaks.values(), default=0)}))


def _watch(process: subprocess.Popen[bytes], peaks: dict[int, float]) -> None:
    """Note the peak memory, in megabytes, of each process that makes dossiers."""
    while process.poll() is None:
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, StopIteration, ValueError):
                if b"packetgen.batch.worker" in (place / "cmdline").read_bytes():
                    lines = (place / "status").read_text().splitlines()
                    peak = next(line for line in lines if line.startswith("VmHWM"))
                    peaks[int(place.name)] = int(peak.split()[1]) * 1024 / MEGABYTE
        time.sleep(1)


def script(folder: Path) -> None:
    """Make the bundles with the script of today, one call of soffice each."""
    from script_d_aujourdhui import main

    for fields in sorted(folder.glob("champs/*.json")):
        main(str(fields), str(TEMPLATES), str(EXAMPLE), str(_place(folder, fields) / "p.pdf"))


def unoserver(folder: Path) -> None:
    """Make the bundles with the same script, a LibreOffice kept warm in place of its calls."""
    from docxtpl import DocxTemplate
    from pypdf import PdfWriter
    from script_d_aujourdhui import WORDS
    from unoserver.client import UnoClient

    command = [os.environ["UNO_PYTHON"], "-m", "unoserver.server", "--port", str(PORT)]
    command += ["--uno-port", str(PORT + 1)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        client = UnoClient(port=str(PORT))
        _wait_for(server, client, folder)
        print(json.dumps({"started": time.perf_counter()}))
        for fields in sorted(folder.glob("champs/*.json")):
            place, writer = _place(folder, fields), PdfWriter()
            for name, values in json.loads(fields.read_text("utf-8")).items():
                template = DocxTemplate(TEMPLATES / f"{name}.docx")
                template.render(values, WORDS, autoescape=True)
                template.save(place / f"{name}.docx")
                client.convert(
                    inpath=str(place / f"{name}.docx"), outpath=str(place / f"{name}.pdf")
                )
                writer.append(place / f"{name}.pdf")
            for annex in sorted(EXAMPLE.glob("*.pdf")):
                writer.append(annex)
            writer.write(place / "p.pdf")
        server.terminate()


def _wait_for(server: subprocess.Popen[bytes], client: Any, folder: Path) -> None:  # noqa: ANN401 - unoserver has no types
    """Return once the server has converted a document; leave at once where it cannot start."""
    document = next(folder.glob("normalises/*.docx"))
    for _ in range(60):
        if server.poll() is not None:
            raise SystemExit("unoserver cannot start: UNO_PYTHON needs uno and unoserver")
        time.sleep(0.5)
        # the client itself would wait for a server that is not there, and the server for a
        # connection that stays open
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
            client.convert(inpath=str(document), outpath=str(folder / "essai.pdf"))
            return
    server.kill()
    raise SystemExit("unoserver does not answer")


def bare_engine(folder: Path) -> None:
    """Convert the Word files of all dossiers, normalised beforehand, and do nothing else."""
    files = sorted(folder.glob("normalises/*.docx"))
    with ProcessPoolExecutor(JOBS) as processes:
        list(processes.map(_draw, files))


def _draw(file: Path) -> None:
    import dxpdf

    file.with_suffix(".pdf").write_bytes(dxpdf.convert(file.read_bytes()))


def _place(folder: Path, fields: Path) -> Path:
    place = folder / "script" / fields.stem
    place.mkdir(parents=True, exist_ok=True)
    return place


KINDS: dict[str, Callable[[Path], None]] = {
    "packetgen": packetgen,
    "script": script,
    "unoserver": unoserver,
    "moteur seul": bare_engine,
}


def prepare(folder: Path) -> None:
    """Write the dossiers, the fields of their documents, and their Word files normalised."""
    from packetgen.convert.fonts import write_fontconfig
    from packetgen.convert.normalise.rules import normalise, settle
    from packetgen.convert.word.package import Package
    from packetgen.documents.rendering.render import render
    from packetgen.pipeline.draft import documents_of, fields_of, list_parts, plan_bundle
    from packetgen.pipeline.outcome import Outcome
    from packetgen.pipeline.sources import BundleSource
    from packetgen.service import verify

    write_box(folder / "boite", DOSSIERS)
    for name in ("champs", "normalises", "fonts"):
        (folder / name).mkdir()
    write_fontconfig(folder / "fonts")
    for workbook in sorted(folder.glob("boite/*/classeur.xlsx")):
        verified, name = verify(workbook, today=DAY), workbook.parent.name
        sources = BundleSource(verified, verified.dossier.actions[0], Outcome.COMPLET)
        packet = plan_bundle(list_parts(sources))
        fields = {code: fields_of(code, sources, packet, DAY) for code in documents_of(sources)}
        (folder / "champs" / f"{name}.json").write_text(json.dumps(fields), "utf-8")
        for code, values in fields.items():
            document = folder / f"{name}-{code}.docx"
            render(TEMPLATES / f"{code}.docx", values, document)
            package = Package(document)
            settle(package)
            normalise(package)
            (folder / "normalises" / document.name).write_bytes(package.to_bytes())
            document.unlink()


def measure(kind: str, folder: Path) -> None:
    """Do one kind of work in this process; print its seconds, its own and of the processor."""
    import resource

    start = time.perf_counter()
    KINDS[kind](folder)
    seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(each.ru_utime + each.ru_stime for each in used)
    print(json.dumps({"begun": start, "seconds": seconds, "processor": processor}))


def run(kind: str, folder: Path) -> dict[str, float]:
    """Measure one kind in a process of its own; a server's start is not counted in its seconds."""
    from packetgen.convert.fonts import variables

    conf = next((folder / "fonts").glob("fonts.conf"))
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    if kind == "moteur seul":
        environment |= variables(conf)
    done = subprocess.run(
        [sys.executable, __file__, kind, str(folder)],
        check=False, capture_output=True, text=True, env=environment,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{kind}: {done.stderr.strip().rpartition(chr(10))[2]}")
    told: dict[str, float] = {}
    for line in done.stdout.splitlines():
        told |= json.loads(line)
    told["seconds"] -= told.get("started", told["begun"]) - told["begun"]
    return told


def compare(folder: Path) -> None:
    """Run the kinds in turn; print rates, processor time, ratios, and the workers' memory."""
    kinds = [kind for kind in KINDS if kind != "unoserver" or os.environ.get("UNO_PYTHON")]
    print(f"{DOSSIERS} dossiers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    turns = [{kind: run(kind, folder) for kind in kinds} for _ in range(ROUNDS)]
    best = {kind: min((turn[kind] for turn in turns), key=_seconds) for kind in kinds}
    ours, limit = best["packetgen"], best["moteur seul"]
    for kind, told in best.items():
        print(
            f"  {kind:<12} {60 * DOSSIERS / told['seconds']:6.0f} dossiers/min,"
            f" {told['processor'] / DOSSIERS:.3f} s of processor each;"
            f" packetgen's rate is {told['seconds'] / ours['seconds']:.1f} times this one"
        )
    print(f"  processor: {ours['processor'] / limit['processor']:.1f} times the bare engine's")
    print(f"  worker's peak memory: {max(turn['packetgen']['peak'] for turn in turns):.0f} MB")


def _seconds(told: dict[str, float]) -> float:
    return told["seconds"]


def client(folder: Path) -> None:
    """Pass SEEN dossiers through the true loop of a batch, a crew that invents their outcomes."""
    from datetime import UTC, datetime

    from packetgen.batch.job import DossierOutcome, Options
    from packetgen.batch.run import run_batch as run_batch

    box = folder / "tres-grande-boite"
    for place in range(SEEN):
        (box / f"asso-{place:05}").mkdir(parents=True)
        (box / f"asso-{place:05}" / "classeur.xlsx").write_bytes(b"PK")
    memory: list[tuple[int, float]] = []

    def invent(
        orders: Iterable[Order], _work: Path
    ) -> Generator[tuple[Order, DossierOutcome], None, None]:
        for order in orders:
            order.output.mkdir(parents=True)
            (order.output / "dossier.pdf").write_bytes(b"%PDF")
            files = {"dossier.pdf": "0" * 64}
            yield (
                order,
                DossierOutcome(0, "Association", ("Action",), ("1000",), files=files, inputs=files),
            )

    def note(done: int) -> None:
        if done % 250 == 0:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            memory.append((done, pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE))

    run_batch(
        (str(box),), folder / "sortie-client", Options(DAY), invent,
        resume=False, only_failed=False, moment=datetime(2025, 11, 5, tzinfo=UTC),
        report=lambda done, _whole, _entry: note(done),
    )  # fmt: skip
    settled = [each for each in memory if each[0] > SEEN // 5]
    grown = settled[-1][1] - settled[0][1]
    slope = grown / (settled[-1][0] - settled[0][0]) * 1000
    print(
        f"  client, {SEEN} dossiers: {settled[-1][1]:.0f} MB, {slope:.2f} MB more per 1 000"
        " (outcomes invented, true loop, journal and disk)"
    )


def main() -> None:
    """Measure one kind, or compare them all."""
    if len(sys.argv) > 1:
        measure(sys.argv[1], Path(sys.argv[2]))
        return
    sys.path.insert(0, str(CHECKOUT))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        compare(folder)
        client(folder)


if __name__ == "__main__":
    main()
