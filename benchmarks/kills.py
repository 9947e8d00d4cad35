"""A batch killed ten times against one left alone: `python benchmarks/kills.py [DOSSIERS]`.

1 000 dossiers of one action are made by `packetgen lot --travaux 2`, which is ended by `kill -9`
ten times, at places spread over the run, and resumed with `--reprendre`; then by a run that nothing
stops. Printed: the seconds of each, the dossiers made more than once, what is left behind, and
whether all files are the same, byte for byte. The exit code is 1 where something is wrong.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))
from boites import CHECKOUT, DAY, write_box

KILLS, JOBS = 10, 2
LOT = [sys.executable, "-c", "from packetgen.cli import main; main()", "lot"]
JOURNAL = Path(".packetgen") / "journal.jsonl"


def start(output: Path, *sources: str) -> subprocess.Popen[bytes]:
    """Start the batch, or resume it when no source is given."""
    asked = [*sources, "--date", DAY.isoformat()] if sources else ["--reprendre"]
    command = [*LOT, *asked, "--travaux", str(JOBS), "--sortie", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.Popen(
        command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )


def noted(output: Path) -> Counter[str]:
    """Return how many times the journal says that each dossier was made."""
    made: Counter[str] = Counter()
    path = output / JOURNAL
    for line in path.read_bytes().split(b"\n") if path.exists() else ():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if "outcome" in told:
            made[told["name"]] += 1
    return made


def files(output: Path) -> dict[str, str]:
    """Return the digest of each file of the dossiers, by path."""
    return {
        path.relative_to(output).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.glob("*/*"))
        if path.is_file() and path.parent.name != JOURNAL.parent.name
    }


def leftovers(output: Path, temporary: Path) -> list[str]:
    """Return what a finished run should not leave: work, halves, temporary files, processes."""
    left = [*output.rglob("*.partiel"), *output.glob(".packetgen/en-cours")]
    left += temporary.glob("packetgen-*")
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if (place / "cwd").readlink().is_relative_to(output):
                left.append(place)
        except OSError:
            continue
    return [str(each) for each in left]


def run_killed(box: Path, output: Path, dossiers: int) -> float:
    """Make the batch through the kills; return its seconds."""
    chance, begun = Random(6), time.monotonic()  # noqa: S311 - moments, no secret
    for kill in range(KILLS):
        process = start(output, *([str(box)] if kill == 0 else []))
        goal = dossiers * (kill + 1) // (KILLS + 1)
        while len(noted(output)) < goal and process.poll() is None:
            time.sleep(0.2)
        time.sleep(chance.uniform(0, 0.5))
        process.kill()
        process.wait()
        print(f"  kill -9 n° {kill + 1}: {len(noted(output))} dossiers noted", flush=True)
    if start(output).wait():
        raise SystemExit("the last run failed")
    return time.monotonic() - begun


def main() -> None:
    """Run both, and compare."""
    dossiers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        os.environ["TMPDIR"] = str(temporary := folder / "tmp")
        temporary.mkdir()
        box = write_box(folder / "boite", dossiers)
        print(f"{dossiers} dossiers, {JOBS} processes, load {os.getloadavg()[0]:.1f}", flush=True)
        killed, alone = folder / "interrompu", folder / "temoin"
        print(f"through {KILLS} kills: {run_killed(box, killed, dossiers):.0f} s", flush=True)
        begun = time.monotonic()
        if start(alone, str(box)).wait():
            raise SystemExit("the run left alone failed")
        print(f"left alone: {time.monotonic() - begun:.0f} s, load {os.getloadavg()[0]:.1f}")
        times, made = noted(killed), files(killed)
        twice = sum(times.values()) - len(times)
        left = leftovers(killed, temporary)
        same = made == files(alone)
        print(f"dossiers noted: {len(times)}, noted more than once: {twice}")
        print(f"files: {len(made)}, the same bytes as the run left alone: {same}")
        print(f"left behind: {left or 'nothing'}")
        if left or twice or not same or len(times) != dossiers:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
