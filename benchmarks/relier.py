"""Binding many annexes against bare pypdf: `python benchmarks/relier.py`.

Ten scans of thirty pages (57 MB) are appended, stamped and proved, in turn with what a script
would do of them: pypdf's `append` and `write`, and nothing else. Each run is a process of its own;
the time is that of the work, imports left out, and the memory the peak of the whole process.
Printed: medians, the ratio pair by pair, and peak memory, again with four times the weight.

The scans are bound as they are (their digests settle what one sees), then as pages with a
transparency group, each of which the proof has to picture.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

CHECKOUT = Path(__file__).parent.parent
FILES, PAGES = 10, 30
ROUNDS = 5
TODAY = date(2025, 11, 5)
# JPEG data of one page, in bytes: 57 MB for three hundred, then 228 MB
PAGE_BYTES = 190_000
HEAVIER = 4


def write_scans(folder: Path, page_bytes: int, *, transparent: bool) -> None:
    """Write the annexes: each page a photo of printed lines of about `page_bytes`."""
    import pikepdf

    # The page weighs what its quality makes it: found once
    quality = next(q for q in range(30, 101, 2) if len(_photo(0, q)) >= page_bytes or q == 100)
    for number in range(FILES):
        with pikepdf.Pdf.new() as pdf:
            for page in range(PAGES):
                photo = _photo(number * PAGES + page, quality)
                stream = pikepdf.Stream(
                    pdf, photo, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
                    Width=1240, Height=1754, ColorSpace=pikepdf.Name.DeviceGray,
                    BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
                )  # fmt: skip
                added = pdf.add_blank_page(page_size=(595.28, 841.89))
                added.obj.Contents = pdf.make_stream(b"q 595.28 0 0 841.89 0 0 cm /Scan Do Q")
                added.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=stream))
                if transparent:
                    added.obj.Group = pikepdf.Dictionary(
                        S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceGray
                    )
            pdf.save(folder / f"scan-{number}.pdf", deterministic_id=True)


def _photo(seed: int, quality: int) -> bytes:
    """Return a JPEG of a noisy page of printed lines."""
    from PIL import Image, ImageDraw

    grain = Image.frombytes("L", (310, 438), Random(seed).randbytes(310 * 438))  # noqa: S311
    sheet = grain.resize((1240, 1754)).point(lambda level: 215 + level // 8)
    pen = ImageDraw.Draw(sheet)
    for line in range(120, 1600, 40):
        pen.text((120, line), f"Ligne {line} de la page {seed}", fill=20, font_size=22)
    data = BytesIO()
    sheet.save(data, "JPEG", quality=quality)
    return data.getvalue()


def bare_pypdf(folder: Path, target: Path) -> Callable[[], object]:
    """Return the peer: append and write."""
    from pypdf import PdfWriter

    def work() -> None:
        with PdfWriter() as writer:
            for scan in _scans(folder):
                writer.append(scan)
            writer.write(target)

    return work


def packetgen_bind(folder: Path, target: Path, *, proved: bool) -> Callable[[], object]:
    """Return ours: cover pages, numbers, links, outline, ledger; and the proof."""
    sys.path.insert(0, str(CHECKOUT))
    from packetgen.bundle.assemble import assemble
    from packetgen.bundle.assemble.part import PageSource
    from packetgen.bundle.pages import bordereau, drawing, sommaire
    from packetgen.bundle.process.client import AssemblyRequest
    from packetgen.bundle.proof import prove
    from packetgen.model import bundle
    from packetgen.model.bundle import Ledger, Part, SourceFile

    scans = _scans(folder)
    cover = bundle.Cover("", "", "", "", "", "", "", "", "", (), "", "", "")

    def work() -> object:
        pieces = [
            Part("annexe", f"Annexe {number}", PAGES, number, fichier=scan.name)
            for number, scan in enumerate(scans, start=1)
        ]
        whole = bundle.plan(
            [
                Part(bundle.SOMMAIRE, "Sommaire", sommaire.page_count(pieces)),
                *pieces,
                Part(bundle.BORDEREAU, "Bordereau", bordereau.page_count(pieces, 0)),
            ]
        )
        sources = {
            part.numero: SourceFile(
                part.fichier, "PDF", sha256(part.titre.encode()).hexdigest(), PAGES
            )
            for part in pieces
        }
        ledger = Ledger("banc", whole, sources, (), {})
        front, end = drawing.draw_pages(
            [
                lambda canvas: sommaire.draw_sommaire(canvas, whole),
                lambda canvas: bordereau.draw_bordereau(canvas, ledger),
            ]
        )
        parts: list[PageSource] = [front, *scans, end]
        request = AssemblyRequest(
            ledger, cover, {}, {}, {}, frozenset(), {}, {}, "Banc", "", "", TODAY, once=False
        )
        assemble.assemble(request, parts, target)
        return prove.prove(target, ledger, parts) if proved else None

    return work


def _scans(folder: Path) -> list[Path]:
    return [folder / f"scan-{number}.pdf" for number in range(FILES)]


KINDS: dict[str, Callable[[Path, Path], Callable[[], object]]] = {
    "pypdf": bare_pypdf,
    "sans preuve": lambda folder, target: packetgen_bind(folder, target, proved=False),
    "avec preuve": lambda folder, target: packetgen_bind(folder, target, proved=True),
}


def measure(kind: str, folder: Path) -> None:
    """Do one kind of work in this process; print its seconds and its peak in megabytes."""
    import resource

    work = KINDS[kind](folder, folder / "relie.pdf")
    start = perf_counter()
    proof = work()
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    pictured = getattr(proof, "pictured", 0)
    print(json.dumps({"seconds": seconds, "peak": peak, "pictured": pictured}))


def run(kind: str, folder: Path) -> dict[str, Any]:
    """Measure one kind in a process of its own."""
    command = [sys.executable, __file__, kind, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def compare(title: str, folder: Path, rounds: int) -> None:
    """Run the three kinds in turn; print medians, ratios to pypdf and peak memory."""
    weight = sum(scan.stat().st_size for scan in _scans(folder)) / 1e6
    print(f"{title}: {FILES * PAGES} pages, {weight:.0f} MB")
    for kind in KINDS:
        run(kind, folder)
    turns = [{kind: run(kind, folder) for kind in KINDS} for _ in range(rounds)]
    for kind in KINDS:
        ratios = sorted(turn[kind]["seconds"] / turn["pypdf"]["seconds"] for turn in turns)
        seconds = median(turn[kind]["seconds"] for turn in turns)
        peak = max(turn[kind]["peak"] for turn in turns)
        print(
            f"  {kind:<12} {seconds:5.2f} s, ratio {median(ratios):.2f}"
            f" ({ratios[0]:.2f} to {ratios[-1]:.2f}), peak {peak:.0f} MB,"
            f" {turns[0][kind]['pictured']} pages pictured"
        )


def main() -> None:
    """Make the annexes, and compare."""
    if len(sys.argv) > 1:
        measure(sys.argv[1], Path(sys.argv[2]))
        return
    cases = (
        ("Scans", PAGE_BYTES, False, ROUNDS),
        ("Scans, each page pictured", PAGE_BYTES, True, ROUNDS),
        ("Heavy scans", PAGE_BYTES * HEAVIER, False, 2),
        ("Heavy scans, each page pictured", PAGE_BYTES * HEAVIER, True, 2),
    )
    for title, page_bytes, transparent, rounds in cases:
        with tempfile.TemporaryDirectory() as name:
            write_scans(Path(name), page_bytes, transparent=transparent)
            compare(title, Path(name), rounds)


if __name__ == "__main__":
    main()
