"""How sure an entry of the year's data is, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from packetgen.model.finding import Citation


class Statut(StrEnum):
    """How sure an entry is; anything but `note` is marked in the documents that print it."""

    NOTE = "note"
    PUBLIC = "public"
    CALCUL = "calcul"
    NON_VERIFIE = "non vérifié"
    OUVERT = "ouvert"


@dataclass(frozen=True)
class Source:
    """Where an entry comes from: lines of the note (`503-504`), or a public address.

    `texte` quotes the note word for word; blank lines and line breaks count as one space.
    """

    texte: str
    statut: Statut = Statut.NOTE
    lignes: str = ""
    adresse: str = ""

    def citation(self, document: str) -> Citation:
        """The source as printed: its words, and `document, L503-504` or the address."""
        lines = f"{document}, L{self.lignes}" if self.lignes else ""
        return Citation(self.texte, lines or self.adresse or self.statut.value)
