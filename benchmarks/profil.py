"""Where the processor time of one dossier goes: `python benchmarks/profil.py`.

Cold: one `generer` of the example's first action, for the first time and then again, each of its
processes with its seconds of processor, and what their libraries take to load, down to 5 ms. Warm:
one dossier of a batch, stage by stage, a stage within another being part of it. The least of
several runs each time, in milliseconds: what the machine does besides only adds.
"""

import gc
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from boites import CHECKOUT, DAY, write_box

COLD, WARM, LEAST = 5, 40, 5.0
# What each process loads; the first is the command itself
PROCESSES = {
    "commande": (
        "packetgen.cli.generer,packetgen.pipeline.verify,packetgen.pipeline.draft,"
        "packetgen.pipeline.publish,packetgen.pipeline.size_limit,packetgen.pipeline.unusable_pieces"
    ),
    "annexes": "packetgen.annexes.worker",
    "dessin": "packetgen.convert.embedded_worker,dxpdf",
    "assemblage et preuve": "packetgen.bundle.process.worker",
}
# The stages of a warm dossier: the module that calls one, its name there
STAGES = (
    ("packetgen.workbook.project", "open_workbook"),
    ("packetgen.workbook.project", "read_opened"),
    ("packetgen.checks.run", "run_rules"),
    ("packetgen.pipeline.draft", "convert_documents"),
    ("packetgen.pipeline.draft", "render"),
    ("packetgen.convert.engines", "open_document"),
    ("packetgen.convert.embedded", "normalise"),
    ("packetgen.convert.embedded_worker", "draw_pdf"),
    ("packetgen.convert.protocol", "read_back"),
    ("packetgen.bundle.process.worker", "extracted"),
    ("packetgen.bundle.process.worker", "pages_of"),
    ("packetgen.bundle.process.worker", "assemble"),
    ("packetgen.bundle.process.worker", "prove"),
)


def processes(workbook: Path) -> dict[str, float]:
    """Make a dossier in this process; return the milliseconds of processor of each of its own."""
    from packetgen.cli import main

    spent: dict[str, float] = {}
    started: dict[int, str] = {}
    popen = subprocess.Popen.__init__

    def start(self: Any, command: Any, *others: Any, **options: Any) -> None:  # noqa: ANN401
        popen(self, command, *others, **options)
        named = [part for part in command if str(part).startswith("packetgen.")]
        started[self.pid] = named[0] if named else Path(command[0]).name

    def waited(pid: int, options: int) -> tuple[int, int]:
        found, status, usage = os.wait4(pid, options)
        if found:
            spent[started.get(pid, "?")] = (usage.ru_utime + usage.ru_stime) * 1000
        return found, status

    subprocess.Popen.__init__ = start  # type: ignore[assignment]
    os.waitpid = waited
    asked = ["generer", str(workbook), "--date", DAY.isoformat()]
    with tempfile.TemporaryDirectory() as output:
        sys.argv = ["packetgen", *asked, "--sortie", output]
        try:
            main()
        except SystemExit as end:
            if end.code:
                raise
    return {"packetgen.cli": time.process_time() * 1000, **spent}


def libraries(modules: str) -> dict[str, float]:
    """Return the milliseconds that each library takes to load with `modules`."""
    command = [sys.executable, "-X", "importtime", "-c", f"import {modules}"]
    told = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, check=True).stderr
    found: dict[str, float] = {}
    for own, module in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s*(\S+)", told):
        library = module.split(".")[0]
        found[library] = found.get(library, 0.0) + int(own) / 1000
    return found


def stages(box: Path) -> dict[str, float]:
    """Make dossiers of the box in this process; return the milliseconds of each stage of one."""
    from packetgen.batch.job import Options, Order
    from packetgen.batch.worker import make_dossier

    spent: dict[str, float] = {}

    def make(workbook: Path) -> None:
        with tempfile.TemporaryDirectory() as output:
            order = Order(workbook.parent.name, workbook, Path(output), Options(DAY))
            if not make_dossier(order, in_process=True).files:
                raise SystemExit(f"{workbook} gives no dossier")

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
            start = time.process_time()
            try:
                return function(*arguments, **options)
            finally:
                took = (time.process_time() - start) * 1000
                spent[stage] = spent.get(stage, 0.0) + took

        return run

    workbooks = sorted(box.glob("*/classeur.xlsx"))
    make(workbooks[0])
    for module, name in STAGES:
        holder = import_module(module)
        setattr(holder, name, timed(name, getattr(holder, name)))
    gc.freeze()
    gc.set_threshold(50_000)  # as the processes of a batch do
    runs = []
    for number in range(WARM):
        spent.clear()
        # never the last one again, which is still known
        timed("en tout", make)(workbooks[(number + 1) % len(workbooks)])
        runs.append(dict(spent))
    return least(runs)


def least(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the least of each figure."""
    return {name: min(run.get(name, 0.0) for run in runs) for name in runs[0]}


def show(title: str, figures: Mapping[str, float]) -> None:
    """Print the figures, the largest first, those under 5 ms summed."""
    print(f"\n{title}, {figures.get('en tout') or sum(figures.values()):.0f} ms")
    for name, figure in sorted(figures.items(), key=lambda each: -each[1]):
        if figure >= LEAST:
            print(f"  {figure:7.1f}  {name}")
    print(f"  {sum(each for each in figures.values() if each < LEAST):7.1f}  others")


def _apart(what: str, workbook: Path) -> dict[str, float]:
    command = [sys.executable, __file__, what, str(workbook)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(told.splitlines()[-1])
    return found


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        box = write_box(Path(folder) / "boite", 20)
        one = next(box.glob("*/classeur.xlsx"))
        for title, cache in (("Cold, nothing kept", os.devnull), ("Cold, again", folder)):
            os.environ["XDG_CACHE_HOME"] = cache
            _apart("processes", one)
            show(f"{title}, by process", least([_apart("processes", one) for _ in range(COLD)]))
        for process, modules in PROCESSES.items():
            loads = least([libraries(modules) for _ in range(COLD)])
            show(f"Libraries of « {process} »", loads)
        show("Warm, by stage", _apart("stages", box))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure = {"processes": processes, "stages": stages}[sys.argv[1]]
        print(json.dumps(measure(Path(sys.argv[2]))))
    else:
        main()
