"""Small changes to a sound dossier, to break a rule or to stay just on its legal side."""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import Any

from msgspec.structs import replace

from packetgen.model.action import attributes
from packetgen.model.dossier import Dossier

Change = Callable[[Dossier], Dossier]


def sound(dossier: Dossier) -> Dossier:
    return dossier


def porteur(**values: Any) -> Change:  # noqa: ANN401
    return lambda dossier: replace(dossier, porteur=replace(dossier.porteur, **values))


def action(**values: Any) -> Change:  # noqa: ANN401
    """Change fields of the first action; a function is given the old value."""
    return lambda dossier: changed(dossier, 0, values)


def second(**values: Any) -> Change:  # noqa: ANN401
    return lambda dossier: changed(dossier, 1, values)


def changed(dossier: Dossier, place: int, values: dict[str, Any]) -> Dossier:
    """Return the dossier with new values in one of its actions."""
    actions = list(dossier.actions)
    old = actions[place]
    new = {name: each(old.value(name)) if callable(each) else each for name, each in values.items()}
    of_year: dict[str, Any] = {f"montant_{code}": asked for code, asked in old.montants.items()}
    of_year |= dict(old.reponses)
    of_year |= {name: new.pop(name) for name in [*new] if not hasattr(old, name)}
    actions[place] = replace(old, **{**attributes(of_year), **new})
    return replace(dossier, actions=tuple(actions))


def budget(**montants: int | str) -> Change:
    """Change lines of the first action's budget: `l74epci=6000`."""
    lines = {code.removeprefix("l"): Decimal(montant) for code, montant in montants.items()}
    return action(budget=lambda old: replace(old, montants={**old.montants, **lines}))


def first(name: str, **values: Any) -> Change:  # noqa: ANN401
    """Change fields of the first row of a table of the first action."""
    return action(**{name: lambda rows: (replace(rows[0], **values), *rows[1:])})


def piece(code: str, **values: Any) -> Change:  # noqa: ANN401
    """Change what is given for a piece (for the first action)."""

    def change(dossier: Dossier) -> Dossier:
        pieces = (
            replace(given, **values) if given.code == code and given.action < 2 else given
            for given in dossier.pieces
        )
        return replace(dossier, pieces=tuple(pieces))

    return change


def both(*changes: Change) -> Change:
    return lambda dossier: reduce(lambda changed, change: change(changed), changes, dossier)
