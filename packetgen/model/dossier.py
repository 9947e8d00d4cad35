"""Content of one workbook: who carries the project, its actions, its pieces, their cells."""

from collections.abc import Mapping

from msgspec import Struct, field

from packetgen.model.action import Action
from packetgen.model.fields import Field, catalogue
from packetgen.model.finding import CellOrigin

# Codes of the pieces that nobody asked: autre1, autre2…
FREE = "autre"
# Key of the image that signs the letter
SIGNATURE = "porteur.image_signature"


class Porteur(Struct, frozen=True):
    """The structure: identity, siège, representative, contact, bank account."""

    denomination: str = ""
    sigle: str = ""
    forme: str = ""
    siret: str = ""
    rna: str = ""
    adresse: str = ""
    complement_adresse: str = ""
    code_postal: str = ""
    commune: str = ""
    telephone: str = ""
    courriel: str = ""
    civilite_representant: str = ""
    prenom_representant: str = ""
    nom_representant: str = ""
    fonction_representant: str = ""
    nom_signataire: str = ""
    fonction_signataire: str = ""
    image_signature: str = ""
    nom_contact: str = ""
    fonction_contact: str = ""
    telephone_contact: str = ""
    courriel_contact: str = ""
    iban: str = ""
    bic: str = ""
    titulaire_compte: str = ""


class PieceFournie(Struct, frozen=True):
    """What the porteur declares of one piece: its file, or why there is none.

    `action` is the number of the action for a piece owed per action, 0 for a shared one.
    """

    code: str
    titre: str
    fichier: str = ""
    motif: str = ""
    action: int = 0

    @property
    def key(self) -> str:
        """Prefix of this row's keys in the workbook: `pieces.statuts`, `pieces.cerfa.2`."""
        return f"pieces.{self.code}.{self.action}" if self.action else f"pieces.{self.code}"

    @property
    def place(self) -> int:
        """Place, from 1, of the row of a piece that nobody asked; 0 without such a row."""
        digits = self.code.removeprefix(FREE)
        return int(digits) if self.code.startswith(FREE) and digits.isdigit() else 0


class Dossier(Struct, frozen=True):
    """Content of one workbook, and the cell of each value, by field key.

    Keys of table rows carry the row's number from 1: `agents.3.metier`, `communes.1.commune`.
    """

    annee: int
    file: str
    porteur: Porteur
    actions: tuple[Action, ...]
    pieces: tuple[PieceFournie, ...]
    origins: Mapping[str, CellOrigin] = field(default_factory=dict)


PORTEUR: tuple[Field, ...] = catalogue("porteur", sheet="Porteur")
PIECES: tuple[Field, ...] = catalogue("pieces", sheet="Pièces")
