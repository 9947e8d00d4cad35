"""Parts of a campagne: the accounts and lines of Dauphin's budget, the kinds of bundle."""

from dataclasses import dataclass
from typing import Literal

from packetgen.model.finding import Source

# What packetgen makes itself, as pieces of the call
LETTRE, FICHE, LISTE = "lettre", "fiche_action", "liste"
# Those that a funder asks for, by its code: owed where it is asked for money or agents
OWED_TO = {LETTRE: "call", FICHE: "departement"}
# The choices that stand for all of a list of places: a workbook has fewer cells
TOUS_LES_QUARTIERS, TOUTES_LES_COMMUNES = "Tous les quartiers", "Toutes les communes"
EVERYWHERE = {"quartiers": TOUS_LES_QUARTIERS, "communes": TOUTES_LES_COMMUNES}
# In a paquet: every piece that the porteur gives and that the paquet does not name
ANNEXES = "annexes"


@dataclass(frozen=True)
class LigneBudget:
    """A line of Dauphin's budget: `code` is Dauphin's own key (`74epci`).

    `a_preciser` is what its precision must tell; `nom` is printed for a label that asks for it.
    """

    code: str
    numero: str
    libelle: str
    nom: str = ""
    a_preciser: str = ""


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
