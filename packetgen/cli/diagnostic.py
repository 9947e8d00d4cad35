"""packetgen diagnostic: what this installation can do, line by line."""

import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from msgspec import Struct

from packetgen import __version__, resources
from packetgen.cli.options import command
from packetgen.documents.rendering.template_file import INSTRUCTION_NAMES, KIT_NAMES, NAMES, path_of
from packetgen.errors import ExitCode, PacketgenError
from packetgen.text import count, enumerate_words

LIBRARIES = ("openpyxl", "docxtpl", "dxpdf", "rdocx", "pikepdf", "pypdf", "reportlab")
FONTS = 23


class DiagnosticLine(Struct, frozen=True):
    """One thing checked: what was found, and whether packetgen can work without it."""

    subject: str
    detail: str
    ok: bool = True
    needed: bool = True


def diagnose(output: Path) -> Iterator[DiagnosticLine]:
    """Look at versions, engines, fonts, years, and the right to write in `output`."""
    from packetgen.annexes.ocr.client import is_installed
    from packetgen.campagne.load import years
    from packetgen.convert.engines import DEFAULT, ENGINES

    yield DiagnosticLine("packetgen", __version__)
    yield DiagnosticLine("Python", f"{platform.python_version()} ({sys.platform})")
    yield from map(library, LIBRARIES)
    for name, engine in ENGINES.items():
        found = engine.version()
        detail = found or "absent ; il n’est utile que pour « --moteur libreoffice »"
        yield DiagnosticLine(f"Moteur {name}", detail, ok=bool(found), needed=name == DEFAULT)
    absent = "absente ; facultative, le guide dit comment l’ajouter"
    found = "installée" if is_installed() else absent
    yield DiagnosticLine("Lecture des photos", found, is_installed(), needed=False)
    fonts = len(list(resources.folder("fonts").glob("*.ttf")))
    found = count(fonts, "fichier embarqué", "fichiers embarqués")
    yield DiagnosticLine("Polices", found, ok=fonts == FONTS)
    yield from map(year, years())
    yield writable("Dossier de sortie", output)
    yield writable("Dossier temporaire", Path(tempfile.gettempdir()))


def library(name: str) -> DiagnosticLine:
    """Return which version of a library is installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return DiagnosticLine(f"Bibliothèque {name}", version(name))
    except PackageNotFoundError:
        return DiagnosticLine(f"Bibliothèque {name}", "absente : réinstallez packetgen", ok=False)


def year(annee: int) -> DiagnosticLine:
    """Check that a year's data and templates are whole."""
    from packetgen.campagne.load import load_campagne

    try:
        rules = count(len(load_campagne(annee).regles), "règle")
        templates = [path_of(annee, name).name for name in (*NAMES, *INSTRUCTION_NAMES, *KIT_NAMES)]
    except PacketgenError as error:
        return DiagnosticLine(f"Appel {annee}", str(error), ok=False)
    return DiagnosticLine(f"Appel {annee}", f"{rules}, modèles {enumerate_words(templates)}")


def writable(subject: str, folder: Path) -> DiagnosticLine:
    """Check that a file can be written in a folder, or in the parent that would contain it."""
    existing = next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
    try:
        with tempfile.TemporaryFile(dir=existing):
            return DiagnosticLine(subject, f"{folder.absolute()} : écriture possible")
    except OSError:
        detail = f"{existing.absolute()} : écriture refusée, choisissez-en un autre"
        return DiagnosticLine(subject, detail, ok=False)


@command("diagnostic")
def diagnostic() -> int:
    """Print what this installation can do; return whether it can work."""
    is_able = True
    for line in diagnose(Path("output")):
        mark = click.style("✓", fg="green") if line.ok else click.style("✗", fg="red")
        click.echo(f"{mark} {line.subject} : {line.detail}")
        is_able &= line.ok or not line.needed
    return ExitCode.DONE if is_able else ExitCode.TOOL_MISSING
