"""One bundle as planned and as made: its parts, their pages, and what became of each input."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# What every page bears that is made of a call not declared ready
PROJET = "PROJET"


class State(StrEnum):
    """The one state each piece ends in."""

    INTEGREE = "intégrée"
    RESERVE = "intégrée, à vérifier"
    ABSENTE = "absente"
    REFUSEE = "refusée"
    SANS_OBJET = "sans objet"

    @property
    def is_included(self) -> bool:
        """Whether the bundle holds the piece itself, not a page in its place."""
        return self in (State.INTEGREE, State.RESERVE)


@dataclass(frozen=True)
class Part:
    """A run of pages of the bundle.

    `numero` is the piece's number, from 1; 0 for the cover and the sommaire, which are not
    pieces. `pages` counts its pages; an absent or refused piece has the one page that says so.
    `key` is the key of an annex's row in the workbook.
    """

    code: str
    titre: str
    pages: int
    numero: int = 0
    state: State = State.INTEGREE
    fichier: str = ""
    notes: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class PlacedPart:
    """A part and its place: `first` is its first page in the bundle, from 1."""

    part: Part
    first: int

    @property
    def last(self) -> int:
        """Its last page in the bundle."""
        return self.first + self.part.pages - 1


@dataclass(frozen=True)
class Plan:
    """The bundle's pages from first to last, one placed part after the other."""

    parts: tuple[PlacedPart, ...]

    @property
    def pages(self) -> int:
        """Number of pages of the whole bundle."""
        return self.parts[-1].last

    @property
    def pieces(self) -> tuple[PlacedPart, ...]:
        """The numbered pieces, as the sommaire lists them."""
        return tuple(placed for placed in self.parts if placed.part.numero)

    def stamps(self) -> tuple[str, ...]:
        """The stamp of each page: « Pièce 3 · p. 2/5 — 17/48 »; empty before the pieces."""
        return tuple(
            f"Pièce {placed.part.numero} · p. {page}/{placed.part.pages}"
            f" — {placed.first + page - 1}/{self.pages}"
            if placed.part.numero
            else ""
            for placed in self.parts
            for page in range(1, placed.part.pages + 1)
        )
