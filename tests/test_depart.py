"""The folder to unzip, and the wheel in it: it starts alone, and says in French what fails."""

import configparser
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
import uv

from docs import fabriquer_depart as depart
from packetgen import __version__
from tests.bundles import pdf_of
from tests.conftest import CHECKOUT, EXAMPLE
from tests.folders import build
from tests.tables import table

KEY = f"{__version__}-essai"
LAUNCHERS = [(name, each) for each in depart.SYSTEMS.values() for name in each["lanceurs"]]
HOME, PLACE = "Élodie d’Été", "Télé chargés (1) & co #2 100%"
# refused at once, on a machine that has the network too
OFFLINE = {"HTTPS_PROXY": "http://127.0.0.1:9", "UV_HTTP_RETRIES": "0"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder for Linux, quickly made: it wants its wheels."""
    made = tmp_path / PLACE
    (made / "programme" / "roues").mkdir(parents=True)
    depart.write_launchers(made, depart.SYSTEMS["linux"], KEY)
    shutil.copy(uv.find_uv_bin(), made / "programme" / "uv")
    return made


def start(folder: Path, **variables: str) -> subprocess.Popen[str]:
    """Open the folder as a double click does: nothing of this checkout, the Python of the tests."""
    home = folder.parent / HOME
    home.mkdir(exist_ok=True)
    there = {"HOME": str(home), "PATH": f"{sys.base_prefix}/bin:/usr/bin:/bin", **variables}
    window = 'cd / && exec setsid sh "$0" --sans-navigateur </dev/null 2>&1'
    command = ["/bin/sh", "-c", window, str(folder / "Ouvrir packetgen.sh")]
    return subprocess.Popen(command, env=there, stdout=subprocess.PIPE, text=True)


def failing(words: str) -> Callable[[Path], object]:
    """Have uv fail with these words once it has started."""
    program = f'#!/bin/sh\n[ "$1" = --version ] || {{ echo "error: {words}"; exit 2; }}\n'
    return lambda folder: (folder / "programme" / "uv").write_text(program)


def renamed(folder: Path, old: str, new: str) -> None:
    launcher = folder / "Ouvrir packetgen.sh"
    launcher.write_text(launcher.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


FAILURES: list[tuple[Callable[[Path], object], dict[str, str], str]] = [
    (lambda _: None, {}, "Ce dossier est incomplet ou abîmé"),
    (lambda folder: shutil.rmtree(folder / "programme"), {}, "« programme » manque ici"),
    (lambda _: None, {**OFFLINE, "PATH": "commands"}, "Python n’a pas pu être téléchargé"),
    (lambda folder: renamed(folder, "Linux x86_64", "Darwin arm64"), {}, "un autre ordinateur"),
    (lambda _: None, {"HOME": "/dev/null"}, "Impossible d’écrire"),
    (lambda folder: (folder / "programme" / "uv").write_bytes(b"\x7fELF"), {}, "interdit de"),
    (failing("No space left on device (os error 28)"), {}, "Le disque est plein"),
    (failing("no wheels with a matching platform tag"), {}, "trop ancien"),
]


@pytest.mark.parametrize(("harm", "variables", "said"), FAILURES, ids=[row[2] for row in FAILURES])
def test_what_fails_is_said_with_its_remedy(
    harm: Callable[[Path], object], variables: dict[str, str], said: str, folder: Path
) -> None:
    harm(folder)
    if "PATH" in variables:
        for name in "setsid sh sed uname dirname cat chmod mkdir rm mv grep id pgrep".split():
            (folder.parent / name).symlink_to(str(shutil.which(name)))
        variables = variables | {"PATH": str(folder.parent)}
    process = start(folder, **variables)
    heard, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert said in heard
    assert not re.search(r"error|Traceback|not found|cannot", heard)
    assert not list((folder.parent / HOME).rglob("2026*"))


@pytest.mark.parametrize(("name", "system"), LAUNCHERS)
def test_the_lines_of_a_launcher(name: str, system: dict[str, str], folder: Path) -> None:
    depart.write_launchers(folder, system, KEY)
    text = (folder / name).read_bytes().decode()
    told = (folder / "programme" / "messages.txt").read_text(encoding="utf-8")
    codes = re.findall(r'(?:\b(?:say|stop|failed) |"WHY=)([a-z]+)\b', text)
    assert set(codes) <= set(re.findall(r"^(\w+)\|", told, re.MULTILINE))
    assert text.count("\r\n") == (text.count("\n") if name.endswith(".cmd") else 0)
    if name.endswith(".cmd"):
        # cmd reads in the code page of the moment: what is not ASCII is in another file
        assert text.isascii()
        called = {*re.findall(r"(?:goto|call) :(\w+)", text)}
        assert sorted(re.findall(r"(?m)^:(\w+)", text)) == sorted(called)
    for words in re.findall(r'(?m)^ *(?:if ! )?(?:uv|"%UV%") (\w[^"|;>]*--[^|;>]+)', text):
        command, options = words.split("--")[0].split(), re.findall(r"--[a-z-]+", words)
        shown = subprocess.check_output([uv.find_uv_bin(), *command, "--help"], text=True)
        assert [option for option in options if option not in shown] == []


def test_the_icon_of_linux_runs_the_launcher_beside_it(folder: Path) -> None:
    icon = folder / "Ouvrir packetgen.desktop"
    line = icon.read_text(encoding="utf-8").partition("Exec=")[2].splitlines()[0]
    (folder / "Ouvrir packetgen.sh").write_text('echo "$0"')
    words = shlex.split(line.replace(r"\\", "\\").replace(r"\$", "$"))
    heard = subprocess.check_output([*words[:-1], str(icon)], cwd="/", text=True)
    assert (words[-1], heard.strip()) == ("%k", str(folder / "Ouvrir packetgen.sh"))


@pytest.mark.slow
def test_a_folder_has_all_that_its_system_needs_or_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert depart.main(tmp_path) == 1
    lack = r"mac-intel : pas de dossier. PyPI n’a pas de roue de cryptography\S+ et pikepdf\S+ pour"
    assert re.search(lack, capsys.readouterr().out)
    libraries, asking = {}, set()
    for path in tmp_path.glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".whl")]
            modes = [each.external_attr >> 16 for each in archive.infolist() if "Ouv" in str(each)]
        libraries[path.stem.split("-", 2)[2]] = {Path(name).name.split("-")[0] for name in names}
        assert {mode & 0o777 for mode in modes} == {0o644 if "windows" in path.name else 0o755}
    assert libraries.keys() == {"windows", "mac-apple", "linux"}
    assert libraries["windows"] == libraries["mac-apple"] == libraries["linux"]
    # what not every Windows has is brought by one library, and copied beside those that ask for it
    for wheel in tmp_path.glob("*-windows/programme/roues/*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            brought = [name for name in archive.namelist() if "pikepdf.libs/msvcp140-" in name]
            files = [name for name in archive.namelist() if name.endswith(".pyd") and not brought]
            found = (name for name in files if b"msvcp140.dll" in archive.read(name).lower())
            asking |= {name.rpartition("/")[0].replace("/", "\\") for name in found}
            asking |= {"pikepdf.libs" for _ in brought}
    launcher = (Path(depart.__file__).parent / "depart" / "ouvrir.cmd").read_text(encoding="ascii")
    copied = re.search(r"%%D in \((.*)\) do copy", launcher)
    assert copied
    assert asking == {"pikepdf.libs", *copied[1].split()}
    opens_without_packetgen(next(tmp_path.glob("*-linux.zip")), tmp_path / "linux")


def opens_without_packetgen(packed: Path, here: Path) -> None:
    """Go through a first start, a second one, and that of a new version."""
    # this unzips without the executable bits, as some programs do
    zipfile.ZipFile(packed).extractall(here)
    folder = next(here.glob("packetgen-*")).rename(here / PLACE)
    kept = here / HOME / ".local/share/packetgen/dossier"
    kept.mkdir(parents=True)
    assert "Installation" in opened(folder)
    [first] = here.glob("*/.local/share/packetgen-programme/2*")
    # the second asks nothing of the folder, nor of the network
    wheels = (folder / "programme" / "roues").rename(here / "roues")
    assert "Installation" not in opened(folder, **OFFLINE)
    wheels.rename(folder / "programme" / "roues")
    renamed(folder, first.name, KEY)
    assert "Installation" in opened(folder)
    assert [path.name for path in first.parent.glob("2*")] == [KEY]
    assert kept.exists()


def opened(folder: Path, **variables: str) -> str:
    """Start, ask the page for itself, and stop; return what the window told."""
    heard = ""
    with start(folder, **variables) as process:
        try:
            assert process.stdout
            while not (found := re.search(r"http://\S+", heard)):
                line = process.stdout.readline()
                assert line, heard
                heard += line
            with build_opener(HTTPCookieProcessor(CookieJar())).open(found[0], timeout=60) as page:
                assert "packetgen" in page.read().decode()
        finally:
            os.killpg(process.pid, signal.SIGTERM)
    return heard


def test_what_is_declared_is_on_the_disk_and_pinned() -> None:
    parser = configparser.ConfigParser()
    parser.read(CHECKOUT / "setup.cfg", encoding="utf-8")
    packages = set(parser["options"]["packages"].split())
    modules = CHECKOUT.glob("packetgen/**/__init__.py")
    on_disk = {".".join(path.parent.relative_to(CHECKOUT).parts) for path in modules}
    assert packages == on_disk | {"packetgen.data", "packetgen.templates"}
    tables = CHECKOUT.glob("packetgen/**/*.toml")
    beside = {".".join(path.parent.relative_to(CHECKOUT).parts) for path in tables}
    shipped = parser["options.package_data"]
    assert beside == {name for name in shipped if "*.toml" in shipped[name].split(", ")}
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    wanted = parser["options"]["install_requires"].split()
    assert {re.split(r"[>=\[]", name)[0].lower() for name in wanted} <= pinned


@pytest.mark.slow
def test_the_wheel_makes_the_same_bundle_from_another_folder(tmp_path: Path) -> None:
    """Installed alone beside the libraries of this environment, with an unrelated home."""
    place = tmp_path / "venv"
    venv.create(place, with_pip=False)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    site = next(place.glob("**/site-packages"))
    with zipfile.ZipFile(depart.build_wheel(tmp_path / "roue")) as archive:
        names = set(archive.namelist())
        archive.extractall(site)
    assert {*table(__file__)["travels"]} <= names
    assert not [name for name in names if "~$" in name or name.endswith(".pyc")]
    # the libraries are those of the tests; packetgen itself must come from the wheel
    libraries = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    (site / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    command = [str(scripts / "python"), "-m", "packetgen", "generer", str(EXAMPLE)]
    command += ["--date", "2025-11-05", "--action", "1", "--sortie", "sortie"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    [made] = tmp_path.glob("sortie/*.pdf")
    assert made.read_bytes() == pdf_of(build(EXAMPLE, tmp_path / "ici", numero=1)).read_bytes()
