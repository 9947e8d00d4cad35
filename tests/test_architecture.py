"""Imports go one way, each heavy library has one importer, the core asks nobody."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from packetgen.errors import ExitCode

PACKAGE = Path(__file__).parent.parent / "packetgen"
DOCS = PACKAGE.parent / "docs"

# each may import the layers after its own, and its own
LAYERS = (
    {"cli"},
    {"batch"},
    {"edition", "web"},
    {"service", "diagnosis", "modeles", "modeles_guide"},
    {"delivery", "reception", "kit", "forms"},
    {"bundles"},
    {"fitting"},
    {"binding"},
    {"record"},
    {"packing", "specimens"},
    {"verification"},
    {"given"},
    {
        "workbook",
        "campagne",
        "campagne_coherence",
        "campagne_declaree",
        "campagne_etat",
        "paquets",
        "documents",
        "convert",
        "annexes",
        "bundle",
        "agenda",
    },
    {"checks"},
    {"text", "publication", "incident"},
    {"model", "errors", "resources", "fonts", "isolation"},
)
ONLY_IMPORTERS = {
    "openpyxl": {"workbook"},
    "click": {"cli"},
    "rich": {"cli"},
    "flask": {"web"},
    "werkzeug": {"web"},
    "waitress": {"web"},
    "leather": {"web"},
    "docxtpl": {"documents"},
    "docx": {"documents"},
    "jinja2": {"documents"},
    "icalendar": {"agenda"},
    "pypdf": {"bundle"},
    "reportlab": {"annexes", "bundle"},
    "img2pdf": {"annexes"},
    "pydantic": {"campagne", "campagne_coherence", "reception"},
    "babel": {"text", "publication"},
    "tomlkit": {"edition"},
    "num2words": {"text", "publication"},
    "stdnum": {"checks"},
    "phonenumbers": {"checks"},
    "email_validator": {"checks"},
    "distributed": {"batch"},
    "filelock": {"batch", "web"},
    "subprocess": {"convert", "isolation"},
}
PURE = ("model", "checks", "text")
IMPURE = {"time", "locale", "os", "random", "socket", "urllib", "subprocess", "pathlib", "io"}


def modules() -> list[Path]:
    """Every Python file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def room(module: Path) -> str:
    """The first name below the package: `checks`, `service`…"""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(module: Path) -> Iterator[str]:
    """Dotted names that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_what_its_room_may(module: Path) -> None:
    own = room(module)
    level = {name: depth for depth, layer in enumerate(LAYERS) for name in layer}
    for name in imports(module):
        top, _, rest = name.partition(".")
        if top == "packetgen":
            target = rest.partition(".")[0]
            if target in level and own not in ("__init__", "__main__"):
                assert level[target] >= level[own], f"{own} imports {target}"
        else:
            assert own in ONLY_IMPORTERS.get(top, {own}), f"{own} imports {top}"
        if own in PURE:
            assert top not in IMPURE, f"{own} is pure and imports {top}"


def test_the_core_never_asks_the_day() -> None:
    asking = re.compile(r"\b(?:date\.today|datetime\.now|time\.time)\(")
    askers = {room(path) for path in modules() if asking.search(path.read_text(encoding="utf-8"))}
    assert askers == {"cli"}


@pytest.mark.parametrize(
    "heavy",
    ["openpyxl", "pypdf", "pikepdf", "docxtpl", "reportlab", "rich", "icalendar", "flask"],
)
def test_help_loads_nothing_heavy(heavy: str) -> None:
    program = f"import sys, packetgen.cli.app; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=PACKAGE.parent).returncode == 0


def test_files_stay_small() -> None:
    long = {
        path.name: lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 310
    }
    assert long == {}


def test_the_documented_exit_codes_are_those_of_the_code() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)}
    assert documented == {code.value for code in ExitCode}
