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
        asked, vote, cell = self.demandes[self.chef_de_file], self.vote, self.cellules
        wrong = {name: f"«\u00a0{typed}\u00a0»" for name, typed in self.illisibles.items()}
        opinion = self.avis.get(self.chef_de_file, "").strip().casefold()
        if VOTE in wrong:
            text = f"le montant voté, {wrong[VOTE]}, est un texte"
            yield ACCORD, f"{text}\u00a0: écrivez un nombre en {cell[VOTE]}."
        elif vote is None:
            yield ACCUSE, ""
            if self.points:
                no_day = f"{wrong[LIMITE]} n’est pas" if LIMITE in wrong else "il manque"
                want = f"{no_day} le jour où répondre\u00a0: écrivez-le en {cell[LIMITE]}."
                yield DEMANDE, want if LIMITE in wrong or not self.limite else ""
            if opinion == "défavorable":
                said = "l’avis est défavorable, mais rien n’est voté"
                yield REFUS, f"{said}\u00a0: pour refuser, écrivez 0 en {cell[VOTE]}."
        elif not 0 <= vote <= asked:
            said = "est négatif" if vote < 0 else "dépasse ce qui est demandé"
            yield ACCORD, f"le montant voté {said}\u00a0: corrigez-le en {cell[VOTE]}."
        elif vote:
            yield ACCORD, ""
        else:
            lacking = f"il manque le motif\u00a0: écrivez-le en {cell[MOTIF]}."
            yield REFUS, "" if self.motif.strip() else lacking
