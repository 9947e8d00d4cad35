"""What a register says of one dossier: what people typed in it, and where they would type the rest.

Pure: nothing is read here. Amounts are in euros.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from packetgen.model.reception.recu import COMPLET

VOTE, MOTIF, LIMITE = "vote", "motif", "limite"


@dataclass(frozen=True)
class Suivi:
    """What is known of a dossier received, for its sheet of instruction and its letters.

    `situation` is its state in the register, `constats` what the checks found, for who instructs.
    `demandes`, `proposes`, `votes` and `avis` are by name of funder, who leads first; `precedent`
    was voted the year before. `points` were asked and are not answered yet, until `limite`.
    `cellules` says where the vote of who leads, the reason and the limit are typed, `illisibles`
    what is typed there and cannot be read.
    """

    demandes: Mapping[str, Decimal]
    recu: date | None = None
    situation: str = ""
    delai: str = ""
    charge: str = ""
    constats: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    limite: date | None = None
    proposes: Mapping[str, Decimal] = field(default_factory=dict)
    votes: Mapping[str, Decimal] = field(default_factory=dict)
    avis: Mapping[str, str] = field(default_factory=dict)
    motif: str = ""
    precedent: Decimal | None = None
    cellules: Mapping[str, str] = field(default_factory=dict)
    illisibles: Mapping[str, str] = field(default_factory=dict)

    @property
    def chef_de_file(self) -> str:
        """The funder that leads, who writes the letters."""
        return next(iter(self.demandes))

    @property
    def est_complet(self) -> bool:
        """Whether it is complete, and transmitted."""
        return self.situation == COMPLET

    @property
    def vote(self) -> Decimal | None:
        """What who leads voted; None as long as nothing is typed."""
        return self.votes.get(self.chef_de_file)
