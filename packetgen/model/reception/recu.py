"""A bundle received, as its own data describes it, and what of the others is not counted.

Pure: nothing is read here. Amounts are in euros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from packetgen.model.action import Action
from packetgen.model.porteur import Porteur

A_LA_MAIN, COMPLET = "Non fait par packetgen", "Complet"


@dataclass(frozen=True)
class DossierRecu:
    """A proved bundle, or what a form of the kit says (`a_la_main`), as its own data describes it.

    `fichier` is its path as given, `sha256` the digest of the file, `sceau` the seal that it
    prints, `remarques` what its proof says of the file, `etabli` the date printed on it, `pages`
    their number, `pour` the bundle that it is: all in one, or one funder's. `montant_call` is
    asked of `chef_de_file`, `financements` of each other funder, by its name; `produits` is the
    total of the products without accounts 86 and 87. `a_demander` says in French, to the porteur,
    what is wanting or wrong; `constats` what the checks found, as they said it. A `brouillon` was
    made before the deposit, with a `projet` the call was not ready; `delai` says whether it was
    deposited in time, `tardif` that this version was made after the deadline; `version`
    is the number that its maker gave it.
    """

    fichier: str
    sha256: str
    sceau: str
    remarques: tuple[str, ...]
    annee: int
    etabli: date
    pages: int
    pour: str
    porteur: Porteur
    action: Action
    montant_call: Decimal
    financements: Mapping[str, Decimal]
    produits: Decimal
    a_demander: tuple[str, ...]
    brouillon: bool = False
    projet: bool = False
    a_la_main: bool = False
    recu: date | None = None
    chef_de_file: str = ""
    charge: str = ""
    referents: tuple[str, ...] = ()
    delai: str = ""
    tardif: bool = False
    version: int = 1
    constats: tuple[str, ...] = ()

    def is_resealed(self, other: DossierRecu) -> bool:
        """Whether another copy of the same bundle bears another seal."""
        return self.pour == other.pour and self.sceau != other.sceau

    @property
    def demandes(self) -> dict[str, Decimal]:
        """What is asked of each funder, who leads first."""
        return {self.chef_de_file: self.montant_call, **self.financements}

    @property
    def communes(self) -> tuple[str, ...]:
        """The communes that the action names, each once."""
        return tuple(dict.fromkeys(line.commune for line in self.action.communes if line.commune))

    @property
    def contact(self) -> str:
        """Where the person who follows the dossier is written to."""
        return self.porteur.courriel_contact or self.porteur.courriel

    @property
    def etat(self) -> str:
        """Its state, as the register tells it."""
        made = A_LA_MAIN * self.a_la_main or "Projet" * self.projet or "Brouillon" * self.brouillon
        return made or (COMPLET if self.est_complet else "À compléter")

    @property
    def est_complet(self) -> bool:
        """Whether nothing is to be asked of the porteur."""
        return not self.a_demander

    @property
    def rang(self) -> tuple[object, ...]:
        """What makes a version the one that counts: two that are equal are for people to choose."""
        made = not self.projet, not self.brouillon
        return not self.a_la_main, self.etabli, self.version, *made


@dataclass(frozen=True)
class Ecarte:
    """A file that is not counted, what it is, and the reasons, in French, the cause first.

    `association`, `action` and `contact` are said as far as they can be read in it.
    """

    fichier: str
    raisons: tuple[str, ...]
    nature: str = ""
    association: str = ""
    action: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Doute:
    """A resemblance between dossiers counted apart, in French."""

    constat: str
    dossiers: tuple[DossierRecu, ...]
