"""The Jinja environment of the Word templates: it reads the fields given to it, nothing else."""

from collections.abc import Iterator
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.filters import FILTERS
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment

from packetgen import grammar
from packetgen.documents.lint.problem import Mistake
from packetgen.resources import table

JINJA_FILTERS = ("upper", "lower", "capitalize", "length", "join", "first", "last")
FRENCH_FILTERS = {"de": grammar.de, "a": grammar.a, "le": grammar.le, "que": grammar.que}
FILTERS_ALLOWED = (*JINJA_FILTERS, *FRENCH_FILTERS)
LOOP_ATTRIBUTES = ("index", "first", "last", "length")
# Beyond, a template could print millions of lines from a list of fifty
LOOPS_ALLOWED = 3
# An expression within an expression: Jinja takes half a second for ninety « not »
DEPTH_ALLOWED = 12

# All that a template needs to print fields, choose and repeat. What is absent is refused:
# calls, includes, macros, assignments, arithmetic.
NODES_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Filter,
)  # fmt: skip


class TemplateEnvironment(SandboxedEnvironment):
    """Sandbox without globals or tests; attributes exist on dictionaries and `loop` only."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals.clear()
        self.tests.clear()
        self.filters = {name: FILTERS[name] for name in JINJA_FILTERS} | FRENCH_FILTERS

    def getattr(self, obj: Any, attribute: str) -> Any | Undefined:  # noqa: ANN401
        """Return a key of a dictionary or an attribute of `loop`, else an undefined value."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in LOOP_ATTRIBUTES:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any | Undefined:  # noqa: ANN401
        """Return the same as `getattr`: brackets open nothing more."""
        return self.getattr(obj, str(argument))


ENVIRONMENT = TemplateEnvironment()


def check_nodes(node: nodes.Node, loops: int = 0, depth: int = 0) -> Iterator[Mistake]:
    """Yield each construct that templates may not use, within `loops` and `depth` expressions."""
    loops += isinstance(node, nodes.For)
    depth = depth + 1 if isinstance(node, nodes.Expr) else 0
    message = _refusal(node, loops)
    if depth > DEPTH_ALLOWED:
        message = "une condition est trop compliquée : coupez-la en plusieurs « if »"
    if message:
        yield Mistake(message, node.lineno)
        return
    for child in node.iter_child_nodes():
        yield from check_nodes(child, loops, depth)


def _refusal(node: nodes.Node, loops: int) -> str:
    if not isinstance(node, NODES_ALLOWED):
        names = table(__file__, "refused.toml")["nodes"]
        named = names.get(type(node).__name__, "cette écriture")
        what = "qu’écrire un champ, choisir avec « if » et répéter avec « for »"
        return f"{named} n’est pas permis dans un modèle, qui ne peut {what}"
    if isinstance(node, nodes.Filter) and node.name not in FILTERS_ALLOWED:
        known = ", ".join(FILTERS_ALLOWED)
        return f"le filtre « {node.name} » n’existe pas ici ; les filtres permis sont {known}"
    return f"plus de {LOOPS_ALLOWED} « for » sont imbriqués" if loops > LOOPS_ALLOWED else ""
