"""Imports go one way, no call is written in the code: the rules are in the table beside."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from packetgen.campagne.consistency import walk
from packetgen.campagne.load import load_campagne
from packetgen.errors import ExitCode
from tests.tables import table, texts_of

TESTS = Path(__file__).parent
PACKAGE, DOCS = TESTS.parent / "packetgen", TESTS.parent / "docs"
RULES = table(__file__)
LOOSE = {"__init__", "__main__", "errors", "grammar", "resources", "service", "text"}
MOST_MODULES, MOST_LINES = 15, 300


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
    level = {name: depth for depth, layer in enumerate(RULES["layers"]) for name in layer}
    for name in imports(module):
        top, _, rest = name.partition(".")
        if top == "packetgen":
            target = rest.partition(".")[0]
            if target in level and own not in ("__init__", "__main__"):
                assert level[target] >= level[own], f"{own} imports {target}"
        else:
            assert own in RULES["only_importers"].get(top, [own]), f"{own} imports {top}"
        if own in RULES["pure"]:
            assert top not in RULES["impure"], f"{own} is pure and imports {top}"


def test_the_core_never_asks_the_day() -> None:
    asking = re.compile(r"\b(?:date\.today|datetime\.now|time\.time)\(")
    askers = {room(path) for path in modules() if asking.search(path.read_text(encoding="utf-8"))}
    # the page: until when a dossier is kept
    assert askers == {"cli", "web"}


def test_help_loads_nothing_heavy() -> None:
    heavy = {*RULES["heavy"]}
    shown = "from packetgen.cli.app import app; app.main(['--aide'], standalone_mode=False)"
    program = f"import sys; {shown}; print(sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.check_output([sys.executable, "-c", program], cwd=PACKAGE.parent, text=True)
    assert loaded.splitlines()[-1] == "[]"


def test_files_and_folders_stay_small() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {path.name: n for path, n in lines.items() if n > MOST_LINES} == {}
    assert {path.stem for path in PACKAGE.glob("*.py")} == LOOSE
    folders = Counter(path.parent for path in modules() if path.stem != "__init__")
    assert {folder.name: n for folder, n in folders.items() if n > MOST_MODULES} == {}


def test_the_tests_are_the_same_tree() -> None:
    folders = {path.parent.relative_to(TESTS) for path in TESTS.rglob("*.py")}
    # a whole call, of another territory
    assert [str(each) for each in folders if not (PACKAGE / each).is_dir()] == ["territoire"]


def test_imports_make_no_circle() -> None:
    """Neither at the start, nor inside functions, nor for types alone."""
    names: dict[str, Path] = {}
    for path in modules():
        dotted = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        names[dotted.removesuffix(".__init__")] = path
    graph = {
        name: {each if each in names else each.rpartition(".")[0] for each in imports(path)}
        & names.keys() - {name}
        for name, path in names.items()
    }
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_each_room_and_exit_code_is_in_the_architecture() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.relative_to(PACKAGE) for path in modules()} - {Path()}
    assert [room.as_posix() for room in sorted(rooms) if f"`{room.as_posix()}/`" not in text] == []
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)}
    assert documented == {code.value for code in ExitCode}


def test_each_sentence_of_the_errors_is_said_with_its_words() -> None:
    said = {
        (node.args[0].value, len(node.args) - 1)
        for module in modules()
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "said" and isinstance(node.args[0], ast.Constant)
    }
    sentences = table(str(PACKAGE / "errors.py"))
    assert said == {(key, len({*re.findall(r"{\d", text)})) for key, text in sentences.items()}


def test_each_row_of_the_bar_has_its_tests() -> None:
    """Found by their names: A1 is `test_a01_…`. Bad inputs, then faults."""
    rows = {*(f"a{row:02}" for row in range(1, 20)), *(f"r{row:02}" for row in range(1, 11))}
    sources = (path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    claimed = {row for text in sources for row in re.findall(r"^def test_([ar]\d\d)_", text, re.M)}
    assert sorted(rows - claimed) == []


def test_no_call_is_written_in_the_code() -> None:
    call = forbidden()
    written = {
        f"{path.relative_to(PACKAGE)}: {found[0]}"
        for path in sorted(PACKAGE.rglob("*"))
        # there, the version of packetgen
        if path.suffix in (".py", ".toml", ".html", ".js", ".css")
        and path != PACKAGE / "__init__.py"
        for text in texts_of(path)
        for found in call.finditer(text)
        if found[0] not in RULES["admitted"]
    }
    assert sorted(written) == []


def forbidden() -> re.Pattern[str]:
    """The names, codes and amounts of the call of 2026 as whole words; any year of a call."""
    call = load_campagne(2026)
    agglo = call.territoire
    words = {agglo.nom, agglo.nom_court, agglo.sigle, agglo.departement, agglo.region, "Carvin"}
    told = ("nom", "courriel", "insee", "ligne_budget")
    words |= {str(getattr(each, name, "")) for _, each in walk(call) for name in told}
    words |= {name.rpartition(" ")[2] for name in words if name[-2:].isupper()}
    words |= {each.code for each in call.quartiers}
    words |= {part for each in call.dispositifs for part in re.split(r" \(|\)", each.libelle)}
    words |= {
        f"{each.valeur:,}".replace(",", sign)
        for each in call.seuils
        if each.valeur > 999
        for sign in ("", "_", " ", "\u00a0")
        if each.unite == "euros"
    }
    listed = "|".join(map(re.escape, sorted(filter(None, words), key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)|(?<!\d)20[12]\d(?!\d)")
