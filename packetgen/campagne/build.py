"""Build the Campagne of a year from its tables, with every reason why it is none.

By hand, since libraries that check data stop at the first thing wrong.
"""

from collections.abc import Callable, Mapping
from enum import EnumType
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from packetgen.resources import table
from packetgen.text import NBSP, enumerate_words

Made = TypeVar("Made")
KeyPath = tuple[str | int, ...]
CampagneProblem = tuple[KeyPath, str]

FRENCH: Mapping[str, str] = table(__file__, "refusals.toml")["types"]


def build(
    kind: Callable[..., Made], written: object, wrong: list[CampagneProblem], path: KeyPath = ()
) -> Made | None:
    """Return the Struct `kind` of a table of TOML, None where it is not one.

    Each reason is added to `wrong`, after the `path` of its key. A key that may be None, which
    TOML has not, may be absent.
    """
    if not isinstance(written, Mapping):
        wrong.append((path, FRENCH["table"]))
        return None
    values, before, known = {}, len(wrong), _known(kind)
    for name, (hint, required) in known.items():
        if name in written or type(None) in get_args(hint):
            values[name] = _value(hint, written.get(name), wrong, (*path, name))
        elif required:
            wrong.append(((*path, name), FRENCH["missing"]))
    wrong += [((*path, key), FRENCH["unknown"]) for key in written if key not in known]
    return kind(**values) if len(wrong) == before else None


@cache
def _known(kind: Any) -> dict[str, tuple[Any, bool]]:  # noqa: ANN401 - no type for a dataclass
    return {each.name: (each.type, each.required) for each in fields(kind)}


def _value(hint: Any, written: Any, wrong: list[CampagneProblem], path: KeyPath) -> Any:  # noqa: ANN401
    kind, args = get_origin(hint) or hint, get_args(hint)
    if kind is UnionType:
        return None if written is None else _value(args[0], written, wrong, path)
    if kind is tuple and isinstance(written, list):
        items = enumerate(written)
        return tuple(_value(args[0], each, wrong, (*path, number)) for number, each in items)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return build(hint, written, wrong, path)
    if kind is Literal or isinstance(kind, EnumType):
        choices = args or tuple(hint)
        if written in choices:
            return choices[choices.index(written)]
        listed = enumerate_words([f"«{NBSP}{each}{NBSP}»" for each in choices], "or")
        wrong.append((path, FRENCH["choice"].format(choices=listed)))
    # a date and time is a date, and a flag a number, for isinstance alone
    elif type(written) is not kind:
        wrong.append((path, FRENCH[kind.__name__]))
    return written
