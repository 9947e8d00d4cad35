"""Funders of a call, an open list, and the people to ask there."""

from typing import Literal, get_args

from msgspec import Struct

from packetgen.model.finding import Source

# The parts of funders, each held by one of them at most; any number of others
Role = Literal["chef de file", "État", "région", "département", "autre"]
CHEF_DE_FILE, ETAT, REGION, DEPARTEMENT, AUTRE = get_args(Role)


class Financeur(Struct, frozen=True):
    """A funder: its budget line, what must be deposited with it, where and when.

    `etape` names the calendar line that bounds the deposit, empty when the note gives none;
    `montant` is the label of the cell for the amount asked, empty where the budget's line does.
    """

    code: str
    nom: str
    role: Role
    ligne_budget: str
    depot: str
    ou: str
    etape: str
    source: Source
    montant: str = ""

    @property
    def code_regle(self) -> str:
        """Code of the rule that its cell and its line of the budget agree."""
        return f"MONTANT-{self.code}".upper().replace("_", "-")


class Contact(Struct, frozen=True):
    """A person of a funder; `themes` are codes of `Campagne.themes`, empty for all."""

    financeur: str
    nom: str
    fonction: str
    courriel: str
    telephones: tuple[str, ...]
    themes: tuple[str, ...]
    source: Source
