"""The tags of a part in order: blocks opened and closed, each name looked up in its scope."""

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from msgspec import Struct

from packetgen.documents.lint.problem import TABLE, TOLD, Mistake
from packetgen.documents.lint.tags import KNOWN, MIDDLES, OPENINGS, PREFIX, QUOTES, Written, split
from packetgen.documents.rendering.environment import ENVIRONMENT, LOOP_ATTRIBUTES, check_nodes
from packetgen.text import nearest

NOT_UNDERSTOOD = TOLD["not_understood"]
# What cannot be known before rendering: the items of an empty list, the result of a filter
UNKNOWN = object()
LOOP = dict.fromkeys(LOOP_ATTRIBUTES, UNKNOWN)
DEEPEST = 20  # blocks one in the other; the templates of 2026 have three


class Block(Struct):
    """An open block: the instruction to close, its line, what it names, whether `else` came."""

    word: str
    line: int
    names: MutableMapping[str, object]
    ended: bool = False


def check_tags(
    written: Iterable[Written], fields: MutableMapping[str, object]
) -> Iterator[Mistake]:
    """Yield what is wrong in the tags of a part, filled with `fields`; each is a line, from 1.

    What is wrong is told and left aside, so that the rest can be looked into all the same.
    """
    opened: list[Block] = []
    for line, text, word, is_told in _legible(written):
        if word in OPENINGS and len(opened) == DEEPEST:
            yield Mistake(f"plus de {DEEPEST} blocs sont ouverts l’un dans l’autre", line)
            return
        closed = next((block for block in reversed(opened) if OPENINGS[block.word] == word), None)
        if message := _misplaced(word, opened, closed):
            yield Mistake(message, line)
        if closed:  # where it is not the last one, that is ended in its place
            closed.word = opened.pop().word
        elif message:
            continue
        scope = ChainMap(*(block.names for block in reversed(opened)), fields)
        loops = sum(bool(block.names) for block in opened) if word == "for" else 0
        tree, wrong = (None, ()) if is_told else _read(text, word, loops)
        yield from (Mistake(each, line) for each in wrong)
        if tree:
            yield from (Mistake(each, line) for each in _wrong_names(tree, scope))
        if word in OPENINGS:
            opened.append(Block(word, line, _names(text, tree, scope) if word == "for" else {}))
        elif word == "else":
            opened[-1].ended, opened[-1].names = True, {}
    for block in reversed(opened):
        closing = f"{{% {OPENINGS[block.word]} %}}"
        yield Mistake(f"« {block.word} » n’est jamais fermé : ajoutez {closing}", block.line)


def _legible(written: Iterable[Written]) -> Iterator[tuple[int, str, str, bool]]:
    """Yield the line of each tag, its text without docxtpl's prefix, its instruction.

    Last, whether it is told already that it cannot be read: it keeps its place among the blocks.
    """
    for line, typed in enumerate(written, start=1):
        text, is_told = typed.tag.translate(QUOTES).replace("\n", " "), typed.is_misspelt
        if text.startswith("{{") and not (is_told or PREFIX.match(text[2:])):
            yield line, text, "", False
        elif text.startswith("{%") and (word := split(text[2:-2])[1]) in KNOWN:
            yield line, "{%" + PREFIX.sub(" ", text[2:], count=1), word, is_told


def _misplaced(word: str, opened: Sequence[Block], closed: Block | None) -> str:
    if word in OPENINGS.values() and not (closed and closed is opened[-1]):
        return f"« {word} » ne ferme rien d’ouvert juste avant"
    if word in MIDDLES and (not opened or (word == "elif" and opened[-1].word != "if")):
        return f"« {word} » n’est dans aucun « if »"
    if word in MIDDLES and opened[-1].ended:
        return f"« {word} » vient après un « else », qui est le dernier choix d’un « if »"
    return ""


@lru_cache(maxsize=4096)  # a template is the same from one dossier of a batch to the next
def _read(text: str, word: str, loops: int) -> tuple[nodes.Template | None, tuple[str, ...]]:
    """Return the tree of a tag within `loops`, and what is wrong whatever the fields."""
    try:
        tree = ENVIRONMENT.parse(TABLE["alone"][word] % text)
    except (TemplateSyntaxError, RecursionError):
        return None, (f"« {text} » {NOT_UNDERSTOOD}",)
    return tree, tuple(refused for refused, _ in check_nodes(tree, loops))


def _names(
    text: str, tree: nodes.Template | None, scope: MutableMapping[str, object]
) -> dict[str, object]:
    """Return what a `for` names within it, though it is not understood."""
    if tree and isinstance(loop := tree.body[0], nodes.For):
        return _named_by(loop, scope)
    item = re.match(r"\{%-?\s*for\s+(\w+)\s+in\b", text)
    return {item[1] if item else "_": UNKNOWN, "loop": LOOP}


def _wrong_names(node: nodes.Node, fields: MutableMapping[str, object]) -> Iterator[str]:
    """Yield each name, of a tag or a part of one, that `fields` lacks or nothing can print."""
    if isinstance(node, nodes.For):
        yield from _check_loop(node, fields)
    elif isinstance(node, nodes.Name):
        yield from _absent(fields, node.name, node)
    elif isinstance(node, nodes.Getattr):
        yield from _wrong_names(node.node, fields)
        owner = _value(node.node, fields)
        if owner is not UNKNOWN:
            yield from _absent(owner, node.attr, node)
    else:
        for child in node.iter_child_nodes():
            yield from _wrong_names(child, fields)
            if isinstance(node, nodes.Output):
                yield from _unprintable(child, _value(child, fields))


def _check_loop(node: nodes.For, scope: MutableMapping[str, object]) -> Iterator[str]:
    yield from _wrong_names(node.iter, scope)
    items = _value(node.iter, scope)
    if items is not UNKNOWN and not isinstance(items, list):
        yield f"« {_written(node.iter)} » n’est pas une liste"
    if node.test:
        yield from _wrong_names(node.test, ChainMap(_named_by(node, scope), scope))


def _named_by(node: nodes.For, scope: MutableMapping[str, object]) -> dict[str, object]:
    """Return what a loop names within it: an item of its list, `loop`."""
    items = _value(node.iter, scope)
    item = items[0] if isinstance(items, list) and items else UNKNOWN
    return {_written(node.target): item, "loop": LOOP}


def _value(node: nodes.Node, scope: MutableMapping[str, object]) -> object:
    """Return the value that `node` designates in `scope`, UNKNOWN when it cannot be told."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, UNKNOWN)
    if isinstance(node, nodes.Getattr):
        owner: Any = _value(node.node, scope)
        return owner[node.attr] if hasattr(owner, "keys") and node.attr in owner else UNKNOWN
    return UNKNOWN


def _absent(owner: Any, name: str, node: nodes.Expr) -> Iterator[str]:  # noqa: ANN401
    if not hasattr(owner, "keys"):
        yield f"« {_written(node)} » : ce champ n’a pas de partie « {name} »"
    elif name not in owner:
        similar = nearest(name, owner)
        known = f"connus : {', '.join(owner)}"
        remedy = f"vouliez-vous dire « {similar} » ?" if similar else known
        yield f"le champ « {_written(node)} » n’existe pas ; {remedy}"


def _unprintable(node: nodes.Node, value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield f"« {_written(node)} » vaut oui ou non : servez-vous de « if »"
    elif isinstance(value, list):
        yield f"« {_written(node)} » est une liste : servez-vous de « for »"
    elif hasattr(value, "keys"):
        yield f"« {_written(node)} » a plusieurs parties : nommez-en une"


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"
