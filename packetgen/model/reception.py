"""A bundle received, as its own data describes it; what tells two apart; what people typed of it.

Pure: nothing is read here. Amounts are in euros.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct, field

from packetgen.model.action import Action
from packetgen.model.dossier import Porteur

A_LA_MAIN, COMPLET = "Non fait par packetgen", "Complet"
SIREN = 9
# What is typed, of who leads
VOTE, MOTIF, LIMITE = "vote", "motif", "limite"
ACCUSE, DEMANDE, ACCORD, REFUS = "accuse_reception", "demande_pieces", "accord", "refus"


class DossierRecu(Struct, frozen=True):
    """A proved bundle, or what a form of the kit says (`a_la_main`), as its own data describes it.

    `fichier` is its path as given, `sha256` the digest of the file, `sceau` the seal that it
    prints, `remarques` what its proof says of the file, `etabli` the date printed on it, `pages`
    their number, `pour` the bundle that it is: all in one, or one funder's. `montant_call` is
    asked of `chef_de_file`, `financements` of each other funder, by its name; `produits` is the
    total of the products without accounts 86 and 87. `a_demander` says in French, to the porteur,
    what is wanting or wrong; `constats` what the checks found, as they said it. A `brouillon` was
    made before the deposit, with a `projet` the call was not ready; `delai` says whether it was
    deposited in time, `tardif` that this version was made after the deadline; `version`
    is the number that its maker gave it.
    """

    fichier: str
    sha256: str
    sceau: str
    remarques: tuple[str, ...]
    annee: int
    etabli: date
    pages: int
    pour: str
    porteur: Porteur
    action: Action
    montant_call: Decimal
    financements: Mapping[str, Decimal]
    produits: Decimal
    a_demander: tuple[str, ...]
    brouillon: bool = False
    projet: bool = False
    a_la_main: bool = False
    recu: date | None = None
    chef_de_file: str = ""
    charge: str = ""
    referents: tuple[str, ...] = ()
    delai: str = ""
    tardif: bool = False
    version: int = 1
    constats: tuple[str, ...] = ()

    @property
    def demandes(self) -> dict[str, Decimal]:
        """What is asked of each funder, who leads first."""
        return {self.chef_de_file: self.montant_call, **self.financements}

    @property
    def communes(self) -> tuple[str, ...]:
        """The communes that the action names, each once."""
        return tuple(dict.fromkeys(line.commune for line in self.action.communes if line.commune))

    @property
    def contact(self) -> str:
        """Where the person who follows the dossier is written to."""
        return self.porteur.courriel_contact or self.porteur.courriel

    @property
    def etat(self) -> str:
        """Its state, as the register tells it."""
        made = A_LA_MAIN * self.a_la_main or "Projet" * self.projet or "Brouillon" * self.brouillon
        return made or (COMPLET if self.est_complet else "À compléter")

    @property
    def est_complet(self) -> bool:
        """Whether nothing is to be asked of the porteur."""
        return not self.a_demander

    @property
    def rang(self) -> tuple[object, ...]:
        """What makes a version the one that counts: two that are equal are for people to choose."""
        made = not self.projet, not self.brouillon
        return not self.a_la_main, self.etabli, self.version, *made


class Ecarte(Struct, frozen=True):
    """A file that is not counted, what it is, and the reasons, in French, the cause first.

    `association`, `action` and `contact` are said as far as they can be read in it.
    """

    fichier: str
    raisons: tuple[str, ...]
    nature: str = ""
    association: str = ""
    action: str = ""
    contact: str = ""


class Doute(Struct, frozen=True):
    """A resemblance between dossiers counted apart, in French."""

    constat: str
    dossiers: tuple[DossierRecu, ...]


class Identity(Struct, frozen=True):
    """Folded identifiers of a dossier; the SIREN stays when a structure moves."""

    annee: int
    siren: str
    nom: str
    titre: str
    numero: str
    description: str

    def is_of_structure(self, other: Identity) -> bool:
        """Whether both are of one structure: by SIREN, by name where one has none."""
        if self.siren and other.siren:
            return self.siren == other.siren
        return bool(self.nom) and self.nom == other.nom

    def is_of(self, other: Identity) -> bool:
        """Whether both are copies of one dossier.

        The title tells it, or the Dauphin number; where these two disagree, only the same
        description tells that one of them was corrected.
        """
        if self.annee != other.annee or not self.is_of_structure(other):
            return False
        described = bool(self.description) and self.description == other.description
        if self.titre and self.titre == other.titre:
            return described or not (self.numero and other.numero) or self.numero == other.numero
        return described and bool(self.numero) and self.numero == other.numero

    def continues(self, other: Identity) -> bool:
        """Whether it asks again for an action of the year before: one structure, one title."""
        again = self.annee == other.annee + 1 and self.titre == other.titre != ""
        return again and self.is_of_structure(other)


def identity_of(each: DossierRecu, same: Callable[[str], str]) -> Identity:
    """Return what tells a dossier; `same` folds a name."""
    porteur, action = each.porteur, each.action
    digits = re.sub(r"\D", "", porteur.siret)
    siren = digits[:SIREN] if len(digits) > SIREN else ""
    name = same(porteur.denomination).removeprefix("association")
    told = same(action.intitule), same(action.numero_dauphin).removeprefix("da")
    return Identity(each.annee, siren, name, *told, same(action.description))


class Suivi(Struct, frozen=True):
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
