"""Parts of a campagne: its note, choices, rules, open points, Dauphin's budget, its bundles."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from packetgen.model.finding import Source

# What packetgen makes itself, as pieces of the call
LETTRE, FICHE, LISTE = "lettre", "fiche_action", "liste"
# Those that a funder asks for, by its code: owed where it is asked for money or agents
OWED_TO = {LETTRE: "call", FICHE: "departement"}
# The choices that stand for all of a list of places: a workbook has fewer cells
TOUS_LES_QUARTIERS, TOUTES_LES_COMMUNES = "Tous les quartiers", "Toutes les communes"
EVERYWHERE = {"quartiers": TOUS_LES_QUARTIERS, "communes": TOUTES_LES_COMMUNES}
# In a paquet: every piece that the porteur gives and that the paquet does not name
ANNEXES = "annexes"


@dataclass(frozen=True)
class Note:
    """The note de cadrage that the campagne transcribes: its title, its file beside the data.

    `places` are deduced from its text: a line from 1, the heading and page of what follows it;
    `titres` correct what it puts elsewhere, « words of its first line → heading ».
    """

    titre: str
    court: str
    fichier: str
    titres: tuple[str, ...] = ()
    places: tuple[tuple[int, str], ...] = field(default=(), compare=False, repr=False)

    def cite(self, lignes: str) -> str:
        """Return « note de cadrage 2026, « LES MODALITES », page 8 (déduite) »."""
        first = lignes.partition("-")[0]
        line = int(first) if first.isdecimal() else 0
        found = bisect_right(self.places, line, key=lambda place: place[0])
        return ", ".join((self.court, *(place for _, place in self.places[:found][-1:])))


@dataclass(frozen=True)
class Choix:
    """An entry of a list the porteur chooses from: piliers, thèmes, axes, pactes, métiers…"""

    code: str
    libelle: str
    source: Source
    description: str = ""


@dataclass(frozen=True)
class Forme(Choix):
    """A legal form; the money of those with a `comptable_public` is held in that person's name."""

    comptable_public: bool = False


@dataclass(frozen=True)
class Attente(Choix):
    """What a funder expects, in the words that it would publish."""

    financeur: Literal["call", "etat", "region", "departement"] = "call"


@dataclass(frozen=True)
class Plateforme:
    """Where every file is deposited first, Dauphin, and its address."""

    nom: str
    adresse: str
    source: Source


@dataclass(frozen=True)
class Seuil:
    """A figure of the call: persons, euros, days, pages, megabytes."""

    code: str
    libelle: str
    valeur: int
    unite: str
    source: Source


@dataclass(frozen=True)
class Regle:
    """The words that set the rule `code`: a rule that the year's call does not set is not run."""

    code: str
    source: Source


@dataclass(frozen=True)
class PointOuvert:
    """What the note leaves open or contradicts, said as it is and never settled here."""

    code: str
    constat: str
    effet: str
    source: Source


@dataclass(frozen=True)
class AutreAnnee:
    """Words that rightly name another year than the call's: `12 octobre 2023`, in these files."""

    mention: str
    fichiers: tuple[str, ...]
    raison: str
    source: Source


@dataclass(frozen=True)
class Decision:
    """What a person decides of words that the note no longer has.

    « confirmer » takes those that it now has, as sure as the former ones were; any other is the
    status of the words or of the reason given, or « retirer ». `apres` is what the note says in
    the place of `avant`.
    """

    ou: str
    avant: str
    apres: str = ""
    statut: Literal[
        "à confirmer", "confirmer", "note", "calcul", "ouvert", "public", "non vérifié", "retirer"
    ] = "à confirmer"
    mots: str = ""
    raison: str = ""


@dataclass(frozen=True)
class LigneBudget:
    """A line of Dauphin's budget: `code` is Dauphin's own key (`74epci`).

    `a_preciser` is what its precision must tell; `nom` is printed for a label that asks for it.
    """

    code: str
    numero: str
    libelle: str
    nom: str = ""
    a_preciser: str = ""


@dataclass(frozen=True)
class Compte:
    """An account of Dauphin's budget and its lines; `volontaire` for accounts 86 and 87."""

    numero: str
    libelle: str
    cote: Literal["charges", "produits"]
    lignes: tuple[LigneBudget, ...]
    volontaire: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of its lines."""
        return tuple(ligne.code for ligne in self.lignes)


@dataclass(frozen=True)
class Paquet:
    """A bundle that `generer --pour CODE` makes: for whom, and its pieces in their order.

    `pieces` are codes of pieces, or ANNEXES. `fichier` tells it apart in the name of the PDF;
    `demande` names, on the cover, the amount asked of its `financeur`.
    """

    code: str
    libelle: str
    fichier: str
    financeur: Literal["call", "etat", "region", "departement"]
    destinataire: str
    demande: str
    pieces: tuple[str, ...]
    source: Source
