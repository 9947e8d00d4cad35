"""A problem or remark about a dossier: a value that points at a cell."""

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """Levels of a finding, from what stops the dossier to what is only worth knowing."""

    BLOQUANT = "bloquant"
    A_VERIFIER = "à vérifier"
    INFORMATION = "information"


class CellOrigin(Struct, frozen=True):
    """Cell of a value: file name, sheet, cell (`C12`), label of the field."""

    file: str
    sheet: str
    cell: str
    label: str = ""

    @property
    def row(self) -> int:
        """Number of the cell's row, 0 when there is none."""
        return int("".join(filter(str.isdigit, self.cell)) or 0)


class Citation(Struct, frozen=True):
    """The words that set a rule or a fact, where people find them, the address of a web page."""

    texte: str
    reference: str
    adresse: str = ""


class Finding(Struct, frozen=True):
    """One problem or remark; `key` is the field's key in the catalogue (`action.intitule`).

    `falsifies` are the documents that it makes false, by their code: they are not made. A blocking
    one that makes none false is `owed`: due and missing, it makes the bundle incomplete.
    """

    code: str
    severity: Severity
    message: str
    key: str = ""
    origin: CellOrigin | None = None
    source: Citation | None = None
    falsifies: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether some document cannot be made."""
        return self.severity is Severity.BLOQUANT and bool(self.falsifies)

    @property
    def owed(self) -> bool:
        """Whether it is due and missing."""
        return self.severity is Severity.BLOQUANT and not self.falsifies


class Statut(StrEnum):
    """Degree of certainty of an entry; all but `note` is marked in the documents that print it."""

    NOTE = "note"
    PUBLIC = "public"
    CALCUL = "calcul"
    NON_VERIFIE = "non vérifié"
    OUVERT = "ouvert"
    A_CONFIRMER = "à confirmer"


class Source(Struct, frozen=True):
    """Source of an entry: lines of the note (`503-504`), or a public address.

    `texte` quotes the note word for word; blank lines and line breaks count as one space.
    What is « à confirmer » keeps the words that set it in the call of the year `reprise`, and the
    status that it had: `statut_repris`.
    """

    texte: str
    statut: Statut = Statut.NOTE
    lignes: str = ""
    adresse: str = ""
    reprise: int = 0
    statut_repris: Statut = Statut.NOTE

    @property
    def in_note(self) -> bool:
        """Whether the words stand in the note of this year's call."""
        return bool(self.lignes) and self.statut is not Statut.A_CONFIRMER
