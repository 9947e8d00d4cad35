"""What the machine does to a run, by row of the fault table: R2, R3, R4, R8, R9."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from packetgen.errors import ExitCode, InputChanged
from packetgen.model.dossier import Dossier
from tests.bundles import pdf_of
from tests.changes import porteur
from tests.conftest import EXAMPLE, OTHER_SYSTEM
from tests.folders import build, with_actions, write_folder
from tests.tables import table

TABLE = table(__file__)
GENERER = [sys.executable, "-m", "packetgen", "generer", str(EXAMPLE), "--date", "2025-11-05"]


def without_privileges() -> list[str]:
    """What makes permissions hold for the administrator too; nothing where nobody is one."""
    if os.name == "nt" or os.geteuid():
        return []
    rights = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*without_privileges(), *command], capture_output=True, text=True)


posix = pytest.mark.skipif(os.name == "nt", reason=f"{OTHER_SYSTEM} : droits d’accès")


@posix
@pytest.mark.parametrize("kind", ["read only", "below a read-only one"])
def test_r04_an_output_not_writable_is_said_before_any_work(kind: str, tmp_path: Path) -> None:
    output = tmp_path / "sortie"
    output.mkdir()
    (output / "ancien.pdf").write_bytes(b"le dernier bon dossier")
    output.chmod(0o555)
    asked = output / "2026" if kind.startswith("below") else output
    done = run([*GENERER, "--sortie", str(asked)])
    output.chmod(0o755)
    assert done.returncode == ExitCode.CANNOT_WRITE, done.stderr
    assert "Lecture" not in done.stderr
    assert f"« {asked} » ne peut pas être écrit" in done.stderr
    assert [path.name for path in output.iterdir()] == ["ancien.pdf"]


@posix
@pytest.mark.slow
def test_r04_what_may_not_be_read_costs_itself_alone(dossier: Dossier, tmp_path: Path) -> None:
    workbook, output = write_folder(tmp_path / "dossier", with_actions(dossier, 1)), tmp_path / "s"
    (workbook.parent / "statuts.pdf").chmod(0)
    done = run([*GENERER[:-3], str(workbook), *GENERER[-2:], "--sortie", str(output)])
    assert done.returncode == ExitCode.ANNEX_REFUSED, done.stderr
    assert "statuts.pdf" in done.stdout
    [bundle] = output.glob("*.pdf")
    assert bundle.stem.endswith("-INCOMPLET")
    bundle.unlink()
    workbook.chmod(0)
    done = run([*GENERER[:-3], str(workbook), *GENERER[-3:], "--sortie", str(output)])
    assert done.returncode == ExitCode.WORKBOOK_UNREADABLE, done.stderr
    assert len([*output.glob("*.pdf")]) == 2


# A clock that goes back by a day each time it is asked
MAD_CLOCK = """
import time
_now = [4_000_000_000.0]
def _back():
    _now[0] -= 86_400
    return _now[0]
time.time = _back
import sys  # as tests/conftest.py has it
sys.modules["rapidocr"] = None
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    TABLE["machines"],
    ids=["clock", "DST", "locale", "no TMPDIR", "HOME not writable", "no HOME"],
)
def test_r08_the_machine_changes_nothing(changed: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(MAD_CLOCK, encoding="utf-8")
    output = tmp_path / "sortie"
    env = {name: value.format(tmp=tmp_path) for name, value in changed.items()}
    command = [*GENERER, "--action", "1", "--sortie", str(output)]
    done = subprocess.run(command, env=os.environ | env, capture_output=True)
    assert done.returncode == ExitCode.DONE, done.stderr
    [bundle] = output.glob("*.pdf")
    assert bundle.read_bytes() == pdf_of(build(EXAMPLE, tmp_path / "usage", numero=1)).read_bytes()


FIRST, *OTHERS = TABLE["changes"]
CHANGES = [FIRST, *(pytest.param(*each, marks=pytest.mark.slow) for each in OTHERS)]


@pytest.mark.parametrize(("changed", "how", "step"), CHANGES)
def test_r09_a_file_that_changes_during_the_run_stops_it(
    changed: str, how: str, step: str, dossier: Dossier, tmp_path: Path
) -> None:
    signed = porteur(image_signature="signature.png")
    workbook = write_folder(tmp_path / "dossier", with_actions(dossier, 1), signed)
    Image.new("L", (60, 20), 255).save(workbook.parent / "signature.png")
    output = tmp_path / "sortie"
    file = workbook.parent / changed

    def change(said: str) -> None:
        if not said.startswith(step):
            return
        content = file.read_bytes()
        file.unlink()
        if how != "removed":
            # same length and same name: only its digest tells
            file.write_bytes(content + b"\n" if how == "longer" else content[::-1])

    with pytest.raises(InputChanged, match=f"{changed}.*a changé pendant") as caught:
        build(workbook, output, report=change)
    assert caught.value.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert not output.exists()


# One run of the command, on a disk that fills up, but for some kilobytes, when it assembles
RUN = """
import os, sys
from contextlib import nullcontext
from packetgen.cli import boundary, generer

disk, free, *arguments = sys.argv[1:]

def fill(step):
    if free and step.startswith("Assemblage"):
        room = os.statvfs(disk)
        with open(f"{disk}/lest", "wb") as ballast:
            ballast.write(bytes(max(0, room.f_bavail * room.f_frsize - int(free) * 1024)))

generer.progress = lambda: nullcontext(fill)
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


mounts = pytest.mark.skipif(
    subprocess.getstatusoutput("unshare -m true")[0] != 0,  # noqa: S605 - a constant
    reason=f"{OTHER_SYSTEM} : pas de montage permis",
)


def on_small_disk(disk: Path, kilobytes: int, command: list[str]) -> int:
    """Run a command with a tmpfs of that size at `disk`, in a mount namespace of its own."""
    mount = f'mount -t tmpfs -o size={kilobytes}k tmpfs {disk} && exec "$@"'
    mounted = ["unshare", "-m", "sh", "-c", mount, "sh", *command]
    done = subprocess.run(mounted, capture_output=True, text=True)
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


def in_shell(redirected: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a shell; its exit code is what is printed last."""
    program = f'umask 0; {{ "$@" {redirected}'
    asked = ["sh", "-c", program, "sh", sys.executable, "-m", "packetgen", *command]
    return subprocess.run(asked, capture_output=True, text=True)


@posix
@pytest.mark.parametrize(("redirected", "code"), TABLE["redirected"].items())
def test_r3_r8_the_work_is_done_without_anyone_to_read_it(redirected: str, code: int) -> None:
    done = in_shell(redirected, "verifier", str(EXAMPLE), "--date", "2025-11-05")
    assert str(int(code)) in (done.stdout + done.stderr).splitlines()
    assert "Traceback" not in done.stderr
    assert ("libérez de la place" in done.stderr) == (code == ExitCode.CANNOT_WRITE)


@posix
def test_r2_what_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    output = tmp_path / "neuf" / "sortie"
    asked = ("generer", str(EXAMPLE), "--date", "2025-11-05", "--action", "1", "--garder-docx")
    assert in_shell("; echo $?; } | head -1", *asked, "--sortie", str(output)).stdout
    made = sorted(output.iterdir())
    assert {file.suffix for file in made} == {".pdf", ".json", ".docx"}
    assert {file.stat().st_mode & 0o777 for file in made} == {0o600}
    assert {folder.stat().st_mode & 0o777 for folder in (output, output.parent)} == {0o700}
