"""Cold runs, in turn, against what people would use instead: `python benchmarks/compare.py`.

Prints the median of each command and the ratio to its peer, pair by pair in one run:
`generer` for the example's first action against the script of today (where LibreOffice is
installed), `verifier` against `python -c "import openpyxl"`, and `packetgen --help` against
`python -c "import click"`. The first two twice: after a run that kept what it read of the pieces
and of the templates, as it is from the second run of a dossier on; then with nothing kept.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 7
CHECKOUT = Path(__file__).parent.parent
EXAMPLE = CHECKOUT / "data" / "exemple"
DAY = date(2025, 11, 5)
PACKETGEN = [sys.executable, "-c", "from packetgen.cli import main; main()"]


def seconds(command: Sequence[str], folder: Path, *, kept: bool) -> float:
    """Wall time of one cold process; the command must succeed."""
    # a folder of its own: a bundle that is there already would be read, to be compared with
    with tempfile.TemporaryDirectory(dir=folder) as place:
        cache = str(folder if kept else place)
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "XDG_CACHE_HOME": cache}
        start = perf_counter()
        subprocess.run(command, cwd=place, env=environment, check=True, capture_output=True)
        return perf_counter() - start


def compare(
    title: str, ours: Sequence[str], peer: Sequence[str], folder: Path, *, kept: bool = True
) -> None:
    """Run both in turn after one warm-up each; print the medians and the ratio of each pair."""
    both = (ours, peer)
    pairs = [[seconds(each, folder, kept=kept) for each in both] for _ in range(ROUNDS + 1)][1:]
    ratios = sorted(mine / theirs for mine, theirs in pairs)
    print(
        f"{title}: {median(mine for mine, _ in pairs):.2f} s against"
        f" {median(theirs for _, theirs in pairs):.2f} s,"
        f" ratio {median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f},"
        f" {ROUNDS} pairs)"
    )


def write_fields(target: Path) -> None:
    """Store what the three templates of the first action are filled with."""
    from packetgen.pipeline.draft import documents_of, fields_of, list_parts, plan_bundle
    from packetgen.pipeline.outcome import Outcome
    from packetgen.pipeline.sources import BundleSource
    from packetgen.service import verify

    verified = verify(EXAMPLE / "classeur.xlsx", today=DAY)
    sources = BundleSource(verified, verified.dossier.actions[0], Outcome.COMPLET)
    packet = plan_bundle(list_parts(sources))
    fields = {code: fields_of(code, sources, packet, DAY) for code in documents_of(sources)}
    target.write_text(json.dumps(fields), encoding="utf-8")


def main() -> None:
    """Run the comparisons that this machine allows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        asked = [str(EXAMPLE / "classeur.xlsx"), "--date", DAY.isoformat()]
        if shutil.which("soffice"):
            fields = folder / "champs.json"
            write_fields(fields)
            script = CHECKOUT / "benchmarks" / "script_d_aujourdhui.py"
            templates = CHECKOUT / "templates" / "2026"
            made = [str(script), str(fields), str(templates), str(EXAMPLE), str(folder / "p.pdf")]
            peer = [sys.executable, *made]
            ours = [*PACKETGEN, "generer", *asked, "--action", "1", "--sortie", "sortie"]
            compare("generer, first action, proof included", ours, peer, folder)
            compare("the same, nothing kept", ours, peer, folder, kept=False)
        else:
            print("LibreOffice is not installed: generer is not compared.")
        ours, peer = [*PACKETGEN, "verifier", *asked], [sys.executable, "-c", "import openpyxl"]
        compare("verifier", ours, peer, folder)
        compare("the same, nothing kept", ours, peer, folder, kept=False)
        peer = [sys.executable, "-c", "import click"]
        compare("packetgen --help", [*PACKETGEN, "--help"], peer, folder)


if __name__ == "__main__":
    main()
