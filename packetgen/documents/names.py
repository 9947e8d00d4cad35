"""Every name of a template is looked for in the fields it will receive, taken branch or not."""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, Any

from jinja2 import nodes

from packetgen.documents.environment import LOOP_ATTRIBUTES, Problem
from packetgen.text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping

# What cannot be known before rendering: the items of an empty list, the result of a filter
UNKNOWN = object()
LOOP = dict.fromkeys(LOOP_ATTRIBUTES, UNKNOWN)


def check_names(tree: nodes.Template, fields: MutableMapping[str, object]) -> None:
    """Raise Problem at the first name that `fields` lacks, or that cannot be printed."""
    _visit_all(tree.body, fields)


def _visit_all(body: Iterable[nodes.Node], scope: MutableMapping[str, object]) -> None:
    for node in body:
        _visit(node, scope)


def _visit(node: nodes.Node, scope: MutableMapping[str, object]) -> None:
    if isinstance(node, nodes.For):
        _visit_loop(node, scope)
    elif isinstance(node, nodes.If):
        _value(node.test, scope)
        _visit_all((*node.body, *node.elif_, *node.else_), scope)
    elif isinstance(node, nodes.Output):
        for part in node.nodes:
            if not isinstance(part, nodes.TemplateData):
                _check_printable(part, _value(part, scope))


def _visit_loop(node: nodes.For, scope: MutableMapping[str, object]) -> None:
    items = _value(node.iter, scope)
    if items is not UNKNOWN and not isinstance(items, list):
        raise Problem(f"« {_written(node.iter)} » n’est pas une liste", node.lineno)
    item = items[0] if isinstance(items, list) and items else UNKNOWN
    inside = ChainMap({_written(node.target): item, "loop": LOOP}, scope)
    if node.test is not None:
        _value(node.test, inside)
    _visit_all(node.body, inside)
    _visit_all(node.else_, scope)


def _value(node: nodes.Node, scope: MutableMapping[str, object]) -> object:
    """Return the value that `node` designates in `scope`, UNKNOWN when only rendering tells."""
    if isinstance(node, nodes.Name):
        return _member(scope, node.name, node)
    if isinstance(node, nodes.Getattr):
        owner = _value(node.node, scope)
        return UNKNOWN if owner is UNKNOWN else _member(owner, node.attr, node)
    for child in node.iter_child_nodes():
        _value(child, scope)
    return UNKNOWN


def _member(owner: Any, name: str, node: nodes.Expr) -> object:  # noqa: ANN401
    if not hasattr(owner, "keys"):
        raise Problem(f"« {_written(node)} » : ce champ n’a pas de partie « {name} »", node.lineno)
    if name in owner:
        return owner[name]
    similar = nearest(name, owner)
    remedy = f"vouliez-vous dire « {similar} » ?" if similar else f"connus : {', '.join(owner)}"
    raise Problem(f"le champ « {_written(node)} » n’existe pas ; {remedy}", node.lineno)


def _check_printable(node: nodes.Expr, value: object) -> None:
    if isinstance(value, bool):
        raise Problem(f"« {_written(node)} » vaut oui ou non : servez-vous de « if »", node.lineno)
    if isinstance(value, list):
        raise Problem(f"« {_written(node)} » est une liste : servez-vous de « for »", node.lineno)
    if hasattr(value, "keys"):
        raise Problem(f"« {_written(node)} » a plusieurs parties : nommez-en une", node.lineno)


def _written(node: nodes.Node) -> str:
    """Return a name as the template writes it: `action.budget.total`."""
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"
