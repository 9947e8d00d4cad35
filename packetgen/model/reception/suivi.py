"""What a register says of one dossier: what people typed in it, and the letters that this decides.

Pure: nothing is read here. Amounts are in euros.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

# What is typed, of who leads
VOTE, MOTIF, LIMITE = "vote", "motif", "limite"
ACCUSE, DEMANDE, ACCORD, REFUS = "accuse_reception", "demande_pieces", "accord", "refus"


@dataclass(frozen=True)
class Suivi:
    """What is known of a dossier received, for its sheet of instruction and its letters.

    `situation` is its state in the register, `constats` what the checks found, for who instructs.
    `demandes`, `proposes`, `votes` and `avis` are by name of funder, who leads first; `precedent`
    was voted the year before. `points` were asked and are not answered yet, until `limite`.
    `cellules` says where people type, `illisibles` what they typed that cannot be read.
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
    def vote(self) -> Decimal | None:
        """What who leads voted; None as long as nothing is typed."""
        return self.votes.get(self.chef_de_file)

    def courriers(self) -> Iterator[tuple[str, str]]:
        """Yield each letter that is due, and what it lacks, in French, with the cell to fill.

        As long as who leads voted nothing: the receipt, and the request for what is owed. Then the
        notification: an amount grants, zero refuses.
        """
        cells = {name: f"\u00a0: écrivez-le en {cell}." for name, cell in self.cellules.items()}
        wrong = {name: f"«\u00a0{typed}\u00a0»" for name, typed in self.illisibles.items()}
        asked, vote = self.demandes[self.chef_de_file], self.vote
        opinion = self.avis.get(self.chef_de_file, "").strip().casefold()
        if VOTE in wrong:
            yield ACCORD, f"{wrong[VOTE]} n’est pas un nombre, le montant voté{cells[VOTE]}"
        elif vote is None:
            yield ACCUSE, ""
            if self.points:
                want = "" if self.limite else f"le jour où répondre manque{cells[LIMITE]}"
                no_day = f"{wrong.get(LIMITE)} n’est pas un jour{cells[LIMITE]}"
                yield DEMANDE, no_day if LIMITE in wrong else want
            if opinion == "défavorable":
                yield REFUS, f"rien n’est voté, et 0 refuse{cells[VOTE]}"
        elif not 0 <= vote <= asked:
            said = "est négatif" if vote < 0 else "dépasse ce qui est demandé"
            yield ACCORD, f"le montant voté {said}, le bon{cells[VOTE]}"
        elif vote:
            yield ACCORD, ""
        else:
            yield REFUS, "" if self.motif.strip() else f"le motif manque{cells[MOTIF]}"
