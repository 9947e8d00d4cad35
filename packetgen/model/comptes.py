"""The accounts and lines of Dauphin's budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class LigneBudget:
    """A line of Dauphin's budget: `code` is Dauphin's own key (`74epci`)."""

    code: str
    numero: str
    libelle: str


@dataclass(frozen=True)
class Compte:
    """An account of Dauphin's budget and its lines; `volontaire` for accounts 86 and 87."""

    numero: str
    libelle: str
    cote: Literal["charges", "produits"]
    lignes: tuple[LigneBudget, ...]
    volontaire: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of its lines."""
        return tuple(ligne.code for ligne in self.lignes)
