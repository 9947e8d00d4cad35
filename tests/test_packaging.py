"""What is declared is what is on the disk, and the wheel works from another folder."""

import configparser
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from docs.fabriquer_depart import build_wheel
from tests.bundles import pdf_of
from tests.conftest import CHECKOUT, EXAMPLE
from tests.folders import build
from tests.tables import table


def test_what_is_declared_is_on_the_disk_and_pinned() -> None:
    parser = configparser.ConfigParser()
    parser.read(CHECKOUT / "setup.cfg", encoding="utf-8")
    packages = set(parser["options"]["packages"].split())
    on_disk = {
        ".".join(path.parent.relative_to(CHECKOUT).parts)
        for path in CHECKOUT.glob("packetgen/**/__init__.py")
    }
    assert packages == on_disk | {"packetgen.data", "packetgen.templates"}
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    wanted = parser["options"]["install_requires"].split()
    assert {re.split(r"[>=\[]", name)[0].lower() for name in wanted} <= pinned


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built from a copy of what git tracks."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.mark.slow
def test_the_wheel_holds_what_travels(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {*table(__file__)["travels"]} <= names
    assert not [name for name in names if "~$" in name or name.endswith(".pyc")]


@pytest.mark.slow
def test_the_wheel_makes_the_same_bundle_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    """Installed alone beside the libraries of this environment, with an unrelated home."""
    place = tmp_path / "venv"
    venv.create(place, with_pip=False)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    site = next(place.glob("**/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # the libraries are those of the tests; packetgen itself must come from the wheel
    libraries = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    (site / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    asked = ["--date", "2025-11-05", "--action", "1", "--sortie", "sortie"]
    done = subprocess.run(
        [str(scripts / "python"), "-m", "packetgen", "generer", str(EXAMPLE), *asked],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [made] = tmp_path.glob("sortie/*.pdf")
    here = pdf_of(build(EXAMPLE, tmp_path / "ici", numero=1))
    assert made.read_bytes() == here.read_bytes()
