"""For each rule, a situation that breaks it and one just on its legal side.

A situation is a little change to the example's dossier, which is sound.

docs/regles.md shows the words of the first that breaks each rule.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from packetgen.model.action import Budget
from packetgen.model.campagne import Campagne
from tests.changes import Change, action, both, budget, first, piece, porteur, second
from tests.tables import table

TABLE = table(__file__)
BASES = TABLE.pop("bases")
PIECES = TABLE.pop("pieces")
AMOUNTS = ("montant_call", "duree", "heures")
AS_GIVEN = ("refusals", "weights", "today", "addressed")
DEPOT_OPEN = date(2025, 11, 5)


class Situation(Struct, frozen=True):
    """A change to the sound dossier, what its pieces are like, and the cells that must show.

    One without `keys` is just on the legal side of its rule.
    `also` are the codes of the rules that the same change cannot but break.
    """

    code: str
    change: Change
    keys: tuple[str, ...] = ()
    refusals: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    images: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    today: date = DEPOT_OPEN
    addressed: bool = True
    also: frozenset[str] = frozenset()

    def campagne(self, call: Campagne) -> Campagne:
        """The call, without the addressee's street when that is what is broken."""
        nowhere = replace(call, destinataire=replace(call.destinataire, adresse=()))
        return call if self.addressed else nowhere


def change_of(made: Mapping[str, Any]) -> Change:
    """Return the change that a case of the table describes."""
    steps = [change_of(BASES[made["like"]])] if "like" in made else []
    steps += [
        porteur(**made.get("porteur", {})),
        action(**typed(made.get("action", {}))),
        second(**typed(made.get("second", {}))),
        budget(**{f"l{code}": amount for code, amount in made.get("budget", {}).items()}),
        *(first(name, **typed(values)) for name, values in made.get("first", {}).items()),
        *(piece(code, **values) for code, values in made.get("piece", {}).items()),
        *map(without, made.get("none", ())),
    ]
    return both(*steps)


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of an action in the types that it has."""
    found: dict[str, Any] = {
        name: tuple(each) if isinstance(each, list) else each for name, each in values.items()
    }
    found |= {name: Decimal(found[name]) for name in AMOUNTS if name in found}
    return found | {name: Budget(**found[name]) for name in ("budget",) if name in found}


def without(path: str) -> Change:
    holder, *table, name = path.split(".")
    if table:
        return first(table[0], **{name: None})
    return {"action": action, "second": second}[holder](**{name: None})


def listed() -> Iterator[Situation]:
    """Yield the situations of the table."""
    for code, cases in TABLE.items():
        for made in cases:
            others = {key: made[key] for key in AS_GIVEN if key in made}
            texts, images = (
                {key: tuple(pages) for key, pages in made.get(name, {}).items()}
                for name in ("texts", "images")
            )
            for piece_key, pages in PIECES.items():
                if words := made.get(piece_key.partition(".")[0]):
                    texts[f"pieces.{piece_key}"] = tuple(page.replace(*words) for page in pages)
            keys, also = tuple(made.get("keys", ())), frozenset(made.get("also", ()))
            others |= {"texts": texts, "images": images}
            yield Situation(code, change_of(made), keys, also=also, **others)


EVERY = (
    *listed(),
    Situation("BUDGET-07", action(budget=lambda old: replace(old, precisions={})),
              tuple(f"budget.74{code}.precision" for code in ("etat", "com", "orgasoc"))),
    Situation("COH-01", both(
        action(quartiers=("Un autre quartier", "QP062026 – Cité 2")),
        action(communes=lambda rows: (*rows, replace(rows[0], commune="Avion"))))),
)  # fmt: skip
BROKEN = tuple(situation for situation in EVERY if situation.keys)
LEGAL = tuple(situation for situation in EVERY if not situation.keys)
