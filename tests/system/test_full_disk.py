"""Row R3 of the fault table: the disk is full at each step of a run."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

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
import json, os, subprocess, sys
from hashlib import sha256
from pathlib import Path

disk, output, temporary, run, tries, told, *arguments = sys.argv[1:]
for folder in (output, temporary):
    os.makedirs(folder, exist_ok=True)
for free in json.loads(tries):
    other = ["--pour", "departement"] if free else []  # what is there already is not made again
    done = subprocess.run(
        [sys.executable, "-c", run, disk, free, *arguments, *other, "--sortie", output],
        capture_output=True, text=True, env=os.environ | {"TMPDIR": temporary},
    )
    Path(disk, "lest").unlink(missing_ok=True)
    made = {file.name: sha256(file.read_bytes()).hexdigest() for file in Path(output).glob("*.pdf")}
    with open(told, "a") as file:
        print(json.dumps([done.returncode, done.stderr, made, os.listdir(temporary)]), file=file)
"""


def can_mount() -> bool:
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
    disk, told = tmp_path / "disque", tmp_path / "essais"
    disk.mkdir()
    folders = {name: str(tmp_path / name) for name in ("sortie", "tmp")} | {full: str(disk / full)}
    driver = [sys.executable, "-c", DRIVER, str(disk), folders["sortie"], folders["tmp"], RUN]
    asked = ["generer", str(EXAMPLE), "--action", "1", "--date", "2025-11-05"]
    command = [*driver, json.dumps(["", *free, ""]), str(told), *asked]
    assert on_small_disk(disk, megabytes * 1024, command) == 0
    first, *crowded, last = [json.loads(line) for line in told.read_text().splitlines()]
    assert first[0] == last[0] == ExitCode.DONE
    assert len(first[2]) == 1
    for code, said, made, left in (first, *crowded, last):
        assert "Traceback" not in said
        assert (made, left) == (first[2], []), said
        assert code == ExitCode.DONE or re.search(r"disque est .*plein ; libérez de la place", said)
    assert {code for code, *_ in crowded} == {ExitCode.CANNOT_WRITE}
