"""A bundle that the year's call asks for: to whom it goes, and which pieces go in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from packetgen.model.source import Source

# What packetgen makes itself, as pieces of the call
LETTRE, FICHE, LISTE = "lettre", "fiche_action", "liste"
# In a paquet: every piece that the porteur gives and that the paquet does not name
ANNEXES = "annexes"


@dataclass(frozen=True)
class Paquet:
    """A bundle that `generer --pour CODE` makes: for whom, and its pieces in their order.

    `pieces` are codes of pieces, or ANNEXES. `fichier` tells it apart in the name of the PDF;
    `demande` names, on the cover, the amount asked of its `financeur`.
    """

    code: str
    libelle: str
    fichier: str
    financeur: Literal["call", "etat", "region", "departement"]
    destinataire: str
    demande: str
    pieces: tuple[str, ...]
    source: Source
