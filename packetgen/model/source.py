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
    A_CONFIRMER = "à confirmer"


@dataclass(frozen=True)
class Source:
    """Where an entry comes from: lines of the note (`503-504`), or a public address.

    `texte` quotes the note word for word; blank lines and line breaks count as one space.
    What is « à confirmer » keeps the words that set it in the call of the year `reprise`.
    """

    texte: str
    statut: Statut = Statut.NOTE
    lignes: str = ""
    adresse: str = ""
    reprise: int = 0

    @property
    def in_note(self) -> bool:
        """Whether the words stand in the note of this year's call."""
        return bool(self.lignes) and self.statut is not Statut.A_CONFIRMER

    def citation(self, document: str) -> Citation:
        """The source as printed: its words, and `document, L503-504` or the address."""
        if self.statut is Statut.A_CONFIRMER and self.reprise:
            return Citation(self.texte, f"appel {self.reprise}, {self.statut}")
        lines = f"{document}, L{self.lignes}" if self.in_note else ""
        return Citation(self.texte, lines or self.adresse or self.statut.value)
