"""What is found wrong, or worth saying, in a dossier: a value that points at a cell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """From what stops the dossier to what is only worth knowing."""

    BLOQUANT = "bloquant"
    A_VERIFIER = "à vérifier"
    INFORMATION = "information"


@dataclass(frozen=True)
class Origin:
    """Where a value was read: file name, sheet, cell (`C12`), label of the field."""

    file: str
    sheet: str
    cell: str
    label: str = ""

    @property
    def row(self) -> int:
        """Number of the cell's row, 0 when there is none."""
        return int("".join(filter(str.isdigit, self.cell)) or 0)

    def __str__(self) -> str:
        return f"{self.file} › feuille « {self.sheet} » › cellule {self.cell}"


@dataclass(frozen=True)
class Citation:
    """The words that set a rule or a fact, and where they stand (`L503-504` of the note)."""

    texte: str
    reference: str


@dataclass(frozen=True)
class Finding:
    """One problem or remark; `key` is the field's key in the catalogue (`action.intitule`).

    `owed` is said of what is due and still missing: documents are made without it, and the bundle
    is incomplete.
    """

    code: str
    severity: Severity
    message: str
    key: str = ""
    origin: Origin | None = None
    source: Citation | None = None
    owed: bool = False

    @property
    def stops(self) -> bool:
        """Whether no document can be made; a piece, or what is owed, only marks the bundle."""
        spared = self.owed or self.key.startswith("pieces.")
        return self.severity is Severity.BLOQUANT and not spared
