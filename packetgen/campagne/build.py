"""Build the Campagne of a year declared ready from its tables; types are checked.

Its dates, codes and quotes were verified when it was declared. Whoever wants every reason to refuse
a year loads it with pydantic, which takes ten times as long.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

Made = TypeVar("Made")


def build(kind: Callable[..., Made], table: Mapping[str, Any]) -> Made:
    """Return the dataclass `kind` of a table of TOML; TypeError, ValueError where it is not one."""
    if not isinstance(table, Mapping):
        raise TypeError(kind)
    hints = _hints(kind)
    unknown = table.keys() - hints
    if unknown:
        raise TypeError(kind, unknown)
    return kind(**{name: _value(hints[name], value) for name, value in table.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - mypy has no type for a dataclass
    found = get_type_hints(kind)
    return {field.name: found[field.name] for field in fields(kind)}


def _value(hint: Any, value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    origin = get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError(hint)
        item, _ = get_args(hint)
        return tuple(_value(item, each) for each in value)
    if origin is UnionType:
        kind = next(each for each in get_args(hint) if each is not type(None))
        return None if value is None else _value(kind, value)
    if origin is Literal:
        if value not in get_args(hint):
            raise ValueError(value)
        return value
    if isinstance(hint, type) and is_dataclass(hint):
        return build(hint, value)
    if issubclass(hint, Enum):
        return hint(value)
    # A date and time is a date, and a flag a number, for isinstance alone
    if type(value) is not hint or hint not in (str, int, bool, date):
        raise TypeError(value)
    return value
