"""Make the folders that people unzip to start: `python docs/fabriquer_depart.py DOSSIER`.

One folder and its zip for each system: the launcher, uv, and the wheels of packetgen and of the
lock. The network is asked for PyPI only; the words and the systems are in depart/depart.toml.
"""

import hashlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import textwrap
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parent.parent
sys.path.insert(0, str(CHECKOUT))

from packetgen import __version__  # noqa: E402
from packetgen.text import enumerate_words, french_typography  # noqa: E402

MODELS = CHECKOUT / "docs" / "depart"
LOCK = CHECKOUT / "constraints.txt"
START: dict[str, Any] = tomllib.loads((MODELS / "depart.toml").read_text(encoding="utf-8"))
SYSTEMS: dict[str, dict[str, Any]] = {system["nom"]: system for system in START["systeme"]}
PYTHON: str = START["python"]
EXECUTABLE = ("", ".sh", ".command", ".desktop")


class NoWheelError(Exception):
    """A system for which a library of the lock has no wheel."""


def main(target: Path) -> int:
    """Make the folder of each system; return 1 when one could not be made."""
    missed = 0
    with tempfile.TemporaryDirectory() as work:
        wheel = build_wheel(Path(work))
        for system in SYSTEMS.values():
            folder = target / f"packetgen-{__version__}-{system['nom']}"
            shutil.rmtree(folder, ignore_errors=True)
            try:
                make_folder(folder, system, wheel)
                print(f"{zip_folder(folder, system)} est fait.")
            except NoWheelError as error:
                missed = 1
                shutil.rmtree(folder)
                print(f"{system['nom']} : pas de dossier. {error}")
    return missed


