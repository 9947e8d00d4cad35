"""Look up every name of a template in the fields it will receive, in every branch."""

from collections import ChainMap
from collections.abc import Iterator, MutableMapping
from typing import Any

from jinja2 import nodes

from packetgen.documents.lint.problem import Mistake
from packetgen.documents.rendering.environment import LOOP_ATTRIBUTES
from packetgen.text import nearest

# What cannot be known before rendering: the items of an empty list, the result of a filter
UNKNOWN = object()
LOOP = dict.fromkeys(LOOP_ATTRIBUTES, UNKNOWN)


def check_names(node: nodes.Node, fields: MutableMapping[str, object]) -> Iterator[Mistake]:
    """Yield each name, of a template or a part of one, that `fields` lacks or nothing can print."""
    if isinstance(node, nodes.For):
        yield from _check_loop(node, fields)
    elif isinstance(node, nodes.Name):
        yield from _absent(fields, node.name, node)
    elif isinstance(node, nodes.Getattr):
        yield from check_names(node.node, fields)
        owner = _value(node.node, fields)
        if owner is not UNKNOWN:
            yield from _absent(owner, node.attr, node)
    else:
        for child in node.iter_child_nodes():
            yield from check_names(child, fields)
            if isinstance(node, nodes.Output):
                yield from _unprintable(child, _value(child, fields))


def _check_loop(node: nodes.For, scope: MutableMapping[str, object]) -> Iterator[Mistake]:
    yield from check_names(node.iter, scope)
    items = _value(node.iter, scope)
    if items is not UNKNOWN and not isinstance(items, list):
        yield Mistake(f"« {_written(node.iter)} » n’est pas une liste", node.lineno)
    inside = ChainMap(named_by(node, scope), scope)
    for child in filter(None, (node.test, *node.body)):
        yield from check_names(child, inside)
    for child in node.else_:
        yield from check_names(child, scope)


def named_by(node: nodes.For, scope: MutableMapping[str, object]) -> dict[str, object]:
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


def _absent(owner: Any, name: str, node: nodes.Expr) -> Iterator[Mistake]:  # noqa: ANN401
    if not hasattr(owner, "keys"):
        message = f"« {_written(node)} » : ce champ n’a pas de partie « {name} »"
        yield Mistake(message, node.lineno)
    elif name not in owner:
        similar = nearest(name, owner)
        known = f"connus : {', '.join(owner)}"
        remedy = f"vouliez-vous dire « {similar} » ?" if similar else known
        yield Mistake(f"le champ « {_written(node)} » n’existe pas ; {remedy}", node.lineno)


def _unprintable(node: nodes.Node, value: object) -> Iterator[Mistake]:
    remedy = ""
    if isinstance(value, bool):
        remedy = "vaut oui ou non : servez-vous de « if »"
    elif isinstance(value, list):
        remedy = "est une liste : servez-vous de « for »"
    elif hasattr(value, "keys"):
        remedy = "a plusieurs parties : nommez-en une"
    if remedy:
        yield Mistake(f"« {_written(node)} » {remedy}", node.lineno)


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"
