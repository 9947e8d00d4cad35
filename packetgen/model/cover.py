"""What the cover of a bundle says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cover:
    """What the cover says, as printed; a line whose text is empty is left out.

    `demande` says of whom the `montant` is asked; `axe` and `heures` are for the Département.
    `manquants` names what is wanting, one entry a line; where there is none, the foot says
    `complet`.
    """

    appel: str
    destinataire: str
    association: str
    intitule: str
    demande: str
    montant: str
    dauphin: str
    pilier: str
    theme: str
    quartiers: tuple[str, ...]
    dates: str
    contenu: str
    date: str
    axe: str = ""
    heures: str = ""
    complet: str = "Dossier complet"
    manquants: tuple[str, ...] = ()
