"""The commands as the table beside says them: their summaries, arguments and options."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from packetgen.resources import table
from packetgen.text import NBSP

TABLE = table(__file__, "commands.toml")
SHARED, COMMANDS = TABLE["shared"], TABLE["commands"]
TYPES: dict[str, click.ParamType[Any]] = {
    "anything": click.Path(exists=True, path_type=Path),
    "day": click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]),
    "existing": click.Path(exists=True, dir_okay=False, path_type=Path),
    "existing folder": click.Path(exists=True, file_okay=False, path_type=Path),
    "folder": click.Path(file_okay=False, path_type=Path),
    "integer": click.INT,
    # one that may not be read costs its own dossier, not those of the others
    "read later": click.Path(exists=True, dir_okay=False, readable=False, path_type=Path),
    "written": click.Path(dir_okay=False, path_type=Path),
}
# What no table can say, by the name of a parameter
COMPUTED: dict[str, dict[str, Any]] = {
    "today": {
        "default": lambda: datetime.combine(date.today(), time()),  # noqa: DTZ011
        "callback": lambda _context, _option, moment: moment.date(),
    },
    "until": {"callback": lambda _context, _option, moment: moment and moment.date()},
    "travaux": {"default": lambda: os.cpu_count() or 1},
    "max_bytes": {"callback": lambda _context, _option, typed: in_bytes(typed)},
}


def command(
    words: str, **choices: Sequence[str]
) -> Callable[[Callable[..., object]], click.Command]:
    """Make the command of the table that people call by these words, after the program's name.

    `choices` are those of a parameter, where a module has them.
    """
    return click.command(words.rpartition(" ")[2], **declared(words, **choices))


def declared(words: str, **choices: Sequence[str]) -> dict[str, Any]:
    """Return what the table says of a command, or of a group of some, as click takes it."""
    said = {key: value for key, value in COMMANDS[words].items() if key != "module"}
    return said | {"params": [_parameter(each, choices) for each in said.pop("takes", ())]}


def _parameter(said: str | dict[str, Any], listed: Mapping[str, Sequence[str]]) -> click.Parameter:
    fields = {**(SHARED[said] if isinstance(said, str) else said)}
    names = [fields.pop("name"), *fields.pop("option", "").split()]
    match listed.get(names[0], fields.get("type")):
        case [str(), *_] as choices:
            fields |= {"type": click.Choice(choices), "metavar": "|".join(choices)}
        case [*bounds]:
            fields["type"] = click.IntRange(*bounds)
        case str() as name:
            fields["type"] = TYPES[name]
    fields |= COMPUTED.get(names[0], {})
    return click.Option(names, **fields) if names[1:] else click.Argument(names, **fields)


def in_bytes(typed: str | None) -> int | None:
    """Return as bytes the megabytes that are typed, with a comma or a point."""
    if typed is None:
        return None
    if not re.fullmatch(r"\d{1,6}([.,]\d{1,6})?", typed) or not typed.strip("0.,"):
        said = f"«{NBSP}{typed}{NBSP}» n’est pas un nombre de mégaoctets"
        raise click.BadParameter(f"{said}, comme 10 ou 4,5.")
    return int(Decimal(typed.replace(",", ".")) * 1_000_000)
