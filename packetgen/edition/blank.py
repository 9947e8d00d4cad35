"""A dossier that says nothing: what a call does with it shows what the call itself lacks."""

from __future__ import annotations

from packetgen.model.action import Action
from packetgen.model.dossier import Dossier
from packetgen.model.porteur import Porteur


def blank_dossier(annee: int) -> Dossier:
    """Return a dossier of one action, in which nothing is filled."""
    return Dossier(annee, "", Porteur(), (Action(),), ())
