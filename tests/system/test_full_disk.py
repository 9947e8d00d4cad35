"""Row R3 of the fault table: the disk is full at each step of a run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from packetgen.errors import ExitCode
from tests.conftest import EXAMPLE, OTHER_SYSTEM

STEPS = ("Lecture", "Écriture", "Assemblage")
# One run of the command, on a disk that fills up, but for some kilobytes, when a step begins
RUN = """
import os, sys
from contextlib import contextmanager
from packetgen.cli import boundary, generer

disk, wanted, free, *arguments = sys.argv[1:]

def fill(step):
    if wanted and step.startswith(wanted):
        room = os.statvfs(disk)
        with open(f"{disk}/lest", "wb") as ballast:
            ballast.write(bytes(max(0, room.f_bavail * room.f_frsize - int(free) * 1024)))

@contextmanager
def progress():
    yield fill

generer.progress = progress
sys.exit(boundary.run(arguments))
"""
# All the runs, within the mount namespace that the disk is seen in
DRIVER = """
import hashlib, json, os, subprocess, sys

disk, output, temporary, run, tries, *arguments = sys.argv[1:]
for step, free in json.loads(tries):
    done = subprocess.run(
        [sys.executable, "-c", run, disk, step, str(free), *arguments],
        capture_output=True, text=True, env=os.environ | {"TMPDIR": temporary},
    )
    if os.path.exists(f"{disk}/lest"):
        os.remove(f"{disk}/lest")
    made = {}
    for name in sorted(os.listdir(output)):
        with open(f"{output}/{name}", "rb") as file:
            made[name] = hashlib.sha256(file.read()).hexdigest()
    print(json.dumps([step, free, done.returncode, done.stderr, made, os.listdir(temporary)]))
"""


@dataclass(frozen=True)
class Try:
    """A run that had `free` kilobytes from `step` on: its code, its words, the files about."""

    step: str
    free: int
    code: int
    said: str
    made: dict[str, str]
    left: list[str]


def can_mount() -> bool:
    """Whether this user may mount a small disk of its own."""
    probe = ["unshare", "-m", "true"]
    try:
        return subprocess.run(probe, capture_output=True).returncode == 0
    except OSError:
        return False


mounts = pytest.mark.skipif(not can_mount(), reason=f"{OTHER_SYSTEM} : pas de montage permis")


def on_small_disk(disk: Path, kilobytes: int, command: list[str], **env: str) -> int:
    """Run a command with a tmpfs of that size at `disk`, in a mount namespace of its own."""
    mount = f'mount -t tmpfs -o size={kilobytes}k tmpfs {disk} && exec "$@"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", mount, "sh", *command],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or re.search("plein|place libre", done.stderr), done.stderr
    return done.returncode


def run_on(
    disk: Path, megabytes: int, folders: dict[str, Path], fills: list[tuple[str, int]]
) -> list[Try]:
    """Run on a disk of that size: with room, then full at each of `fills`, then with room again."""
    sizes = f"mount -t tmpfs -o size={megabytes}m tmpfs {disk}"
    setup = f"{sizes} && mkdir -p {' '.join(map(str, folders.values()))}"
    tries = json.dumps([("", 0), *fills, ("", 0)])
    generer = ["generer", str(EXAMPLE), "--action", "1", "--date", "2025-11-05"]
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", f'{setup} && exec "$@"', "sh", sys.executable, "-c", DRIVER,
         str(disk), str(folders["sortie"]), str(folders["tmp"]), RUN, tries,
         *generer, "--sortie", str(folders["sortie"])],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Try(*json.loads(line)) for line in done.stdout.splitlines()]


def assert_the_last_good_bundle_stays(tries: list[Try]) -> list[Try]:
    """Each failure is said, leaves nothing behind, and the next run goes through; return them."""
    first, *crowded, last = tries
    assert (first.code, last.code, len(first.made)) == (ExitCode.DONE, ExitCode.DONE, 2)
    for each in tries:
        assert "Traceback" not in each.said
        assert each.made == first.made, each
        assert each.left == [], each
    failed = [each for each in crowded if each.code]
    for each in failed:
        assert each.code == ExitCode.CANNOT_WRITE, each
        assert "le disque est plein ; libérez de la place" in each.said, each
    return failed


@mounts
def test_r03_a_full_temporary_disk_stops_each_step(tmp_path: Path) -> None:
    disk = tmp_path / "tmp"
    disk.mkdir()
    fills = [(step, free) for step in STEPS for free in (0, 48, 400)]
    tries = run_on(disk, 16, {"tmp": disk, "sortie": tmp_path / "sortie"}, fills)
    failed = assert_the_last_good_bundle_stays(tries)
    assert [(each.step, each.free) for each in failed] == fills


@mounts
def test_r03_a_full_output_keeps_the_last_good_bundle(tmp_path: Path) -> None:
    disk = tmp_path / "disque"
    disk.mkdir()
    fills = [(STEPS[0], 0), *((STEPS[-1], free) for free in (0, 4, 64, 512))]
    folders = {"tmp": tmp_path / "tmp", "sortie": disk / "sortie"}
    failed = assert_the_last_good_bundle_stays(run_on(disk, 3, folders, fills))
    assert [(each.step, each.free) for each in failed] == fills
    # what goes beside the bundle is stopped, or the bundle itself
    assert {each.said.partition("pied")[2][:10] for each in failed} == {"_bordereau", ".pdf » ne "}
