"""What a situation is: a little change to the example's dossier, which is sound."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from packetgen.model.campagne import Campagne
from tests.changes import Change

DEPOT_OPEN = date(2025, 11, 5)


@dataclass(frozen=True)
class Situation:
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
        if self.addressed:
            return call
        nowhere = dataclasses.replace(call.destinataire, adresse=())
        return dataclasses.replace(call, destinataire=nowhere)
