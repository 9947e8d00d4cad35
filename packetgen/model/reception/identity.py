"""What tells that two bundles are versions of one dossier, or of one structure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from packetgen.model.reception.recu import DossierRecu

SIREN = 9


@dataclass(frozen=True)
class Identity:
    """Folded identifiers of a dossier; the SIREN stays when a structure moves."""

    annee: int
    siren: str
    nom: str
    titre: str
    numero: str
    description: str

    def is_of_structure(self, other: Identity) -> bool:
        """Whether both are of one structure: by SIREN, by name where one has none."""
        if self.siren and other.siren:
            return self.siren == other.siren
        return bool(self.nom) and self.nom == other.nom

    def is_of(self, other: Identity) -> bool:
        """Whether both are copies of one dossier.

        The title tells it, or the Dauphin number; where these two disagree, only the same
        description tells that one of them was corrected.
        """
        if self.annee != other.annee or not self.is_of_structure(other):
            return False
        described = bool(self.description) and self.description == other.description
        if self.titre and self.titre == other.titre:
            return described or not (self.numero and other.numero) or self.numero == other.numero
        return described and bool(self.numero) and self.numero == other.numero

    def continues(self, other: Identity) -> bool:
        """Whether it asks again for an action of the year before: one structure, one title."""
        again = self.annee == other.annee + 1 and self.titre == other.titre != ""
        return again and self.is_of_structure(other)


def identity_of(each: DossierRecu, same: Callable[[str], str]) -> Identity:
    """Return what tells a dossier; `same` folds a name."""
    porteur, action = each.porteur, each.action
    digits = re.sub(r"\D", "", porteur.siret)
    return Identity(
        each.annee,
        digits[:SIREN] if len(digits) > SIREN else "",
        same(porteur.denomination).removeprefix("association"),
        same(action.intitule),
        same(action.numero_dauphin).removeprefix("da"),
        same(action.description),
    )
