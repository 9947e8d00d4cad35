"""Row R3 of the fault table: the disk is full at each step of a run."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from packetgen.errors import ExitCode
from tests.conftest import EXAMPLE, OTHER_SYSTEM

# One run of the command, on a disk that fills up, but for some kilobytes, when it assembles
RUN = """
import os, sys
from contextlib import contextmanager
from packetgen.cli import boundary, generer

disk, free, *arguments = sys.argv[1:]

def fill(step):
    if free and step.startswith("Assemblage"):
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
for free in json.loads(tries):
    done = subprocess.run(
        [sys.executable, "-c", run, disk, free, *arguments],
        capture_output=True, text=True, env=os.environ | {"TMPDIR": temporary},
    )
    if os.path.exists(f"{disk}/lest"):
        os.remove(f"{disk}/lest")
    made = {}
    for name in sorted(os.listdir(output)):
        with open(f"{output}/{name}", "rb") as file:
            made[name] = hashlib.sha256(file.read()).hexdigest()
    print(json.dumps([free, done.returncode, done.stderr, made, os.listdir(temporary)]))
"""


class Try(NamedTuple):
    """A run that had `free` kilobytes to assemble: its code, its words, the files about."""

    free: str
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


@mounts
@pytest.mark.parametrize(
    ("full", "megabytes", "free"),
    [
        ("sortie", 3, ["0"]),
        pytest.param("sortie", 3, ["4", "64", "512"], marks=pytest.mark.slow),
        pytest.param("tmp", 16, ["0", "48", "400"], marks=pytest.mark.slow),
    ],
)
def test_r03_a_full_disk_keeps_the_last_good_bundle(
    full: str, megabytes: int, free: list[str], tmp_path: Path
) -> None:
    """Run with room, then with `free` kilobytes for the last step, then with room again."""
    disk = tmp_path / "disque"
    disk.mkdir()
    folders = {name: tmp_path / name for name in ("sortie", "tmp")} | {full: disk / full}
    mount = f"mount -t tmpfs -o size={megabytes}m tmpfs {disk}"
    setup = f"{mount} && mkdir -p {folders['sortie']} {folders['tmp']}"
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", f'{setup} && exec "$@"', "sh", sys.executable, "-c", DRIVER,
         str(disk), str(folders["sortie"]), str(folders["tmp"]), RUN, json.dumps(["", *free, ""]),
         "generer", str(EXAMPLE), "--action", "1", "--date", "2025-11-05",
         "--sortie", str(folders["sortie"])],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, *crowded, last = [Try(*json.loads(line)) for line in done.stdout.splitlines()]
    assert (first.code, last.code, len(first.made)) == (ExitCode.DONE, ExitCode.DONE, 2)
    for each in (first, *crowded, last):
        assert "Traceback" not in each.said
        assert each.made == first.made, each
        assert each.left == [], each
    for each in crowded:
        assert each.code == ExitCode.CANNOT_WRITE, each
        assert "le disque est plein ; libérez de la place" in each.said, each