def build_wheel(target: Path) -> Path:
    """Build the wheel of packetgen from a copy of what git tracks: an old build/ is left out."""
    with tempfile.TemporaryDirectory() as folder:
        tracked = subprocess.check_output(["git", "ls-files", "-z"], cwd=CHECKOUT, text=True)
        for name in filter(None, tracked.split("\0")):
            copy = Path(folder, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((CHECKOUT / name).read_bytes())
        run("build", "--wheel", "--outdir", str(target), folder)
    return next(target.glob("packetgen-*.whl"))


def make_folder(folder: Path, system: dict[str, Any], wheel: Path) -> None:
    """Make the folder of one system. Raises NoWheelError, which names what is wanting."""
    programme = folder / "programme"
    wheels = programme / "roues"
    wheels.mkdir(parents=True)
    (wheels / wheel.name).write_bytes(wheel.read_bytes())
    download(pins_of(wheel, system), system, wheels)
    take_uv(system, programme)
    write_launchers(folder, system, f"{__version__}-{digest(wheels.iterdir())}")


def write_launchers(folder: Path, system: dict[str, Any], key: str) -> None:
    """Write all that a person opens or reads; `key` names the environment of this folder."""
    words = {"version": __version__, "titre": system["titre"], "programme": system["programme"]}
    for name, model in system["lanceurs"].items():
        filled = (MODELS / model).read_text(encoding="utf-8")
        blanks = {"KEY": key, "VERSION": __version__, "PYTHON": PYTHON, "SYSTEM": system["machine"]}
        for blank, value in blanks.items():
            filled = filled.replace(f"@{blank}@", value)
        write(folder / name, filled, system)
    lines = [
        f"{code}|{french_typography(line.format(**words))}"
        for code, sentences in START["messages"].items()
        for line in sentences
    ]
    write(folder / "programme" / "messages.txt", "\n".join(lines) + "\n", system)
    gestes = [f"{n}. {geste}" for n, geste in enumerate(system["gestes"], start=1)]
    for name, sentences in (("gestes", gestes), ("aide", system["aide"])):
        words[name] = "\n".join(textwrap.fill(sentence, 98) for sentence in sentences)
    texte = START["lisez-moi"]["texte"].format(**words)
    # the mark tells an old Notepad that this is UTF-8
    write(folder / "Lisez-moi.txt", "\ufeff" + french_typography(texte.strip() + "\n"), system)


def pins_of(wheel: Path, system: dict[str, Any]) -> list[str]:
    """Return what packetgen needs on a system, as the lock has it: `click==8.5.1`."""
    found = run(
        *("uv", "pip", "compile", "-q", "--no-config", "--no-header", "--no-annotate"),
        *("--python-platform", system["cible"], "--python-version", PYTHON),
        *("--constraints", str(LOCK), "-"),
        given=str(wheel),
    )
    pins = [line for line in found.splitlines() if "==" in line]
    lock = {normal(line) for line in LOCK.read_text(encoding="utf-8").splitlines()}
    if loose := [pin for pin in pins if normal(pin) not in lock]:
        raise NoWheelError(f"constraints.txt ne fixe pas {enumerate_words(loose)}.")
    return pins


def normal(pin: str) -> str:
    return re.sub(r"[-_.]+", "-", pin.partition("==")[0].lower()) + pin.partition("==")[2]


def download(pins: list[str], system: dict[str, Any], wheels: Path) -> None:
    """Bring the wheels of a system. Raises NoWheelError, which names those that are wanting."""
    sources = [pin for pin in pins if pin.partition("==")[0] in START["sources"]]
    if sources:
        run("pip", "wheel", "-q", "--no-deps", "-w", str(wheels), *sources)
    asked = [pin for pin in pins if pin not in sources]
    platforms = [word for tag in system["etiquettes"] for word in ("--platform", tag)]
    target = ("--python-version", PYTHON, "--implementation", "cp", *platforms, "-d", str(wheels))
    missing: list[str] = []
    while asked:
        try:
            run("pip", "download", "-q", "--no-deps", "--only-binary=:all:", *target, *asked)
            break
        except subprocess.CalledProcessError as error:
            said = re.search(r"No matching distribution found for (\S+)", error.stderr)
            if not said or said[1] not in asked:
                raise
            missing.append(said[1])
            asked.remove(said[1])
    if missing:
        raise NoWheelError(
            f"PyPI n’a pas de roue de {enumerate_words(missing)} pour {system['titre']}, "
            f"Python {PYTHON}."
        )


def take_uv(system: dict[str, Any], programme: Path) -> None:
    """Take uv, and its licence, out of its wheel for a system."""
    with tempfile.TemporaryDirectory() as folder:
        [pin] = re.findall(r"^uv==.+$", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
        download([pin], system, Path(folder))
        with zipfile.ZipFile(next(Path(folder).glob("uv-*.whl"))) as archive:
            for name in archive.namelist():
                if name.endswith(("/scripts/uv", "/scripts/uv.exe", "/LICENSE-MIT")):
                    copy = programme / Path(name).name.replace("LICENSE", "uv-LICENSE")
                    copy.write_bytes(archive.read(name))
                    copy.chmod(mode_of(copy))


def digest(files: Iterable[Path]) -> str:
    """Return eight signs that change when a wheel does: an environment is made anew."""
    whole = hashlib.sha256()
    for file in sorted(files):
        whole.update(file.read_bytes())
    return whole.hexdigest()[:8]


def write(file: Path, text: str, system: dict[str, Any]) -> None:
    """Write a text with the line endings and the mode that its system asks."""
    newline = "\r\n" if system["nom"] == "windows" else "\n"
    file.write_text(text, encoding="utf-8", newline=newline)
    file.chmod(mode_of(file))


def mode_of(file: Path) -> int:
    return 0o755 if file.suffix in EXECUTABLE else 0o644


def zip_folder(folder: Path, system: dict[str, Any]) -> Path:
    """Zip a folder, with the modes of its files; Windows makes the outer folder by itself."""
    root = folder if system["nom"] == "windows" else folder.parent
    target = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo.from_file(file, file.relative_to(root))
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | mode_of(file)) << 16
            archive.writestr(entry, file.read_bytes())
    return target


def run(*module: str, given: str = "") -> str:
    """Run a module of this Python, and return what it prints."""
    command = [sys.executable, "-m", *module]
    return subprocess.run(command, input=given, check=True, text=True, capture_output=True).stdout


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
