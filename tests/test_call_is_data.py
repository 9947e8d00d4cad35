"""No name, place, amount or year of a call stands in the code: all of it is in data/<year>/."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from packetgen.campagne.consistency import walk
from packetgen.campagne.load import load_campagne
from tests.tables import table, texts_of

PACKAGE = Path(__file__).parent.parent / "packetgen"
# Why what a call also has may stand in the code, by file or everywhere
ADMITTED = table(__file__)["admitted"]
# The version of packetgen
LEFT = {PACKAGE / "__init__.py"}


def test_no_call_is_written_in_the_code() -> None:
    call = forbidden()
    written = {
        f"{path.relative_to(PACKAGE)}: {found[0]}"
        for path in sorted(PACKAGE.rglob("*"))
        if path.suffix in (".py", ".toml", ".html", ".js", ".css") and path not in LEFT
        for text in texts(path)
        for found in call.finditer(text)
        if found[0] not in ADMITTED
    }
    assert sorted(written) == []


def texts(path: Path) -> Iterator[str]:
    """The literals and docstrings of a module, the texts of a table; any other file whole."""
    if path.suffix == ".toml":
        yield from texts_of(path)
        return
    content = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield content
        return
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


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
