"""The contexts of a dossier, changed at will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from packetgen.model.bundle import PlacedPart
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from tests.documents.conftest import contexts_of


@dataclass
class Made:
    """The three contexts of a dossier, changed at will."""

    dossier: Dossier
    campagne: Campagne
    today: date
    placed: Sequence[PlacedPart]

    def porteur(self, **changes: object) -> Made:
        porteur = replace(self.dossier.porteur, **cast(Any, changes))
        return replace(self, dossier=replace(self.dossier, porteur=porteur))

    def action(self, **changes: object) -> Made:
        action = replace(self.dossier.actions[0], **cast(Any, changes))
        return replace(self, dossier=replace(self.dossier, actions=(action,)))

    def amounts(self, **lines: int) -> Made:
        """Change lines of the budget: `l74dep=0`."""
        budget = self.dossier.actions[0].budget
        new = {code.removeprefix("l"): Decimal(amount) for code, amount in lines.items()}
        return self.action(budget=replace(budget, montants={**budget.montants, **new}))

    def __getattr__(self, name: str) -> dict[str, Any]:
        """`lettre`, `fiche_action`, `liste`."""
        return contexts_of(self.dossier, self.campagne, self.today, self.placed)[name]


@pytest.fixture
def made(dossier: Dossier, campagne: Campagne, today: date, placed: tuple[PlacedPart, ...]) -> Made:
    """The contexts of the association's dossier."""
    return Made(dossier, campagne, today, placed)
