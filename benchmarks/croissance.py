"""How the work grows with dossiers, pages and agents' rows: `python benchmarks/croissance.py`.

Prints three tables and draws them in docs/images/croissance.png: seconds of processor, which other
work on the machine hardly changes. Batches run with two processes, started and warmed included;
pages and rows are those of one dossier, made in a warm process, the median of ROUNDS. What
fontconfig says on stderr is harmless.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parent))
from boites import CHECKOUT, DAY, EXAMPLE, write_box

sys.path[:0] = [str(CHECKOUT), str(EXAMPLE)]

DOSSIERS, PAGES, ROWS = (10, 25, 50, 100), (1, 50, 100, 150, 200), (1, 4, 8, 12)
ROUNDS = 3
PICTURE = CHECKOUT / "docs" / "images" / "croissance.png"
Points = list[tuple[float, float]]


def batches(folder: Path) -> Points:
    """Return the processor's seconds of a whole batch by number of dossiers."""
    import resource

    found = []
    for number in DOSSIERS:
        box = write_box(folder / f"boite-{number}", number)
        command = [sys.executable, "-c", "from packetgen.cli import main; main()", "lot", str(box)]
        asked = ["--date", DAY.isoformat(), "--travaux", "2", "--sortie", str(folder / f"{number}")]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        subprocess.run([*command, *asked], check=True, capture_output=True, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append((float(number), used))
    return found


def annexes(folder: Path) -> Points:
    """Return the seconds of a dossier by pages of its statutes."""
    import pikepdf

    [place] = write_box(folder / "pages", 1).iterdir()
    source, found = EXAMPLE / "statuts.pdf", []
    for number in PAGES:
        (place / "statuts.pdf").unlink()
        with pikepdf.open(source) as one, pikepdf.Pdf.new() as many:
            while len(many.pages) < number:
                many.pages.extend(one.pages)
            del many.pages[number:]
            many.save(place / "statuts.pdf")
        found.append((float(number), _seconds(place / "classeur.xlsx", folder)))
    return found


def agents(folder: Path) -> Points:
    """Return the seconds of a dossier by rows of the Département's agents."""
    from fabriquer_dossier import DOSSIER
    from packetgen.campagne import load
    from packetgen.workbook.write.create import create

    [place] = write_box(folder / "agents", 1).iterdir()
    pieces = tuple(piece for piece in DOSSIER.pieces if piece.action <= 1)
    action, found = DOSSIER.actions[0], []
    for number in ROWS:
        rows = tuple(action.interventions[n % len(action.interventions)] for n in range(number))
        one = replace(DOSSIER, actions=(replace(action, interventions=rows),), pieces=pieces)
        workbook = place / f"classeur-{number}.xlsx"
        create(workbook, load.load_campagne(one.annee), dossier=one)
        found.append((float(number), _seconds(workbook, folder)))
    return found


def _seconds(workbook: Path, folder: Path) -> float:
    """Return the processor's seconds for one dossier in this process, warm."""
    from packetgen.batch.job import Options, Order
    from packetgen.batch.worker import make_dossier

    times = []
    for _ in range(ROUNDS + 1):
        # a folder of its own: a bundle that is there already would only be compared with
        output = Path(tempfile.mkdtemp(dir=folder))
        start = time.process_time()
        if not make_dossier(Order("un", workbook, output, Options(DAY)), in_process=True).is_done:
            raise SystemExit(f"{workbook} gives nothing")
        times.append(time.process_time() - start)
    return median(times[1:])


MEASURES: dict[str, tuple[str, Callable[[Path], Points]]] = {
    "Dossiers d’un lot": ("secondes de processeur, 2 processus", batches),
    "Pages d’une annexe": ("secondes de processeur par dossier", annexes),
    "Lignes d’agents": ("secondes de processeur par dossier", agents),
}


def draw(measured: dict[str, Points]) -> None:
    """Draw one chart a measure, side by side, as a PNG."""
    from pypdfium2 import PdfDocument
    from reportlab.graphics.charts.lineplots import LinePlot
    from reportlab.graphics.renderPDF import draw as place
    from reportlab.graphics.shapes import Drawing, String
    from reportlab.pdfgen.canvas import Canvas

    from packetgen.bundle.pages.drawing import BOLD, GREY, INK, NAVY, REGULAR, RULE, carlito

    carlito()
    width, height = 270, 230
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width * len(measured), height))
    for number, (title, points) in enumerate(measured.items()):
        drawing = Drawing(width, height)
        plot = LinePlot()
        plot.x, plot.y, plot.width, plot.height = 44, 34, width - 64, height - 92
        plot.data = [points]
        plot.lines[0].strokeColor, plot.lines[0].strokeWidth = NAVY, 2
        plot.xValueAxis.valueMin = plot.yValueAxis.valueMin = 0
        plot.yValueAxis.valueMax = max(value for _, value in points) * 1.15
        for axis in (plot.xValueAxis, plot.yValueAxis):
            axis.strokeColor, axis.labels.fontName, axis.labels.fontSize = RULE, REGULAR, 9
            axis.labels.fillColor = GREY
            axis.maximumTicks = 6
        plot.yValueAxis.labelTextFormat = lambda value: f"{value:g}".replace(".", ",")
        plot.yValueAxis.visibleGrid, plot.yValueAxis.gridStrokeColor = 1, RULE
        drawing.add(plot)
        drawing.add(String(14, height - 26, title, fontName=BOLD, fontSize=13, fillColor=INK))
        unit = MEASURES[title][0]
        drawing.add(String(14, height - 41, unit, fontName=REGULAR, fontSize=10, fillColor=GREY))
        place(drawing, canvas, number * width, 0)
    canvas.save()
    with PdfDocument(buffer.getvalue()) as document:
        document[0].render(scale=2).to_pil().quantize(32).save(PICTURE, optimize=True)


def main() -> None:
    """Measure, print and draw."""
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    os.environ["XDG_CACHE_HOME"] = os.devnull  # a piece is read each time
    measured: dict[str, Points] = {}
    for title, (unit, measure) in MEASURES.items():
        with tempfile.TemporaryDirectory() as name:
            measured[title] = measure(Path(name))
        print(f"{title} ({unit})")
        for size, seconds in measured[title]:
            print(f"  {size:4.0f}  {seconds:6.2f}")
    draw(measured)


if __name__ == "__main__":
    main()
